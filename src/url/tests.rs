use proptest::prelude::*;

use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn the_scheme_decides_about_encryption_and_port() {
    let cases = [
        ("ftp://h", Scheme::Ftp(Security::Explicit), 21),
        ("FTPS://h", Scheme::Ftp(Security::Implicit), 990),
        ("ftp+plain://h", Scheme::Ftp(Security::Plain), 21),
        ("ftp://h:2221", Scheme::Ftp(Security::Explicit), 2221),
        ("ftp://h:/x", Scheme::Ftp(Security::Explicit), 21),
        ("sftp://h", Scheme::Sftp, 22),
        ("sftp://h:2222/x", Scheme::Sftp, 2222),
    ];
    for (text, scheme, port) in cases {
        let site = url(text).site(FtpOptions::default());
        assert_eq!((url(text).scheme, site.port), (scheme, port), "{text}");
        assert_eq!(site.sftp().is_some(), scheme == Scheme::Sftp, "{text}");
    }
    assert_eq!((url("sftp://h").port, url("sftp://h:22").port), (None, Some(22)));
}

#[test]
fn where_paths_start() {
    let cases = [
        ("ftp://h", "", true),
        ("ftp://h/~", "", true),
        ("ftp://h/~/", "", true),
        ("ftp://h/~/a/b", "a/b", false),
        ("ftp://h/~/a/", "a", true),
        ("ftp://h/", "/", true),
        ("ftp://h//", "/", true),
        ("ftp://h/a", "/a", false),
        ("ftp://h/a//b/", "/a/b", true),
        ("ftp://h/%7E/a", "/~/a", false),
        ("ftp://h/a%20b%25", "/a b%", false),
        ("ftp://h/a#b", "/a#b", false),
        ("ftp://h/x%2A.txt", "/x*.txt", false),
    ];
    for (text, path, folder) in cases {
        let url = url(text);
        assert_eq!((url.path.as_bytes(), url.folder), (path.as_bytes(), folder), "{text}");
        assert_eq!(url.pattern, None, "{text}");
    }
}

#[test]
fn names_that_are_not_utf8_can_be_written() {
    assert_eq!(url("ftp://h/caf%e9").path.as_bytes(), b"/caf\xe9");
}

#[test]
fn the_last_segment_may_select() {
    let cases: [(&str, &str, &str); 5] = [
        ("ftp://h/a/*.txt", "/a", "*.txt"),
        ("ftp://h/*", "/", "*"),
        ("ftp://h/~/b/x?[0-9]", "b", "x?[0-9]"),
        ("ftp://h/~/*", "", "*"),
        ("ftp://h/a/%2A*%20%5B", "/a", "[*]* [[]"),
    ];
    for (text, path, pattern) in cases {
        let url = url(text);
        assert_eq!(url.path.as_bytes(), path.as_bytes(), "{text}");
        assert_eq!(url.pattern.as_deref(), Some(pattern.as_bytes()), "{text}");
    }
    assert_eq!(
        url("ftp://h/a*/b").path.as_bytes(),
        b"/a*/b",
        "only the last segment selects"
    );
}

#[test]
fn users_and_passwords() {
    let full = url("ftp://me%40work:p%3Aw%2F%40@h/x");
    assert_eq!(full.user.as_deref(), Some("me@work"));
    assert_eq!(full.password, Some(Secret::new("p:w/@")));
    assert_eq!(url("ftp://me:a@b@h").password, Some(Secret::new("a@b")));
    assert_eq!(url("ftp://h").logon(), Logon::Anonymous);
    assert_eq!(url("ftp://Anonymous@h").logon(), Logon::Anonymous);
    assert_eq!(url("ftp://me@h").logon(), Logon::Ask { user: "me".into() });
    assert!(matches!(url("ftp://me:@h").logon(), Logon::Password { .. }));
    assert_eq!(
        url("sftp://anonymous@h").logon(),
        Logon::Ask {
            user: "anonymous".into()
        }
    );
}

