//! From a channel to a link that has agreed on the version.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, timeout, timeout_at};

use super::carrier::Carrier;
use super::extensions::{Extensions, LIMITS, Limits};
use super::fate::Fate;
use super::frame::{Frames, LONGEST};
use super::link::{Arrived, Link, refused};
use super::packet::{self, Expects, Request};
use super::pump;
use crate::error::{Error, Kind, Reply, Result, Stage};
use crate::path::{RemotePath, visible};
use crate::remote::ssh::{Channel, Input};
use crate::settings::Patience;
use crate::wire::Tap;

/// So much of what a server prints instead of the protocol is shown.
const MOST_TEXT: usize = 2 << 10;

/// The rest of a text follows its beginning within this time.
const REST: Duration = Duration::from_millis(300);

/// Packets may be this long where the server says that its own are.
const LONGEST_ANNOUNCED: u64 = 4 << 20;

/// Opens a channel and agrees on version 3.
pub(super) async fn open(carrier: &Carrier, tap: &Tap, patience: Patience, fate: Fate) -> Result<(Link, Extensions)> {
    let broke = |error: Error| error.between(carrier.ends().0, carrier.ends().1);
    let Channel { mut input, output } = carrier.channel().await?;
    if !output.send(Request::init()).await {
        return Err(broke(end(carrier, &input, b"")));
    }
    tap.client(b"INIT version 3");
    let mut frames = Frames::default();
    let packet = match timeout(patience.reply, first(&mut input, &mut frames)).await {
        Ok(First::Packet(packet)) => packet,
        Ok(First::Text(text)) => return Err(broke(printed(&text))),
        Ok(First::End) if looks_like_text(&frames.leftover()) => return Err(broke(printed(&frames.leftover()))),
        Ok(First::End) => return Err(broke(end(carrier, &input, &frames.leftover()))),
        Err(_) if looks_like_text(&frames.leftover()) => return Err(broke(printed(&frames.leftover()))),
        Err(_) => {
            return Err(broke(
                Error::new(Stage::Command, Kind::TimedOut, "start SFTP").breaking(),
            ));
        }
    };
    let protocol = |cause: String| broke(Error::new(Stage::Command, Kind::Protocol, "start SFTP").with_cause(cause));
    let (version, announced) =
        packet::version(packet).map_err(|malformed| protocol(malformed.to_string()).breaking())?;
    if version != packet::VERSION {
        let cause = format!("the server speaks version {version} of SFTP, and only version 3 is known here");
        return Err(protocol(cause).breaking());
    }
    let extensions = Extensions::new(announced);
    tap.server(format!("VERSION {version}; {}", extensions.visible().join(", ")).as_bytes());
    if extensions.has(LIMITS) {
        frames.allow(LONGEST.max(LONGEST_ANNOUNCED as usize));
    }
    let (link, ends) = Link::new(tap.clone(), carrier.ends(), fate);
    let silence = patience.data_idle.max(patience.reply);
    pump::start(ends, frames, input, output, silence, carrier.why());
    Ok((link, extensions))
}

/// The folder in which the login landed, and how much the server takes at once: one round trip.
pub(super) async fn look_around(link: &Link, extensions: &Extensions) -> Result<(RemotePath, Limits)> {
    let mut home = link.begin(Request::real_path(b".")).await?;
    let limits = match extensions.has(LIMITS) {
        true => Some(link.begin(Request::extended(LIMITS, &[], Expects::Extended)).await?),
        false => None,
    };
    let home = match home.answer().await? {
        Arrived::Names(names) if !names.is_empty() => RemotePath::new(&names[0].name),
        other => return Err(refused(other, Stage::Command, "REALPATH \".\"".into())),
    };
    let limits = match limits {
        Some(mut limits) => match limits.answer().await? {
            Arrived::Extended(bytes) => Limits::read(bytes).unwrap_or_default(),
            _ => Limits::default(),
        },
        None => Limits::default(),
    };
    Ok((home, limits))
}

enum First {
    Packet(Bytes),
    Text(Bytes),
    End,
}

async fn first(input: &mut Input, frames: &mut Frames) -> First {
    while let Some(piece) = input.next().await {
        frames.push(piece);
        match frames.packet() {
            Ok(Some(packet)) => return First::Packet(packet),
            Ok(None) => {}
            Err(_) => return First::Text(rest_of_text(input, frames.leftover()).await),
        }
    }
    First::End
}

/// What was printed so far, and what follows at once.
async fn rest_of_text(input: &mut Input, beginning: Bytes) -> Bytes {
    let mut text = beginning.to_vec();
    let deadline = Instant::now() + REST;
    while text.len() < MOST_TEXT {
        match timeout_at(deadline, input.next()).await {
            Ok(Some(piece)) => text.extend_from_slice(&piece),
            _ => break,
        }
    }
    text.truncate(MOST_TEXT);
    text.into()
}

fn looks_like_text(bytes: &[u8]) -> bool {
    !bytes.is_empty()
        && bytes
            .iter()
            .take(4)
            .all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t' | 0x1b))
}

/// The server sent what is no packet.
fn printed(text: &[u8]) -> Error {
    let error = Error::new(Stage::Command, Kind::Protocol, "start SFTP").breaking();
    if !looks_like_text(text) {
        return error.with_cause("what the server sent first is no SFTP packet");
    }
    let reply = Reply {
        code: 0,
        text: text.trim_ascii_end().to_vec(),
    };
    error.with_reply(reply).with_cause(
        "the account's login shell prints text before SFTP starts; its start files (such as .bashrc) must print only when a person is there",
    )
}

/// The server closed the channel before it said its version.
fn end(carrier: &Carrier, input: &Input, sent: &[u8]) -> Error {
    if let Some(why) = carrier.failure() {
        return why;
    }
    let mut cause = match sent {
        b"" => "the server closed the SFTP channel before saying anything".to_owned(),
        sent => format!("the server closed the SFTP channel after {}", visible(sent)),
    };
    // A server that tells no status looks like 0.
    if let Some(status) = input.exit_status().filter(|status| *status != 0) {
        cause = format!("{cause}: its command ended with status {status}");
    }
    let error = Error::new(Stage::Command, Kind::Closed, "start SFTP")
        .with_cause(cause)
        .breaking();
    let mut text = input.complaint();
    text.truncate(MOST_TEXT);
    match text.trim_ascii_end() {
        b"" => error,
        text => error.with_reply(Reply {
            code: 0,
            text: text.to_vec(),
        }),
    }
}
