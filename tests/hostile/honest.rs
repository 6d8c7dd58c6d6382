//! What an honest server does: enough of RFC 959, 2228, 2389, 2428, 3659 and 4217 to hold a session.

use std::io;
use std::net::{IpAddr, SocketAddr};

use super::conversation::Conversation;
use super::peer::Peer;

impl Conversation {
    /// Does what the command asks for. `false` ends the conversation.
    pub fn behave(&mut self, line: &[u8]) -> io::Result<bool> {
        let cut = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
        let verb = String::from_utf8_lossy(&line[..cut]).to_ascii_uppercase();
        let argument = line.get(cut + 1..).unwrap_or_default().to_vec();
        let reply = match verb.as_str() {
            "" => "220 Ready.".into(),
            "USER" => "331 Password, please.".into(),
            "PASS" => "230 Welcome.".into(),
            "SYST" => "215 UNIX Type: L8".into(),
            "FEAT" => self.features(),
            "NOOP" | "OPTS" | "ALLO" | "PBSZ" => "200 Fine.".into(),
            "MFMT" if self.script.features.contains(&"MFMT") => {
                let time = String::from_utf8_lossy(&argument[..argument.len().min(14)]).into_owned();
                format!("213 Modify={time}; as you wish")
            }
            "TYPE" => {
                self.ascii = argument.first().is_some_and(|kind| kind.eq_ignore_ascii_case(&b'A'));
                "200 Type set.".into()
            }
            "PROT" => {
                self.private = argument == b"P";
                "200 Fine.".into()
            }
            "AUTH" if self.script.acceptor.is_some() => {
                self.say(b"234 Go on.\r\n")?;
                return self.start_tls();
            }
            "PWD" | "CWD" | "CDUP" | "MKD" | "RMD" | "DELE" | "RNFR" | "RNTO" | "SIZE" | "MDTM" | "MLST" => {
                return self.on_tree(&verb, &argument);
            }
            "REST" => {
                self.offset = String::from_utf8_lossy(&argument).parse().unwrap_or(0);
                "350 Restarting there.".into()
            }
            "EPSV" => {
                let port = self.listen()?;
                format!("229 Entering Extended Passive Mode (|||{port}|)")
            }
            "PASV" => self.enter_passive()?,
            "PORT" | "EPRT" => self.be_active(&argument),
            "LIST" | "MLSD" | "NLST" | "RETR" | "STOR" | "APPE" => return self.transfer(&verb, &argument),
            "QUIT" => {
                self.say(b"221 Goodbye.\r\n")?;
                self.goodbye();
                return Ok(false);
            }
            _ => "502 Not here.".into(),
        };
        self.say(format!("{reply}\r\n").as_bytes())?;
        Ok(true)
    }

    fn features(&self) -> String {
        let lines: String = self.script.features.iter().map(|line| format!(" {line}\r\n")).collect();
        format!("211-Features:\r\n{lines}211 End")
    }

    fn enter_passive(&mut self) -> io::Result<String> {
        let port = self.listen()?;
        let host = self.local().to_string().replace('.', ",");
        Ok(format!(
            "227 Entering Passive Mode ({host},{},{})",
            port >> 8,
            port & 255
        ))
    }

    fn be_active(&mut self, argument: &[u8]) -> String {
        match announced(&String::from_utf8_lossy(argument)) {
            Some(address) if address.ip() == self.client() => {
                self.active = Some(address);
                self.passive = None;
                "200 Fine.".into()
            }
            _ => "500 Illegal PORT command.".into(),
        }
    }

    /// The key of a path in the tree.
    pub fn key(&self, argument: &[u8]) -> Vec<u8> {
        let mut key = if argument.starts_with(b"/") {
            Vec::new()
        } else {
            self.folder.clone()
        };
        for segment in argument
            .split(|byte| *byte == b'/')
            .filter(|segment| !segment.is_empty())
        {
            if segment == b"." {
                continue;
            }
            if segment == b".." {
                let cut = key.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
                key.truncate(cut);
                continue;
            }
            if !key.is_empty() {
                key.push(b'/');
            }
            key.extend_from_slice(segment);
        }
        key
    }

    fn is_folder(&self, key: &[u8]) -> bool {
        let prefix = [key, b"/"].concat();
        let tree = self.tree.lock().unwrap();
        key.is_empty() || tree.get(key) == Some(&None) || tree.keys().any(|path| path.starts_with(&prefix))
    }

