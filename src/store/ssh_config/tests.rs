use proptest::prelude::*;

use super::*;
use crate::site::Agent;

/// A home with this configuration, and more files below `.ssh`.
fn home(config: &str, files: &[(&str, &str)]) -> (tempfile::TempDir, SshConfig) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files.iter().chain(&[("config", config)]) {
        let path = folder.path().join(".ssh").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let config = SshConfig {
        home: Some(folder.path().to_owned()),
        system: Some(folder.path().join("etc")),
        local_user: "local".into(),
        only: None,
    };
    (folder, config)
}

fn wanted(host: &str) -> Wanted<'_> {
    Wanted {
        host,
        port: None,
        user: None,
        agent: false,
    }
}

/// `user@host:port`, and the same for the hosts on the way, the first hop last.
fn way(site: &Site) -> String {
    let jump = site.sftp().unwrap().jump.as_deref();
    let before = jump.map_or_else(String::new, |jump| format!(" < {}", way(jump)));
    format!("{}@{}{before}", site.logon.user(), site.address())
}

fn found(config: &SshConfig, host: &str) -> String {
    way(&config.site(wanted(host)).unwrap().0)
}

#[test]
fn the_first_value_counts() {
    let text = "User early\nHost web\n  HostName web.example.org\n  User late\n  Port 2222\nHost *\n Port 2200\n HostName %h.lan";
    let (_home, config) = home(text, &[]);
    assert_eq!(found(&config, "web"), "early@web.example.org:2222");
    assert_eq!(found(&config, "other"), "early@other.lan:2200");
    let named = Wanted {
        host: "web",
        port: Some(22),
        user: Some("me"),
        agent: false,
    };
    assert_eq!(way(&config.site(named).unwrap().0), "me@web.example.org:22");
}

#[test]
fn without_a_configuration_the_local_user_logs_in() {
    let config = SshConfig {
        home: None,
        system: None,
        local_user: "local".into(),
        only: None,
    };
    assert_eq!(found(&config, "h"), "local@h:22");
    let nobody = SshConfig {
        local_user: String::new(),
        ..config
    };
    assert!(nobody.site(wanted("h")).unwrap_err().contains("sftp://user@h/"));
}

#[test]
fn patterns_and_negation() {
    let text = "Host *.lan !bad.lan\nUser a\nHost bad.*\nUser b\nMatch host *.org\nUser c\nMatch all\nUser d\n";
    let (_home, config) = home(text, &[]);
    for (host, user) in [
        ("x.lan", "a"),
        ("bad.lan", "b"),
        ("x.org", "c"),
        ("x", "d"),
        ("X.LAN", "a"),
    ] {
        assert!(found(&config, host).starts_with(&format!("{user}@")), "{host}");
    }
}

#[test]
fn a_match_that_cannot_be_decided_is_passed_over_and_said() {
    let text = "Host h\nUser good\nMatch exec \"true\"\nPort 1\nMatch user root host h\nPort 2\nHost *\nPort 3";
    let (_home, config) = home(text, &[]);
    let (site, notes) = config.site(wanted("h")).unwrap();
    assert_eq!(way(&site), "good@h:3");
    assert_eq!(notes.len(), 2);
    assert!(notes[0].contains("config:3:"), "{notes:?}");
}

#[test]
fn key_files_with_tokens() {
    let text = "Host h\nIdentityFile ~/.ssh/id_%r\nIdentityFile=\"%d/my keys/%h%%\"\nIdentityFile /abs/%u\nIdentityFile %x\n\
                IdentityFile none\nCertificateFile ~/c-cert.pub\nUser bob\nIdentitiesOnly no\nForwardAgent yes\nHostKeyAlias kept\nFrobnicate 1";
    let (folder, config) = home(text, &[]);
    let site = config.site(wanted("h")).unwrap().0;
    let options = site.sftp().unwrap();
    let at = |name: &str| folder.path().join(name);
    let identities = [at(".ssh/id_bob"), at("my keys/h%"), PathBuf::from("/abs/local")];
    assert_eq!(options.identities, identities);
    assert_eq!(options.certificates, [at("c-cert.pub")]);
    assert_eq!(options.agent, Agent::Off);
    assert_eq!(options.key_alias.as_deref(), Some("kept"));
}

#[test]
fn jump_hosts_are_looked_up_themselves() {
    let text = "Host end\nProxyJump first,you@second:2022\nHost first\nHostName first.org\nProxyJump zero\nUser one\n\
                Host direct\nProxyJump none\nHost *\nProxyCommand x\nHost six\nProxyJump ssh://u@[::1]:22/\n";
    let (_home, config) = home(text, &[]);
    assert_eq!(
        found(&config, "end"),
        "local@end:22 < you@second:2022 < one@first.org:22 < local@zero:22"
    );
    assert_eq!(found(&config, "direct"), "local@direct:22");
    assert_eq!(found(&config, "six"), "local@six:22 < u@[::1]:22");
}

