//! Servers that say one thing and do another.

use packetboat::engine::event::Remark;
use packetboat::transfer::{Anew, Policy, Resolution, State};

use crate::hostile::{Act, Script, say};
use crate::trial::{Trial, noise};

/// The first transfer breaks behind so many bytes.
fn broken(verb: &str, whole: &[u8], at: usize) -> Vec<Act> {
    let data = match verb {
        "RETR" => Act::Send(whole[..at].to_vec()),
        _ => Act::Keep(at as u64),
    };
    // A reset would throw away what is on its way.
    vec![say("150 Go."), Act::Open, data, Act::Cut, say("426 Cut.")]
}

/// 350, and then from the first byte.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rest_that_is_agreed_to_and_ignored_splices_nothing() {
    // Where every byte is the same, only the size at the end gives the lie away.
    for whole in [noise(900_000, 1), vec![0; 900_000]] {
        let server = Script::new()
            .file("a", whole.clone())
            .on("REST", [say("350 Of course.")])
            .on_each("RETR", [broken("RETR", &whole, 500_000), vec![Act::Honest]])
            .start();
        let mut trial = Trial::new(&server);
        let totals = trial.get("/a", "a").await;
        assert_eq!((totals.done, totals.failed), (1, 0), "{:?}", trial.rows);
        assert!(trial.read("a").unwrap() == whole);
        let anew = trial
            .remarks()
            .into_iter()
            .any(|remark| matches!(remark, Remark::BegunAnew(_)));
        // The remarks of the row are those of its last try.
        assert!(anew || whole[0] == whole[1], "{:?}", trial.remarks());

        let server = Script::new()
            .on("REST", [say("350 Of course.")])
            .on_each("STOR", [broken("STOR", &whole, 500_000), vec![Act::Honest]])
            .start();
        let mut trial = Trial::new(&server);
        trial.write("a", &whole);
        let totals = trial.put("a", "/a").await;
        assert_eq!((totals.done, totals.failed), (1, 0), "{:?}", trial.rows);
        assert!(server.file("a").unwrap() == whole);
        assert_eq!(server.paths(), [b"a".to_vec()]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_knows_no_rest_gets_everything_anew_or_appended() {
    let whole = noise(900_000, 2);
    let server = Script::new()
        .without("REST")
        .file("a", whole.clone())
        .on_each("RETR", [broken("RETR", &whole, 500_000), vec![Act::Honest]])
        .start();
    let mut trial = Trial::new(&server);
    assert_eq!(trial.get("/a", "a").await.done, 1);
    assert!(trial.read("a").unwrap() == whole);
    assert!(
        trial.remarks().contains(&Remark::BegunAnew(Anew::NoOffsets)),
        "{:?}",
        trial.remarks()
    );

    // The end of the part cannot be read back without REST, so nothing proves it.
    let server = Script::new()
        .without("REST")
        .on_each("STOR", [broken("STOR", &whole, 500_000), vec![Act::Honest]])
        .start();
    let mut trial = Trial::new(&server);
    trial.write("a", &whole);
    assert_eq!(trial.put("a", "/a").await.done, 1);
    assert!(server.file("a").unwrap() == whole);
    assert!(
        trial.remarks().contains(&Remark::BegunAnew(Anew::NoOffsets)),
        "{:?}",
        trial.remarks()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_restarts_downloads_only_gets_the_rest_appended() {
    let whole = noise(900_000, 3);
    // REST before STOR is refused with the STOR; APPE works.
    let server = Script::new()
        .on_each(
            "STOR",
            [broken("STOR", &whole, 500_000), vec![say("451 Restart not permitted.")]],
        )
        .start();
    let mut trial = Trial::new(&server);
    trial.write("a", &whole);
    assert_eq!(trial.put("a", "/a").await.done, 1, "{:?}", trial.rows);
    assert!(server.file("a").unwrap() == whole);
    assert!(
        matches!(trial.remarks()[0], Remark::Resumed(_)),
        "{:?}",
        trial.remarks()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_much_data_is_no_success() {
    let whole = noise(500_000, 4);
    let more = [&whole[..], b"and more"].concat();
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Send(more),
        Act::Goodbye,
        say("226 Done."),
    ];
    let server = Script::new().file("a", whole.clone()).on("RETR", acts).start();
    let mut trial = Trial::new(&server);
    trial.get("/a", "a").await;
    assert!(!trial.judge(&whole, trial.read("a"), "too much"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_mangles_line_ends_is_found_out() {
    // It says yes to TYPE I and stays with ASCII.
    let whole: Vec<u8> = noise(400_000, 5);
    let script = || Script::new().on("TYPE", [say("200 Binary it is.")]);
    let server = script().file("a", whole.clone()).start();
    let mut trial = Trial::new(&server);
    trial.get("/a", "a").await;
    assert!(!trial.judge(&whole, trial.read("a"), "get"));
    let server = script().start();
    let mut trial = Trial::new(&server);
    trial.write("a", &whole);
    trial.put("a", "/a").await;
    assert!(!trial.judge(&whole, server.file("a"), "put"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_another_program_began_is_gone_on_with_if_it_is_the_beginning() {
    let whole = noise(2_000_000, 6);
    for (begun, is_beginning) in [(whole[..1_200_000].to_vec(), true), (noise(1_200_000, 7), false)] {
        let server = Script::new().file("a", whole.clone()).start();
        let mut trial = Trial::new(&server);
        trial.policy = Policy::Always(Resolution::Resume);
        trial.write("a", &begun);
        trial.get("/a", "a").await;
        assert!(trial.judge(&whole, trial.read("a"), "get"));
        let expected = match is_beginning {
            true => Remark::Resumed(1_200_000),
            false => Remark::BegunAnew(Anew::Differs),
        };
        assert_eq!(trial.remarks(), [expected]);
        if is_beginning {
            assert_eq!(
                server.lines_of("REST"),
                [format!("REST {}", 1_200_000 - 65_536).into_bytes()]
            );
        }

        let server = Script::new().file("a", begun).start();
        let mut trial = Trial::new(&server);
        trial.policy = Policy::Always(Resolution::Resume);
        trial.write("a", &whole);
        trial.put("a", "/a").await;
        assert!(trial.judge(&whole, server.file("a"), "put"));
        assert_eq!(server.paths(), [b"a".to_vec()]);
        let sent = server.heard().data.len();
        assert_eq!(sent < 900_000, is_beginning, "{sent} bytes");
    }
}

/// Where nobody may rename, a file is written under its final name. Cut off there, it does not stay as it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_cut_off_under_its_final_name_is_made_whole() {
    let whole = noise(600_000, 10);
    for at in [0, 1, 1000, 300_000, 599_999, 600_000] {
        let cut = vec![say("150 Go."), Act::Open, Act::Keep(at), Act::ResetData, Act::Reset];
        let server = Script::new()
            .on("RNTO", [say("550 Nobody renames here.")])
            .on_each("STOR", [vec![Act::Honest], cut, vec![Act::Honest]])
            .start();
        let mut trial = Trial::new(&server);
        trial.write("a", &whole);
        trial.put("a", "/a").await;
        assert!(trial.judge(&whole, server.file("a"), "put"), "{at}: {:?}", trial.rows);
        assert_eq!(server.paths(), [b"a".to_vec()]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_rename_restores_what_was_there() {
    let (old, new) = (noise(1000, 8), noise(2000, 9));
    // No RNTO onto a name that is taken, and the part cannot be renamed at all.
    let server = Script::new()
        .file("a", old.clone())
        .on_each(
            "RNTO",
            [
                vec![say("553 File exists.")],
                vec![Act::Honest],
                vec![say("553 Not this one.")],
                vec![Act::Honest],
            ],
        )
        .start();
    let mut trial = Trial::new(&server);
    trial.policy = Policy::Always(Resolution::Overwrite);
    trial.write("a", &new);
    trial.put("a", "/a").await;
    assert!(matches!(trial.rows[0].state, State::Failed(_)));
    assert!(server.file("a").unwrap() == old, "the old file is where it was");
    assert_eq!(server.paths(), [b"a".to_vec()]);
}
