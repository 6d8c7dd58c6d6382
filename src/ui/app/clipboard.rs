//! Files on the clipboard. The toolkit knows only text; file managers put a list of files there.
//!
//! Everything runs on a thread of its own: whoever owns the clipboard may be slow to say what is on it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use iced::futures::channel::oneshot;

/// The clipboard. It is kept open: what was put there is served from here.
#[derive(Clone, Default)]
pub(super) struct Files(Arc<Mutex<Option<arboard::Clipboard>>>);

/// What is on the clipboard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clip {
    /// Files of this computer.
    pub files: Vec<PathBuf>,
    /// Text.
    pub text: Option<String>,
}

impl Clip {
    /// Text only: it may name files.
    pub(super) fn of_text(text: Option<String>) -> Self {
        Self {
            files: text.as_deref().map(files_in).unwrap_or_default(),
            text,
        }
    }
}

impl Files {
    /// Puts files there; `false` where there is no such clipboard.
    pub async fn put(self, files: Vec<PathBuf>) -> bool {
        self.work(move |clipboard| clipboard.set().file_list(&files))
            .await
            .is_some()
    }

    /// What is there; `None` where there is no such clipboard.
    pub async fn take(self) -> Option<Clip> {
        self.work(|clipboard| {
            let files = clipboard.get().file_list().unwrap_or_default();
            let files: Vec<PathBuf> = files.into_iter().map(whole).collect();
            if !files.is_empty() {
                return Ok(Clip { files, text: None });
            }
            let mut clip = Clip::of_text(clipboard.get_text().ok());
            // Words that look like a path are no files.
            clip.files.retain(|path| path.symlink_metadata().is_ok());
            Ok(clip)
        })
        .await
    }

    async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce(&mut arboard::Clipboard) -> Result<T, arboard::Error> + Send + 'static,
    ) -> Option<T> {
        let (tell, told) = oneshot::channel();
        let run = move || {
            let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if open.is_none() {
                *open = arboard::Clipboard::new().ok();
            }
            let result = open.as_mut().and_then(|clipboard| work(clipboard).ok());
            let _ = tell.send(result);
        };
        std::thread::Builder::new()
            .name("clipboard".to_owned())
            .spawn(run)
            .ok()?;
        told.await.ok().flatten()
    }
}

/// The path as it was meant: PCManFM ends its list with a zero, which then stands at the end of the last name. No name has one.
#[cfg(unix)]
fn whole(path: PathBuf) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let mut bytes = path.into_os_string().into_vec();
    while bytes.last() == Some(&0) {
        bytes.pop();
    }
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn whole(path: PathBuf) -> PathBuf {
    path
}

/// The files that a text names, one a line, as URIs or whole paths; none if anything else stands in it.
fn files_in(text: &str) -> Vec<PathBuf> {
    // What file managers write before the names.
    const HEADS: [&str; 4] = [
        "x-special/nautilus-clipboard",
        "x-special/gnome-copied-files",
        "copy",
        "cut",
    ];
    let lines = text
        .trim_end_matches('\0')
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let names = lines.skip_while(|line| HEADS.contains(line));
    names.map(file_in).collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn file_in(line: &str) -> Option<PathBuf> {
    let Some(rest) = line.strip_prefix("file://") else {
        let path = PathBuf::from(line);
        return path.is_absolute().then_some(path);
    };
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(path).collect();
    let path = local(bytes)?;
    path.is_absolute().then_some(path)
}

#[cfg(unix)]
fn local(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(std::ffi::OsString::from_vec(bytes).into())
}

/// A drive stands behind the slash.
#[cfg(not(unix))]
fn local(bytes: Vec<u8>) -> Option<PathBuf> {
    let text = String::from_utf8(bytes).ok()?;
    Some(text.strip_prefix('/').unwrap_or(&text).into())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_ends_with_a_zero_names_files_all_the_same() {
        assert_eq!(whole("/a b\0".into()), PathBuf::from("/a b"));
        assert_eq!(whole("/a b".into()), PathBuf::from("/a b"));
        let odd = |bytes: &[u8]| local(bytes.to_vec()).unwrap();
        assert_eq!(whole(odd(b"/\xff\0")), odd(b"/\xff"));
        assert_eq!(files_in("file:///a\r\nfile:///b\0"), [PathBuf::from("/a"), "/b".into()]);
    }

    #[test]
    fn texts_of_file_managers_name_files() {
        let files = |text: &str| -> Vec<String> {
            let found = files_in(text).into_iter();
            found.map(|path| path.to_string_lossy().into_owned()).collect()
        };
        assert_eq!(files("/home/mei/a b\n/etc/hosts\n"), ["/home/mei/a b", "/etc/hosts"]);
        assert_eq!(
            files("x-special/nautilus-clipboard\ncopy\nfile:///home/mei/na%C3%AFve%20%25.txt\n"),
            ["/home/mei/naïve %.txt"]
        );
        assert_eq!(files("file://localhost/a\r\nfile:///b"), ["/a", "/b"]);
        for none in [
            "",
            "hello",
            "/a\nhello",
            "file://elsewhere/a",
            "https://example.org/",
            "relative/a",
        ] {
            assert_eq!(files(none), [""; 0], "{none:?}");
        }
        assert_eq!(files_in("file:///%FF"), [local(b"/\xff".to_vec()).unwrap()]);
    }
}
