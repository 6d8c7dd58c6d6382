//! Every page and dialog is drawn in both shades, and looked at: with `PACKETBOAT_PICTURES` set, the pictures stay there.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use iced::widget::{container, stack};
use iced::{Element, Length, Settings, Size, Theme};
use iced_test::Simulator;
use time::{OffsetDateTime, UtcOffset};

use super::queue::Queue;
use super::{connect, facts, failure, keep, question, trial};
use crate::ask::{Prompt, Question};
use crate::engine::Event;
use crate::engine::command::{JobId, QuestionId};
use crate::engine::event::Facts;
use crate::error::{Error, Kind, Stage};
use crate::secret::Secret;
use crate::site::TlsVersion;
use crate::ui::context::Context;
use crate::ui::look::{Palette, Shade, font, style};
use crate::ui::words::{Language, Words};

const SHADES: [(Shade, &str); 2] = [(Shade::Light, "light"), (Shade::Dark, "dark")];

fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_790_000_000).unwrap()
}

fn context(words: &Words, shade: Shade) -> Context<'_> {
    Context {
        words,
        palette: Palette::of(shade),
        now: now(),
        zone: UtcOffset::UTC,
        keys: crate::settings::KeyPreset::Standard,
    }
}

/// Where pictures go, and whether they are to stay.
pub struct Folder(
    PathBuf,
    #[expect(dead_code, reason = "removes the folder at the end")] Option<tempfile::TempDir>,
);

impl Folder {
    /// Where the environment says, or one that goes with the test.
    pub fn new() -> Self {
        match std::env::var_os("PACKETBOAT_PICTURES") {
            Some(path) => Self(path.into(), None),
            None => {
                let folder = tempfile::tempdir().unwrap();
                Self(folder.path().to_owned(), Some(folder))
            }
        }
    }

    /// Draws in both shades; both pictures show something, and not the same.
    pub fn draw<Message: Clone + 'static>(
        &self,
        name: &str,
        size: Size,
        words: &Words,
        view: impl Fn(&Context<'_>) -> Element<'static, Message>,
    ) {
        let pictures = SHADES.map(|(shade, suffix)| {
            let context = context(words, shade);
            let path = self.0.join(format!("{name}-{suffix}.png"));
            picture(view(&context), context.palette, size, &path)
        });
        let blank = Palette::of(Shade::Light);
        let empty: Element<'static, Message> = iced::widget::space().into();
        let empty = picture(empty, blank, size, &self.0.join(format!("{name}-empty.png")));
        assert!(pictures[0].len() > empty.len() * 2, "{name} shows nothing");
        assert_ne!(pictures[0], pictures[1], "{name} looks the same in both shades");
    }
}

fn picture<Message: Clone + 'static>(
    element: Element<'static, Message>,
    palette: Palette,
    size: Size,
    path: &Path,
) -> Vec<u8> {
    let settings = Settings {
        fonts: font::FILES.iter().map(|file| Cow::Borrowed(*file)).collect(),
        default_font: font::TEXT,
        ..Settings::default()
    };
    let ground = container(element)
        .width(Length::Fill)
        .height(Length::Fill)
        .style(style::ground(palette.surface));
    let mut simulator = Simulator::with_size(settings, size, ground);
    // A dialog gives the focus away with the first event that it hears.
    let _ = simulator.simulate([iced::Event::Window(iced::window::Event::Focused)]);
    let theme = match palette.shade {
        Shade::Light => Theme::Light,
        Shade::Dark => Theme::Dark,
    };
    let snapshot = simulator.snapshot(&theme).unwrap();
    let written = path.with_file_name(format!("{}-tiny-skia.png", path.file_stem().unwrap().to_string_lossy()));
    let _ = std::fs::remove_file(&written);
    assert!(snapshot.matches_image(path).unwrap());
    std::fs::read(written).unwrap()
}

/// A page over a window's ground, so that the scrim dims something.
pub fn over<Message: 'static>(dialog: Element<'static, Message>) -> Element<'static, Message> {
    stack![
        container(iced::widget::space())
            .width(Length::Fill)
            .height(Length::Fill),
        dialog
    ]
    .into()
}

