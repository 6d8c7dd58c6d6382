//! Names that are not text.

use std::os::unix::ffi::OsStrExt;

use crate::ground::{Brand, Recipe};
use crate::hand::{Hand, noise, url};

#[test]
fn names_that_are_not_utf_8_are_listed_fetched_renamed_and_removed() {
    let Some(server) = Recipe::new(Brand::OpenSsh).start() else {
        return;
    };
    let hand = Hand::who_knows(&server);
    let key = server.key.to_str().unwrap();
    let run = |arguments: &[&str]| {
        let ran = hand.run(&[arguments, &["--identity", key]].concat());
        assert_eq!(ran.code, 0, "{ran}");
        ran
    };
    let names: [&[u8]; 4] = [b"gr\xf6\xdfe.txt", b"\xff\xfe", b"caf\xe9 \\xE9 100%", b"\x80\xbf\xc0"];
    for name in names {
        let there = |name: &[u8]| server.home.join("odd").join(std::ffi::OsStr::from_bytes(name));
        let encode = |name: &[u8]| -> String { name.iter().map(|byte| format!("%{byte:02X}")).collect() };
        let content = noise(name.len() as u64, 5000);
        server.put(there(name), &content);
        let list = run(&["ls", &url(&server, "odd"), "--json"]);
        assert_eq!(list.out.matches("5000").count(), 1, "{list}");
        run(&["stat", &url(&server, &format!("odd/{}", encode(name)))]);
        run(&["get", &url(&server, &format!("odd/{}", encode(name))), "one"]);
        assert_eq!(std::fs::read(hand.local("one")).unwrap(), content);
        // The folder as a whole keeps the name.
        run(&["get", &url(&server, "odd"), "all"]);
        let kept: Vec<_> = std::fs::read_dir(hand.local("all"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert_eq!(kept.len(), 1, "{kept:?}");
        assert_eq!(std::fs::read(&kept[0]).unwrap(), content);
        let new = [name, b"\xfc"].concat();
        run(&[
            "mv",
            &url(&server, &format!("odd/{}", encode(name))),
            &format!("odd/{}", encode(&new)),
        ]);
        assert!(!there(name).exists() && there(&new).exists());
        run(&["rm", &url(&server, &format!("odd/{}", encode(&new)))]);
        assert_eq!(std::fs::read_dir(server.home.join("odd")).unwrap().count(), 0);
        run(&["put", "one", &url(&server, &format!("odd/{}", encode(name)))]);
        assert_eq!(std::fs::read(there(name)).unwrap(), content);
        run(&["rm", &url(&server, "odd"), "--recursive"]);
        assert!(!server.home.join("odd").exists());
        for left in ["one", "all"] {
            let path = hand.local(left);
            let _ = std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir_all(&path));
        }
    }
}
