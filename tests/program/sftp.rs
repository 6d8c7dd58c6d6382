//! A tree of 200 files and one of 300 MB over SFTP, both ways.

use crate::ground::{Brand, Recipe};
use crate::hand::{Hand, make_tree, noise, same, url};

#[test]
fn a_tree_and_a_large_file_come_back_as_they_went() {
    let Some(server) = Recipe::new(Brand::OpenSsh).start() else {
        return;
    };
    let hand = Hand::who_knows(&server);
    let key = server.key.to_str().unwrap();
    make_tree(&hand.local("tree"));
    std::fs::write(hand.local("tree/big.iso"), noise(7, 300_000_000)).unwrap();
    let put = hand.run(&["put", "tree", &url(&server, "tree"), "--identity", key]);
    assert_eq!(put.code, 0, "{put}");
    assert!(
        same(&hand.local("tree"), &server.home.join("tree")),
        "what arrived differs"
    );
    let list = hand.run(&["ls", &url(&server, "tree"), "--identity", key]);
    assert!(
        list.code == 0 && list.out.contains("big.iso") && list.out.contains("d8"),
        "{list}"
    );
    let get = hand.run(&["get", &url(&server, "tree"), "back", "--identity", key]);
    assert_eq!(get.code, 0, "{get}");
    assert!(same(&hand.local("tree"), &hand.local("back")), "what came back differs");
    assert!(
        put.mib < 200 && get.mib < 200,
        "memory: {} MiB up, {} MiB down",
        put.mib,
        get.mib
    );
}
