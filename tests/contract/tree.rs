//! Folders, names moved and removed, what a listing and a stat tell.

use packetboat::entry::{Entry, Kind as Is, Zone};
use packetboat::error::Kind;
use packetboat::path::RemotePath;

use crate::ground::Brand;
use crate::ground::client::{binary, fetch, list};
use crate::stage::{Stage, assert_refused, checks};

checks![
    a_listing_tells_names_kinds_and_sizes,
    an_empty_folder_has_an_empty_listing,
    a_missing_folder_is_not_an_empty_one,
    a_listing_of_many_entries_is_whole,
    a_stat_tells_what_is_there,
    a_stat_of_nothing_is_not_found,
    folders_are_made_and_removed,
    a_folder_that_is_there_cannot_be_made,
    a_folder_that_is_not_empty_stays,
    a_file_is_renamed_and_moved,
    a_folder_is_renamed,
    a_file_is_removed,
    what_is_not_there_can_neither_be_renamed_nor_removed,
    absolute_paths_lead_to_the_same_place,
    a_link_is_told_from_a_file,
    a_link_to_a_folder_is_told_from_a_folder,
];

async fn entry(stage: &Stage, folder: &RemotePath, name: &str) -> Entry {
    let (entries, _) = list(&stage.session, folder).await.unwrap();
    let found = entries.iter().find(|entry| entry.name == name.into());
    found
        .unwrap_or_else(|| panic!("{name} is not among {entries:?}"))
        .clone()
}

async fn a_listing_tells_names_kinds_and_sizes(stage: &Stage) {
    stage.put("file", &binary(12_345)).await;
    stage.session.make_directory(&stage.path("folder")).await.unwrap();
    let file = entry(stage, &stage.folder, "file").await;
    assert_eq!((file.kind, file.size), (Is::File, Some(12_345)));
    let modified = file.modified.expect("a time");
    if stage.session.capabilities().exact_listings && stage.brand.is_some() {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_secs() as i64;
        assert_eq!(modified.zone, Zone::Utc);
        assert!((now - modified.seconds).abs() < 60, "{modified:?}, now {now}");
    }
    assert_eq!(entry(stage, &stage.folder, "folder").await.kind, Is::Directory);
    assert_eq!(stage.names_in(&stage.folder).await, [&b"file"[..], b"folder"]);
}

async fn an_empty_folder_has_an_empty_listing(stage: &Stage) {
    let (entries, listing) = list(&stage.session, &stage.folder).await.unwrap();
    assert_eq!((entries.len(), listing.entries, listing.unknown), (0, 0, 0));
}

async fn a_missing_folder_is_not_an_empty_one(stage: &Stage) {
    let known = stage.put("known", b"123").await;
    let outcome = list(&stage.session, &stage.path("missing")).await;
    assert_refused(&stage.session, outcome, &[Kind::NotFound, Kind::Rejected]);
    stage.assert_in_step(&known, 3).await;
}

async fn a_listing_of_many_entries_is_whole(stage: &Stage) {
    let Some(disk) = &stage.disk else { return };
    for number in 0..3000 {
        std::fs::write(disk.join(format!("file number {number:05}")), b"").unwrap();
    }
    let names = stage.names_in(&stage.folder).await;
    assert_eq!(names.len(), 3000);
    assert_eq!(names[2999], b"file number 02999");
}

async fn a_stat_tells_what_is_there(stage: &Stage) {
    let path = stage.put("a file", &binary(4321)).await;
    let found = stage.session.stat(&path, true).await.unwrap();
    assert_eq!(
        (found.name, found.kind, found.size),
        ("a file".into(), Is::File, Some(4321))
    );
    let folder = stage.path("a folder");
    stage.session.make_directory(&folder).await.unwrap();
    assert_eq!(stage.session.stat(&folder, true).await.unwrap().kind, Is::Directory);
    assert_eq!(stage.session.stat(&folder, false).await.unwrap().kind, Is::Directory);
    let home = stage.session.stat(&RemotePath::home(), true).await.unwrap();
    assert_eq!(home.kind, Is::Directory);
    assert_eq!(
        stage.session.stat(&RemotePath::root(), true).await.unwrap().kind,
        Is::Directory
    );
}

async fn a_stat_of_nothing_is_not_found(stage: &Stage) {
    let known = stage.put("known", b"123").await;
    let outcome = stage.session.stat(&stage.path("missing"), false).await;
    assert_refused(&stage.session, outcome, &[Kind::NotFound]);
    let deep = stage.path("missing").join(&"deeper".into());
    assert_refused(&stage.session, stage.session.stat(&deep, true).await, &[Kind::NotFound]);
    stage.assert_in_step(&known, 3).await;
}

async fn folders_are_made_and_removed(stage: &Stage) {
    let outer = stage.path("outer");
    let inner = outer.join(&"inner".into());
    stage.session.make_directory(&outer).await.unwrap();
    stage.session.make_directory(&inner).await.unwrap();
    assert_eq!(stage.names_in(&outer).await, [b"inner"]);
    stage.session.remove_directory(&inner).await.unwrap();
    stage.session.remove_directory(&outer).await.unwrap();
    assert!(stage.names_in(&stage.folder).await.is_empty());
}

