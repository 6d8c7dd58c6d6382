//! Hosts by the names of OpenSSH's configuration.

use crate::ground::{Brand, Recipe, Server};
use crate::hand::{Hand, make_small_tree, same};

/// A section about `server`, without its key.
fn section(alias: &str, server: &Server) -> String {
    format!(
        "Host {alias}\n  HostName {}\n  Port {}\n  User {}\n  IdentityFile {}\n",
        server.host,
        server.port,
        server.user,
        server.key.display()
    )
}

fn round_trip(hand: &Hand, server: &Server) {
    make_small_tree(&hand.local("tree"), 20);
    let put = hand.run(&["put", "tree", "sftp://boat/~/tree"]);
    assert_eq!(put.code, 0, "{put}");
    assert!(same(&hand.local("tree"), &server.home.join("tree")));
    let get = hand.run(&["get", "sftp://boat/~/tree", "back"]);
    assert_eq!(get.code, 0, "{get}");
    assert!(same(&hand.local("tree"), &hand.local("back")));
    let list = hand.run(&["ls", "sftp://boat"]);
    assert!(list.code == 0 && list.out.contains("tree"), "{list}");
    let list = hand.run(&["ls", "sftp://boat/"]);
    assert!(
        list.code == 0 && list.out.contains("etc/"),
        "the root of the server: {list}"
    );
}

#[test]
fn an_alias() {
    let Some(server) = Recipe::new(Brand::OpenSsh).start() else {
        return;
    };
    let hand = Hand::who_knows(&server);
    hand.write_ssh("config", &section("boat", &server));
    round_trip(&hand, &server);
    let other = hand.run(&["ls", "sftp://anchor.invalid/"]);
    assert_eq!(other.code, 4, "a name that stands nowhere: {other}");
}

#[test]
fn an_alias_behind_another_host() {
    let (Some(jump), Some(server)) = (Recipe::new(Brand::OpenSsh).start(), Recipe::new(Brand::OpenSsh).start()) else {
        return;
    };
    let hand = Hand::who_knows(&server);
    let config = format!(
        "{}  ProxyJump pier\n{}",
        section("boat", &server),
        section("pier", &jump)
    );
    hand.write_ssh("config", &config);
    // The host on the way must be known too.
    let unknown = hand.run(&["ls", "sftp://boat/"]);
    assert_eq!(unknown.code, 5, "{unknown}");
    assert!(!jump.saw_a_login() && !server.saw_a_login());
    hand.write_ssh("known_hosts", &(server.known_hosts() + &jump.known_hosts()));
    round_trip(&hand, &server);
    assert!(jump.logged().contains("direct-tcpip"), "it went through the other host");
}
