//! Saved sites in the window: from their screen to a tab, and what a change does to tabs that are open.

use super::*;
use crate::engine::Profile;
use crate::engine::command::{LocalRequest, ProfileRequest};
use crate::settings::Patience;
use crate::site::{Bookmark, Change, Colour, FtpOptions, Saved, SiteId};
use crate::ui::app::dialog;
use crate::ui::keys::Shortcut;
use crate::ui::screen::sites;
use crate::url::Url;

impl Rig {
    /// A window over these sites.
    pub fn with_sites(all: &[Saved]) -> Self {
        let mut rig = Self::new();
        let put = |saved: &Saved| Change::Put(Box::new(saved.clone()));
        let profile = rig.profile();
        profile.change(&all.iter().map(put).collect::<Vec<_>>()).unwrap();
        let _ = rig.app.open_sites(None);
        rig.serves();
        rig.sites_close();
        rig
    }

    fn profile(&self) -> Profile {
        Profile::open(self.folder.path(), &Patience::default()).unwrap()
    }

    /// What was asked about the profile is answered; everything else waits still.
    pub fn serves(&mut self) {
        loop {
            let (asked, other): (Vec<Command>, Vec<Command>) = self
                .app
                .waiting
                .drain(..)
                .partition(|command| matches!(command, Command::Profile { .. }));
            self.app.waiting = other;
            if asked.is_empty() {
                return;
            }
            for command in asked {
                let Command::Profile { ticket, request } = command else {
                    continue;
                };
                let profile = self.profile();
                let result = match request {
                    ProfileRequest::Sites => profile.book().map(|book| Outcome::Book(Box::new(book))),
                    ProfileRequest::ChangeSites(changes) => {
                        let changed = profile.change(&changes);
                        changed.map(|changed| Outcome::SitesChanged(Box::new(changed)))
                    }
                    _ => Ok(Outcome::Secrets(Ok(Vec::new()))),
                };
                self.answers(ticket, result);
            }
        }
    }

    fn sites(&mut self, message: sites::Message) {
        let _ = self.app.update(Message::Dialog(dialog::Message::Sites(message)));
        self.serves();
    }

    fn sites_close(&mut self) {
        self.sites(sites::Message::Close);
        assert!(self.app.dialog.is_none());
    }

    /// The site of this number changes in the file and in the window.
    pub fn changes(&mut self, number: u64, change: impl FnOnce(&mut Saved)) {
        let profile = self.profile();
        let mut saved = profile.book().unwrap().site(&SiteId::new(number)).unwrap().clone();
        change(&mut saved);
        profile.change(&[Change::Put(Box::new(saved))]).unwrap();
        self.app
            .ask_kept(super::super::book::Asker::Window, ProfileRequest::Sites);
        self.serves();
    }

    /// The folder of this computer that was asked for last.
    pub fn asked_here(&mut self) -> Option<(Ticket, PathBuf)> {
        let sent = self.sent();
        sent.into_iter().rev().find_map(|command| match command {
            Command::Local {
                ticket,
                request: LocalRequest::List { folder },
            } => Some((ticket, folder)),
            _ => None,
        })
    }
}

pub fn shop() -> Saved {
    let there = Url::parse("sftp://deploy@shop.example.org:2222/").unwrap();
    let mut saved = Saved::new(SiteId::new(1), "Harbour shop", &there.site(FtpOptions::default()));
    saved.colour = Colour::Green;
    saved.remote_folder = Some("/www".into());
    saved.local_folder = Some("/home/mei/site".into());
    saved.bookmarks = vec![Bookmark {
        name: "Theme".into(),
        local: Some("/home/mei/theme".into()),
        remote: Some("/www/theme".into()),
        synchronised: true,
    }];
    saved
}

#[test]
fn a_site_opens_in_a_tab_of_its_own_with_its_folders() {
    let mut rig = Rig::with_sites(&[shop()]);
    rig.go("ftp://me@other.example.org");
    rig.lists(&["a"]);
    let _ = rig.app.update(Message::Do(Shortcut::Sites));
    rig.serves();
    let row = sites::Message::Tree(crate::ui::widget::table::Happening::Open(0));
    rig.sites(row);
    assert!(rig.app.dialog.is_none());
    assert_eq!(rig.app.tabs.len(), 2);
    assert_eq!(rig.tab().saved, Some(SiteId::new(1)));
    let sent = rig.sent();
    let here = sent.iter().any(|command| {
        matches!(command, Command::Local { request: LocalRequest::List { folder }, .. } if folder.to_str() == Some("/home/mei/site"))
    });
    assert!(here, "{sent:?}");
    rig.app.waiting = sent;
    let (ticket, site, folder) = rig.asked();
    assert_eq!((site.as_ref(), folder), (&shop().site(), "/www".into()));
    rig.app.waiting.push(Command::Browse {
        ticket,
        site,
        request: Request::List { folder: "/www".into() },
    });
    rig.lists(&["index.html"]);
    assert!(rig.shows("Harbour shop"), "the tab is called as the site is");
    assert!(rig.app.title().starts_with("Harbour shop "));
    // Another server in the same tab is no longer this site.
    rig.says(tab::Message::Address("sftp://deploy@elsewhere.example.org".into()));
    rig.says(tab::Message::Go { here: true });
    assert_eq!(rig.tab().saved, None);
}

