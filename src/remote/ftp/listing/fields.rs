//! A line as fields with blanks between them. Nothing is copied.

/// The part of a line that is still to be read. Copy it to look ahead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    /// The next field; blanks before it are skipped. What follows starts with the blank behind it.
    pub fn next(&mut self) -> Option<&'a [u8]> {
        let start = self.0.iter().position(|byte| !is_blank(*byte))?;
        let rest = &self.0[start..];
        let end = rest.iter().position(|byte| is_blank(*byte)).unwrap_or(rest.len());
        self.0 = &rest[end..];
        Some(&rest[..end])
    }

    /// The next field as text, if it is ASCII or UTF-8.
    pub fn text(&mut self) -> Option<&'a str> {
        self.next().and_then(|field| std::str::from_utf8(field).ok())
    }

    /// The next field as a decimal number.
    pub fn number(&mut self) -> Option<u64> {
        self.next().and_then(number)
    }

    /// All that follows one blank, byte by byte: a name, which may itself begin with blanks.
    pub fn name(&self) -> Option<&'a [u8]> {
        match self.0 {
            [blank, name @ ..] if is_blank(*blank) => Some(name),
            _ => None,
        }
    }

    /// All that follows the blanks, at least one: a name in a column. `None` if there is nothing.
    pub fn padded_name(&self) -> Option<&'a [u8]> {
        self.name()?;
        let start = self.0.iter().position(|byte| !is_blank(*byte))?;
        Some(&self.0[start..])
    }

    /// Whether anything but blanks follows.
    pub fn is_over(&self) -> bool {
        self.0.iter().all(|byte| is_blank(*byte))
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Only digits, at least one, not too large.
pub(super) fn number(field: &[u8]) -> Option<u64> {
    if field.is_empty() {
        return None;
    }
    field.iter().try_fold(0u64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// Digits of base eight, at least one.
pub(super) fn octal(field: &[u8]) -> Option<u32> {
    if field.is_empty() {
        return None;
    }
    field.iter().try_fold(0u32, |number, byte| {
        let digit = matches!(byte, b'0'..=b'7').then(|| u32::from(byte - b'0'))?;
        number.checked_mul(8)?.checked_add(digit)
    })
}

/// A number whose thousands may be set apart by comma, point, apostrophe or a hard blank (UTF-8, Latin-1 or
/// code page 850).
pub(super) fn grouped_number(field: &[u8]) -> Option<u64> {
    let first = field.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if first == field.len() {
        return number(field);
    }
    let rest = &field[first..];
    let marks: [&[u8]; 7] = [b",", b".", b"'", b"\xc2\xa0", b"\xe2\x80\xaf", b"\xa0", b"\xff"];
    let mark = marks.into_iter().find(|mark| rest.starts_with(mark))?;
    let groups_fit = rest.len() % (mark.len() + 3) == 0
        && rest
            .chunks(mark.len() + 3)
            .all(|group| group.starts_with(mark) && group[mark.len()..].iter().all(u8::is_ascii_digit));
    if !groups_fit || !(1..=3).contains(&first) {
        return None;
    }
    let digits: Vec<u8> = field.iter().copied().filter(u8::is_ascii_digit).collect();
    number(&digits)
}
