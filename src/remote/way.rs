//! From the name of a host to its addresses, and whether there is a way there from this computer.

use std::collections::HashSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use tokio::net::lookup_host;
use tokio::time::timeout;

use crate::error::{Error, Kind, Result, Stage};
use crate::path::visible;

/// One address gets this long while there are others to try.
pub(super) const ONE_OF_SEVERAL: Duration = Duration::from_secs(4);

/// The addresses of a host, in the system's order.
///
/// # Errors
/// `NotFound` if there are none, `TimedOut` if nobody told within the limit, `Offline` if nobody could.
pub(super) async fn addresses(host: &str, port: u16, limit: Duration) -> Result<Vec<SocketAddr>> {
    let attempted = format!("find the address of {}", visible(host.as_bytes()));
    let fail = |kind| Error::new(Stage::Resolve, kind, attempted);
    match timeout(limit, lookup_host((host, port))).await {
        Ok(Ok(found)) => {
            let mut seen = HashSet::new();
            let addresses: Vec<_> = found.filter(|address| seen.insert(*address)).collect();
            if addresses.is_empty() {
                return Err(fail(Kind::NotFound));
            }
            Ok(addresses)
        }
        Ok(Err(error)) => Err(or_offline(fail(Kind::NotFound).with_cause(error))),
        Err(_) => Err(or_offline(fail(Kind::TimedOut))),
    }
}

/// The same failure; where this computer has no way to anywhere, that is what it is called.
pub(super) fn or_offline(error: Error) -> Error {
    let may_be = error.stage == Stage::Resolve || error.kind == Kind::Unreachable;
    let near = error.peer.is_some_and(|peer| peer.ip().is_loopback());
    if may_be && !near && is_offline() {
        return Error {
            kind: Kind::Offline,
            ..error
        };
    }
    error
}

/// Whether the system knows no way to any network. Nothing is sent: it is only asked for a route, to addresses that are
/// nobody's.
pub fn is_offline() -> bool {
    let has_way = |from: &str, to: &str| UdpSocket::bind(from).and_then(|socket| socket.connect(to)).is_ok();
    !has_way("0.0.0.0:0", "192.0.2.1:9") && !has_way("[::]:0", "[2001:db8::1]:9")
}

/// What a connection that stands would find if it were opened now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Footing {
    /// The system would reach the peer from this address.
    From(IpAddr),
    /// Its own address is not this computer's any more: nothing will ever arrive on it.
    Gone,
    /// There is no way to the peer.
    NoWay,
}

/// Looks where a connection stands. Nothing is sent for that.
pub fn footing(local: SocketAddr, peer: SocketAddr) -> Footing {
    let mut ours = local;
    ours.set_port(0);
    match UdpSocket::bind(ours) {
        Err(error) if error.kind() == io::ErrorKind::AddrNotAvailable => Footing::Gone,
        _ => way_out(peer).map_or(Footing::NoWay, Footing::From),
    }
}

/// Whether the system knows a way to `peer`. Nothing is sent for that.
pub fn leads_to(peer: SocketAddr) -> bool {
    way_out(peer).is_ok()
}

/// The address of ours from which the system would reach `peer`. Nothing is sent for that.
pub(super) fn way_out(peer: SocketAddr) -> io::Result<IpAddr> {
    let any: IpAddr = if peer.is_ipv4() {
        Ipv4Addr::UNSPECIFIED.into()
    } else {
        Ipv6Addr::UNSPECIFIED.into()
    };
    let socket = UdpSocket::bind((any, 0))?;
    socket.connect(peer)?;
    Ok(socket.local_addr()?.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_needs_nobody_to_look_it_up() {
        let limit = Duration::from_secs(5);
        let found = addresses("127.0.0.1", 21, limit).await.unwrap();
        assert_eq!(found, ["127.0.0.1:21".parse().unwrap()]);
        let error = addresses("no-such-host.invalid", 21, limit).await.unwrap_err();
        assert_eq!(error.stage, Stage::Resolve);
        let expected = if is_offline() {
            [Kind::Offline, Kind::Offline]
        } else {
            [Kind::NotFound, Kind::TimedOut]
        };
        assert!(expected.contains(&error.kind), "{error}");
    }

    #[test]
    fn an_address_that_is_nobodys_is_gone_and_one_of_ours_is_not() {
        let near: SocketAddr = "127.0.0.1:21".parse().unwrap();
        assert_eq!(footing(near, near), Footing::From(near.ip()));
        // For documents only: no computer has it.
        let nobodys = "192.0.2.5:40000".parse().unwrap();
        assert_eq!(footing(nobodys, near), Footing::Gone);
    }

    #[test]
    fn what_is_near_is_never_called_offline() {
        let refused = Error::new(Stage::Connect, Kind::Refused, "open connection");
        assert_eq!(or_offline(refused.clone()), refused);
        let near = Error::new(Stage::Connect, Kind::Unreachable, "open connection")
            .between(None, Some("127.0.0.1:21".parse().unwrap()));
        assert_eq!(or_offline(near.clone()), near);
    }
}
