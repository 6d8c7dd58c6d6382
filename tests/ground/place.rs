//! The fresh folder of one server.

use std::net::IpAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::certificate::Identity;
use super::{ACCOUNT_ID, Recipe, Tls, free_port, is_root};

/// The fresh folder of one server with what every configuration needs.
pub struct Place {
    pub folder: TempDir,
    pub host: IpAddr,
    pub port: u16,
    pub identity: Identity,
}

impl Place {
    pub fn new(recipe: &Recipe) -> Self {
        let folder = tempfile::Builder::new().prefix("packetboat-ground-").tempdir().unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        let host = recipe.host();
        let identity = if recipe.self_signed {
            Identity::as_guides_make_it()
        } else {
            Identity::signed()
        };
        let place = Self {
            host,
            port: recipe.port.unwrap_or_else(|| free_port(host)),
            identity,
            folder,
        };
        for name in ["home", "empty", "logs"] {
            std::fs::create_dir(place.path(name)).unwrap();
        }
        if is_root() {
            std::os::unix::fs::chown(place.path("home"), Some(ACCOUNT_ID), Some(ACCOUNT_ID)).unwrap();
        }
        place.write("chain.pem", &place.identity.chain_pem);
        place.write("key.pem", &place.identity.key_pem);
        place.write(
            "both.pem",
            &format!("{}{}", place.identity.chain_pem, place.identity.key_pem),
        );
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The path as it stands in a configuration.
    pub fn text(&self, name: &str) -> String {
        self.path(name).into_os_string().into_string().unwrap()
    }

    /// Writes a file that only its owner reads, as servers demand of accounts and keys.
    pub fn write(&self, name: &str, content: &str) {
        std::fs::write(self.path(name), content).unwrap();
        std::fs::set_permissions(self.path(name), PermissionsExt::from_mode(0o600)).unwrap();
    }
}

impl Place {
    /// Limits the TLS versions of a server that has no setting for it, through the configuration of its OpenSSL.
    pub fn limit_tls(&self, tls: Tls, command: &mut Command) {
        let limit = match tls {
            Tls::Explicit12 => "MaxProtocol = TLSv1.2",
            Tls::Explicit13 => "MinProtocol = TLSv1.3",
            _ => return,
        };
        let sections = "openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = limits\n[limits]\n";
        self.write("openssl.cnf", &format!("{sections}{limit}\n"));
        command.env("OPENSSL_CONF", self.path("openssl.cnf"));
    }
}
