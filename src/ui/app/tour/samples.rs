//! What the toured window shows: a shop's pages, here and on the server, and what happens to them.

use std::time::{Duration, SystemTime};

use crate::ask::{Prompt, Question};
use crate::engine::Event;
use crate::engine::command::{JobId, Shown, TransferId};
use crate::engine::event::{Facts, Remark, Row, Totals};
use crate::entry::{Entry, Kind, Modified, Permissions, Precision, Zone};
use crate::error::{Error, Kind as Failure, Reply, Stage};
use crate::path::{RemoteName, RemotePath};
use crate::site::TlsVersion;
use crate::transfer::{Direction, LocalEnd, State, Stay, Verified};
use crate::trust::{Certificate, Distrust, Fingerprint, HostKey};
use crate::wire::{Line, Speaker};

/// The server, as its connections and jobs name it.
const SERVER: &str = "ftp.shop.example.org:2221";

/// The folder here.
pub fn local() -> Vec<Entry> {
    let mut link = entry("latest", Kind::Link, None, 0, 0o777);
    link.target = Some(b"release-4.2.tar.zst".as_slice().into());
    vec![
        entry("assets", Kind::Directory, None, 2, 0o755),
        entry("dist", Kind::Directory, None, 0, 0o755),
        entry("图片", Kind::Directory, None, 30, 0o755),
        entry(".htaccess", Kind::File, Some(312), 300, 0o644),
        entry("hero@2x.png", Kind::File, Some(2_400_000), 2, 0o644),
        entry("index.html", Kind::File, Some(11_700), 0, 0o644),
        link,
        entry("main.css", Kind::File, Some(37_800), 0, 0o644),
        entry("naïve résumé.txt", Kind::File, Some(7), 400, 0o600),
        entry("release-4.2.tar.zst", Kind::File, Some(1_310_000_000), 1, 0o644),
        entry("deploy.sh", Kind::File, Some(940), 12, 0o755),
    ]
}

/// The folder there.
pub fn remote() -> Vec<Entry> {
    vec![
        entry("cgi-bin", Kind::Directory, None, 500, 0o750),
        entry("dist", Kind::Directory, None, 1, 0o755),
        entry("uploads", Kind::Directory, None, 0, 0o775),
        entry("index.html", Kind::File, Some(11_500), 1, 0o644),
        entry("main.css", Kind::File, Some(37_800), 1, 0o644),
        entry("robots.txt", Kind::File, Some(68), 900, 0o644),
        entry("sitemap.xml", Kind::File, Some(420_000), 3, 0o644),
    ]
}

