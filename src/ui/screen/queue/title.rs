//! What a job and its rows are called, in sentences.

use std::time::Duration;

use super::job::Job;
use crate::engine::command::Shown;
use crate::engine::event::{Remark, Row, Totals};
use crate::path::visible;
use crate::transfer::{Anew, Direction, LocalEnd, Skip, State, Stay, Verified};
use crate::ui::humane;
use crate::ui::screen::interruption;
use crate::ui::words::Words;

/// Where nothing is known.
pub const UNKNOWN: &str = "–";

/// "site → shop.example.org · 412 of 1,204, 2 failed".
pub fn job(job: &Job, shown: Shown, words: &Words) -> String {
    let mut text = format!("{} · {}", way(job, words), progress(job, shown, words));
    if job.is_paused() {
        text = words.with("queue-job-paused", &[("job", text.into())]);
    }
    if job.totals.priority != 0 && !job.totals.finished {
        let sign = if job.totals.priority > 0 { "+" } else { "−" };
        let priority = format!("{sign}{}", job.totals.priority.unsigned_abs());
        text = words.with(
            "queue-job-priority",
            &[("job", text.into()), ("priority", priority.into())],
        );
    }
    text
}

/// "site → shop.example.org".
pub fn way(job: &Job, words: &Words) -> String {
    let more = job.totals.sources.saturating_sub(1);
    let source = job.source();
    let source = if more > 0 {
        words.with("queue-sources", &[("first", source.into()), ("more", more.into())])
    } else {
        source.to_owned()
    };
    let values = [("source", source.into()), ("server", job.host().into())];
    match (job.totals.direction, job.totals.moves) {
        (Direction::Upload, false) => words.with("queue-job-upload", &values),
        (Direction::Download, false) => words.with("queue-job-download", &values),
        (Direction::Upload, true) => words.with("queue-job-move-upload", &values),
        (Direction::Download, true) => words.with("queue-job-move-download", &values),
    }
}

/// "412 of 1,204, 2 failed" while it runs; "9,588 done, 412 failed" at its end, which is never called finished.
fn progress(job: &Job, shown: Shown, words: &Words) -> String {
    let totals = &job.totals;
    if totals.finished || shown != Shown::Running {
        let done = words.with("queue-done", &[("count", totals.done.into())]);
        return with_others(done, &[totals], words);
    }
    let values = [("done", totals.done.into()), ("files", totals.files.into())];
    let done = if totals.planned {
        words.with("queue-done-of", &values)
    } else {
        words.with("queue-done-so-far", &values)
    };
    with_others(done, &[totals], words)
}

/// What became of the files of jobs: "9,588 done, 412 failed".
pub fn outcome(jobs: &[&Totals], words: &Words) -> String {
    let done: u64 = jobs.iter().map(|totals| totals.done).sum();
    let asking: u64 = jobs.iter().map(|totals| totals.asking).sum();
    let told = with_others(words.with("queue-done", &[("count", done.into())]), jobs, words);
    if asking == 0 {
        return told;
    }
    let asking = words.with("queue-asking", &[("count", asking.into())]);
    format!("{told}{}{asking}", words.say("queue-comma"))
}

/// `done`, and how many files came to another end.
fn with_others(done: String, jobs: &[&Totals], words: &Words) -> String {
    let sum = |of: fn(&Totals) -> u64| jobs.iter().map(|totals| of(totals)).sum::<u64>();
    let mut parts = vec![done];
    for (count, key) in [
        (
            sum(|totals| totals.failed + totals.problems.len() as u64),
            "queue-failed",
        ),
        (sum(|totals| totals.left), "queue-left-alone"),
        (
            sum(|totals| totals.skipped.saturating_sub(totals.left)),
            "queue-skipped",
        ),
        (sum(|totals| totals.stayed), "queue-stayed"),
        (sum(|totals| totals.blocked), "queue-blocked"),
    ] {
        if count > 0 {
            parts.push(words.with(key, &[("count", count.into())]));
        }
    }
    parts.join(&words.say("queue-comma"))
}

