//! Names that try to lead out of the folder, into the terminal, or into another command.

use crate::hand::{Hand, hostile_url};
use crate::hostile::Script;

const NAMES: &[&[u8]] = &[
    b"../../evil",
    b"..",
    b".",
    b"",
    b"/etc/x",
    b"a/b",
    b"nul\0byte",
    b"a\rDELE x",
    b"\x1b[2J",
    "gpj\u{202e}exe.txt".as_bytes(),
    b"bad \xff\xfe \xe9",
    b"..\\..\\evil",
    b"-rf",
    b"C:\\x",
    b"~root",
    b"$(id)",
    b"%2e%2e%2fevil",
    b"\xc0\xae\xc0\xae/x",
];

/// A listing of all of them in one format.
fn listing(start: &str) -> Vec<u8> {
    NAMES
        .iter()
        .flat_map(|name| [start.as_bytes(), name, b"\r\n"].concat())
        .collect()
}

const FORMATS: [(&str, &str); 5] = [
    ("MLSD", "type=file;size=1; "),
    ("MLSD", "type=dir; "),
    ("LIST", "-rw-r--r--    1 1000     1000            1 Jan 02  2024 "),
    ("LIST", "01-02-24  03:04AM                    1 "),
    ("LIST", "+i8388621.29609,m824255902,r,s1,\t"),
];

#[test]
fn nothing_outside_the_chosen_folder_is_written_and_nothing_reaches_the_terminal_raw() {
    for (command, start) in FORMATS {
        let mut script = Script::new().listing(listing(start));
        for name in NAMES {
            script = script.file(&String::from_utf8_lossy(name), b"x".to_vec());
        }
        let server = if command == "LIST" {
            script.without("MLST").start()
        } else {
            script.start()
        };
        let hand = Hand::new();
        let url = hostile_url(&server, "");
        let list = hand.run(&["ls", &url, "--log", "log"]);
        let log = std::fs::read(hand.local("log")).unwrap();
        std::fs::remove_file(hand.local("log")).unwrap();
        for (place, text) in [
            ("stdout", list.out.as_bytes()),
            ("stderr", list.err.as_bytes()),
            ("log", &log[..]),
        ] {
            let raw = [&b"\x1b"[..], b"\r", b"\0", "\u{202e}".as_bytes()];
            for bytes in raw {
                assert!(
                    !text.windows(bytes.len()).any(|window| window == bytes),
                    "{command} {start}: {bytes:?} in {place}"
                );
            }
        }
        let get = hand.run(&["get", &url, "deep/down/chosen"]);
        assert!(get.code == 0 || get.code == 1, "{get}");
        for path in hand.tree() {
            let inside = path.starts_with("deep/down/chosen/")
                || ["deep/", "deep/down/", "deep/down/chosen/"].contains(&path.as_str());
            assert!(inside, "{command} {start}: {path}");
            assert!(!path.contains(".part"), "{path}");
        }
        assert!(!std::path::Path::new("/etc/x").exists());
        let known = [
            "USER", "PASS", "FEAT", "OPTS", "TYPE", "PWD", "CWD", "EPSV", "LIST", "MLSD", "MLST", "SIZE", "MDTM",
            "RETR", "QUIT", "NOOP", "CLNT", "SYST", "REST",
        ];
        for line in server.lines() {
            let verb = String::from_utf8_lossy(&line[..line.len().min(4)]).trim().to_owned();
            assert!(
                known.contains(&verb.as_str()),
                "{command} {start}: a line of its own: {:?}",
                line.escape_ascii().to_string()
            );
        }
    }
}

#[test]
fn whatever_is_not_blocked_can_be_fetched_renamed_and_deleted() {
    let names: Vec<&[u8]> = NAMES
        .iter()
        .copied()
        .filter(|name| !name.iter().any(|byte| b"/\0\r\n".contains(byte)) && name.len() > 2)
        .collect();
    for name in names {
        let listing = [b"type=file;size=1; ", name, b"\r\n"].concat();
        let server = Script::new().listing(listing).start();
        let hand = Hand::new();
        let encoded: String = name.iter().map(|byte| format!("%{byte:02X}")).collect();
        // The scripted server keeps its tree by bytes: the file is put there by an upload under the same name.
        std::fs::write(hand.local("x"), b"x").unwrap();
        let put = hand.run(&["put", "x", &hostile_url(&server, &encoded)]);
        assert_eq!(put.code, 0, "{}: {put}", name.escape_ascii());
        let get = hand.run(&["get", &hostile_url(&server, &encoded), "y"]);
        assert_eq!(get.code, 0, "{}: {get}", name.escape_ascii());
        let mv = hand.run(&["mv", &hostile_url(&server, &encoded), "/~/z"]);
        assert_eq!(mv.code, 0, "{}: {mv}", name.escape_ascii());
        assert_eq!(server.file("z").as_deref(), Some(&b"x"[..]));
        let rm = hand.run(&["rm", &hostile_url(&server, "z")]);
        assert_eq!(rm.code, 0, "{rm}");
        assert!(server.file("z").is_none());
    }
}
