//! Private data, for tests and for pictures.

use crate::engine::profile::{Private, Tidied};
use crate::secret::Trouble;

/// How much there is.
pub fn counted() -> Vec<Tidied> {
    [
        (Private::Recent, 12),
        (Private::Learned, 0),
        (Private::Trust, 5),
        (Private::Secrets, 30),
    ]
    .map(|(kind, count)| Tidied {
        kind,
        count,
        trouble: None,
    })
    .into()
}

/// How much of it was removed: the keychain was locked half way.
pub fn removed() -> Vec<Tidied> {
    [
        (Private::Recent, 12, None),
        (Private::Trust, 5, None),
        (Private::Secrets, 3, Some(Trouble::Locked)),
    ]
    .map(|(kind, count, trouble)| Tidied { kind, count, trouble })
    .into()
}
