//! SSH below the demo's SFTP server: one account, one subsystem.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use russh::keys::{Algorithm, PrivateKey};
use russh::server::{Auth, ChannelOpenHandle, Config, Handler, Msg, Session};
use russh::{Channel, ChannelId, MethodKind, MethodSet, SshId};
use tokio::net::TcpListener;

use super::account::Account;
use super::{Server, sftp};
use crate::trust::HostKey;

/// Opens a port and serves whoever comes, with a host key made for this run.
pub async fn open(folder: PathBuf, account: Arc<Account>) -> io::Result<Server> {
    let key = PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).map_err(io::Error::other)?;
    let shown = key.public_key().to_bytes().map_err(io::Error::other)?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    let server = Server {
        protocol: "sftp",
        url: account.url("sftp", port),
        port,
        certificate: None,
        host_key: HostKey::from_blob(shown).map(|key| key.fingerprint()),
    };
    let config = Arc::new(Config {
        server_id: SshId::Standard("SSH-2.0-packetboat_demo".into()),
        methods: MethodSet::from(&[MethodKind::Password][..]),
        keys: vec![key],
        nodelay: true,
        // Everybody begins by asking how a login is possible. That is no guess at a password, which waits a second.
        auth_rejection_time_initial: Some(Duration::ZERO),
        ..Config::default()
    });
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            // Answers go out one by one, and each would wait for the acknowledgement of the one before.
            let _ = connection.set_nodelay(true);
            let visitor = Visitor {
                folder: folder.clone(),
                account: account.clone(),
                channels: HashMap::new(),
            };
            let config = config.clone();
            // A connection that fails is closed; its client says why better than we could.
            tokio::spawn(async move {
                if let Ok(session) = russh::server::run_stream(config, connection, visitor).await {
                    let _ = session.await;
                }
            });
        }
    });
    Ok(server)
}

/// One connection.
struct Visitor {
    folder: PathBuf,
    account: Arc<Account>,
    /// Channels that nothing runs on yet.
    channels: HashMap<ChannelId, Channel<Msg>>,
}

impl Handler for Visitor {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Self::Error> {
        Ok(if self.account.is(user, password) {
            Auth::Accept
        } else {
            Auth::reject()
        })
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        self.channels.insert(channel.id(), channel);
        reply.accept().await;
        Ok(())
    }

    async fn subsystem_request(&mut self, id: ChannelId, name: &str, session: &mut Session) -> Result<(), Self::Error> {
        match self.channels.remove(&id) {
            Some(channel) if name == "sftp" => {
                session.channel_success(id)?;
                tokio::spawn(sftp::serve(channel.into_stream(), self.folder.clone()));
            }
            _ => session.channel_failure(id)?,
        }
        Ok(())
    }

    async fn exec_request(&mut self, id: ChannelId, _: &[u8], session: &mut Session) -> Result<(), Self::Error> {
        session.channel_failure(id)
    }

    async fn shell_request(&mut self, id: ChannelId, session: &mut Session) -> Result<(), Self::Error> {
        session.channel_failure(id)
    }
}
