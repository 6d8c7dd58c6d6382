//! SSH below the scripted server: one account with a password, one subsystem, no commands.

use std::collections::HashMap;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use russh::server::{Auth, ChannelOpenHandle, Config, Handler, Msg, PublicKeyOffer, Response, Session};
use russh::{Channel, ChannelId};

use super::{Cord, PASSWORD, Shared, USER, conversation};

/// What is done with whoever comes.
pub fn serving(shared: Arc<Shared>) -> impl FnMut(TcpStream) + Send + 'static {
    let config = Arc::new(Config {
        keys: vec![shared.script.key.clone()],
        auth_rejection_time: Duration::ZERO,
        inactivity_timeout: None,
        nodelay: true,
        ..Config::default()
    });
    move |stream| {
        shared.heard.lock().unwrap().connections += 1;
        let (config, shared) = (config.clone(), shared.clone());
        // A thread and a runtime each, so that what one connection does on purpose delays no other.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let cord = Arc::new(Cord::new(stream.try_clone().unwrap()));
                let ending = cord.clone();
                stream.set_nonblocking(true).unwrap();
                let stream = tokio::net::TcpStream::from_std(stream).unwrap();
                let visitor = Visitor {
                    shared,
                    cord,
                    channels: HashMap::new(),
                };
                if let Ok(session) = russh::server::run_stream(config, stream, visitor).await {
                    tokio::select! {
                        _ = session => {}
                        () = ending.end.notified() => {}
                    }
                }
            });
        });
    }
}

/// One connection.
struct Visitor {
    shared: Arc<Shared>,
    /// The same socket once more, to cut it.
    cord: Arc<Cord>,
    channels: HashMap<ChannelId, Channel<Msg>>,
}

impl Visitor {
    fn tries(&self, way: &str) {
        self.shared.heard.lock().unwrap().logins.push(way.to_owned());
    }
}

impl Handler for Visitor {
    type Error = russh::Error;

    async fn auth_none(&mut self, _: &str) -> Result<Auth, Self::Error> {
        self.tries("none");
        Ok(Auth::reject())
    }

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Self::Error> {
        self.tries("password");
        let attempts = self
            .shared
            .heard
            .lock()
            .unwrap()
            .logins
            .iter()
            .filter(|way| *way == "password")
            .count();
        if attempts <= self.shared.script.deaf {
            return std::future::pending().await;
        }
        if (user, password) == (USER, PASSWORD) {
            Ok(Auth::Accept)
        } else {
            Ok(Auth::reject())
        }
    }

    async fn auth_publickey_offered(&mut self, _: &str, _: PublicKeyOffer<'_>) -> Result<Auth, Self::Error> {
        self.tries("publickey");
        Ok(Auth::reject())
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        _: &str,
        _: &str,
        _: Option<Response<'a>>,
    ) -> Result<Auth, Self::Error> {
        self.tries("keyboard-interactive");
        Ok(Auth::reject())
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
                let (shared, cord) = (self.shared.clone(), self.cord.clone());
                tokio::spawn(conversation::hold(channel.into_stream(), shared, cord));
            }
            _ => session.channel_failure(id)?,
        }
        Ok(())
    }

    async fn exec_request(&mut self, id: ChannelId, line: &[u8], session: &mut Session) -> Result<(), Self::Error> {
        let line = String::from_utf8_lossy(line).into_owned();
        self.shared.heard.lock().unwrap().commands.push(line);
        session.channel_failure(id)
    }
}
