//! `demo`.
use super::arguments::Options;
pub fn run(_check: bool, _options: &Options) -> u8 {
    2
}