async fn a_folder_that_is_there_cannot_be_made(stage: &Stage) {
    let path = stage.path("folder");
    stage.session.make_directory(&path).await.unwrap();
    let outcome = stage.session.make_directory(&path).await;
    assert_refused(&stage.session, outcome, &[Kind::Exists, Kind::Rejected]);
}

async fn a_folder_that_is_not_empty_stays(stage: &Stage) {
    let path = stage.path("folder");
    stage.session.make_directory(&path).await.unwrap();
    let file = stage.put("folder/file", b"1").await;
    let outcome = stage.session.remove_directory(&path).await;
    assert!(outcome.is_err());
    stage.assert_content(&file, b"1").await;
}

async fn a_file_is_renamed_and_moved(stage: &Stage) {
    let bytes = binary(2000);
    let from = stage.put("from", &bytes).await;
    let folder = stage.path("folder");
    stage.session.make_directory(&folder).await.unwrap();
    let to = folder.join(&"to".into());
    stage.session.rename(&from, &to, false).await.unwrap();
    stage.assert_content(&to, &bytes).await;
    assert_eq!(stage.names_in(&stage.folder).await, [b"folder"]);
}

async fn a_folder_is_renamed(stage: &Stage) {
    let folder = stage.path("folder");
    stage.session.make_directory(&folder).await.unwrap();
    stage.put("folder/file", b"1").await;
    stage
        .session
        .rename(&folder, &stage.path("other"), false)
        .await
        .unwrap();
    assert_eq!(stage.names_in(&stage.path("other")).await, [b"file"]);
}

async fn a_file_is_removed(stage: &Stage) {
    let path = stage.put("file", b"1").await;
    stage.put("stays", b"1").await;
    stage.session.remove_file(&path).await.unwrap();
    assert_eq!(stage.names_in(&stage.folder).await, [b"stays"]);
}

async fn what_is_not_there_can_neither_be_renamed_nor_removed(stage: &Stage) {
    let known = stage.put("known", b"123").await;
    let missing = stage.path("missing");
    let refused = &[Kind::NotFound, Kind::Rejected];
    let session = &stage.session;
    assert_refused(
        session,
        session.rename(&missing, &stage.path("x"), false).await,
        refused,
    );
    assert_refused(session, session.remove_file(&missing).await, refused);
    assert_refused(session, session.remove_directory(&missing).await, refused);
    stage.assert_in_step(&known, 3).await;
}

async fn absolute_paths_lead_to_the_same_place(stage: &Stage) {
    let home = stage.session.working_directory().await.unwrap();
    assert!(home.is_absolute(), "{home}");
    let path = stage.put("file", b"123").await;
    let absolute = path.within(&home);
    assert_eq!(fetch(&stage.session, &absolute).await.unwrap(), b"123");
    assert_eq!(stage.names_in(&stage.folder.within(&home)).await, [b"file"]);
    assert_eq!(stage.session.stat(&absolute, false).await.unwrap().size, Some(3));
    // Whatever was done meanwhile, relative paths still start at the login folder.
    assert_eq!(fetch(&stage.session, &path).await.unwrap(), b"123");
    assert_eq!(stage.session.working_directory().await.unwrap(), home);
}

async fn a_link_is_told_from_a_file(stage: &Stage) {
    let Some(disk) = &stage.disk else { return };
    stage.put("target", b"123").await;
    std::os::unix::fs::symlink("target", disk.join("link")).unwrap();
    let link = stage.path("link");
    assert_eq!(stage.session.stat(&link, true).await.unwrap().kind, Is::File);
    assert_eq!(stage.session.stat(&link, false).await.unwrap().kind, Is::Link);
    let target = stage.session.stat(&stage.path("target"), false).await.unwrap();
    assert_eq!(
        (target.kind, target.size),
        (Is::File, Some(3)),
        "what a link leads to is none"
    );
    let shown = entry(stage, &stage.folder, "link").await;
    // pyftpdlib's machine-readable listing describes what a link points to.
    if stage.brand != Some(Brand::Pyftpdlib) {
        assert_eq!(shown.kind, Is::Link, "{shown:?}");
    }
    assert_eq!(fetch(&stage.session, &link).await.unwrap(), b"123");
    stage.session.remove_file(&link).await.unwrap();
    assert_eq!(stage.names_in(&stage.folder).await, [b"target"]);
}

/// Whoever removes a folder with all that is in it asks this first, on a session that has done nothing else yet.
async fn a_link_to_a_folder_is_told_from_a_folder(stage: &Stage) {
    let Some(disk) = &stage.disk else { return };
    for name in ["link", "odd link"] {
        std::os::unix::fs::symlink("folder", disk.join(name)).unwrap();
    }
    let folder = disk.join("folder");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("file"), b"1").unwrap();
    for name in ["link", "odd link"] {
        let link = stage.path(name);
        assert_eq!(stage.session.stat(&link, false).await.unwrap().kind, Is::Link, "{name}");
        assert_eq!(
            stage.session.stat(&link, true).await.unwrap().kind,
            Is::Directory,
            "{name}"
        );
    }
    let folder = stage.path("folder");
    assert_eq!(stage.session.stat(&folder, false).await.unwrap().kind, Is::Directory);
    assert_eq!(stage.names_in(&folder).await, [b"file"]);
}
