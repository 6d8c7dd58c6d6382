//! The session's bus of Linux desktops: `org.freedesktop.Notifications` for messages, `com.canonical.Unity.LauncherEntry` (which
//! the docks of KDE, Ubuntu and others understand) for progress.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use zbus::zvariant::Value;
use zbus::{Connection, connection};

use super::Wish;

/// The name under which desktops know the program.
const NAME: &str = "packetboat";
const ENTRY: &str = "application://packetboat.desktop";

/// How long an answer of the bus may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens a thread that carries wishes to the bus at `address`; the session's own if none is given. It ends when the sender is
/// dropped.
pub(super) fn open(address: Option<String>) -> Option<Sender<Wish>> {
    let (sender, wishes) = channel();
    let serve = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        if let Ok(runtime) = runtime {
            // Where there is no bus, or it has gone, there is nothing to do.
            let _ = runtime.block_on(serve(address, &wishes));
        }
    };
    thread::Builder::new().name("desktop".to_owned()).spawn(serve).ok()?;
    Some(sender)
}

async fn serve(address: Option<String>, wishes: &Receiver<Wish>) -> zbus::Result<()> {
    let builder = match &address {
        Some(address) => connection::Builder::address(address.as_str())?,
        None => connection::Builder::session()?,
    };
    let bus = builder.method_timeout(PATIENCE).build().await?;
    let mut last = 0;
    while let Ok(first) = wishes.recv() {
        // What came meanwhile: of progress only the newest counts.
        let mut all = vec![first];
        all.extend(wishes.try_iter());
        let newest = all.iter().rposition(|wish| matches!(wish, Wish::Progress(_)));
        for (at, wish) in all.into_iter().enumerate() {
            match wish {
                Wish::Progress(percent) if Some(at) == newest => show(&bus, percent).await?,
                Wish::Progress(_) => {}
                Wish::Say { title, text, again } => {
                    // A desktop may have no place for messages and still show progress.
                    let replaced = if again { last } else { 0 };
                    last = say(&bus, &title, &text, replaced).await.unwrap_or(0);
                }
            }
        }
    }
    Ok(())
}

async fn show(bus: &Connection, percent: Option<u8>) -> zbus::Result<()> {
    let shown = percent.is_some();
    let progress = f64::from(percent.unwrap_or(0)) / 100.0;
    let properties = HashMap::from([
        ("progress", Value::from(progress)),
        ("progress-visible", Value::from(shown)),
    ]);
    bus.emit_signal(
        None::<&str>,
        "/com/canonical/unity/launcherentry/1",
        "com.canonical.Unity.LauncherEntry",
        "Update",
        &(ENTRY, properties),
    )
    .await
}

/// Returns the number of the message, to put another one in its place.
async fn say(bus: &Connection, title: &str, text: &str, replaced: u32) -> zbus::Result<u32> {
    const SERVICE: &str = "org.freedesktop.Notifications";
    let hints = HashMap::from([("desktop-entry", Value::from(NAME))]);
    let actions: &[&str] = &[];
    // The text may be read as marked up.
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let usual_time = -1_i32;
    let body = (
        "Packetboat",
        replaced,
        NAME,
        title,
        text.as_str(),
        actions,
        hints,
        usual_time,
    );
    let path = "/org/freedesktop/Notifications";
    let reply = bus
        .call_method(Some(SERVICE), path, Some(SERVICE), "Notify", &body)
        .await?;
    reply.body().deserialize()
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Child, Command, Stdio};

    use iced::futures::StreamExt;
    use zbus::message::Type;
    use zbus::{Message, MessageStream};

    use super::*;

    /// A bus of its own, and somebody on it who hears everything.
    struct Bus(Child, String);

    impl Bus {
        /// `None` where there is no daemon; said loudly, and in CI a failure.
        fn start() -> Option<Self> {
            let daemon = Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn();
            let Ok(mut daemon) = daemon else {
                let why = "dbus-daemon is missing; .ci/servers installs it";
                let required = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
                assert!(!required, "{why}; skipping is not allowed here");
                // Written past the capture of the test harness, which hides what a passing test prints.
                let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
                return None;
            };
            let mut address = String::new();
            BufReader::new(daemon.stdout.take()?).read_line(&mut address).ok()?;
            Some(Self(daemon, address.trim().to_owned()))
        }
    }

    impl Drop for Bus {
        fn drop(&mut self) {
            let _ = self.0.kill().and_then(|()| self.0.wait());
        }
    }

    fn member(message: &Message) -> String {
        let header = message.header();
        header.member().map(ToString::to_string).unwrap_or_default()
    }

    #[test]
    fn progress_and_messages_reach_the_desktop() {
        let Some(bus) = Bus::start() else { return };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            // Plays the desktop.
            let desktop = connection::Builder::address(bus.1.as_str())
                .unwrap()
                .build()
                .await
                .unwrap();
            desktop.request_name("org.freedesktop.Notifications").await.unwrap();
            let rule = "type='signal',interface='com.canonical.Unity.LauncherEntry'";
            let dbus = Some("org.freedesktop.DBus");
            let path = "/org/freedesktop/DBus";
            desktop.call_method(dbus, path, dbus, "AddMatch", &rule).await.unwrap();
            let mut heard = MessageStream::from(&desktop);
            let wishes = open(Some(bus.1.clone())).unwrap();
            wishes.send(Wish::Progress(Some(42))).unwrap();
            let mut next = async |wanted: &str, kind: Type| loop {
                let message = tokio::time::timeout(Duration::from_secs(20), heard.next()).await;
                let message = message.expect("in time").unwrap().unwrap();
                if message.message_type() == kind && member(&message) == wanted {
                    return message;
                }
            };
            let update = next("Update", Type::Signal).await;
            let body = update.body();
            let (entry, properties): (String, HashMap<String, Value<'_>>) = body.deserialize().unwrap();
            assert_eq!(entry, "application://packetboat.desktop");
            assert_eq!(properties["progress"], Value::from(0.42));
            assert_eq!(properties["progress-visible"], Value::from(true));
            for (again, number, replaced) in [(false, 7_u32, 0_u32), (true, 8, 7), (false, 9, 0)] {
                let (title, text) = ("site → host".to_owned(), "9,588 done, <b>".to_owned());
                wishes.send(Wish::Say { title, text, again }).unwrap();
                let call = next("Notify", Type::MethodCall).await;
                let body = call.body();
                type Notify<'a> = (
                    &'a str,
                    u32,
                    &'a str,
                    &'a str,
                    &'a str,
                    Vec<&'a str>,
                    HashMap<&'a str, Value<'a>>,
                    i32,
                );
                let said: Notify<'_> = body.deserialize().unwrap();
                assert_eq!(
                    (said.0, said.1, said.3, said.4),
                    ("Packetboat", replaced, "site → host", "9,588 done, &lt;b&gt;")
                );
                assert_eq!(said.6["desktop-entry"], Value::from("packetboat"));
                desktop.reply(&call.header(), &number).await.unwrap();
            }
        });
    }

    #[test]
    fn without_a_bus_nothing_is_said_and_nobody_waits() {
        let wishes = open(Some("unix:path=/nowhere/at/all".to_owned())).unwrap();
        let began = std::time::Instant::now();
        // The thread has ended, or is about to: either way nobody minds.
        for percent in 0..100 {
            let _ = wishes.send(Wish::Progress(Some(percent)));
        }
        assert!(began.elapsed() < Duration::from_secs(1));
    }
}