#[test]
fn a_tab_of_a_changed_site_goes_on_and_connects_anew() {
    let mut rig = Rig::with_sites(&[shop()]);
    let _ = rig.app.visit(&SiteId::new(1), None);
    rig.lists(&["index.html"]);
    let old = rig.tab().site.clone().unwrap();
    rig.changes(1, |saved| saved.name = "Renamed".into());
    assert!(
        !rig.tab().asleep && rig.sent().is_empty(),
        "another name is no other server"
    );
    rig.changes(1, |saved| saved.port = 22);
    assert!(rig.tab().asleep && rig.tab().remote.has_list());
    assert!(rig.shows("“Renamed” was changed. The next step connects anew."));
    let sent = rig.sent();
    assert!(
        matches!(&sent[..], [Command::Disconnect(site)] if *site == old),
        "{sent:?}"
    );
    rig.says(tab::Message::Remote(crate::ui::screen::pane::Message::Refresh));
    let (_, site, folder) = rig.asked();
    assert_eq!((site.port, folder), (22, "/www".into()));
}

#[test]
fn a_failed_tab_leads_to_its_site_and_tries_what_was_mended() {
    let mut rig = Rig::with_sites(&[shop()]);
    let _ = rig.app.visit(&SiteId::new(1), None);
    // A page that has no such button otherwise.
    rig.fails(Error::new(Stage::Login, Kind::TimedOut, "log in"));
    assert!(rig.shows("Edit the connection"));
    rig.act(Act::EditSite);
    rig.serves();
    assert!(rig.shows("Save in keychain"), "the form of this site is open");
    rig.sites(sites::Message::Pasted(
        crate::ui::screen::sites::Field::Port,
        "22".into(),
    ));
    rig.sent();
    rig.sites(sites::Message::Save);
    let (_, site, _) = rig.asked();
    assert_eq!(site.port, 22);
    assert!(matches!(rig.tab().state, State::Connecting(_)));
    // A tab of no saved site has its fields, as before.
    rig.sites_close();
    rig.app.open_tab();
    rig.go("sftp://me@h.example.org");
    rig.fails(Error::new(Stage::Connect, Kind::Refused, "open connection"));
    rig.act(Act::EditSite);
    assert!(rig.app.dialog.is_none() && rig.tab().state == State::Empty);
}

#[test]
fn a_deleted_site_leaves_its_tab_as_any_other() {
    let mut rig = Rig::with_sites(&[shop()]);
    let _ = rig.app.visit(&SiteId::new(1), None);
    rig.lists(&["index.html"]);
    let profile = rig.profile();
    profile.change(&[Change::Remove(SiteId::new(1))]).unwrap();
    rig.app
        .ask_kept(super::super::book::Asker::Window, ProfileRequest::Sites);
    rig.serves();
    assert_eq!(rig.tab().saved, None);
    assert!(rig.tab().state == State::Connected && rig.shows("shop.example.org"));
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_nothing_else_stops() {
    let mut rig = Rig::new();
    let path = rig.profile().sites_path().to_owned();
    std::fs::write(&path, "version = 99\n").unwrap();
    let _ = rig.app.open_sites(None);
    rig.serves();
    let said = format!(
        "{} cannot be read, so no site is shown. Nothing is written to it.",
        path.display()
    );
    assert!(rig.shows(&said));
    std::fs::write(&path, "version = 1\n").unwrap();
    rig.sites(sites::Message::ReadAgain);
    assert!(!rig.shows(&said));
}

#[test]
fn the_window_does_not_close_over_what_is_not_saved() {
    let mut rig = Rig::with_sites(&[shop()]);
    let _ = rig.app.open_sites(Some(&SiteId::new(1)));
    rig.serves();
    rig.sites(sites::Message::Pasted(
        crate::ui::screen::sites::Field::Host,
        "other".into(),
    ));
    let id = iced::window::Id::unique();
    let _ = rig.app.update(Message::CloseRequested(id));
    assert!(!rig.app.leaving && rig.shows("Save the changes?"));
    rig.sites(sites::Message::Close);
    rig.sites(sites::Message::Discard);
    let _ = rig.app.update(Message::CloseRequested(id));
    assert!(rig.app.leaving);
}