    fn on_tree(&mut self, verb: &str, argument: &[u8]) -> io::Result<bool> {
        let key = self.key(argument);
        let is_folder = self.is_folder(&key);
        let shared = self.tree.clone();
        let mut tree = shared.lock().unwrap();
        let prefix = [&key[..], b"/"].concat();
        let size = tree.get(&key).and_then(|content| content.as_ref().map(Vec::len));
        let mut reply = match (verb, size) {
            ("PWD", _) => [b"257 \"/", &self.folder[..], b"\" is here"].concat(),
            ("CWD" | "CDUP", _) if is_folder => {
                self.folder = if verb == "CDUP" { self.key(b"..") } else { key };
                b"250 Fine.".to_vec()
            }
            ("MKD", None) if !is_folder => {
                tree.insert(key, None);
                b"257 Made.".to_vec()
            }
            ("RMD", None) if is_folder && !tree.keys().any(|path| path.starts_with(&prefix)) => {
                tree.remove(&key);
                b"250 Gone.".to_vec()
            }
            ("DELE", Some(_)) => {
                tree.remove(&key);
                b"250 Gone.".to_vec()
            }
            ("RNFR", _) if size.is_some() || is_folder => {
                self.renaming = Some(key);
                b"350 To what?".to_vec()
            }
            ("RNTO", _) => match self.renaming.take().and_then(|from| tree.remove(&from)) {
                Some(content) => {
                    tree.insert(key, content);
                    b"250 Renamed.".to_vec()
                }
                None => b"503 Rename what?".to_vec(),
            },
            ("SIZE", Some(_)) if self.ascii => b"550 Not in ASCII mode.".to_vec(),
            ("SIZE", Some(size)) => format!("213 {size}").into_bytes(),
            ("MDTM", Some(_)) => b"213 20240102030405".to_vec(),
            ("MLST", _) if size.is_some() || is_folder => {
                let facts = facts(size);
                [b"250-Facts:\r\n ", facts.as_bytes(), b" /", &key[..], b"\r\n250 End"].concat()
            }
            _ => b"550 No such file or folder.".to_vec(),
        };
        drop(tree);
        reply.extend_from_slice(b"\r\n");
        self.say(&reply)?;
        Ok(true)
    }

    fn transfer(&mut self, verb: &str, argument: &[u8]) -> io::Result<bool> {
        let argument = match verb {
            "LIST" => argument.strip_prefix(b"-a").unwrap_or(argument).trim_ascii_start(),
            _ => argument,
        };
        let key = self.key(argument);
        let offset = usize::try_from(std::mem::take(&mut self.offset)).unwrap_or(usize::MAX);
        let content = self.tree.lock().unwrap().get(&key).cloned().flatten();
        if verb == "RETR" && content.is_none() {
            self.say(b"550 No such file.\r\n")?;
            return Ok(true);
        }
        let shows_one = verb == "LIST" && content.is_some();
        if matches!(verb, "MLSD" | "LIST" | "NLST") && !shows_one && !self.is_folder(&key) {
            self.say(b"550 No such folder.\r\n")?;
            return Ok(true);
        }
        self.say(b"150 Here it comes.\r\n")?;
        self.open(self.private)?;
        if !self.is_open() {
            return Ok(true);
        }
        if let "STOR" | "APPE" = verb {
            return self.store(verb, key, content.unwrap_or_default(), offset);
        }
        let bytes = self.outgoing(verb, &key, offset);
        self.send(&bytes);
        let whole = self.is_open();
        self.end_data(Peer::goodbye);
        self.say(if whole {
            b"226 Done.\r\n"
        } else {
            b"426 You hung up.\r\n"
        })?;
        Ok(true)
    }

    /// What goes out on the data connection.
    fn outgoing(&self, verb: &str, key: &[u8], offset: usize) -> Vec<u8> {
        if verb != "RETR" {
            return self.script.listing.clone().unwrap_or_else(|| self.list(verb, key));
        }
        let content = self.tree.lock().unwrap().get(key).cloned().flatten();
        let content = content.unwrap_or_default();
        let rest = content.get(offset..).unwrap_or_default();
        if self.ascii {
            with_line_ends(rest)
        } else {
            rest.to_vec()
        }
    }