fn entry(name: &str, kind: Kind, size: Option<u64>, days: i64, mode: u32) -> Entry {
    Entry {
        size,
        modified: Some(Modified {
            seconds: now() - days * 86_400 - 3_600,
            precision: Precision::Second,
            zone: Zone::Utc,
        }),
        permissions: Some(Permissions::new(mode)),
        owner: Some(RemoteName::new("mei")),
        group: Some(RemoteName::new("www-data")),
        ..Entry::new(RemoteName::new(name), kind)
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}

/// What the connection is like.
pub fn facts() -> Facts {
    Facts {
        protocol: "FTP".to_owned(),
        home: RemotePath::new("/www"),
        greeting: "220 (vsFTPd 3.0.5)".to_owned(),
        tls: Some((TlsVersion::Tls13, "TLS13_AES_256_GCM_SHA384".to_owned())),
        data_encrypted: true,
        certificate: Some(*certificate()),
        resumed: (11, 1),
        features: [
            "EPRT",
            "EPSV",
            "MDTM",
            "MLST type*;size*;modify*;",
            "REST STREAM",
            "SIZE",
            "UTF8",
        ]
        .map(str::to_owned)
        .to_vec(),
        active: Some(false),
        ..Facts::default()
    }
}

/// What was said on the connection.
pub fn lines() -> Vec<Event> {
    let said = [
        (Speaker::Note, "connecting to 203.0.113.9:2221 (IPv4)"),
        (Speaker::Server, "220 (vsFTPd 3.0.5)"),
        (Speaker::Client, "AUTH TLS"),
        (Speaker::Server, "234 Proceed with negotiation."),
        (Speaker::Note, "TLS 1.3, TLS13_AES_256_GCM_SHA384"),
        (Speaker::Client, "USER deploy"),
        (Speaker::Server, "331 Please specify the password."),
        (Speaker::Client, "PASS ********"),
        (Speaker::Server, "230 Login successful."),
        (Speaker::Client, "EPSV"),
        (Speaker::Server, "229 Entering Extended Passive Mode (|||49153|)"),
        (Speaker::Client, "MLSD /www"),
        (Speaker::Server, "150 Here comes the directory listing."),
        (Speaker::Server, "226 Directory send OK."),
        (Speaker::Client, "STOR cgi-bin/form.pl"),
        (Speaker::Server, "553 Could not create file."),
    ];
    let mut events = vec![Event::Connection {
        connection: 1,
        server: SERVER.to_owned(),
        browsing: true,
    }];
    events.extend(said.map(|(speaker, text)| {
        Event::Wire(Line {
            connection: 1,
            at: SystemTime::now(),
            speaker,
            text: text.to_owned(),
            expected: false,
        })
    }));
    events
}

/// A job on its way, with files that move.
pub fn moving() -> Vec<Event> {
    let mut totals = totals(1, "site");
    (totals.running, totals.waiting, totals.done) = (3, 789, 412);
    let rows = vec![
        row(1, "/www/release-4.2.tar.zst", 1_310_000_000, 812_000_000),
        row(2, "/www/dist/app.3f9c.js", 96_000_000, 84_500_000),
        row(3, "/www/dist/vendor.1a22.js", 64_000_000, 22_400_000),
    ];
    let mut second = self::totals(2, "图片");
    (second.waiting, second.files, second.bytes, second.moved) = (64, 64, 190_000_000, 0);
    vec![Event::Job(totals), Event::Job(second), view(1, Shown::Running, rows)]
}

/// A job that has ended with failures of two causes.
pub fn failed() -> Vec<Event> {
    let mut totals = totals(1, "site");
    (totals.finished, totals.done, totals.failed) = (true, 1201, 3);
    let rows = vec![
        refused(7, "/www/a.php", "550 a.php: Permission denied"),
        refused(8, "/www/cgi-bin/form.pl", "553 Could not create file."),
        refused(9, "/www/b.php", "550 b.php: Permission denied"),
    ];
    vec![Event::Job(totals), view(1, Shown::Failed, rows)]
}

/// A job that has ended well.
pub fn done() -> Vec<Event> {
    let mut totals = totals(1, "site");
    (totals.finished, totals.done, totals.files) = (true, 4, 4);
    let rows = [
        ("/www/index.html", 11_700, Verified::Sha256),
        ("/www/main.css", 37_800, Verified::Sha256),
        ("/www/hero@2x.png", 2_400_000, Verified::Size),
        ("/www/release-4.2.tar.zst", 1_310_000_000, Verified::Size),
    ];
    let rows = (1..).zip(rows).map(|(id, (path, size, verified))| Row {
        state: State::Done(verified),
        ..row(id, path, size, size)
    });
    vec![Event::Job(totals), view(1, Shown::Done, rows.collect())]
}

/// A job on its way that takes its sources along.
pub fn leaving() -> Vec<Event> {
    let moves = |event| match event {
        Event::Job(totals) => Event::Job(Totals { moves: true, ..totals }),
        event => event,
    };
    moving().into_iter().map(moves).collect()
}

/// A job that has ended: of its files two are still at their sources, too.
pub fn moved() -> Vec<Event> {
    let mut totals = totals(1, "site");
    (totals.finished, totals.done, totals.files) = (true, 4, 4);
    (totals.moves, totals.stayed) = (true, 2);
    let refusal = Error::new(Stage::LocalDisk, Failure::NotPermitted, "remove");
    let stays = [None, Some(Stay::Changed), None, Some(Stay::Refused(Box::new(refusal)))];
    let events = done().into_iter().map(|event| match event {
        Event::Job(_) => Event::Job(totals.clone()),
        Event::View { rows, .. } => {
            let rows = rows.into_iter().zip(&stays).map(|(row, stay)| Row {
                remarks: stay.iter().cloned().map(Remark::StillThere).collect(),
                ..row
            });
            view(1, Shown::Done, rows.collect())
        }
        event => event,
    });
    events.collect()
}

/// A job in numbers, of which nothing is open or done yet.
pub fn totals(job: u64, source: &str) -> Totals {
    Totals {
        server: SERVER.to_owned(),
        source: source.to_owned(),
        sources: 1,
        destination: "ftp.shop.example.org:/www".to_owned(),
        planned: true,
        files: 1204,
        bytes: 31_400_000_000,
        moved: 10_676_000_000,
        folders: 12,
        ..Totals::new(JobId(job), Direction::Upload)
    }
}

/// The rows of a job that are at hand.
pub fn view(job: u64, shown: Shown, rows: Vec<Row>) -> Event {
    Event::View {
        job: JobId(job),
        shown,
        first: 0,
        total: rows.len(),
        rows,
    }
}

/// A row that runs.
pub fn row(id: u64, remote: &str, size: u64, moved: u64) -> Row {
    let name = remote.rsplit('/').next().unwrap_or(remote);
    Row {
        id: TransferId(id),
        job: JobId(1),
        direction: Direction::Upload,
        local: LocalEnd::Path(format!("/home/mei/site/{name}").into()),
        remote: RemotePath::new(remote),
        size: Some(size),
        moved,
        state: State::Running,
        remarks: Vec::new(),
        took: Duration::from_millis(4200),
    }
}

fn refused(id: u64, remote: &str, reply: &str) -> Row {
    let code = reply.get(..3).and_then(|code| code.parse().ok()).unwrap_or(0);
    let error = Error::new(Stage::Command, Failure::Rejected, format!("STOR {remote}"));
    Row {
        state: State::Failed(Box::new(replied(error, code, reply))),
        ..row(id, remote, 14_200, 0)
    }
}

/// A certificate that nobody vouches for.
pub fn ask_certificate() -> Question {
    Question::Certificate {
        server: SERVER.to_owned(),
        certificate: certificate(),
        reason: Distrust::UnknownIssuer,
    }
}

/// A host key that is not known. `None` if it is no key.
pub fn ask_host_key() -> Option<Question> {
    Some(Question::HostKey {
        server: "shop.example.org:22".to_owned(),
        key: host_key()?,
        others: Vec::new(),
    })
}

/// A password.
pub fn ask_password() -> Question {
    Question::Password {
        server: SERVER.to_owned(),
        user: "deploy".to_owned(),
    }
}

/// A second factor.
pub fn ask_prompts() -> Question {
    let prompt = |text: &str, echo| Prompt {
        text: text.to_owned(),
        echo,
    };
    Question::Prompts {
        server: "shop.example.org:22".to_owned(),
        user: "deploy".to_owned(),
        instructions: "Second factor".to_owned(),
        prompts: vec![prompt("Verification code:", true), prompt("PIN:", false)],
    }
}

/// A target that exists.
pub fn ask_conflict() -> Question {
    Question::Conflict {
        target: "/www/index.html".to_owned(),
        there: Box::new(entry("index.html", Kind::File, Some(11_500), 1, 0o644)),
        coming: Box::new(entry("index.html", Kind::File, Some(11_700), 0, 0o644)),
    }
}

fn certificate() -> Box<Certificate> {
    Box::new(Certificate {
        fingerprint: Fingerprint::of(b"certificate"),
        subject: "CN=ftp.shop.example.org, O=Shop".to_owned(),
        issuer: "CN=ftp.shop.example.org, O=Shop".to_owned(),
        names: vec!["ftp.shop.example.org".to_owned()],
        not_before: now() - 100 * 86_400,
        not_after: now() + 265 * 86_400,
    })
}

/// A key by its form; it opens nothing.
pub fn host_key() -> Option<Box<HostKey>> {
    let mut blob = 11_u32.to_be_bytes().to_vec();
    blob.extend(b"ssh-ed25519 and the key itself");
    HostKey::from_blob(blob).map(Box::new)
}

/// An error with the server's words.
pub fn replied(error: Error, code: u16, text: &str) -> Error {
    error.with_reply(Reply {
        code,
        text: text.as_bytes().to_vec(),
    })
}

/// The passive port never answered.
pub fn silent_port() -> Error {
    let error = Error::new(Stage::DataConnection, Failure::TimedOut, "open data connection");
    error.between(address([192, 0, 2, 14], 51322), address([203, 0, 113, 9], 49153))
}

/// An address of an error.
pub fn address(host: [u8; 4], port: u16) -> Option<std::net::SocketAddr> {
    Some((host, port).into())
}