/// The file of a row below the job's folder, as in "dist / app.js", and the folder that it goes to.
pub fn ends(row: &Row, job: &Job) -> (String, String) {
    let target = match row.direction {
        Direction::Upload => job.totals.charset.visible_path(&row.remote),
        Direction::Download => local(&row.local),
    };
    let (folder, name) = match target.rsplit_once('/') {
        Some(("", name)) => ("/", name),
        Some((folder, name)) => (folder, name),
        None => ("", target.as_str()),
    };
    let below = folder
        .strip_prefix(job.folder().trim_end_matches('/'))
        .and_then(|below| below.strip_prefix('/'));
    let name = match below {
        Some(below) if !below.is_empty() => format!("{} / {name}", below.replace('/', " / ")),
        _ => name.to_owned(),
    };
    (name, folder.to_owned())
}

/// What a row says about how it was checked.
pub fn checked(row: &Row, words: &Words) -> String {
    match &row.state {
        State::Done(verified) => {
            let by = match verified {
                Verified::Sha512 => words.say("queue-checked-sha512"),
                Verified::Sha256 => words.say("queue-checked-sha256"),
                Verified::Sha1 => words.say("queue-checked-sha1"),
                Verified::Md5 => words.say("queue-checked-md5"),
                Verified::Crc32 => words.say("queue-checked-crc32"),
                Verified::Size => words.say("queue-checked-size"),
                Verified::Unverified => words.say("queue-checked-not"),
            };
            match row.remarks.iter().filter_map(|remark| mark(remark, words)).min() {
                Some((_, mark)) => words.with("queue-checked-also", &[("by", by.into()), ("mark", mark.into())]),
                None => by,
            }
        }
        State::Skipped(Skip::ByWish) => words.say("queue-skip-wish"),
        State::Skipped(Skip::ByDefault) => words.say("queue-skip-default"),
        State::Skipped(Skip::NotAFile) => words.say("queue-skip-not-a-file"),
        State::Skipped(Skip::Link) => words.say("queue-skip-link"),
        _ => String::new(),
    }
}

/// A remark in a word or two, for those that matter most at a glance, with its rank among them: one is shown, and the tooltip
/// tells all.
fn mark(remark: &Remark, words: &Words) -> Option<(u8, String)> {
    Some(match remark {
        Remark::StillThere(_) => (0, words.say("queue-mark-stays")),
        Remark::OldStays(_) => (0, words.say("queue-mark-old-stays")),
        Remark::WrittenInPlace | Remark::OverwrittenInPlace => (1, words.say("queue-mark-in-place")),
        Remark::Renamed => (2, words.say("queue-mark-renamed")),
        Remark::BegunAnew(Anew::SourceChanged) => (3, words.say("queue-mark-changed")),
        Remark::BegunAnew(_) => (4, words.say("queue-mark-anew")),
        Remark::Resumed(_) => (5, words.say("queue-mark-resumed")),
        Remark::NoServerSize => (6, words.say("queue-mark-no-size")),
        Remark::NoGoodbye => (7, words.say("queue-mark-no-goodbye")),
        Remark::NoServerHash | Remark::TimeNotSet(_) | Remark::Attempts(_) | Remark::Interrupted(_) => return None,
    })
}

/// Whether a remark says that a moved file is still at its source.
pub fn stays(remark: &Remark) -> bool {
    matches!(remark, Remark::StillThere(_))
}

