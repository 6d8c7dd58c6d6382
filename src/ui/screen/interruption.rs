//! What happened to this computer's network, in words.

use super::super::words::Words;
use super::queue::span;
use crate::error::Interruption;

/// Why connections were given up: a sentence without a full stop.
pub fn told(why: Interruption, words: &Words) -> String {
    match why {
        Interruption::Slept(time) => words.with("app-interrupted-slept", &[("time", span(time, words).into())]),
        Interruption::AddressGone(address) => {
            let address = address.to_canonical().to_string();
            words.with("app-interrupted-address", &[("address", address.into())])
        }
        Interruption::WayChanged => words.say("app-interrupted-way"),
        Interruption::Offline => words.say("app-interrupted-offline"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ui::words::Language;

    #[test]
    fn it_is_told_in_words() {
        let told = |why| told(why, &Words::of(Language::English));
        assert_eq!(
            told(Interruption::Slept(Duration::from_secs(43 * 60))),
            "The computer slept for 43 min"
        );
        assert_eq!(
            told(Interruption::AddressGone("192.0.2.5".parse().unwrap())),
            "The address 192.0.2.5 is gone"
        );
        assert_eq!(told(Interruption::Offline), "Waiting for the network");
    }
}
