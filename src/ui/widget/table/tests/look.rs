//! What is drawn.

use super::*;

/// Pixels of a snapshot. It is always drawn at twice the size.
fn picture(hand: &mut Hand<'_>, name: &str) -> Vec<u8> {
    let snapshot = hand.0.snapshot(&iced::Theme::Light).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("PICTURES").map_or_else(|| folder.path().to_owned(), PathBuf::from);
    assert!(snapshot.matches_image(folder.join(name)).unwrap());
    std::fs::read(folder.join(format!("{name}-tiny-skia.png"))).unwrap()
}

#[test]
fn it_is_drawn_in_both_shades() {
    let columns = columns();
    for shade in [Shade::Light, Shade::Dark] {
        let mut files = Files::usual(&[2, 4, 5]);
        files.palette = Palette::of(shade);
        files.names[6] = "a-very-long-name-of-a-release-that-nobody-would-ever-type-by-hand-4.2.tar.zst".to_owned();
        files.names[7] = "图片 2025".to_owned();
        let mut hand = Hand::on(table(&files, &columns).reveal(Some((1, 2))).sorted(Some(Sorted {
            column: 0,
            descending: false,
        })));
        hand.to(name(8));
        let picture = picture(&mut hand, &format!("table-{shade:?}"));
        assert!(picture.len() > 5000);
    }
}

#[test]
fn a_cut_name_is_told_in_full_after_a_rest() {
    let long = "a-very-long-name-of-a-release-that-nobody-would-ever-type-by-hand-4.2.tar.zst";
    let (files, columns) = (Files::new(&[long, "short"], &[]), columns());
    let tip = |at: Point, rest: u64| {
        let mut hand = Hand::on(table(&files, &columns));
        hand.to(at)
            .frame(Duration::from_millis(rest))
            .frame(Duration::from_millis(rest));
        picture(&mut hand, &format!("tip-{}-{}-{rest}", at.x, at.y))
    };
    assert_ne!(tip(name(0), 700), tip(name(0), 300));
    assert_eq!(tip(name(1), 700), tip(name(1), 300));
    let size = Point::new(450.0, name(1).y);
    assert_ne!(tip(size, 700), tip(size, 300), "the rows have something to say");
}

#[test]
fn a_drag_shows_its_ghost_and_where_it_would_go() {
    let (files, columns) = (Files::usual(&[3, 4]), columns());
    let drag = |ghost: &str, on_rows| Drag {
        ghost: ghost.to_owned(),
        on_ground: false,
        on_rows,
    };
    let seen = |drag: Drag, at: Point, name: &str| {
        let mut hand = Hand::on(table(&files, &columns).drag(Some(drag)));
        hand.to(self::name(4)).down(Button::Left).to(self::name(6)).to(at);
        picture(&mut hand, name)
    };
    let (folder, file) = (name(2), name(7));
    let on_folder = seen(drag("Move 2 to /dist", true), folder, "drag-folder");
    assert_ne!(on_folder, seen(drag("Move 3 to /dist", true), folder, "drag-other"));
    assert_ne!(on_folder, seen(drag("Move 2 to /dist", false), folder, "drag-refused"));
    assert_ne!(on_folder, seen(drag("Move 2 to /dist", true), file, "drag-file"));
}

#[test]
fn the_other_tables_selection_is_grey() {
    let (files, columns) = (Files::usual(&[3, 4]), columns());
    let shown = |focused, name| picture(&mut Hand::on(table(&files, &columns).focused(focused)), name);
    assert_ne!(shown(true, "focused"), shown(false, "unfocused"));
}
