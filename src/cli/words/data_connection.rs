//! Data connections and what goes over them.

use super::{Words, anywhere, cause, code, peer, says};
use crate::error::{Error, Kind, Stage};

pub fn words(error: &Error) -> Words {
    match (&error.kind, error.stage) {
        _ if wants_reuse(error) => Words::new("the server wants data connections to continue the TLS session, and refused this one")
            .here("Try once more: it is told apart by itself with TLS 1.2.")
            .there("vsftpd: require_ssl_reuse=NO. ProFTPD: TLSOptions NoSessionReuseRequired."),
        _ if says(error, "Bad IP connecting") => {
            Words::new("the server saw the data connection come from another address than the control connection")
                .here("This happens behind a VPN, two uplinks or a provider's address pool; try --mode active, or without the VPN.")
                .there("vsftpd: pasv_promiscuous=YES lets such connections in (and others too, so only with TLS).")
        }
        _ if says(error, "Illegal PORT") => Words::new("the server refused the address that we listen on")
            .here("Use --mode passive, or give the address under which the server can reach this computer: --active-address IP.")
            .there("vsftpd: port_promiscuous=YES allows addresses other than the client's."),
        (Kind::NoEncryption, _) => Words::new("the server does not encrypt data connections; nothing was sent")
            .there("vsftpd: force_local_data_ssl=YES. ProFTPD: TLSRequired on."),
        (_, Stage::DataConnection) => opening(error),
        (Kind::Truncated, Stage::Listing) => Words::new("the listing broke off before its end; what is shown is not all")
            .here("Try again; --log - shows the exchange."),
        (Kind::TooLarge, Stage::Listing) => {
            Words::new("the listing is longer than 256 MiB, 1,000,000 entries or 64 KiB a line; given up")
                .here("List a folder further down.")
        }
        (Kind::Truncated, _) => Words::new("the data broke off before its proper end; no file stands under the final name")
            .here("Try again. If the server always ends like this, it closes TLS connections without saying goodbye.")
            .there("Update it: a missing TLS close_notify cannot be told from a cut."),
        (Kind::SizeDiffers { expected, actual }, _) => {
            Words::new(format!("{expected} bytes were to arrive, {actual} did; no file stands under the final name"))
                .here("Try again. A file that is being written to at the source changes its size.")
                .there("If it stays so: a full disk or quota, or a server that changes line ends.")
        }
        (Kind::HashDiffers, _) => Words::new("the checksums of both sides differ; no file stands under the final name")
            .here("Try again. If it stays so, something on the way or a disk changes bytes."),
        (Kind::SourceChanged, _) => Words::new("the source changed while it was being read")
            .here("Try again when nobody writes to it."),
        (Kind::NoSpace, _) => Words::new("no space left, or a quota is used up")
            .here("Free some space on the receiving side."),
        (Kind::Rejected, _) => rejected(error),
        _ => anywhere(error),
    }
}

/// 522 of vsftpd; 425 of ProFTPD, which only says "Operation not permitted".
fn wants_reuse(error: &Error) -> bool {
    says(error, "session reuse") || code(error) == 425 && says(error, "Operation not permitted")
}

fn opening(error: &Error) -> Words {
    let peer = peer(error);
    let port = error.peer.map_or_else(
        || "the announced port".to_owned(),
        |peer| format!("port {}", peer.port()),
    );
    let active = ["PORT", "EPRT", "accept"]
        .iter()
        .any(|word| error.attempted.contains(word));
    match (&error.kind, active) {
        (Kind::TimedOut, true) => Words::new("the server never opened the data connection to this computer")
            .here(
                "Active mode needs this computer to be reachable: let the ports through the firewall here (--active-ports A-B) \
                 and give its outer address behind NAT (--active-address IP), or use --mode passive.",
            ),
        (Kind::TimedOut, false) => Words::new(format!(
            "login works, but the data connection to {peer} is never answered: {port} is blocked on the way"
        ))
        .here("Try --mode active, or another network; nothing else can be done here.")
        .there(
            "Open the passive ports: in vsftpd.conf pasv_min_port=50000 and pasv_max_port=50100, and the same range in \
             the firewall (ufw allow 50000:50100/tcp) and, behind a router, forwarded.",
        ),
        (Kind::Refused, _) => Words::new(format!("the data connection to {peer} was refused"))
            .here("Try --mode active. The port may lead to another computer than the server.")
            .there("Behind NAT: vsftpd pasv_address, and the passive ports forwarded to the server itself."),
        (Kind::Stranger, _) => Words::new(format!("the data connection came from, or led to, another host ({peer}); nothing was sent there"))
            .here("The server's NAT settings are wrong, or somebody tries to slip in.")
            .there("vsftpd: pasv_address must be the outer address of the server, or be left out."),
        (Kind::Handshake | Kind::Closed | Kind::Reset, _) => {
            Words::new(format!("the data connection opened but was not let in{}", cause(error)))
                .here("Try again with --log -: the server's reply to it says more.")
                .there("Servers that want TLS sessions reused: vsftpd require_ssl_reuse=NO, ProFTPD NoSessionReuseRequired.")
        }
        (Kind::Rejected, _) => Words::new(format!("the server opens no data connection for {}", error.attempted))
            .here("Try the other --mode (active or passive).")
            .there("vsftpd: pasv_enable=YES and port_enable=YES; is the range of pasv_min_port to pasv_max_port used up?"),
        _ => anywhere(error),
    }
}

fn rejected(error: &Error) -> Words {
    let words = Words::new(format!("{}: the server refused", error.attempted));
    match code(error) {
        452 | 552 => Words::new("the server has no space left for this, or a quota is used up")
            .there("Free some space, or raise the quota."),
        550 | 553 => super::files::no_access(error, words),
        426 | 451 => Words::new("the server broke the transfer off").here("Try again; --log - shows the exchange."),
        _ => words,
    }
}
