//! Faults that a server makes at random: what it does instead of what it was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::dice::Dice;
use crate::hostile::{self, Act, say};
use crate::hostile_sftp::packet::{
    ATTRS, DATA, EOF, FSTAT, INIT, LSTAT, READ, READDIR, REALPATH, Reader, STAT, STATUS, WRITE, attributes, status,
    string,
};
use crate::hostile_sftp::{self, Act as SftpAct};

/// Longer than anybody waits for a reply here.
const TOO_LONG: Duration = Duration::from_millis(2600);

/// More than any file of a trial has.
const MOST: usize = 800_000;

/// When and how often. Shared by all connections of a server.
#[derive(Clone)]
pub struct Malice(Arc<Mutex<State>>);

struct State {
    dice: Dice,
    /// So many requests out of a hundred are not answered as they should be.
    percent: usize,
    /// So many faults are still to be made.
    left: usize,
    made: usize,
    /// Somebody is logged in: from here on a login that fails may pass.
    reached: bool,
}

impl Malice {
    pub fn new(mut dice: Dice) -> Self {
        let percent = dice.one_of(&[6, 12, 25, 40]);
        let left = 6 + dice.below(16);
        Self(Arc::new(Mutex::new(State {
            dice,
            percent,
            left,
            made: 0,
            reached: false,
        })))
    }

    /// No more of it.
    pub fn end(&self) {
        self.0.lock().unwrap().left = 0;
    }

    /// How many faults there were.
    pub fn made(&self) -> usize {
        self.0.lock().unwrap().made
    }

    fn strike<T>(&self, is_login: bool, fault: impl FnOnce(&mut Dice) -> T) -> Option<T> {
        let mut state = self.0.lock().unwrap();
        state.reached |= !is_login;
        let percent = state.percent;
        if state.left == 0 || !state.reached || !state.dice.chance(percent) {
            return None;
        }
        state.left -= 1;
        state.made += 1;
        Some(fault(&mut state.dice))
    }

    /// For the FTP server.
    pub fn ftp(&self, tls: bool) -> hostile::Whim {
        let malice = self.clone();
        let login = ["", "AUTH", "PBSZ", "PROT", "USER", "PASS", "FEAT", "OPTS", "SYST"];
        Arc::new(move |verb: &str, line: &[u8]| {
            let (is_login, file) = (login.contains(&verb), is_file(line));
            malice.strike(is_login, |dice| match is_login {
                true => refusal(dice),
                false => ftp_fault(dice, verb, file, tls),
            })
        })
    }

    /// For the SFTP server.
    pub fn sftp(&self) -> hostile_sftp::Whim {
        let malice = self.clone();
        Arc::new(move |kind: u8, body: &[u8]| {
            let is_login = matches!(kind, INIT | REALPATH);
            let file = kind == FSTAT || is_file(Reader(body).string());
            malice.strike(is_login, |dice| sftp_fault(dice, kind, file))
        })
    }
}

/// Whether the last name is that of a file, or of its part. A folder that is shown as a file would be another job.
fn is_file(path: &[u8]) -> bool {
    let name = path.rsplit(|byte| *byte == b'/').next();
    name.is_some_and(|name| name.contains(&b'f'))
}

fn ftp_fault(dice: &mut Dice, verb: &str, file: bool, tls: bool) -> Vec<Act> {
    let is_list = matches!(verb, "MLSD" | "LIST");
    let is_data = is_list || matches!(verb, "RETR" | "STOR" | "APPE");
    match verb {
        _ if is_data && tls && dice.chance(15) => bad_handshake(dice),
        _ if is_data && dice.chance(70) => {
            let most = if is_list { 150 } else { MOST };
            let count = dice.below(most);
            let data = match verb {
                "STOR" | "APPE" => Act::Keep(count as u64),
                _ => Act::Part(count),
            };
            let start = vec![say("150 Go."), Act::Open, data];
            // Of a listing in clear text nobody could tell that it is not all.
            [start, broken_data(dice, verb, is_list)].concat()
        }
        "SIZE" if file && dice.chance(30) => vec![say(&format!("213 {}", dice.below(MOST)))],
        "MDTM" if file && dice.chance(30) => vec![say("213 20200101000000")],
        // What replaces is moved aside on such a word: then it is where it was moved to.
        "RNTO" if dice.chance(50) => refusal(dice),
        "RNTO" => vec![Act::Hold, Act::Honest, Act::Reset],
        _ => odd_reply(dice),
    }
}

fn refusal(dice: &mut Dice) -> Vec<Act> {
    let code = dice.one_of(&["421", "425", "450", "451", "500", "502", "530", "550", "553"]);
    let ends = [
        vec![say(&format!("{code} Not now."))],
        vec![Act::Close],
        vec![Act::Reset],
    ];
    dice.one_of(&ends)
}