fn page(error: Error, scene: failure::Scene) -> impl Fn(&Context<'_>) -> Element<'static, failure::Message> {
    let page: &'static failure::Failure = Box::leak(Box::new(failure::Failure::new(error, scene)));
    move |context| page.view(context)
}

fn asked(question: Question) -> impl Fn(&Context<'_>) -> Element<'static, question::Message> {
    let mut desk = question::Desk::default();
    desk.open(QuestionId(1), None, question.clone(), now());
    desk.open(QuestionId(2), None, question, now());
    shown(desk)
}

/// The dialog of a desk.
fn shown(desk: question::Desk) -> impl Fn(&Context<'_>) -> Element<'static, question::Message> {
    let desk: &'static question::Desk = Box::leak(Box::new(desk));
    let mut queue = Queue::new();
    let mut totals = super::queue::samples::totals(1);
    totals.asking = 9;
    queue.happened(Event::Job(totals), std::time::Duration::ZERO);
    let queue: &'static Queue = Box::leak(Box::new(queue));
    move |context| {
        // The words stay as long as the program, so that the picture may hold on to them.
        let words: &'static Words = Box::leak(Box::new(Words::of(context.words.language())));
        let context: &'static Context<'static> = Box::leak(Box::new(Context {
            words,
            palette: context.palette,
            now: context.now,
            zone: context.zone,
            keys: crate::settings::KeyPreset::Standard,
        }));
        over(desk.view(context, queue).unwrap())
    }
}

/// Conflicts of one job, two of them selected and one an exception.
fn conflicts() -> question::Desk {
    let mut desk = question::Desk::default();
    for (number, question) in question::tests::many_conflicts().into_iter().enumerate() {
        desk.open(QuestionId(number as u64 + 1), Some(JobId(1)), question, now());
    }
    desk.show(now());
    for message in question::tests::two_exceptions() {
        desk.update(message, now() + time::Duration::seconds(1));
    }
    desk
}

#[test]
fn failure_pages_are_drawn() {
    let folder = Folder::new();
    let english = Words::of(Language::English);
    let chinese = Words::of(Language::Chinese);
    let pane = Size::new(640.0, 560.0);
    let (error, scene) = failure::tests::silent_port();
    folder.draw("failure", pane, &english, page(error.clone(), scene.clone()));
    folder.draw("failure-chinese", pane, &chinese, page(error.clone(), scene.clone()));
    folder.draw("failure-narrow", Size::new(330.0, 300.0), &english, page(error, scene));
    let refused = Error::new(Stage::Tls, Kind::NoEncryption, "AUTH TLS").with_reply(crate::error::Reply {
        code: 530,
        text: b"530 Please login with USER and PASS.".to_vec(),
    });
    let scene = failure::Scene::new(failure::tests::ftp());
    folder.draw("failure-no-tls", pane, &english, page(refused, scene));
    let changed = Kind::Changed {
        certificate: failure::tests::certificate(),
        before: None,
    };
    let changed = Error::new(Stage::Trust, changed, "check the certificate");
    let scene = failure::Scene::new(failure::tests::ftp());
    folder.draw("failure-changed", pane, &english, page(changed, scene));
}

#[test]
fn dialogs_are_drawn() {
    let folder = Folder::new();
    let english = Words::of(Language::English);
    let chinese = Words::of(Language::Chinese);
    let window = Size::new(800.0, 560.0);
    let certificate = question::tests::ask_certificate;
    folder.draw("question-certificate", window, &english, asked(certificate()));
    folder.draw("question-certificate-chinese", window, &chinese, asked(certificate()));
    folder.draw("question-conflicts", window, &english, shown(conflicts()));
    folder.draw("question-conflicts-chinese", window, &chinese, shown(conflicts()));
    let refused = Error::new(Stage::Command, Kind::Rejected, "STOR a.txt").with_reply(crate::error::Reply {
        code: 553,
        text: b"553 Could not create file.".to_vec(),
    });
    let mut stuck = question::Desk::default();
    let error = Box::new(refused);
    stuck.open(
        QuestionId(1),
        Some(JobId(1)),
        Question::ManyFailures { error, count: 20 },
        now(),
    );
    stuck.show(now());
    folder.draw("question-stuck", window, &english, shown(stuck));
    let key = Question::HostKey {
        server: "shop.example.org:22".to_owned(),
        key: failure::tests::host_key(),
        others: Vec::new(),
    };
    folder.draw("question-host-key", window, &english, asked(key));
    let password = Question::Password {
        server: "shop.example.org:21".to_owned(),
        user: "deploy".to_owned(),
    };
    folder.draw("question-password", window, &english, asked(password));
    let prompt = |text: &str, echo| Prompt {
        text: text.to_owned(),
        echo,
    };
    let prompts = Question::Prompts {
        server: "shop.example.org:22".to_owned(),
        user: "deploy".to_owned(),
        instructions: "Second factor".to_owned(),
        prompts: vec![prompt("Verification code:", true), prompt("PIN:", false)],
    };
    folder.draw("question-prompts", window, &english, asked(prompts));
}

#[test]
fn the_form_and_the_facts_are_drawn() {
    let folder = Folder::new();
    let english = Words::of(Language::English);
    let pane = Size::new(640.0, 560.0);
    let recent = ["ftp://deploy@ftp.shop.example.org:2221/www", "sftp://mei@backup-nas/"].map(str::to_owned);
    let recent: &'static [String] = Box::leak(Box::new(recent));
    let mut form = connect::Connect::default();
    form.update(connect::Message::Pasted(
        connect::Field::Host,
        Secret::new("sftp://mei:secret@backup-nas/"),
    ));
    let saved = |number, name: &str, url: &str| {
        let site = crate::url::Url::parse(url)
            .unwrap()
            .site(crate::site::FtpOptions::default());
        crate::site::Saved::new(crate::site::SiteId::new(number), name, &site)
    };
    let mut shop = saved(1, "Shop", "ftp://deploy@ftp.shop.example.org:2221");
    shop.folder = vec!["Work".to_owned(), "Clients".to_owned()];
    shop.colour = crate::site::Colour::Orange;
    let sites: &'static [_] = Box::leak(Box::new([shop, saved(2, "backup-nas", "sftp://mei@backup-nas")]));
    let offers = connect::Offers {
        demo: true,
        sites,
        recent,
    };
    let empty = connect::Connect::default();
    folder.draw("connect", pane, &english, |context| empty.view(context, &offers));
    folder.draw("connect-sftp", pane, &english, |context| form.view(context, &offers));
    let chinese = Words::of(Language::Chinese);
    folder.draw("connect-chinese", pane, &chinese, |context| {
        empty.view(context, &offers)
    });
    let facts = Facts {
        greeting: "220 (vsFTPd 3.0.5)".to_owned(),
        tls: Some((TlsVersion::Tls13, "TLS13_AES_256_GCM_SHA384".to_owned())),
        certificate: Some(*failure::tests::certificate()),
        resumed: (11, 1),
        features: [
            "EPRT",
            "EPSV",
            "MDTM",
            "PASV",
            "PBSZ",
            "PROT",
            "REST STREAM",
            "SIZE",
            "UTF8",
        ]
        .map(str::to_owned)
        .to_vec(),
        active: Some(false),
        ..Facts::default()
    };
    let info = facts::Info::session(&failure::tests::ftp(), facts);
    folder.draw("facts", Size::new(800.0, 640.0), &english, |context| {
        over(info.view(context))
    });
}

#[test]
fn trials_are_drawn() {
    let folder = Folder::new();
    let (english, chinese) = (Words::of(Language::English), Words::of(Language::Chinese));
    let window = Size::new(800.0, 640.0);
    let dialog = |trial: trial::Trial| move |context: &Context<'_>| over(trial.dialog(context, 1, true));
    folder.draw("trial-passed", window, &english, dialog(trial::tests::passed()));
    folder.draw("trial-passed-chinese", window, &chinese, dialog(trial::tests::passed()));
    folder.draw("trial-failed", window, &english, dialog(trial::tests::refused()));
    folder.draw(
        "trial-failed-chinese",
        window,
        &chinese,
        dialog(trial::tests::refused()),
    );
    let small = Size::new(560.0, 400.0);
    folder.draw("trial-clear", small, &english, dialog(trial::tests::in_clear()));
    folder.draw("trial-under-way", small, &english, dialog(trial::tests::under_way()));
}

#[test]
fn saving_a_connection_is_drawn() {
    let folder = Folder::new();
    let (english, chinese) = (Words::of(Language::English), Words::of(Language::Chinese));
    let window = Size::new(800.0, 560.0);
    let dialog = |keep: keep::Keep| move |context: &Context<'_>| over(keep.view(context, 1));
    folder.draw("keep", window, &english, dialog(keep::tests::dialog()));
    folder.draw("keep-fault", window, &english, dialog(keep::tests::taken()));
    folder.draw("keep-chinese", window, &chinese, dialog(keep::tests::taken()));
}
