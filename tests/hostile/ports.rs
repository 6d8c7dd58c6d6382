//! Ports that behave as firewalls and bystanders do.

use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use socket2::{Domain, Socket, Type};

/// A port that answers no SYN, as behind a firewall that drops them: a listener whose queue is full.
pub struct SilentPort {
    pub address: SocketAddr,
    _listener: Socket,
    _queued: Vec<Socket>,
}

impl SilentPort {
    pub fn new(host: IpAddr) -> Self {
        let domain = if host.is_ipv6() { Domain::IPV6 } else { Domain::IPV4 };
        let listener = Socket::new(domain, Type::STREAM, None).unwrap();
        listener.bind(&SocketAddr::new(host, 0).into()).unwrap();
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap().as_socket().unwrap();
        // Linux queues one connection more than it was told; whatever is over stays in SYN-SENT and does no harm.
        let mut queued = Vec::new();
        for _ in 0..3 {
            let socket = Socket::new(domain, Type::STREAM, None).unwrap();
            socket.set_nonblocking(true).unwrap();
            let _ = socket.connect(&address.into());
            queued.push(socket);
        }
        std::thread::sleep(Duration::from_millis(20));
        Self {
            address,
            _listener: listener,
            _queued: queued,
        }
    }

    /// Whether it is silent now, which the tests that rely on it make sure of.
    pub fn is_silent(&self) -> bool {
        match TcpStream::connect_timeout(&self.address, Duration::from_millis(300)) {
            Err(error) => error.kind() == std::io::ErrorKind::TimedOut,
            Ok(_) => false,
        }
    }
}

/// A listener to which nobody should come, on an address of its own.
pub struct Bystander {
    pub address: SocketAddr,
    visitors: Arc<AtomicUsize>,
}

impl Bystander {
    pub fn new(host: IpAddr) -> Self {
        let listener = TcpListener::bind((host, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let visitors = Arc::new(AtomicUsize::new(0));
        let count = visitors.clone();
        std::thread::spawn(move || {
            for _ in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { address, visitors }
    }

    /// How many connections it got.
    pub fn visitors(&self) -> usize {
        // One that is under way has arrived after this.
        std::thread::sleep(Duration::from_millis(50));
        self.visitors.load(Ordering::SeqCst)
    }

    /// Its address as `PASV` writes it.
    pub fn as_pasv(&self) -> String {
        let port = self.address.port();
        let host = self.address.ip().to_string().replace('.', ",");
        format!("227 Entering Passive Mode ({host},{},{})", port >> 8, port & 255)
    }
}
