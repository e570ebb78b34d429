//! A crowd is cut off at once and comes back, while others stay: what those feel of it, and when all are in again.
//!
//! Those who stay and the crowd are two processes. The crowd runs only when nobody else wants the processor, so that its work is not taken
//! for the server's.

mod crowd;
mod pace;
mod probe;
mod report;

use std::error::Error;
use std::fmt;
use std::io::{Write as _, stdout};

use clap::{Args, ValueEnum};
use tokio::runtime;

pub(crate) use self::crowd::Crowd;
use self::report::Storms;
use crate::trial::Place;

/// Cut off many clients of wigwag at once, and see how they come back and what others feel of it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many clients are cut off.
    #[arg(long, default_value_t = 10_000)]
    clients: usize,
    /// How they come back [default: first in one way, then in the other].
    #[arg(long, value_enum)]
    coming_back: Vec<Return>,
    /// How many storms of each kind there are. What those feel who stay is taken of all of them together: one storm has too few messages
    /// for the slowest in a hundred to say much.
    #[arg(long, default_value_t = 3)]
    rounds: u8,
    /// How many connections stay.
    #[arg(long, default_value_t = 100)]
    staying: u32,
    /// How many messages those send in a second, all together.
    #[arg(long, default_value_t = 2_000)]
    rate: u32,
    /// How long it is calm before, in seconds.
    #[arg(long, default_value_t = 5.0)]
    calm: f64,
    #[command(flatten)]
    place: Place,
}

/// How clients come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Return {
    /// All at once, and again at once when they are refused.
    AtOnce,
    /// As the official client: after 0.5 to 1.5 s, and with each attempt after twice as long, at most 5 s.
    Official,
}

impl fmt::Display for Return {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AtOnce => "all at once",
            Self::Official => "as the official client",
        })
    }
}

/// Lets storms of each kind go over a server of their own each, and prints what they were like. It is an error when somebody did not come back, or
/// when those who stayed felt more of it than they may.
pub(crate) fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let ways = match &options.coming_back[..] {
        [] => &[Return::AtOnce, Return::Official],
        ways => ways,
    };
    let mut complaints = Vec::new();
    for &way in ways {
        let mut storms = Storms::default();
        for _ in 0..options.rounds {
            let server = options.place.start()?;
            let report = runtime.block_on(probe::run(options, way, &server))?;
            writeln!(stdout(), "{report}")?;
            storms.push(report);
        }
        writeln!(stdout(), "{storms}")?;
        complaints.extend(storms.complaints().into_iter().map(|it| format!("{way}: {it}")));
    }
    match complaints.is_empty() {
        true => Ok(()),
        false => Err(complaints.join("; ").into()),
    }
}
