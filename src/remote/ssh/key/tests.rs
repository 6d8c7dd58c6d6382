use super::*;

/// The keys of `tests/keys`, which protect nothing.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys")
}

fn files() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md" && !name.ends_with(".pub"))
        .collect();
    names.sort();
    names
}

fn public_of(name: &str) -> Public {
    let base = name.split('.').next().unwrap();
    Public::read(&folder().join(format!("{base}.pub"))).unwrap()
}

#[test]
fn every_form_opens_and_holds_the_key_that_its_public_half_says() {
    let names = files();
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        let file = KeyFile::read(&folder().join(&name)).unwrap();
        let encrypted = ["enc", "3des", "scrypt", "argon2d"]
            .iter()
            .any(|word| name.contains(word));
        assert_eq!(file.is_encrypted(), encrypted, "{name}");
        let passphrase = Secret::new("worthless");
        let key = match file.open(encrypted.then_some(&passphrase)) {
            Ok(key) => key,
            Err(shut) => panic!("{name}: {shut:?}"),
        };
        assert_eq!(key.public, public_of(&name), "{name}");
        // Read again by another reader, which also checks that both halves belong together.
        let again = ssh_key::PrivateKey::from_openssh(key.text.as_str()).unwrap();
        let original = ssh_key::PrivateKey::from_openssh(
            std::fs::read_to_string(folder().join(name.split('.').next().unwrap())).unwrap(),
        )
        .unwrap();
        assert_eq!(again.key_data(), original.key_data(), "{name}");
        if !name.ends_with(".p8") && !name.ends_with(".pem") {
            assert_eq!(file.public(), Some(public_of(&name)), "{name}");
        }
    }
}

#[test]
fn a_wrong_passphrase_is_told_from_a_broken_file() {
    for name in files() {
        let file = KeyFile::read(&folder().join(&name)).unwrap();
        if !file.is_encrypted() {
            continue;
        }
        // One wrong passphrase in 256 decrypts to something that looks well padded: try more than a few.
        for wrong in 0..if name.contains("pem") { 600 } else { 3 } {
            let found = file.open(Some(&Secret::new(format!("wrong {wrong}")))).err();
            assert_eq!(found, Some(Shut::Wrong), "{name} {wrong}");
        }
        assert_eq!(file.open(None).err(), Some(Shut::Wrong), "{name}");
    }
}

#[test]
fn a_cut_or_changed_file_is_bad_and_no_passphrase_is_blamed() {
    let passphrase = Secret::new("worthless");
    for name in files() {
        let whole = std::fs::read(folder().join(&name)).unwrap();
        for cut in [whole.len() / 3, whole.len() / 2, whole.len() * 3 / 4] {
            let opened = Form::of(&whole[..cut]).map(|form| {
                KeyFile {
                    path: PathBuf::new(),
                    form,
                }
                .open(Some(&passphrase))
            });
            assert!(matches!(opened, Err(_) | Ok(Err(Shut::Bad(_)))), "{name} cut at {cut}");
        }
    }
}

#[test]
fn no_change_of_a_byte_makes_it_panic() {
    let passphrase = Secret::new("worthless");
    for name in [
        "ed25519",
        "rsa.pem",
        "ecdsa256.enc.pem",
        "ed25519.v3.ppk",
        "ecdsa521.enc.v2.ppk",
        "ecdsa256.p8",
    ] {
        let whole = std::fs::read(folder().join(name)).unwrap();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x15;
            if let Ok(form) = Form::of(&changed) {
                let _ = KeyFile {
                    path: PathBuf::new(),
                    form,
                }
                .open(Some(&passphrase));
            }
        }
    }
}

#[test]
fn what_is_no_private_key_is_said_to_be_what_it_is() {
    let words = |text: &[u8]| Form::of(text).err().unwrap();
    let public = std::fs::read(folder().join("rsa.pub")).unwrap();
    assert!(words(&public).contains("public key"));
    assert!(words(b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n").contains("CERTIFICATE"));
    assert!(words(b"-----BEGIN DSA PRIVATE KEY-----\nAA==\n-----END DSA PRIVATE KEY-----\n").contains("DSA"));
    assert!(words(b"PuTTY-User-Key-File-1: ssh-rsa\n").contains("versions 2 and 3"));
    assert!(words(b"hello").contains("not a private key"));
    assert!(words(b"\xff\xfe").contains("not a key"));
    assert!(words(b"").contains("empty"));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let long = folder.path().join("long");
    File::create(&long).unwrap().set_len(LONGEST + 1).unwrap();
    for (path, words) in [
        (folder.path().join("none"), "No such file"),
        (folder.path().to_owned(), "not a file"),
        (long, "that long"),
    ] {
        let error = KeyFile::read(&path).err().unwrap();
        assert_eq!(error.kind, Kind::BadKeyFile);
        assert!(error.attempted.contains(&path.display().to_string()), "{error}");
        assert!(error.cause.as_deref().unwrap_or_default().contains(words), "{error}");
    }
}