#[test]
fn a_password_is_never_shown() {
    let url = url("ftp://me:hunter2@h/x");
    let shown = format!("{url} {url:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(shown.starts_with("ftp://me:********@h/x"), "{shown}");
    assert_eq!(url.with_password(), "ftp://me:hunter2@h/x");
}

#[test]
fn addresses_in_brackets() {
    assert_eq!(url("ftp://[::1]:2221/x").host, "::1");
    assert_eq!(url("ftp://[0:0::1]").host, "::1");
    assert_eq!(url("ftp://u@[fe80::1]/").to_string(), "ftp://u@[fe80::1]/");
}

#[test]
fn what_is_refused() {
    let cases = [
        ("h/x", Error::NoScheme),
        ("http://h", Error::Scheme),
        ("site:work/x", Error::SavedSite),
        ("ftp://", Error::NoHost),
        ("ftp:///x", Error::NoHost),
        ("ftp://@h", Error::NoUser),
        ("ftp://:pw@h", Error::NoUser),
        ("ftp://a b/", Error::Host),
        ("ftp://a?b/", Error::Host),
        ("ftp://[::g]/", Error::Host),
        ("ftp://[::1/", Error::Host),
        ("ftp://[::1]x/", Error::Port),
        ("ftp://h:0", Error::Port),
        ("ftp://h:65536", Error::Port),
        ("ftp://h:+1", Error::Port),
        ("ftp://h/a%2Fb", Error::Slash),
        ("ftp://h/a%2fb/", Error::Slash),
        ("ftp://h/a%00", Error::Nul(Part::Path)),
        ("ftp://h/*%00", Error::Nul(Part::Path)),
        ("ftp://h/a%0D", Error::LineBreak(Part::Path)),
        ("ftp://h/a\nb", Error::LineBreak(Part::Path)),
        ("ftp://h/a%", Error::Escape(Part::Path)),
        ("ftp://h/a%2", Error::Escape(Part::Path)),
        ("ftp://h/a%zz", Error::Escape(Part::Path)),
        ("ftp://h/a%+1", Error::Escape(Part::Path)),
        ("ftp://u%0A:x@h", Error::LineBreak(Part::User)),
        ("ftp://u:x%00@h", Error::Nul(Part::Password)),
        ("ftp://%ff@h", Error::NotText(Part::User)),
    ];
    for (text, error) in cases {
        assert_eq!(Url::parse(text), Err(error), "{text}");
    }
}

#[test]
fn the_password_is_found_in_the_raw_text() {
    let found = |text: &'static str| password_in(text.as_bytes()).map(|range| &text[range]);
    assert_eq!(found("ftp://me:secret@h/a:b@c"), Some("secret"));
    assert_eq!(found("sftp://me:se:cr@et@h"), Some("se:cr@et"));
    assert_eq!(found("ftp://me:secret@bad host:99999/"), Some("secret"));
    assert_eq!(found("ftp://me@h/a:b@c"), None);
    assert_eq!(found("me:secret@h"), None);
    assert_eq!(found("ftp://h:21/x"), None);
}

fn any_url() -> impl Strategy<Value = Url> {
    let scheme = prop_oneof![
        Just(Scheme::Ftp(Security::Explicit)),
        Just(Scheme::Ftp(Security::Implicit)),
        Just(Scheme::Ftp(Security::Plain)),
        Just(Scheme::Sftp)
    ];
    let host = prop_oneof![
        "[a-z0-9._-]{1,20}",
        any::<u128>().prop_map(|bits| Ipv6Addr::from(bits).to_string())
    ];
    let segment = proptest::collection::vec(
        any::<u8>().prop_filter("stands in no name", |byte| !matches!(byte, 0 | b'/' | b'\r' | b'\n')),
        1..8,
    );
    let segments = proptest::collection::vec(prop_oneof![3 => segment, 1 => Just(b"~".to_vec())], 0..4);
    let login = proptest::option::of(("[^\0\r\n]{1,9}", proptest::option::of("[^\0\r\n]{0,9}")));
    let end = (
        any::<bool>(),
        proptest::option::of("[a-z%é]{0,3}[*?\\[][a-z%\\]*]{0,3}"),
    );
    (
        scheme,
        host,
        proptest::option::of(1u16..),
        login,
        (any::<bool>(), segments, end),
    )
        .prop_map(|(scheme, host, port, login, (absolute, segments, (slash, pattern)))| {
            let joined = segments.join(&b'/');
            let path = if absolute {
                RemotePath::new([b"/", &joined[..]].concat())
            } else {
                RemotePath::new(joined)
            };
            let folder = pattern.is_none() && (slash || path.name().is_none());
            Url {
                scheme,
                host,
                port,
                user: login.as_ref().map(|(user, _)| user.clone()),
                password: login.and_then(|(_, password)| password).map(Secret::new),
                path,
                folder,
                pattern: pattern.map(String::into_bytes),
            }
        })
}

proptest! {
    #[test]
    fn what_is_written_reads_back(url in any_url()) {
        prop_assert_eq!(Url::parse(&url.with_password()), Ok(url));
    }

    #[test]
    fn no_text_makes_it_panic(text in "(ftp|ftps|sftp|ftp\\+plain)?(://)?[@:%/\\[\\]~*?a0-9é\u{0}\n]{0,30}") {
        let _ = Url::parse(&text);
        let _ = password_in(text.as_bytes());
    }

    #[test]
    fn no_text_at_all_makes_it_panic(text in ".{0,60}") {
        let _ = Url::parse(&text);
    }

    #[test]
    fn what_is_read_is_written_and_reads_back(text in "ftp://[a-z@:.]{1,6}[/%2~*a?0-9]{0,20}") {
        if let Ok(url) = Url::parse(&text) {
            prop_assert_eq!(Url::parse(&url.with_password()), Ok(url));
        }
    }
}
