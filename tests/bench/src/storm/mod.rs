//! A crowd is cut off at once and comes back, while others stay: what those feel of it, and when all are in again.
//!
//! Those who stay and the crowd are two processes. The crowd runs only when nobody else wants the processor, so that its work is not taken
//! for the server's.

mod crowd;
mod probe;
mod report;

use std::error::Error;
use std::io::{Write as _, stdout};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tokio::runtime;

pub(crate) use self::crowd::Crowd;
use crate::cores;
use crate::roster::Entry;
use crate::server::Server;

/// Cut off many clients of wigwag at once, and see how they come back and what others feel of it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many clients are cut off.
    #[arg(long, default_value_t = 10_000)]
    clients: usize,
    /// How they come back [default: first in one way, then in the other].
    #[arg(long, value_enum)]
    coming_back: Vec<Return>,
    /// How many connections stay.
    #[arg(long, default_value_t = 100)]
    staying: u32,
    /// How many messages those send in a second, all together.
    #[arg(long, default_value_t = 2_000)]
    rate: u32,
    /// How long it is calm before, in seconds.
    #[arg(long, default_value_t = 10.0)]
    calm: f64,
    /// The server: the fixture of wigwag.
    #[arg(long, value_name = "FILE", default_value = "target/release/fixture")]
    fixture: PathBuf,
    /// The core of the server.
    #[arg(long, value_name = "CORE", default_value_t = 0)]
    server_core: usize,
    /// The core of the clients.
    #[arg(long, value_name = "CORE", default_value_t = 1)]
    generator_core: usize,
}

/// How clients come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Return {
    /// All at once, and again at once when they are refused.
    AtOnce,
    /// As the official client: after 0.5 to 1.5 s, and with each attempt after twice as long, at most 5 s.
    Official,
}

/// Lets a storm of each kind go over a server of its own, and prints what it was like.
pub(crate) fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    cores::pin(&[options.generator_core])?;
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let ways = match &options.coming_back[..] {
        [] => &[Return::AtOnce, Return::Official],
        ways => ways,
    };
    for &way in ways {
        let mut command = Entry::wigwag("wigwag", &options.fixture).command(1);
        let server = Server::start(&mut command, &[options.server_core])?;
        let report = runtime.block_on(probe::run(options, way, &server))?;
        writeln!(stdout(), "{report}")?;
    }
    Ok(())
}
