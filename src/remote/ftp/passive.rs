//! The server listens: EPSV (RFC 2428) and PASV (RFC 959).

use std::net::{Ipv4Addr, SocketAddr};

use super::control::Control;
use super::reply;
use crate::error::{Error, Kind, Reply, Result, Stage};

/// Asks the server to listen and returns where. The address is always that of the control connection: one that the reply
/// names is noted, and nobody is contacted there.
///
/// # Errors
/// A swallowed `EPSV` breaks the connection; the next one asks `PASV` at once.
pub(super) async fn ask(control: &mut Control) -> Result<SocketAddr> {
    let skip = control.shared.learned().no_epsv && control.peer.is_ipv4();
    if !skip {
        let limit = control.patience.epsv;
        let reply = match control.command_within(b"EPSV", limit).await {
            Ok(reply) => reply,
            Err(error) if error.kind == Kind::TimedOut => {
                let seconds = limit.as_secs();
                control.tap.note(format!(
                    "no reply to EPSV for {seconds} s: something on the way may swallow it; connecting again to use PASV"
                ));
                control.shared.learned().no_epsv = true;
                return Err(at_data(error));
            }
            Err(error) => return Err(at_data(error)),
        };
        if reply.is_done() {
            return match extended_port(reply::words(&reply)) {
                Some(port) => Ok(at_peer(control, port)),
                None => Err(unreadable(control, "EPSV", reply)),
            };
        }
        if control.peer.is_ipv6() || reply.code < 500 || reply::is_last_breath(&reply) {
            return Err(at_data(control.refused(Stage::DataConnection, b"EPSV", reply)));
        }
        control.shared.learned().no_epsv = true;
    }
    let reply = control.command(b"PASV").await.map_err(at_data)?;
    if !reply.is_done() {
        return Err(at_data(control.refused(Stage::DataConnection, b"PASV", reply)));
    }
    let Some((address, port)) = address(reply::words(&reply)) else {
        return Err(unreadable(control, "PASV", reply));
    };
    if control.peer.ip() != address {
        let used = control.peer.ip();
        control.tap.note(format!(
            "the server announces the address {address}; {used} is used, and nobody is contacted there"
        ));
    }
    Ok(at_peer(control, port))
}

/// The port on the machine that the control connection leads to; keeps the scope of a link-local address.
fn at_peer(control: &Control, port: u16) -> SocketAddr {
    let mut address = control.peer;
    address.set_port(port);
    address
}

/// A question for a data connection that found none. Where the control connection had ended, it was not about data.
pub(super) fn at_data(error: Error) -> Error {
    let said = error.reply.as_ref().map_or(421, |reply| reply.code);
    let ended = matches!(error.kind, Kind::Closed | Kind::Reset) && said == 421;
    Error {
        stage: if ended { Stage::Command } else { Stage::DataConnection },
        ..error
    }
}

fn unreadable(control: &Control, command: &str, reply: Reply) -> Error {
    Error::new(Stage::DataConnection, Kind::Protocol, command)
        .with_cause("the reply names no usable port")
        .with_reply(reply)
        .between(Some(control.local), Some(control.peer))
}

/// The port in `Entering Extended Passive Mode (|||6446|)`; the delimiter may be any character. Port 0 is none.
fn extended_port(words: &[u8]) -> Option<u16> {
    let open = words.iter().position(|byte| *byte == b'(')?;
    let inside = &words[open + 1..];
    let delimiter = *inside.first()?;
    let mut fields = inside.split(|byte| *byte == delimiter).skip(3);
    let port = number::<u16>(fields.next()?)?;
    fields.next()?;
    (port != 0).then_some(port)
}

/// The address and port in a reply to PASV: six numbers with commas between them, in any brackets or none.
fn address(words: &[u8]) -> Option<(Ipv4Addr, u16)> {
    let mut runs = words.split(|byte| !byte.is_ascii_digit() && *byte != b',' && *byte != b' ');
    runs.find_map(|run| {
        let numbers: Option<Vec<u8>> = run.trim_ascii().split(|byte| *byte == b',').map(number::<u8>).collect();
        let [a, b, c, d, high, low] = <[u8; 6]>::try_from(numbers?).ok()?;
        let port = u16::from_be_bytes([high, low]);
        (port != 0).then_some((Ipv4Addr::new(a, b, c, d), port))
    })
}

fn number<T: std::str::FromStr>(digits: &[u8]) -> Option<T> {
    std::str::from_utf8(digits.trim_ascii()).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_replies_give_the_port() {
        assert_eq!(extended_port(b"Entering Extended Passive Mode (|||6446|)"), Some(6446));
        assert_eq!(extended_port(b"ok (!!!21!)."), Some(21));
        assert_eq!(extended_port(b"ok (|1|10.0.0.1|80|)"), Some(80));
        for bad in [
            &b"ok (|||0|)"[..],
            b"ok (|||70000|)",
            b"ok |||1|",
            b"ok (|||1",
            b"",
            b"(",
        ] {
            assert_eq!(extended_port(bad), None, "{}", String::from_utf8_lossy(bad));
        }
    }

    #[test]
    fn passive_replies_are_read_in_every_bracket() {
        let expected = Some((Ipv4Addr::new(192, 168, 1, 5), 195 * 256 + 80));
        for words in [
            "Entering Passive Mode (192,168,1,5,195,80).",
            "Entering Passive Mode 192,168,1,5,195,80",
            "Entering Passive Mode [192,168,1,5,195,80]",
            "Entering Passive Mode {192,168,1,5,195,80}",
            "Entering Passive Mode <192,168,1,5,195,80>",
            "Entering Passive Mode (192, 168, 1, 5, 195, 80)",
            "=192,168,1,5,195,80",
            "Mode 2 (192,168,1,5,195,80)",
        ] {
            assert_eq!(address(words.as_bytes()), expected, "{words}");
        }
        for bad in [
            "(1,191,135)",
            "(::1,193,254)",
            "(1,2,3,4,0,0)",
            "(1,2,3,4,256,1)",
            "(1,2,3,4,5,6,7)",
            "",
        ] {
            assert_eq!(address(bad.as_bytes()), None, "{bad}");
        }
    }
}