#[test]
fn jumping_in_a_circle_ends() {
    let (_home, config) = home("Host a\nProxyJump b\nHost b\nProxyJump a\n", &[]);
    assert!(config.site(wanted("a")).unwrap_err().contains("circle"));
    let (_home, config) = home("Host *\nProxyJump a,b\n", &[]);
    assert!(config.site(wanted("x")).is_err());
    let (_home, config) = home("Host x\nProxyJump a:b\n", &[]);
    assert!(config.site(wanted("x")).is_err());
}

#[test]
fn included_files_count_where_they_stand() {
    let files = [
        ("conf.d/1.conf", "Host h\nUser included\n"),
        ("conf.d/2.conf", "Host h\nUser second\nPort 7\n"),
        ("conf.d/.3.conf", "Host h\nHostName hidden\n"),
        ("only", "User only\n"),
        ("circle", "Include circle\nPort 9\n"),
    ];
    let text = "Include conf.d/*.conf missing\nHost g\nInclude only\nInclude ~/.ssh/circle\nHost *\nUser late";
    let (_home, config) = home(text, &files);
    assert_eq!(found(&config, "h"), "included@h:7");
    assert_eq!(found(&config, "g"), "only@g:9");
    assert_eq!(found(&config, "x"), "late@x:22");
}

#[test]
fn the_users_file_goes_before_the_systems() {
    let (folder, config) = home("Host h\nUser mine\n", &[]);
    std::fs::create_dir(folder.path().join("etc")).unwrap();
    std::fs::write(folder.path().join("etc/ssh_config"), "User theirs\nPort 5\n").unwrap();
    assert_eq!(found(&config, "h"), "mine@h:5");
    assert_eq!(found(&config, "x"), "theirs@x:5");
}

proptest! {
    #[test]
    fn no_configuration_makes_it_panic(text in "((Host|Match|Include|ProxyJump|IdentityFile|Port|HostName)[ =][a-h%~,:@!*\"\\[\\] ]{0,12}\n){0,8}") {
        let (_home, config) = home(&text, &[]);
        let _ = config.site(wanted("a"));
    }
}

#[test]
fn the_agent_is_narrowed_down_and_never_switched_on() {
    let text = "Host only\nIdentitiesOnly yes\nHost never\nIdentityAgent none\nHost no\nIdentitiesOnly no\nHost far\nProxyJump only\n";
    let (_home, config) = home(text, &[]);
    let agent = |host, agent| {
        let site = config.site(Wanted { agent, ..wanted(host) }).unwrap().0;
        let jump = site.sftp().unwrap().jump.as_deref();
        jump.unwrap_or(&site).sftp().unwrap().agent.clone()
    };
    for host in ["only", "never", "no", "far"] {
        assert_eq!(agent(host, false), Agent::Off, "{host}");
    }
    let asked = ["only", "never", "no", "far"].map(|host| agent(host, true));
    assert_eq!(asked, [Agent::Named, Agent::Off, Agent::Any, Agent::Named]);
}

#[test]
fn every_host_with_a_name_of_its_own_is_found() {
    let text = "Include more\nHost a b *.example\n  User u\nHost * !a\n  Port 2222\nHost a\n  HostName real\n";
    let (folder, config) = home(text, &[("more", "Host inner\n  ProxyJump a\n")]);
    let names = |config: &SshConfig| -> Vec<String> {
        config
            .hosts()
            .iter()
            .map(|(name, site)| format!("{name}={}", way(site)))
            .collect()
    };
    let expected = ["inner=local@inner:2222 < u@real:22", "a=u@real:22", "b=u@b:2222"];
    assert_eq!(names(&config), expected);
    let alone = SshConfig {
        only: Some(folder.path().join(".ssh/more")),
        ..config
    };
    assert_eq!(names(&alone), ["inner=local@inner:22 < local@a:22"]);
}

#[test]
fn names_of_hosts_are_offered_and_patterns_are_not() {
    let more = [("more.conf", "Host inner\nInclude more.conf\n")];
    let text = "Host nas media\n HostName 192.168.1.20\nHost *.lan !x\nInclude more.conf\nhost nas\n";
    let (_home, config) = home(text, &more);
    assert_eq!(config.aliases(), ["nas", "media", "inner"]);
    assert!(SshConfig::new(None, None, "me").aliases().is_empty());
}
