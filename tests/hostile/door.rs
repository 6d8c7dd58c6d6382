//! A listener that is served by a thread of its own, until whoever opened it lets go of it.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A listener that is served. Dropped, it listens no more: a program that makes thousands of servers may not keep them all.
pub struct Door {
    pub address: SocketAddr,
    shut: Arc<AtomicBool>,
}

impl Door {
    /// Hands everybody who comes to `serve`, which must not take its time.
    pub fn open(listener: TcpListener, mut serve: impl FnMut(TcpStream) + Send + 'static) -> Self {
        let address = listener.local_addr().unwrap();
        let shut = Arc::new(AtomicBool::new(false));
        let is_shut = shut.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                if is_shut.load(Ordering::SeqCst) {
                    return;
                }
                serve(stream);
            }
        });
        Self { address, shut }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.shut.store(true, Ordering::SeqCst);
        // Somebody has to come, or the thread would wait for ever. Whether they get in is all the same.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
    }
}
