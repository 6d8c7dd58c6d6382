//! We listen: PORT (RFC 959) and EPRT (RFC 2428).

use std::net::{IpAddr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket};

use super::control::Control;
use super::passive::at_data;
use crate::error::{Error, Kind, Result, Stage};
use crate::site::FtpOptions;

/// Listens on a port that the site allows, and tells the server to connect there.
///
/// # Errors
/// If no port is free, or the server refuses the address.
pub(super) async fn announce(control: &mut Control, options: &FtpOptions) -> Result<TcpListener> {
    let listener = listen(control, options)?;
    let failed = |error| Error::io(Stage::DataConnection, "listen for data connection", &error);
    let port = listener.local_addr().map_err(failed)?.port();
    let address = SocketAddr::new(options.active_address.unwrap_or(control.local.ip()), port);
    let mut line = port_command(address).unwrap_or_else(|| extended_command(address));
    let mut reply = control.command(line.as_bytes()).await.map_err(at_data)?;
    if matches!(reply.code, 500 | 502) && address.is_ipv4() {
        line = extended_command(address);
        reply = control.command(line.as_bytes()).await.map_err(at_data)?;
    }
    if reply.is_done() {
        return Ok(listener);
    }
    let local = listener.local_addr().ok();
    let refused = control.refused(Stage::DataConnection, line.as_bytes(), reply);
    Err(at_data(refused).between(local, Some(control.peer)))
}

fn listen(control: &Control, options: &FtpOptions) -> Result<TcpListener> {
    let ports = options.active_ports.clone().unwrap_or(0..=0);
    let mut failure = None;
    for port in ports {
        let mut local = control.local;
        local.set_port(port);
        match bind(local) {
            Ok(listener) => return Ok(listener),
            Err(error) => failure = Some(error),
        }
    }
    let attempted = match &options.active_ports {
        Some(ports) => format!(
            "listen for data connection on ports {} to {}",
            ports.start(),
            ports.end()
        ),
        None => "listen for data connection".to_owned(),
    };
    Err(match failure {
        Some(error) => Error::io(Stage::DataConnection, attempted, &error),
        None => Error::new(Stage::DataConnection, Kind::System, attempted).with_cause("the range of ports is empty"),
    })
}

fn bind(local: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if local.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    // Ports of a small range are used again at once.
    socket.set_reuseaddr(true)?;
    socket.bind(local)?;
    socket.listen(4)
}

/// `PORT h1,h2,h3,h4,p1,p2`; `None` for an IPv6 address.
fn port_command(address: SocketAddr) -> Option<String> {
    let IpAddr::V4(ip) = address.ip() else {
        return None;
    };
    let [a, b, c, d] = ip.octets();
    let [high, low] = address.port().to_be_bytes();
    Some(format!("PORT {a},{b},{c},{d},{high},{low}"))
}

/// `EPRT |1|192.0.2.1|2000|`, with 2 for IPv6. A scope is ours and means nothing to the server.
fn extended_command(address: SocketAddr) -> String {
    let family = if address.is_ipv4() { 1 } else { 2 };
    format!("EPRT |{family}|{}|{}|", address.ip(), address.port())
}

/// Whether an address is reachable only from its own network, so that a server elsewhere cannot connect to it.
pub(super) fn is_private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let shared = ip.octets()[0] == 100 && (64..128).contains(&ip.octets()[1]);
            ip.is_private() || ip.is_loopback() || ip.is_link_local() || shared
        }
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_the_commands_want_them() {
        let v4: SocketAddr = "192.0.2.1:51000".parse().unwrap();
        assert_eq!(port_command(v4).unwrap(), "PORT 192,0,2,1,199,56");
        assert_eq!(extended_command(v4), "EPRT |1|192.0.2.1|51000|");
        let v6: SocketAddr = "[2001:db8::1]:80".parse().unwrap();
        assert_eq!(port_command(v6), None);
        assert_eq!(extended_command(v6), "EPRT |2|2001:db8::1|80|");
    }

    #[test]
    fn private_addresses_are_known() {
        for private in [
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "127.0.0.1",
            "169.254.1.1",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
        ] {
            assert!(is_private(private.parse().unwrap()), "{private}");
        }
        for public in [
            "8.8.8.8",
            "100.63.0.1",
            "100.128.0.1",
            "172.32.0.1",
            "2001:db8::1",
            "::ffff:8.8.8.8",
        ] {
            assert!(!is_private(public.parse().unwrap()), "{public}");
        }
    }
}
