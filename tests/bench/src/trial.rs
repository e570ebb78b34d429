//! What the trials of wigwag alone have in common: its server on one core, the load on another.

use std::io;
use std::path::PathBuf;

use clap::Args;

use crate::cores;
use crate::roster::Entry;
use crate::server::Server;

/// Where a trial takes place.
#[derive(Debug, Args)]
pub(crate) struct Place {
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

impl Place {
    /// Starts a server with one worker on its core, and keeps this program to its own.
    pub(crate) fn start(&self) -> io::Result<Server> {
        cores::pin(&[self.generator_core])?;
        let mut command = Entry::wigwag("wigwag", &self.fixture).command(1);
        Server::start(&mut command, &[self.server_core])
    }
}
