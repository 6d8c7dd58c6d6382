//! A passive port that swallows everything: when the person is told.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};

use super::figures::{Target, Work};
use super::rival::{Goal, Layout, Program};
use super::screen::Screen;
use super::{Bench, folder};

const PORT: Work = Work {
    name: "a silent passive port is told of, after the server named it",
    unit: "s",
    target: Target::Most(6),
};

/// How long one may sit there and wonder.
const LIMIT: Duration = Duration::from_secs(60);

pub fn port(bench: &mut Bench) {
    for program in bench.programs.clone() {
        let Some(screen) = Screen::open_beside(None) else {
            return;
        };
        let (home, here) = (folder(), folder());
        let (address, named) = serve();
        let goal = Goal {
            address,
            user: "somebody".to_owned(),
            password: "secret".to_owned(),
            path: "/".to_owned(),
        };
        let _running = program.start(&screen, home.path(), here.path(), Some(&goal));
        let named = named.recv_timeout(Duration::from_secs(30)).expect("nobody came");
        let seconds = told(&screen, program, named);
        screen.keep(&format!("port-{}", program.name()));
        bench.figures.add(PORT, program, seconds);
    }
}

/// Seconds until something is written in the colours of a warning.
fn told(screen: &Screen, program: Program, named: Instant) -> f64 {
    let Layout {
        failure: (area, colors),
        ..
    } = program.layout();
    while named.elapsed() < LIMIT {
        let pixels = screen.display.pixels(area);
        let warned = pixels.iter().filter(|pixel| colors.contains(pixel)).count();
        if warned > 20 {
            return named.elapsed().as_secs_f64();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    f64::NAN
}

/// An FTP server that names a port with a full queue, and the time at which it first did.
fn serve() -> (SocketAddr, mpsc::Receiver<Instant>) {
    let silent = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    silent.bind(&anywhere.into()).expect("bound");
    silent.listen(0).expect("listens");
    let port = silent
        .local_addr()
        .expect("an address")
        .as_socket()
        .expect("an address")
        .port();
    let held: Vec<Socket> = (0..4)
        .map(|_| {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
            socket.set_nonblocking(true).expect("set");
            let _ = socket.connect(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into());
            socket
        })
        .collect();
    let listener = TcpListener::bind(anywhere).expect("a port");
    let address = listener.local_addr().expect("an address");
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let _held = (silent, held);
        for stream in listener.incoming().flatten() {
            let tell = tell.clone();
            std::thread::spawn(move || converse(&stream, port, &tell));
        }
    });
    (address, told)
}

fn converse(stream: &TcpStream, port: u16, named: &mpsc::Sender<Instant>) {
    let mut out = stream;
    let _ = out.write_all(b"220 ready\r\n");
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        let command = line.split_whitespace().next().unwrap_or("").to_uppercase();
        let answer = match command.as_str() {
            "USER" => "331 password".to_owned(),
            "PASS" => "230 in".to_owned(),
            "PWD" => "257 \"/\"".to_owned(),
            "SYST" => "215 UNIX Type: L8".to_owned(),
            "FEAT" => "211-Features:\r\n EPSV\r\n UTF8\r\n211 End".to_owned(),
            "TYPE" | "OPTS" | "NOOP" | "CWD" => "200 yes".to_owned(),
            "EPSV" => format!("229 here (|||{port}|)"),
            "PASV" => format!("227 here (127,0,0,1,{},{})", port >> 8, port & 255),
            // It waits for the data connection.
            "LIST" | "MLSD" | "NLST" => continue,
            _ => "502 no".to_owned(),
        };
        if out.write_all(format!("{answer}\r\n").as_bytes()).is_err() {
            return;
        }
        if matches!(command.as_str(), "EPSV" | "PASV") {
            let _ = named.send(Instant::now());
        }
    }
}