/// Everything that is worth knowing about how a row went, one sentence a line.
pub fn remarks(row: &Row, words: &Words) -> String {
    let told = row.remarks.iter().map(|remark| match remark {
        Remark::NoServerHash => words.say("queue-remark-no-hash"),
        Remark::NoServerSize => words.say("queue-remark-no-size"),
        Remark::TimeNotSet(Some(reply)) => {
            let reply = reply.to_string().replace('\n', " ");
            words.with("queue-remark-time-reply", &[("reply", reply.into())])
        }
        Remark::TimeNotSet(None) => words.say("queue-remark-time"),
        Remark::WrittenInPlace => words.say("queue-remark-in-place"),
        Remark::OverwrittenInPlace => words.say("queue-remark-overwritten-in-place"),
        Remark::Resumed(at) => words.with("queue-remark-resumed", &[("at", humane::size(*at).into())]),
        Remark::BegunAnew(why) => words.with("queue-remark-anew", &[("why", begun_anew(*why, words).into())]),
        Remark::Interrupted(why) => {
            let why = interruption::told(*why, words);
            words.with("queue-remark-interrupted", &[("why", why.into())])
        }
        Remark::StillThere(why) => words.with("queue-remark-stays", &[("why", why_it_stays(why, words).into())]),
        Remark::OldStays(Some(reply)) => {
            let reply = reply.to_string().replace('\n', " ");
            words.with("queue-remark-old-stays-reply", &[("reply", reply.into())])
        }
        Remark::OldStays(None) => words.say("queue-remark-old-stays"),
        Remark::NoGoodbye => words.say("queue-remark-no-goodbye"),
        Remark::Renamed => words.say("queue-remark-renamed"),
        Remark::Attempts(count) => words.with("queue-remark-attempts", &[("count", u64::from(*count).into())]),
    });
    told.collect::<Vec<_>>().join("\n")
}

fn begun_anew(why: Anew, words: &Words) -> String {
    match why {
        Anew::SourceChanged => words.say("queue-anew-source-changed"),
        Anew::Unknown => words.say("queue-anew-unknown"),
        Anew::Differs => words.say("queue-anew-differs"),
        Anew::Gone => words.say("queue-anew-gone"),
        Anew::TooLong => words.say("queue-anew-too-long"),
        Anew::NoOffsets => words.say("queue-anew-no-offsets"),
        Anew::NotRight => words.say("queue-anew-not-right"),
    }
}

fn why_it_stays(why: &Stay, words: &Words) -> String {
    match why {
        Stay::Link => words.say("queue-stays-link"),
        Stay::Changed => words.say("queue-stays-changed"),
        Stay::Unverified => words.say("queue-stays-unverified"),
        Stay::Unknown => words.say("queue-stays-unknown"),
        Stay::TargetDiffers => words.say("queue-stays-target-differs"),
        Stay::SameFile => words.say("queue-stays-same-file"),
        Stay::Refused(error) => match &error.reply {
            Some(reply) => reply.to_string().replace('\n', " "),
            None => crate::ui::screen::failure::cause(words, error),
        },
    }
}

/// How often a row was tried.
pub fn tries(row: &Row) -> u32 {
    let tries = row.remarks.iter().find_map(|remark| match remark {
        Remark::Attempts(count) => Some(*count),
        _ => None,
    });
    tries.unwrap_or(1)
}

/// A time span in one unit: "8 s", "4 min", "2 h 5 min".
pub fn span(span: Duration, words: &Words) -> String {
    let seconds = span.as_secs();
    match seconds {
        0..60 => words.with("queue-seconds", &[("count", seconds.into())]),
        60..3600 => words.with("queue-minutes", &[("count", rounded(seconds, 60).into())]),
        3600..86_400 => {
            let minutes = rounded(seconds, 60);
            let values = [("hours", (minutes / 60).into()), ("minutes", (minutes % 60).into())];
            words.with("queue-hours", &values)
        }
        _ => words.with("queue-days", &[("count", rounded(seconds, 86_400).into())]),
    }
}

/// How long a finished row took: short ones in tenths of a second.
pub fn took(took: Duration, words: &Words) -> String {
    if took < Duration::from_secs(10) {
        let seconds = format!("{:.1}", took.as_secs_f64());
        words.with("queue-seconds", &[("count", seconds.into())])
    } else {
        span(took, words)
    }
}

/// A share in whole percent; a hundred only when nothing is missing.
pub fn percent(part: f32) -> String {
    let percent = (part * 100.0) as u32;
    format!("{} %", if part < 1.0 { percent.min(99) } else { 100 })
}

fn rounded(seconds: u64, unit: u64) -> u64 {
    (seconds + unit / 2) / unit
}

