//! Figures of runs, and the table that is made of them.

use std::fmt;

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Seconds from start to end.
    pub wall: f64,
    /// Seconds of processor time, user and system.
    pub cpu: f64,
    /// The most memory that was resident, in MiB.
    pub mib: f64,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} s wall, {:.2} s CPU, {:.0} MiB", self.wall, self.cpu, self.mib)
    }
}

/// All runs, in the order in which work and programs first came.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<(&'static str, &'static str, Vec<Figures>)>,
}

impl Table {
    /// Adds a run.
    pub fn add(&mut self, work: &'static str, program: &'static str, figures: Figures) {
        match self.rows.iter_mut().find(|row| (row.0, row.1) == (work, program)) {
            Some(row) => row.2.push(figures),
            None => self.rows.push((work, program, vec![figures])),
        }
    }

    /// Medians, and ours as a ratio to each other program's.
    pub fn markdown(&self) -> String {
        let mut text = "| work | program | wall s (min-max) | CPU s | MiB | our wall | our CPU |\n".to_owned();
        text += "|---|---|---|---|---|---|---|\n";
        let mut ours: Option<Figures> = None;
        for (work, program, runs) in &self.rows {
            let middle = median(runs);
            let walls = || runs.iter().map(|run| run.wall);
            let (least, most) = (walls().fold(f64::MAX, f64::min), walls().fold(0.0, f64::max));
            let ratios = if *program == "packetboat" {
                ours = Some(middle);
                "| |".to_owned()
            } else {
                let ratio = |ours: fn(&Figures) -> f64, of: &Option<Figures>| {
                    of.as_ref().map_or(0.0, |figures| ours(figures) / ours(&middle))
                };
                format!("| {:.2} | {:.2}", ratio(|f| f.wall, &ours), ratio(|f| f.cpu, &ours))
            };
            text += &format!(
                "| {work} | {program} | {:.2} ({least:.2}-{most:.2}) | {:.2} | {:.0} {ratios} |\n",
                middle.wall, middle.cpu, middle.mib
            );
        }
        text
    }
}

fn median(runs: &[Figures]) -> Figures {
    let of = |value: fn(&Figures) -> f64| {
        let mut values: Vec<f64> = runs.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        let middle = values.len() / 2;
        if values.len() % 2 == 1 {
            values[middle]
        } else {
            (values[middle - 1] + values[middle]) / 2.0
        }
    };
    Figures {
        wall: of(|run| run.wall),
        cpu: of(|run| run.cpu),
        mib: of(|run| run.mib),
    }
}
