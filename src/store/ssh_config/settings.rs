//! The settings of one host, as they are found.

use std::path::{Path, PathBuf};

use crate::site::Agent;

/// What the files say about one host. A setting that is there already is not changed, except for the lists.
#[derive(Debug, Default)]
pub struct Settings {
    host_name: Option<String>,
    pub user: Option<String>,
    pub port: Option<u16>,
    pub identities: Vec<String>,
    pub certificates: Vec<String>,
    pub jump: Option<String>,
    pub key_alias: Option<String>,
    identities_only: Option<String>,
    agent: Option<String>,
}

impl Settings {
    /// Takes one line. What is not known here means nothing to us.
    pub fn take(&mut self, keyword: &str, values: &[String]) {
        let Some(value) = values.first() else { return };
        let first = |place: &mut Option<String>| {
            place.get_or_insert_with(|| value.clone());
        };
        match keyword {
            "hostname" => first(&mut self.host_name),
            "user" => first(&mut self.user),
            "proxyjump" => first(&mut self.jump),
            "hostkeyalias" => first(&mut self.key_alias),
            "identitiesonly" => first(&mut self.identities_only),
            "identityagent" => first(&mut self.agent),
            "port" => self.port = self.port.or_else(|| value.parse().ok().filter(|port| *port > 0)),
            "identityfile" => self.identities.push(value.clone()),
            "certificatefile" => self.certificates.push(value.clone()),
            _ => {}
        }
    }

    /// What may be asked of the agent if it `may` be asked at all.
    pub fn agent(&self, may: bool) -> Agent {
        let is = |setting: &Option<String>, value: &str| {
            setting
                .as_ref()
                .is_some_and(|setting| setting.eq_ignore_ascii_case(value))
        };
        if !may || is(&self.agent, "none") {
            Agent::Off
        } else if is(&self.identities_only, "yes") {
            Agent::Named
        } else {
            Agent::Any
        }
    }

    /// The host to connect to, for one that was written as `wanted`.
    pub fn host(&self, wanted: &str) -> String {
        let name = self.host_name.as_deref().unwrap_or("%h");
        filled(name, |token| (token == 'h').then(|| wanted.to_owned())).unwrap_or_else(|| wanted.to_owned())
    }

    /// A file name with `~` and tokens filled in: `%d` home, `%h` host, `%r` user there, `%u` user here, `%%`. `None` for
    /// `none`, and where something in it cannot be told.
    pub fn fill(
        &self,
        text: &str,
        (host, user): (&str, &str),
        (home, local_user): (Option<&Path>, &str),
    ) -> Option<PathBuf> {
        if text.eq_ignore_ascii_case("none") {
            return None;
        }
        let home_text = home.and_then(Path::to_str);
        let text = filled(text, |token| match token {
            'd' => home_text.map(str::to_owned),
            'h' => Some(host.to_owned()),
            'r' => Some(user.to_owned()),
            'u' => Some(local_user.to_owned()),
            _ => None,
        })?;
        match text.strip_prefix("~/") {
            Some(rest) => home.map(|home| home.join(rest)),
            None => Some(PathBuf::from(text)),
        }
    }
}

/// Fills in the tokens; `None` if one is not known.
fn filled(text: &str, token: impl Fn(char) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '%' => match characters.next()? {
                '%' => out.push('%'),
                other => out += &token(other)?,
            },
            c => out.push(c),
        }
    }
    Some(out)
}
