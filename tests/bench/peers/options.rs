//! The command line of the peers in Rust: each takes this file in by its path.

use std::{env, error::Error, io};

use tokio::runtime::{Builder, Runtime};

/// How a peer is to be started.
pub(crate) struct Options {
    pub(crate) port: u16,
    workers: usize,
    /// The seconds between two pings.
    pub(crate) ping_interval: u32,
}

impl Options {
    /// Those of this process.
    pub(crate) fn parse() -> Result<Self, Box<dyn Error>> {
        let mut options = Self { port: 0, workers: 1, ping_interval: 25 };
        let mut words = env::args().skip(1);
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
            match word.as_str() {
                "--port" => options.port = value.parse()?,
                "--workers" => options.workers = value.parse()?,
                "--ping-interval" => options.ping_interval = value.parse()?,
                _ => return Err(format!("{word} is unknown").into()),
            }
        }
        Ok(options)
    }

    /// A runtime with so many workers; one worker is the main thread.
    pub(crate) fn runtime(&self) -> io::Result<Runtime> {
        match self.workers {
            1 => Builder::new_current_thread().enable_all().build(),
            workers => Builder::new_multi_thread().worker_threads(workers).enable_all().build(),
        }
    }
}
