//! Sites whose passwords are in the keychain.

use std::fmt::Write;

use super::service::Service;
use super::{files, run, text};

#[test]
fn renaming_and_removing() {
    let Some(mut service) = Service::bus() else { return };
    service.unlock();
    let (home, bus) = (service.home(), service.address());
    let kept = || {
        let output = run(&home, bus, &["--json", "clear", "--count", "secrets"], "");
        let object: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        object["count"].as_u64().unwrap()
    };
    for name in ["a", "b"] {
        let url = format!("ftp://me@{name}.example/");
        let added = run(
            &home,
            bus,
            &["--password-stdin", "sites", "add", name, &url],
            "hunter2-canary\n",
        );
        assert_eq!(added.status.code(), Some(0), "{}", text(&added));
    }
    assert_eq!(kept(), 2);
    // Another name, by hand: the id stays, and with it the secret.
    let file = home.join(".config/packetboat/sites.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    assert!(before.contains("login = \"password\""), "{before}");
    std::fs::write(&file, before.replace("name = \"a\"", "name = \"renamed\"")).unwrap();
    assert_eq!(kept(), 2);
    let removed = run(&home, bus, &["sites", "remove", "renamed"], "");
    assert_eq!(removed.status.code(), Some(0), "{}", text(&removed));
    assert_eq!(kept(), 1);
    let cleared = run(&home, bus, &["clear", "secrets"], "");
    assert!(text(&cleared).contains("secrets: 1 removed"), "{}", text(&cleared));
    assert_eq!(kept(), 0);
}

#[test]
fn five_hundred_sites_come_with_their_passwords() {
    let Some(mut service) = Service::bus() else { return };
    service.unlock();
    let (home, bus) = (service.home(), service.address());
    let mut xml = String::from("<FileZilla3><Servers>");
    for folder in 0..10 {
        let _ = write!(xml, "<Folder>Folder {folder}");
        for site in 0..50 {
            let _ = write!(
                xml,
                "<Server><Host>h{site}.example</Host><Port>2{site:02}</Port><Protocol>4</Protocol>\
                 <User>u{folder}</User><Pass encoding=\"base64\">aHVudGVyMi1jYW5hcnk=</Pass><Logontype>1</Logontype>\
                 <Name>site {site}</Name></Server>"
            );
        }
        xml += "</Folder>";
    }
    xml += "</Servers></FileZilla3>";
    let file = service.outside().join("sitemanager.xml");
    std::fs::write(&file, xml).unwrap();
    let file = file.to_str().unwrap();
    let shown = run(&home, bus, &["sites", "import", "--dry-run", file], "");
    assert_eq!(text(&shown).lines().count(), 500);
    assert!(!text(&shown).contains("hunter2-canary"));
    let begun = std::time::Instant::now();
    let imported = run(&home, bus, &["sites", "import", file], "");
    eprintln!("500 sites with their passwords: {:?}", begun.elapsed());
    assert!(
        text(&imported).ends_with("500 sites added, 500 passwords in the keychain\n"),
        "{}",
        text(&imported)
    );
    // They are there as single ones are: counted, found by name, and gone with their site.
    let kept = || text(&run(&home, bus, &["clear", "--count", "secrets"], ""));
    assert_eq!(kept(), "secrets: 500 there\n");
    let removed = run(&home, bus, &["sites", "remove", "Folder 3%2Fsite 7"], "");
    assert_eq!(removed.status.code(), Some(0), "{}", text(&removed));
    assert_eq!(kept(), "secrets: 499 there\n");
    let once_more = run(&home, bus, &["sites", "import", file], "");
    assert!(
        text(&once_more).ends_with("1 sites added, 1 passwords in the keychain\n"),
        "{}",
        text(&once_more)
    );
    let again = run(&home, bus, &["sites", "import", file], "");
    assert!(
        text(&again).ends_with("0 sites added, 0 passwords in the keychain\n"),
        "all are known"
    );
    let listed = run(&home, bus, &["sites", "list"], "");
    assert!(
        text(&listed).contains("Folder 9%2Fsite 49\tftp://u9@h49.example:249"),
        "{}",
        text(&listed)
    );
    let mut found = Vec::new();
    files(&home.join(".config"), &mut found);
    files(&home.join(".local/share/packetboat"), &mut found);
    for (path, content) in found {
        let text = String::from_utf8_lossy(&content);
        assert!(
            !text.contains("hunter2-canary") && !text.contains("aHVudGVyMi1"),
            "{}",
            path.display()
        );
    }
}
