//! Names in a charset of the server's are read wherever they stand.

use iced_test::Selector;
use iced_test::selector::Candidate;

use super::*;
use crate::engine::command::Shown;
use crate::engine::event::Row;
use crate::entry::Permissions;
use crate::path::Charset;
use crate::transfer::{LocalEnd, State as Transfer};
use crate::ui::screen::pane::{Place, Side};

/// 中国 in GB18030.
const NAME: &[u8] = b"\xd6\xd0\xb9\xfa";

fn rig() -> (Rig, Entry) {
    let mut rig = Rig::new();
    rig.go("ftp://me@one.example/www");
    rig.lists(&["a"]);
    let server = rig.tab().site.as_ref().unwrap().address();
    rig.app.choose_charset(server, Charset::Gb18030);
    let mut entry = Entry::new(crate::path::RemoteName::new(NAME), EntryKind::File);
    entry.permissions = Some(Permissions::new(0o644));
    entry.owner = Some(crate::path::RemoteName::new(b"\xcd\xf5"));
    (rig, entry)
}

/// Gathers every text, and finds nothing.
struct All(Arc<std::sync::Mutex<String>>);

impl Selector for All {
    type Output = ();

    fn select(&mut self, candidate: Candidate<'_>) -> Option<()> {
        if let Candidate::Text { content, .. } = candidate {
            let mut texts = self.0.lock().unwrap();
            texts.push_str(content);
            texts.push('\n');
        }
        None
    }

    fn description(&self) -> String {
        "every text".to_owned()
    }
}

impl Rig {
    /// Everything that is written in the window.
    fn texts(&self) -> String {
        let settings = iced::Settings {
            default_font: crate::ui::look::font::TEXT,
            ..iced::Settings::default()
        };
        let texts = Arc::new(std::sync::Mutex::default());
        let mut simulator = Simulator::with_size(settings, self.app.room(), self.app.view());
        let _ = simulator.find(All(texts.clone()));
        let texts = texts.lock().unwrap();
        texts.clone()
    }
}

#[test]
fn dialogs_read_names_as_the_list_does() {
    let (mut rig, entry) = rig();
    let id = rig.tab().id;
    let into = Place::Remote(RemotePath::new([b"/www/".as_slice(), NAME].concat()));
    let dialogs = [
        Dialog::properties(id, Side::Remote, entry.clone()),
        Dialog::permissions(id, Side::Remote, vec![entry.clone()]),
        Dialog::View {
            tab: id,
            entry: Box::new(entry.clone()),
        },
        Dialog::MoveInto {
            tab: id,
            from: Place::Remote("/www".into()),
            entries: vec![entry.clone()],
            into,
        },
    ];
    for dialog in dialogs {
        let told = format!("{dialog:?}");
        rig.app.dialog = Some(dialog);
        let texts = rig.texts();
        assert!(texts.contains("中国"), "{told}: {texts}");
        assert!(!texts.contains("\\x"), "{told}: {texts}");
    }
}

#[test]
fn rows_of_the_queue_do_too() {
    let (mut rig, _) = rig();
    rig.hears(Event::Job(Totals {
        server: "one.example:21".to_owned(),
        charset: Charset::Gb18030,
        ..totals()
    }));
    let row = Row {
        id: crate::engine::command::TransferId(1),
        job: JobId(7),
        direction: Direction::Upload,
        local: LocalEnd::Path("/home/me/中国".into()),
        remote: RemotePath::new([b"/www/".as_slice(), NAME].concat()),
        size: Some(5),
        moved: 1,
        state: Transfer::Running,
        remarks: Vec::new(),
        took: Duration::ZERO,
    };
    rig.hears(Event::View {
        job: JobId(7),
        shown: Shown::Running,
        first: 0,
        total: 1,
        rows: vec![row],
    });
    let texts = rig.texts();
    assert!(texts.contains("中国") && !texts.contains("\\x"), "{texts}");
}