/// How a data connection ends in the middle, and what is said about it.
fn broken_data(dice: &mut Dice, verb: &str, is_list: bool) -> Vec<Act> {
    match dice.below(if is_list { 4 } else { 9 }) {
        0 => vec![Act::Cut, say("426 Cut.")],
        1 => vec![Act::ResetData, say("451 Reset.")],
        2 => vec![Act::ResetData, Act::Reset],
        3 => vec![Act::Cut, Act::Close],
        4 => vec![Act::ResetData, say("552 Quota exceeded.")],
        5 => vec![Act::Goodbye, Act::Reset],
        6 => vec![
            Act::Pause(Duration::from_millis(3500)),
            Act::ResetData,
            say("426 Too late."),
        ],
        7 if verb == "RETR" => vec![
            Act::Part(MOST),
            Act::Send(vec![7; 1 + dice.below(999)]),
            Act::Goodbye,
            say("226 Done."),
        ],
        // As if it were all.
        _ if verb == "RETR" => vec![Act::Goodbye, say("226 Done.")],
        _ => vec![Act::Receive(u64::MAX), Act::Goodbye, say("226 Done.")],
    }
}

/// A data connection on which no TLS begins.
fn bad_handshake(dice: &mut Dice) -> Vec<Act> {
    let start = vec![say("150 Go."), Act::OpenClear];
    let ends = [
        vec![Act::Cut, say("425 No.")],
        vec![Act::ResetData, say("425 No.")],
        // An alert: handshake failure.
        vec![
            Act::Send(b"\x15\x03\x03\x00\x02\x02\x28".to_vec()),
            Act::Cut,
            say("522 No."),
        ],
        // The beginning of a ServerHello.
        vec![
            Act::Send(b"\x16\x03\x03\x00\x7a\x02\x00\x00".to_vec()),
            Act::Cut,
            say("426 No."),
        ],
        vec![Act::Send(b"226 Done.\r\n".to_vec()), Act::ResetData, Act::Reset],
    ];
    [start, dice.one_of(&ends)].concat()
}

fn odd_reply(dice: &mut Dice) -> Vec<Act> {
    let codes = [
        "421", "425", "426", "450", "451", "452", "500", "502", "530", "550", "552", "553",
    ];
    let code = dice.one_of(&codes);
    match dice.below(12) {
        0..=2 => vec![say(&format!("{code} Not now."))],
        3 => vec![say("421 Go away."), Act::Close],
        4 => vec![Act::Close],
        5 => vec![Act::Reset],
        // It is done, and nobody is told; or told that it is not.
        6 => vec![Act::Hold, Act::Honest, Act::Reset],
        7 => vec![Act::Hold, Act::Honest, Act::Forget, say(&format!("{code} Not done."))],
        8 => vec![Act::Honest, Act::Reset],
        9 => vec![Act::Pause(TOO_LONG), Act::Honest],
        10 => vec![
            Act::Honest,
            say(&format!(
                "{} And another thing.",
                dice.one_of(&["226", "250", "550", "213 77"])
            )),
        ],
        _ => vec![Act::Hold, Act::Honest, Act::Trickle(4, Duration::from_millis(300))],
    }
}

fn sftp_fault(dice: &mut Dice, kind: u8, file: bool) -> Vec<SftpAct> {
    let count = dice.below(40_000);
    let end = dice.one_of(&[SftpAct::Cut, SftpAct::Reset, SftpAct::Close]);
    match kind {
        READ if dice.chance(50) => match dice.below(5) {
            0 => vec![SftpAct::Answer(STATUS, status(EOF, ""))],
            1 => vec![SftpAct::Answer(DATA, string(""))],
            2 => vec![SftpAct::Partly(1 + count), end],
            _ => vec![SftpAct::Partly(1 + count)],
        },
        WRITE if dice.chance(40) => vec![SftpAct::Partly(count), end],
        FSTAT | STAT | LSTAT if file && dice.chance(25) => {
            vec![SftpAct::Answer(ATTRS, attributes(Some(dice.below(MOST) as u64)))]
        }
        // What says that there is no more is believed.
        READDIR => odd_answer(dice, &[2, 3, 4, 5, 6, 7, 8, 99], end),
        _ => odd_answer(dice, &[1, 2, 3, 4, 5, 6, 7, 8, 99], end),
    }
}

fn odd_answer(dice: &mut Dice, codes: &[u32], end: SftpAct) -> Vec<SftpAct> {
    let code = dice.one_of(codes);
    let refusal = SftpAct::Answer(STATUS, status(code, "Not now"));
    match dice.below(12) {
        0..=3 => vec![refusal],
        4 => vec![end],
        5 => vec![SftpAct::Mute, end],
        6 => vec![SftpAct::Honest, end],
        7 => vec![SftpAct::Mute, refusal],
        8 => vec![SftpAct::Pause(Duration::from_millis(3500)), SftpAct::Honest],
        9 => vec![SftpAct::WrongId],
        10 => vec![SftpAct::Honest, SftpAct::Again],
        _ => vec![SftpAct::Pause(Duration::from_millis(300)), SftpAct::Honest],
    }
}
