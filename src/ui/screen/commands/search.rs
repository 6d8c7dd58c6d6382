//! Finds what was meant by a few letters: words in any order, their beginnings first, letters that were left out last.

/// The places of what fits `typed`, the best first; where two fit alike, the earlier. Each has two texts that may fit.
pub fn best<'a>(typed: &str, texts: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<usize> {
    let typed = typed.to_lowercase();
    let mut found: Vec<(u32, usize)> = texts
        .enumerate()
        .filter_map(|(at, (one, other))| {
            let score = fit(&typed, &one.to_lowercase()).max(fit(&typed, &other.to_lowercase()))?;
            Some((score, at))
        })
        .collect();
    found.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
    found.into_iter().map(|(_, at)| at).collect()
}

/// How well all words of `typed` fit; `None` if one does not. Both are in lower case.
pub fn fit(typed: &str, text: &str) -> Option<u32> {
    typed.split_whitespace().map(|word| word_fits(word, text)).sum()
}

fn word_fits(word: &str, text: &str) -> Option<u32> {
    if text.starts_with(word) {
        return Some(8);
    }
    let begins = |at: usize| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|before| !before.is_alphanumeric())
    };
    if text.match_indices(word).any(|(at, _)| begins(at)) {
        return Some(6);
    }
    if text.contains(word) {
        return Some(4);
    }
    // One letter that stands anywhere says nothing.
    let mut letters = text.chars();
    let scattered = word.chars().count() > 1 && word.chars().all(|wanted| letters.any(|letter| letter == wanted));
    scattered.then_some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fit_in_any_order_and_beginnings_come_first() {
        let texts = [
            ("Show hidden files", ""),
            ("New folder", ""),
            ("To the parent folder", ""),
            ("Filter the list", ""),
            ("上级文件夹", "To the parent folder"),
        ];
        let best = |typed: &str| best(typed, texts.into_iter());
        assert_eq!(best(""), [0, 1, 2, 3, 4]);
        assert_eq!(best("fi"), [3, 0], "the beginning of the text, then of a word");
        assert_eq!(best("folder new"), [1]);
        assert_eq!(best("PARENT"), [2, 4]);
        assert_eq!(best("文件夹"), [4]);
        assert_eq!(best("fltr"), [3], "letters were left out");
        assert_eq!(best("zz"), [] as [usize; 0]);
    }
}
