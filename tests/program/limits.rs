//! Servers that allow few sessions.

use crate::ground::{Brand, Recipe};
use crate::hand::{Hand, noise, same, url};

fn five_hundred_files(recipe: &Recipe) {
    let Some(server) = recipe.start() else { return };
    let hand = Hand::new();
    std::fs::create_dir_all(hand.local("many")).unwrap();
    for n in 0..500 {
        std::fs::write(hand.local(&format!("many/{n}")), noise(n, 500)).unwrap();
    }
    let put = hand.run(&["put", "many", &url(&server, "many")]);
    assert_eq!(put.code, 0, "{put}");
    assert!(same(&hand.local("many"), &server.home.join("many")));
    let get = hand.run(&["get", &url(&server, "many"), "back"]);
    assert_eq!(get.code, 0, "{get}");
    assert!(same(&hand.local("many"), &hand.local("back")));
}

#[test]
fn vsftpd_with_one_session() {
    five_hundred_files(&Recipe::new(Brand::Vsftpd).sessions(1));
}

#[test]
fn vsftpd_with_two_sessions() {
    five_hundred_files(&Recipe::new(Brand::Vsftpd).sessions(2));
}

#[test]
fn proftpd_with_one_session() {
    five_hundred_files(&Recipe::new(Brand::Proftpd).sessions(1));
}

#[test]
fn proftpd_with_two_sessions() {
    five_hundred_files(&Recipe::new(Brand::Proftpd).sessions(2));
}
