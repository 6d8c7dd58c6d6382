//! The keychain of this system: Secret Service on Linux and the BSDs, Keychain on macOS, Credential Manager on Windows.

use std::sync::Arc;

use keyring_core::{CredentialStore, Result};

/// Opens it.
#[cfg(all(unix, not(target_os = "macos")))]
pub fn open() -> Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

/// Opens it.
#[cfg(target_os = "macos")]
pub fn open() -> Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

/// Opens it.
#[cfg(windows)]
pub fn open() -> Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}
