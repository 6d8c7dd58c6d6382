//! TLS for one control connection and its data connections: one configuration, one session store.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::Resumption;
use rustls::pki_types::ServerName;
use rustls::{AlertDescription, ClientConfig, HandshakeKind, InvalidMessage, ProtocolVersion};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::tickets::Tickets;
use super::verify::Judge;
use crate::error::{Error, Kind, Speech, Stage};
use crate::site::TlsVersion;
use crate::trust::{Decision, Known};

/// The protocol name that keeps a connection from being passed off as one of another protocol (ALPACA).
const ALPN: &[u8] = b"ftp";

/// Everything that the handshakes of one control connection share.
#[derive(Debug)]
pub(super) struct Tls {
    connector: Connector,
    name: ServerName<'static>,
    pub(super) tickets: Arc<Tickets>,
    pub(super) judge: Arc<Judge>,
}

struct Connector(TlsConnector);

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connector")
    }
}

impl Tls {
    /// A configuration of its own, with an empty session store.
    ///
    /// # Errors
    /// If the host's name cannot be one of a server.
    pub(super) fn new(host: &str, known: Known, highest: TlsVersion) -> Result<Self, Error> {
        let failed =
            |error: &dyn std::fmt::Display| Error::new(Stage::Tls, Kind::Handshake, "prepare TLS").with_cause(error);
        let name = ServerName::try_from(host.to_owned()).map_err(|error| failed(&error))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let judge = Arc::new(Judge::new(provider.clone(), known));
        let versions: &[&rustls::SupportedProtocolVersion] = match highest {
            TlsVersion::Tls12 => &[&rustls::version::TLS12],
            TlsVersion::Tls13 => &[&rustls::version::TLS13, &rustls::version::TLS12],
        };
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .map_err(|error| failed(&error))?
            .dangerous()
            .with_custom_certificate_verifier(judge.clone())
            .with_no_client_auth();
        let tickets = Arc::new(Tickets::default());
        config.resumption = Resumption::store(tickets.clone());
        config.alpn_protocols = vec![ALPN.to_vec()];
        Ok(Self {
            connector: Connector(Arc::new(config).into()),
            name,
            tickets,
            judge,
        })
    }

    /// Shakes hands. Nothing of ours goes through the connection before this has succeeded.
    ///
    /// # Errors
    /// With the stage given, or `Trust` where the certificate is the reason.
    pub(super) async fn handshake(
        &self,
        stage: Stage,
        tcp: TcpStream,
        limit: Duration,
    ) -> Result<TlsStream<TcpStream>, Error> {
        let ends = (tcp.local_addr().ok(), tcp.peer_addr().ok());
        let shaking = self.connector.0.connect(self.name.clone(), tcp);
        let outcome = match timeout(limit, shaking).await {
            Ok(Ok(tls)) => self.check(stage, tls),
            Ok(Err(error)) => Err(self.failure(stage, &error)),
            Err(_) => Err(Error::new(stage, Kind::TimedOut, "TLS handshake")),
        };
        outcome.map_err(|error| error.between(ends.0, ends.1).breaking())
    }

    /// What only shows after the handshake.
    fn check(&self, stage: Stage, tls: TlsStream<TcpStream>) -> Result<TlsStream<TcpStream>, Error> {
        let (_, session) = tls.get_ref();
        if session.alpn_protocol().is_some_and(|protocol| protocol != ALPN) {
            return Err(Error::new(stage, Kind::Handshake, "TLS handshake")
                .with_cause("the server chose a protocol other than ftp (ALPN)"));
        }
        let same = session
            .peer_certificates()
            .and_then(<[_]>::first)
            .is_some_and(|der| self.judge.is_same(der));
        if !same {
            return Err(Error::new(stage, Kind::Stranger, "TLS handshake")
                .with_cause("the certificate is another one than that of the control connection"));
        }
        Ok(tls)
    }

    /// Tells what ended a handshake.
    fn failure(&self, stage: Stage, error: &io::Error) -> Error {
        let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        let plain = |kind| Error::new(stage, kind, "TLS handshake").with_cause(error);
        match tls {
            Some(rustls::Error::InvalidCertificate(_)) => {
                self.distrusted(stage).unwrap_or_else(|| plain(Kind::Handshake))
            }
            Some(rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType)) => {
                plain(Kind::WrongProtocol(Speech::PlainText))
            }
            Some(_) => plain(Kind::Handshake),
            None => plain(Kind::of(error)),
        }
    }

    /// The error for a certificate that was not accepted; `None` if it was.
    fn distrusted(&self, stage: Stage) -> Option<Error> {
        let verdict = self.judge.verdict()?;
        if let Some(cause) = verdict.unusable {
            return Some(Error::new(Stage::Tls, Kind::Handshake, "check the certificate").with_cause(cause));
        }
        let certificate = Box::new(verdict.certificate);
        let kind = match (verdict.decision, verdict.platform) {
            (Decision::Ask, Err(reason)) => Kind::NotTrusted { certificate, reason },
            (Decision::Changed, _) => Kind::Changed {
                certificate,
                before: self.judge.pin(),
            },
            _ if stage == Stage::DataConnection => {
                return Some(
                    Error::new(stage, Kind::Stranger, "TLS handshake")
                        .with_cause("the certificate is another one than that of the control connection"),
                );
            }
            _ => return None,
        };
        Some(Error::new(Stage::Trust, kind, "check the certificate"))
    }
}

/// The peer speaks no version of TLS that was offered.
pub(super) fn is_about_version(error: &Error) -> bool {
    let alert = rustls::Error::AlertReceived(AlertDescription::ProtocolVersion).to_string();
    error.kind == Kind::Handshake
        && error.cause.as_ref().is_some_and(|cause| {
            cause.contains(&alert) || cause.contains("ProtocolVersion") || cause.contains("HandshakeFailure")
        })
}

/// The version and cipher suite of a connection.
pub(super) fn spoken(tls: &TlsStream<TcpStream>) -> (TlsVersion, String) {
    let (_, session) = tls.get_ref();
    let version = match session.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => TlsVersion::Tls13,
        _ => TlsVersion::Tls12,
    };
    let suite = session
        .negotiated_cipher_suite()
        .map(|suite| format!("{:?}", suite.suite()))
        .unwrap_or_default();
    (version, suite)
}

/// Whether the handshake took up an earlier session.
pub(super) fn is_resumed(tls: &TlsStream<TcpStream>) -> bool {
    tls.get_ref().1.handshake_kind() == Some(HandshakeKind::Resumed)
}
