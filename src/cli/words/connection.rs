//! From the name of the host to the end of the login.

use super::{Words, anywhere, cause, code, day, distrust, peer, says};
use crate::error::{Error, Kind, Speech, Stage};
use crate::path::visible;

pub fn words(error: &Error) -> Words {
    match (&error.kind, error.stage) {
        (Kind::NotTrusted { certificate, reason }, _) => not_trusted(&certificate.fingerprint.to_string(), *reason, certificate),
        (Kind::Changed { certificate, before }, _) => changed(&certificate.fingerprint.to_string(), *before),
        (Kind::NoEncryption, _) => no_encryption(error),
        (Kind::WrongProtocol(speech), _) => wrong_protocol(*speech, error),
        (Kind::LoginRefused | Kind::NoPassword, _) => login(error),
        (_, Stage::Resolve) => resolve(error),
        (_, Stage::Connect) => connect(error),
        (_, Stage::Tls) => tls(error),
        (Kind::Handshake, Stage::Ssh) => Words::new(format!("SSH could not be agreed on{}", cause(error)))
            .here("A server that knows only SHA-1 or CBC needs --old-algorithms; both are broken, so better update it."),
        (_, Stage::Login) if says(error, "500 OOPS") || says(error, "vsftpd: ") => oops(error),
        (Kind::TimedOut, Stage::Greeting) => Words::new(format!("{} took the connection but says nothing", peer(error)))
            .here("Is it the right port? Implicit TLS, which waits for us to speak, is ftps:// (port 990).")
            .there("A server that looks up the names of its clients may need longer: --timeout 60. vsftpd: reverse_lookup_enable=NO."),
        (Kind::Closed | Kind::Reset, Stage::Greeting) => {
            Words::new(format!("{} closed the connection before a greeting", peer(error)))
                .here("A firewall, a limit of connections or a block list may be in the way.")
                .there("vsftpd: tcp_wrappers and max_per_ip; fail2ban may have banned this address.")
        }
        _ => anywhere(error),
    }
}

fn resolve(error: &Error) -> Words {
    let host = visible(error.attempted.as_bytes());
    match error.kind {
        Kind::Offline => anywhere(error),
        Kind::TimedOut => Words::new(format!("{host}: the name service does not answer"))
            .here("Check this computer's network connection and DNS settings."),
        _ => Words::new(format!("{host}: no address is known for this name{}", cause(error)))
            .here("Check the spelling; an address such as 192.0.2.7 works too."),
    }
}

fn connect(error: &Error) -> Words {
    let peer = peer(error);
    match error.kind {
        Kind::Refused => Words::new(format!("{peer} refused the connection: nothing listens on that port"))
            .here("Check the port: ftp://host:PORT/. FTP is usually on 21, implicit TLS (ftps://) on 990, SFTP on 22.")
            .there("Is the server running? vsftpd: listen=YES, listen_port; systemctl status vsftpd; for SFTP ssh."),
        Kind::TimedOut => Words::new(format!("{peer} does not answer"))
            .here("Check host and port, and that no firewall here blocks them; --timeout SECONDS waits longer.")
            .there("Open the port in the server's firewall, such as ufw allow 21/tcp."),
        Kind::Unreachable => Words::new(format!("there is no way to {peer}"))
            .here("Check this computer's network connection, VPN and routes. An IPv6 address needs IPv6 here too."),
        _ => anywhere(error),
    }
}

fn tls(error: &Error) -> Words {
    match error.kind {
        Kind::Handshake => Words::new(format!("TLS could not be agreed on{}", cause(error)))
            .here("Servers that speak only TLS 1.0 or 1.1 are not supported: these versions are broken.")
            .there("vsftpd: ssl_tlsv1_2=YES, ssl_ciphers=HIGH, and a certificate of X.509 version 3 with RSA of 2048 bits or more."),
        Kind::Closed | Kind::Reset => Words::new("the server closed the connection during the TLS handshake")
            .here("If the port is that of implicit TLS (usually 990), use ftps://; if it is not, use ftp://.")
            .there("vsftpd: read its log; a key that does not match rsa_cert_file ends the handshake like this."),
        _ => anywhere(error),
    }
}