    /// Sends at most so many bytes of it, without an end.
    pub fn part(&mut self, line: &[u8], most: usize) {
        let cut = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
        let key = self.key(line.get(cut + 1..).unwrap_or_default());
        let verb = String::from_utf8_lossy(&line[..cut]).to_ascii_uppercase();
        let offset = usize::try_from(std::mem::take(&mut self.offset)).unwrap_or(usize::MAX);
        let mut bytes = self.outgoing(&verb, &key, offset);
        bytes.truncate(most);
        self.send(&bytes);
    }

    /// Takes up to so many bytes of an upload and keeps them, without an end.
    pub fn keep(&mut self, line: &[u8], most: u64) {
        let cut = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
        let key = self.key(line.get(cut + 1..).unwrap_or_default());
        let offset = usize::try_from(std::mem::take(&mut self.offset)).unwrap_or(usize::MAX);
        let mut content = self
            .tree
            .lock()
            .unwrap()
            .get(&key)
            .cloned()
            .flatten()
            .unwrap_or_default();
        let offset = if line.starts_with(b"APPE") {
            content.len()
        } else {
            offset
        };
        content.resize(offset, 0);
        content.extend(self.receive(most).0);
        self.tree.lock().unwrap().insert(key, Some(content));
    }

    fn store(&mut self, verb: &str, key: Vec<u8>, mut content: Vec<u8>, offset: usize) -> io::Result<bool> {
        let (bytes, whole) = self.receive(u64::MAX);
        let offset = if verb == "APPE" { content.len() } else { offset };
        content.resize(offset, 0);
        content.extend(if self.ascii { without_line_ends(&bytes) } else { bytes });
        self.tree.lock().unwrap().insert(key, Some(content));
        self.end_data(Peer::goodbye);
        self.say(if whole {
            b"226 Done.\r\n"
        } else {
            b"426 You hung up.\r\n"
        })?;
        Ok(true)
    }

    fn list(&self, verb: &str, folder: &[u8]) -> Vec<u8> {
        let prefix = if folder.is_empty() {
            Vec::new()
        } else {
            [folder, b"/"].concat()
        };
        let tree = self.tree.lock().unwrap();
        let mut names = std::collections::BTreeMap::new();
        if let Some(Some(content)) = tree.get(folder) {
            let name = folder.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
            names.insert(name.to_vec(), Some(content.len()));
        }
        for (path, content) in tree.iter() {
            let Some(below) = path.strip_prefix(&prefix[..]) else {
                continue;
            };
            match below.iter().position(|byte| *byte == b'/') {
                Some(at) => names.insert(below[..at].to_vec(), None),
                None => names.insert(below.to_vec(), content.as_ref().map(Vec::len)),
            };
        }
        let mut listing = Vec::new();
        for (name, size) in names {
            let start = match (verb, size) {
                ("MLSD", _) => facts(size) + " ",
                ("NLST", _) => String::new(),
                (_, Some(size)) => format!("-rw-r--r--    1 1000     1000 {size:>12} Jan 02  2024 "),
                (_, None) => "drwxr-xr-x    2 1000     1000         4096 Jan 02  2024 ".into(),
            };
            listing.extend([start.as_bytes(), &name, b"\r\n"].concat());
        }
        listing
    }
}

fn facts(size: Option<usize>) -> String {
    match size {
        Some(size) => format!("type=file;size={size};modify=20240102030405;"),
        None => "type=dir;modify=20240102030405;".into(),
    }
}

/// The address in a `PORT` or `EPRT`.
fn announced(argument: &str) -> Option<SocketAddr> {
    if let Some(extended) = argument.strip_prefix('|') {
        let mut parts = extended.split('|').skip(1);
        let host: IpAddr = parts.next()?.parse().ok()?;
        return Some(SocketAddr::new(host, parts.next()?.parse().ok()?));
    }
    let numbers: Vec<u8> = argument.split(',').filter_map(|number| number.parse().ok()).collect();
    let [a, b, c, d, high, low] = numbers[..] else {
        return None;
    };
    Some(SocketAddr::from(([a, b, c, d], u16::from_be_bytes([high, low]))))
}

fn with_line_ends(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .flat_map(|byte| {
            if *byte == b'\n' {
                vec![b'\r', b'\n']
            } else {
                vec![*byte]
            }
        })
        .collect()
}

fn without_line_ends(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().filter(|byte| *byte != b'\r').collect()
}
