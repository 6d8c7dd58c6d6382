//! Why the keychain does not do what it is asked, in words.

use crate::path::visible;
use crate::secret::Trouble;
use crate::ui::words::Words;

/// What is wrong, and what can be done about it.
pub fn said(trouble: &Trouble, words: &Words) -> String {
    match trouble {
        Trouble::NoService => words.say("sites-keychain-none"),
        Trouble::Locked => words.say("sites-keychain-locked"),
        Trouble::Slow => words.say("sites-keychain-slow"),
        Trouble::Failed(cause) => {
            let values = [("cause", visible(cause.as_bytes()).into())];
            words.with("sites-keychain-failed", &values)
        }
    }
}
