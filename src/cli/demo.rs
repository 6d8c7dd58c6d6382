//! `demo`: servers to try things on, and `demo --check`, the main job against each of them.

#[cfg(feature = "demo")]
mod check;
#[cfg(feature = "demo")]
mod show;

use super::arguments::Options;

/// Runs the demo; the exit status.
#[cfg(feature = "demo")]
pub fn run(check: bool, options: &Options) -> u8 {
    let runtime = match super::runtime() {
        Ok(runtime) => runtime,
        Err(misuse) => return super::refuse(&misuse, options.json),
    };
    let demo = match crate::demo::Demo::start() {
        Ok(demo) => demo,
        Err(error) => {
            let misuse = super::Misuse(format!("the demo's servers cannot be started: {error}"));
            super::refuse(&misuse, options.json);
            return super::FAILED;
        }
    };
    let status = if check {
        check::all(&demo, runtime.handle(), options)
    } else {
        show::until_interrupted(&demo, runtime.handle(), options)
    };
    runtime.shutdown_background();
    status
}

/// This program was built without servers.
#[cfg(not(feature = "demo"))]
pub fn run(_: bool, options: &Options) -> u8 {
    let text = "this program was built without the demo's servers; build it with: cargo build --features demo";
    super::refuse(&super::Misuse(text.to_owned()), options.json)
}
