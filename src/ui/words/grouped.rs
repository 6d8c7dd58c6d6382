//! Digits in groups of three.

/// A number with a comma between groups of three digits, as both languages write it: `1,204`, `-12,000.5`.
pub fn grouped(number: f64) -> String {
    let text = number.to_string();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_come_in_threes() {
        for (number, text) in [
            (0.0, "0"),
            (999.0, "999"),
            (1000.0, "1,000"),
            (100_000.0, "100,000"),
            (1_204_567.0, "1,204,567"),
            (-1204.5, "-1,204.5"),
            (0.25, "0.25"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
