//! vsftpd: one configuration file, accounts of the system.

use std::process::Command;

use super::{Brand, Place, Recipe, Tls, accounts, is_root, program};

/// The command line, with its files written.
///
/// As root it has a local user, whom it finds in copies of the account files that only its own mount namespace shows
/// below `/etc`. Otherwise it runs as whoever starts it and knows only the anonymous user.
pub fn command(recipe: &Recipe, place: &Place) -> Result<Command, String> {
    let (path, libraries) = program(Brand::Vsftpd, "vsftpd")?;
    place.write("vsftpd.conf", &configuration(recipe, place));
    let mut command = if is_root() {
        accounts::among(place, &path, "")
    } else {
        Command::new(&path)
    };
    command.arg(place.path("vsftpd.conf"));
    place.limit_tls(recipe.tls, &mut command);
    if let Some(libraries) = libraries {
        command.env("LD_LIBRARY_PATH", libraries);
    }
    Ok(command)
}

fn configuration(recipe: &Recipe, place: &Place) -> String {
    let mut lines = vec![
        format!("listen_port={}", place.port),
        "background=NO".into(),
        "write_enable=YES".into(),
        "local_umask=022".into(),
        "mdtm_write=YES".into(),
        "hide_ids=NO".into(),
        "connect_from_port_20=NO".into(),
        "pasv_min_port=49000".into(),
        "pasv_max_port=50000".into(),
        format!("secure_chroot_dir={}", place.text("empty")),
        format!("vsftpd_log_file={}/vsftpd.log", place.text("logs")),
        "log_ftp_protocol=YES".into(),
        "xferlog_enable=YES".into(),
        "xferlog_std_format=NO".into(),
    ];
    if recipe.on_v6 {
        lines.extend([
            "listen=NO".into(),
            "listen_ipv6=YES".into(),
            "listen_address6=::1".into(),
        ]);
    } else {
        lines.extend(["listen=YES".into(), "listen_address=127.0.0.1".into()]);
    }
    if is_root() {
        let local = [
            "anonymous_enable=NO",
            "local_enable=YES",
            "pam_service_name=packetboat-ground",
        ];
        lines.extend(local.map(String::from));
        lines.push(format!("local_root={}", place.text("home")));
    } else {
        let anonymous = [
            "run_as_launching_user=YES",
            // It insists on an account for anonymous; the usual `ftp` is not on every system.
            "ftp_username=nobody",
            "anonymous_enable=YES",
            "no_anon_password=YES",
            "local_enable=NO",
            "anon_upload_enable=YES",
            "anon_mkdir_write_enable=YES",
            "anon_other_write_enable=YES",
            "anon_world_readable_only=NO",
            "anon_umask=022",
            "allow_anon_ssl=YES",
            "force_anon_logins_ssl=YES",
            "force_anon_data_ssl=YES",
        ];
        let wanted = |line: &&str| recipe.tls != Tls::Plain || !line.contains("ssl");
        lines.extend(anonymous.into_iter().filter(wanted).map(String::from));
        lines.push(format!("anon_root={}", place.text("home")));
    }
    lines.extend(encryption(recipe.tls, place));
    lines.extend(recipe.sessions.map(|most| format!("max_per_ip={most}")));
    lines.extend(recipe.lines.iter().cloned());
    lines.join("\n") + "\n"
}

fn encryption(tls: Tls, place: &Place) -> Vec<String> {
    if tls == Tls::Plain {
        return Vec::new();
    }
    let mut lines = vec![
        "ssl_enable=YES".into(),
        format!("rsa_cert_file={}", place.text("chain.pem")),
        format!("rsa_private_key_file={}", place.text("key.pem")),
        "ssl_sslv2=NO".into(),
        "ssl_sslv3=NO".into(),
        "force_local_data_ssl=YES".into(),
        "force_local_logins_ssl=YES".into(),
        "ssl_tlsv1=YES".into(),
        "ssl_ciphers=HIGH".into(),
    ];
    if tls == Tls::Implicit {
        lines.push("implicit_ssl=YES".into());
    }
    lines
}
