//! Whether there is a dialog in which to choose files: that of the desktop, behind `org.freedesktop.portal.FileChooser`, or zenity,
//! which stands in for it. Where there is neither, whoever asks for one would hear nothing at all.

use std::time::Duration;

use zbus::connection;

/// How long the portal may take. The first question starts it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether one of them is there; `address` is that of the bus, the session's own if none is given, and `path` is where programs are.
pub(super) async fn is_there(address: Option<&str>, path: Option<std::ffi::OsString>) -> bool {
    if portal(address).await.is_ok() {
        return true;
    }
    let folders = path.iter().flat_map(std::env::split_paths).collect::<Vec<_>>();
    folders.iter().any(|folder| folder.join("zenity").is_file())
}

async fn portal(address: Option<&str>) -> zbus::Result<()> {
    let builder = match address {
        Some(address) => connection::Builder::address(address)?,
        None => connection::Builder::session()?,
    };
    let bus = builder.method_timeout(PATIENCE).build().await?;
    // The portal itself may be there with nothing behind it that shows files.
    let reply = bus.call_method(
        Some("org.freedesktop.portal.Desktop"),
        "/org/freedesktop/portal/desktop",
        Some("org.freedesktop.DBus.Properties"),
        "Get",
        &("org.freedesktop.portal.FileChooser", "version"),
    );
    reply.await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_bus_there_is_one_where_zenity_is() {
        let folder = tempfile::tempdir().unwrap();
        let there = |path: Option<&std::path::Path>| {
            let path = path.map(|path| path.as_os_str().to_owned());
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(is_there(Some("unix:path=/nowhere/at/all"), path))
        };
        assert!(!there(None));
        assert!(!there(Some(folder.path())));
        std::fs::write(folder.path().join("zenity"), "").unwrap();
        assert!(there(Some(folder.path())));
    }
}