fn no_encryption(error: &Error) -> Words {
    let what = if error.attempted.contains("PROT") {
        "the server does not encrypt data connections"
    } else {
        "the server does not offer TLS"
    };
    Words::new(format!("{what}; no password and no file was sent"))
        .here("Without encryption everyone on the way can read password and files; ftp+plain:// does that on purpose.")
        .there("vsftpd: ssl_enable=YES, rsa_cert_file=..., force_local_logins_ssl=YES, force_local_data_ssl=YES.")
}

fn wrong_protocol(speech: Speech, error: &Error) -> Words {
    match speech {
        Speech::Ssh => Words::new("an SSH server answers on this port, not an FTP server")
            .here("It probably offers SFTP: try sftp://host:PORT/. FTP is usually on port 21."),
        Speech::Http => Words::new("a web server answers on this port, not the server that was asked for")
            .here("Check host and port; FTP is usually on port 21, SFTP on 22."),
        Speech::Silence => Words::new("the server waits for us to speak first, as implicit TLS does").here(
            "For FTP try ftps:// instead of ftp://; an SSH server (sftp://), usually on port 22, would have spoken.",
        ),
        Speech::PlainText => Words::new("the server speaks plain text first, so it has no implicit TLS on this port")
            .here("Try ftp:// (explicit TLS) instead of ftps://; it is usually on port 21."),
        Speech::Unknown => Words::new(format!(
            "something answers on this port, but it does not speak what was asked for{}",
            cause(error)
        ))
        .here("Check host, port and scheme; FTP (ftp://) is usually on port 21, SFTP (sftp://) on 22."),
    }
}

fn not_trusted(fingerprint: &str, reason: crate::trust::Distrust, certificate: &crate::trust::Certificate) -> Words {
    let to = day(certificate.not_after);
    Words::new(format!("the server is not trusted: {}", lower(distrust(reason))))
        .here(format!(
            "Compare the fingerprint with the server's owner, then: --accept-certificate {fingerprint} \
             (for {}, valid to {to})",
            visible(certificate.subject.as_bytes())
        ))
        .there("The fingerprint there: openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE.pem")
}

fn changed(fingerprint: &str, before: Option<crate::trust::Fingerprint>) -> Words {
    let before = before.map_or_else(
        || "before, an authority vouched for this host, and now none does".to_owned(),
        |before| format!("before, it was {before}"),
    );
    Words::new(format!(
        "STOP: the server shows another certificate than before. Now it is {fingerprint}; {before}"
    ))
    .here(
        "Somebody may be listening in. Ask the server's owner whether the certificate was replaced. If it was, remove \
         the old pin of this host from the profile folder and connect again.",
    )
}

fn login(error: &Error) -> Words {
    if error.kind == Kind::NoPassword {
        return Words::new("a password is needed and none was given")
            .here("Run it on a terminal to be asked, or give the password in the first line of standard input: --password-stdin.");
    }
    if says(error, "encrypt") || says(error, "TLS") || says(error, "SSL") {
        return Words::new("the server takes no login without encryption")
            .here("Use ftp:// (explicit TLS) instead of ftp+plain://.");
    }
    Words::new("the server did not accept the user or the password")
        .here("Check both, also for blanks at their ends; in a URL, @ : / and % are written as %40 %3A %2F and %25.")
        .there(
            "vsftpd: local_enable=YES, the user is not in /etc/ftpusers, its shell is in /etc/shells, and with \
             userlist_enable the user is on the right side of userlist_deny.",
        )
}

fn oops(error: &Error) -> Words {
    if says(error, "writable root") {
        return Words::new("vsftpd ends logins into a folder that is both root and writable")
            .here("Nothing can be done here.")
            .there("chmod a-w the user's home and upload into a folder below it, or allow_writeable_chroot=YES in vsftpd.conf.");
    }
    Words::new(format!("vsftpd gave up (code {})", code(error)))
        .here("Nothing can be done here.")
        .there("Its words name the setting or file; it usually means a mistake in vsftpd.conf.")
}

/// The same with a small first letter, for the middle of a sentence.
fn lower(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().collect::<String>() + characters.as_str())
        .unwrap_or_default()
}
