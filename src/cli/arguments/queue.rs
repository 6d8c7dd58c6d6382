//! `queue`.

use clap::{Args, Subcommand};

use crate::cli::queue::Named;

/// What to do with the queue.
#[derive(Subcommand)]
pub enum QueueTask {
    /// Show its jobs; of one job, or of one kind, its files
    List(Shown),
    /// Do all that waits, and end
    Run {
        /// Only these, also if they are paused: the number of a job, or JOB/FILE
        #[arg(value_name = "JOB")]
        named: Vec<Named>,
    },
    /// Let what failed wait for the next run
    Retry {
        /// Only of these
        #[arg(value_name = "JOB")]
        named: Vec<Named>,
    },
    /// Take out what has come to its end
    Clear {
        /// Only these
        #[arg(value_name = "JOB")]
        named: Vec<Named>,
        /// Also what waits; it is given up
        #[arg(long)]
        all: bool,
    },
}

/// What is shown.
#[derive(Args)]
pub struct Shown {
    /// The files of this job
    #[arg(long, value_name = "N")]
    pub job: Option<u32>,
    /// Files that failed, with the reason
    #[arg(long, group = "kind")]
    pub failed: bool,
    /// Files that are done, with how they were checked
    #[arg(long, group = "kind")]
    pub done: bool,
    /// Files that wait
    #[arg(long, group = "kind")]
    pub waiting: bool,
    /// Begin with the file of this number
    #[arg(long, value_name = "N", default_value_t = 0, requires = "job")]
    pub from: u32,
    /// Show so many files of a job
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub count: usize,
}
