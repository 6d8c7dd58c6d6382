//! The TLS sessions of one control connection, counted.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustls::NamedGroup;
use rustls::client::{ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::pki_types::ServerName;

/// More tickets than a server has reason to send.
const MOST: usize = 16;

/// One store for each control connection: servers that require session reuse want *this* control connection's session.
///
/// A ticket of TLS 1.3 can be used once. Servers that give none on an upload let us run dry, which is why they are counted.
#[derive(Default)]
pub(super) struct Tickets(Mutex<Store>);

#[derive(Default)]
struct Store {
    group: Option<NamedGroup>,
    tls12: Option<Tls12ClientSessionValue>,
    tls13: VecDeque<Tls13ClientSessionValue>,
}

impl Tickets {
    /// How many TLS 1.3 tickets are left.
    pub(super) fn left(&self) -> usize {
        self.store().tls13.len()
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Tickets {
    /// Shows no key material.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tickets({})", self.left())
    }
}

impl ClientSessionStore for Tickets {
    fn set_kx_hint(&self, _: ServerName<'static>, group: NamedGroup) {
        self.store().group = Some(group);
    }

    /// Nearly every server takes P-256, and some FTP servers take nothing else: guessing it saves them a round trip.
    fn kx_hint(&self, _: &ServerName<'_>) -> Option<NamedGroup> {
        self.store().group.or(Some(NamedGroup::secp256r1))
    }

    fn set_tls12_session(&self, _: ServerName<'static>, session: Tls12ClientSessionValue) {
        self.store().tls12 = Some(session);
    }

    fn tls12_session(&self, _: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        self.store().tls12.clone()
    }

    fn remove_tls12_session(&self, _: &ServerName<'static>) {
        self.store().tls12 = None;
    }

    fn insert_tls13_ticket(&self, _: ServerName<'static>, ticket: Tls13ClientSessionValue) {
        let mut store = self.store();
        if store.tls13.len() == MOST {
            store.tls13.pop_front();
        }
        store.tls13.push_back(ticket);
    }

    fn take_tls13_ticket(&self, _: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        self.store().tls13.pop_back()
    }
}
