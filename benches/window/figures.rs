//! Figures of runs, and the table that is made of them.

use super::rival::Program;

/// One thing that was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    pub name: &'static str,
    pub unit: &'static str,
    /// What is held to: a ratio to the other program, or a figure of our own.
    pub target: Target,
}

/// What is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// At most this part of the other program's, in hundredths.
    Ratio(u32),
    /// At most this.
    Most(u32),
}

/// All runs.
#[derive(Debug, Default)]
pub struct Figures {
    rows: Vec<(Work, Vec<f64>, Vec<f64>)>,
}

impl Figures {
    /// Adds a run, and tells it.
    pub fn add(&mut self, work: Work, program: Program, value: f64) {
        eprintln!("{}: {} {value:.2} {}", work.name, program.name(), work.unit);
        let at = self.rows.iter().position(|row| row.0 == work).unwrap_or_else(|| {
            self.rows.push((work, Vec::new(), Vec::new()));
            self.rows.len() - 1
        });
        match program {
            Program::Ours => self.rows[at].1.push(value),
            Program::FileZilla => self.rows[at].2.push(value),
        }
    }

    /// Medians, the least and the most, and ours as a ratio.
    pub fn markdown(&self) -> String {
        let mut text = "| what | packetboat | FileZilla | ratio | held to | |\n|---|---|---|---|---|---|\n".to_owned();
        for (work, ours, theirs) in &self.rows {
            let ratio = (!ours.is_empty() && !theirs.is_empty()).then(|| median(ours) / median(theirs));
            let (held, kept) = match work.target {
                Target::Ratio(most) => {
                    let most = f64::from(most) / 100.0;
                    (format!("ratio {most:.1}"), ratio.map(|ratio| ratio <= most))
                }
                Target::Most(most) => {
                    let most = f64::from(most);
                    (
                        format!("{most:.0} {}", work.unit),
                        (!ours.is_empty()).then(|| median(ours) <= most),
                    )
                }
            };
            let kept = kept.map_or("", |kept| if kept { "" } else { "**missed**" });
            let ratio = ratio
                .filter(|ratio| ratio.is_finite())
                .map(|ratio| format!("{ratio:.2}"));
            text += &format!(
                "| {}, {} | {} | {} | {} | {held} | {kept} |\n",
                work.name,
                work.unit,
                told(ours),
                told(theirs),
                ratio.unwrap_or_default(),
            );
        }
        text
    }
}

fn told(values: &[f64]) -> String {
    let (Some(least), Some(most)) = (
        values.iter().copied().reduce(f64::min),
        values.iter().copied().reduce(f64::max),
    ) else {
        return "-".to_owned();
    };
    let places = if most < 10.0 { 2 } else { 0 };
    if values.len() == 1 {
        return format!("{most:.places$}");
    }
    format!("{:.places$} ({least:.places$}-{most:.places$})", median(values))
}

/// The one in the middle.
pub fn median(values: &[f64]) -> f64 {
    part(values, 0.5)
}

/// The one that so many are below.
pub fn part(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted
        .get((last as f64 * share).round() as usize)
        .copied()
        .unwrap_or(f64::NAN)
}
