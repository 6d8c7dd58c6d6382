//! Every button of every failure page, pressed one by one: it is there, it can be pressed, and it leads where it says.

use super::*;
use crate::site::Mode;
use crate::ui::screen::address;
use crate::ui::screen::failure::tests::{acts, cases};

/// High enough for every page to be seen whole.
const WINDOW: iced::Size = iced::Size::new(1280.0, 2400.0);

/// A window whose tab shows the page for this failure.
fn failed(error: &Error, site: &Site, shade: &str) -> Rig {
    let mut rig = Rig::new();
    rig.app.state.shade = Some(shade.to_owned());
    let _ = rig.app.update(Message::Sized(WINDOW));
    let scheme = address::name(address::scheme_of(site));
    rig.go(&format!("{scheme}://{}:{}/www", site.host, site.port));
    rig.fails(error.clone());
    rig.sent();
    rig
}

/// Presses what has these words on it; `false` if nothing has.
fn press(rig: &mut Rig, words: &str) -> bool {
    let settings = iced::Settings {
        default_font: crate::ui::look::font::TEXT,
        ..iced::Settings::default()
    };
    let mut simulator = Simulator::with_size(settings, rig.app.room(), rig.app.view());
    let pressed = simulator.click(words).is_ok();
    let messages: Vec<_> = simulator.into_messages().collect();
    for message in messages {
        let _ = rig.app.update(message);
    }
    pressed
}

/// The site of the listing that was asked for, and its folder.
fn asked(rig: &mut Rig) -> Option<(Arc<Site>, RemotePath)> {
    rig.sent().into_iter().rev().find_map(|command| match command {
        Command::Browse {
            site,
            request: Request::List { folder },
            ..
        } => Some((site, folder)),
        _ => None,
    })
}

/// Whether it was done.
fn done(rig: &mut Rig, act: Act, before: &Site) -> bool {
    match act {
        Act::ShowLog => return rig.app.area == Area::Log,
        Act::ShowCertificate => return rig.app.dialog.is_some(),
        Act::EditSite => return rig.tab().site.is_none() && rig.shows("Connect to a server"),
        _ => {}
    }
    let Some((site, folder)) = asked(rig) else { return false };
    let stays = folder == "/www".into() && site.host == before.host;
    let mode = site.ftp().map(|ftp| ftp.mode);
    let security = site.ftp().map(|ftp| ftp.security);
    match act {
        Act::TryAgain => stays && site.address() == before.address() && site.protocol == before.protocol,
        Act::TryActive => stays && mode == Some(Mode::Active),
        Act::TryPassive => stays && mode == Some(Mode::Passive),
        Act::TryPort(port) => stays && site.port == port,
        Act::UseSftp => stays && site.sftp().is_some(),
        Act::UseImplicitTls => stays && security == Some(Security::Implicit),
        Act::UseExplicitTls => stays && security == Some(Security::Explicit),
        Act::ConnectWithoutEncryption => {
            stays && security == Some(Security::Plain) && rig.app.state.in_clear == [site.address()]
        }
        Act::TypePassword => stays && !matches!(site.logon, Logon::Password { .. }),
        Act::GoUp => folder == RemotePath::root(),
        Act::ShowLog | Act::ShowCertificate | Act::EditSite => false,
    }
}

#[test]
fn every_button_of_every_page_does_what_it_says() {
    let mut seen = Vec::new();
    for (number, (error, site, ..)) in cases().into_iter().enumerate() {
        let shades = ["light", "dark"];
        let first = failed(&error, &site, shades[0]);
        let failure = first.tab().failed.as_ref().expect("a page");
        let all = acts(&first.app.words, failure);
        assert!(!all.is_empty(), "{error}: no way on");
        for (at, act) in all.into_iter().enumerate() {
            let mut rig = failed(&error, &site, shades[(number + at) % 2]);
            let before = rig.tab().site.clone().expect("a site");
            assert!(
                press(&mut rig, &act.label(&Words::of(Language::English))),
                "{error}: no button for {act:?}"
            );
            assert!(done(&mut rig, act, &before), "{error}: {act:?}");
            seen.push(std::mem::discriminant(&act));
        }
    }
    seen.dedup();
    let kinds = seen
        .iter()
        .enumerate()
        .filter(|(at, kind)| !seen[..*at].contains(kind))
        .count();
    assert_eq!(kinds, 13, "every kind of button was pressed");
}