fn local(end: &LocalEnd) -> String {
    match end {
        LocalEnd::Path(path) => visible(path.as_os_str().as_encoded_bytes()),
        LocalEnd::Standard => UNKNOWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::screen::queue::samples;
    use crate::ui::words::Language;

    fn said(change: impl FnOnce(&mut crate::engine::event::Totals), shown: Shown) -> String {
        let mut sample = samples::job(1);
        change(&mut sample.totals);
        job(&sample, shown, &Words::of(Language::English))
    }

    #[test]
    fn a_running_job_says_how_far_it_is() {
        let running = said(|_| (), Shown::Running);
        assert_eq!(running, "site → shop.example.org · 412 of 1,204");
        let failed = said(|totals| totals.failed = 2, Shown::Running);
        assert_eq!(failed, "site → shop.example.org · 412 of 1,204, 2 failed");
        let unplanned = said(|totals| totals.planned = false, Shown::Running);
        assert_eq!(unplanned, "site → shop.example.org · 412 of 1,204 so far");
    }

    #[test]
    fn an_end_says_what_became_of_the_files_and_never_that_it_is_finished() {
        let end = |totals: &mut crate::engine::event::Totals| {
            totals.finished = true;
            (totals.done, totals.failed) = (9588, 412);
        };
        let text = said(end, Shown::Running);
        assert_eq!(text, "site → shop.example.org · 9,588 done, 412 failed");
        let text = said(
            |totals| {
                totals.finished = true;
                (totals.done, totals.skipped, totals.left, totals.blocked) = (0, 3, 2, 1);
            },
            Shown::Done,
        );
        assert_eq!(
            text,
            "site → shop.example.org · 0 done, 2 left alone because they exist, 1 skipped, 1 with a name that cannot be used"
        );
    }

    #[test]
    fn a_download_and_several_sources_are_told() {
        let text = said(
            |totals| {
                totals.direction = Direction::Download;
                totals.source = "shop.example.org:/srv/www/dist".to_owned();
                totals.sources = 4;
                totals.paused = 3;
                totals.waiting = 3;
                totals.running = 0;
                totals.priority = -2;
            },
            Shown::Running,
        );
        assert_eq!(
            text,
            "dist and 3 more ← shop.example.org · 412 of 1,204 · paused · priority −2"
        );
    }

    #[test]
    fn a_file_is_named_below_the_folder_of_its_job() {
        let sample = samples::job(1);
        let row = samples::row(1, "/www/dist/js/app.js", None, 0);
        assert_eq!(
            ends(&row, &sample),
            ("dist / js / app.js".to_owned(), "/www/dist/js".to_owned())
        );
        let row = samples::row(1, "/www/index.html", None, 0);
        assert_eq!(ends(&row, &sample), ("index.html".to_owned(), "/www".to_owned()));
        let row = samples::row(1, "/wwwroot/x", None, 0);
        assert_eq!(ends(&row, &sample), ("x".to_owned(), "/wwwroot".to_owned()));
    }

    #[test]
    fn names_are_read_in_the_charset_of_the_server() {
        let mut sample = samples::job(1);
        let mut row = samples::row(1, "", None, 0);
        row.remote = crate::path::RemotePath::new(b"/www/\xcd\xbc\xc6\xac/\xd6\xd0.txt".as_slice());
        let (name, _) = ends(&row, &sample);
        assert!(name.contains("\\x"), "{name}");
        sample.totals.charset = crate::path::Charset::Gb18030;
        assert_eq!(
            ends(&row, &sample),
            ("图片 / 中.txt".to_owned(), "/www/图片".to_owned())
        );
    }

    #[test]
    fn spans_are_said_in_one_or_two_units() {
        let words = Words::of(Language::English);
        let said: Vec<String> = [8, 59, 60, 230, 3599, 3600, 7500, 200_000]
            .into_iter()
            .map(|seconds| span(Duration::from_secs(seconds), &words))
            .collect();
        assert_eq!(
            said,
            [
                "8 s",
                "59 s",
                "1 min",
                "4 min",
                "60 min",
                "1 h 0 min",
                "2 h 5 min",
                "2 d"
            ]
        );
        assert_eq!(took(Duration::from_millis(440), &words), "0.4 s");
    }
}
