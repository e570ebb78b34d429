//! A server as a process of its own.

use std::{
    fmt,
    io::{self, BufRead as _, BufReader},
    net::SocketAddr,
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use nix::{
    poll::{PollFd, PollFlags, PollTimeout, poll},
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::os::fd::AsFd as _;

use crate::{cores, window::Target};

/// How long a server may need to listen, and to end when it is told to.
const START_MILLIS: u16 = 20_000;
const END: Duration = Duration::from_secs(3);

/// How long it may be silent while it owes something. A server that is slow is not a server that is wrong.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a server says when it listens.
const LISTENING: &str = "listening on http://";

/// A server that runs until this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    address: SocketAddr,
    /// Kept open, so that the server may go on talking.
    _output: BufReader<ChildStdout>,
}

impl Server {
    /// Starts a server on these cores and waits until it listens.
    pub(crate) fn start(command: &mut Command, on: &[usize]) -> io::Result<Self> {
        let mut process = cores::on(on, || command.stdout(Stdio::piped()).spawn())?
            .map_err(|error| named(command, error))?;
        let listening = process.stdout.take().ok_or_else(|| io::Error::other("no output"));
        let listening = listening.and_then(listening_on);
        match listening {
            Ok((address, output)) => Ok(Self { process, address, _output: output }),
            Err(error) => {
                // It may have ended already; either way it is gone.
                let _ = process.kill();
                let _ = process.wait();
                Err(named(command, error))
            }
        }
    }

    /// What there is to measure.
    pub(crate) fn target(&self) -> Target {
        Target { address: self.address, process: self.pid(), patience: PATIENCE }
    }

    /// The number of its process, as the files of Linux have it.
    pub(crate) fn process(&self) -> u32 {
        self.process.id()
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(self.process.id().cast_signed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = kill(self.pid(), Signal::SIGTERM);
        let deadline = Instant::now() + END;
        while let Ok(None) = self.process.try_wait() {
            if Instant::now() >= deadline {
                let _ = self.process.kill();
                let _ = self.process.wait();
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Reads up to the line that has the address.
fn listening_on(output: ChildStdout) -> io::Result<(SocketAddr, BufReader<ChildStdout>)> {
    let mut output = BufReader::new(output);
    loop {
        let ready = &mut [PollFd::new(output.get_ref().as_fd(), PollFlags::POLLIN)];
        if output.buffer().is_empty() && poll(ready, PollTimeout::from(START_MILLIS))? == 0 {
            return Err(io::Error::other("does not listen"));
        }
        let mut line = String::new();
        if output.read_line(&mut line)? == 0 {
            return Err(io::Error::other("has ended"));
        }
        if let Some((_, address)) = line.split_once(LISTENING) {
            let address = address.trim().trim_end_matches('/').parse();
            return Ok((address.map_err(io::Error::other)?, output));
        }
    }
}

fn named(command: &Command, error: impl fmt::Display) -> io::Error {
    io::Error::other(format!("{}: {error}", command.get_program().to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> io::Result<Server> {
        Server::start(Command::new("sh").args(["-c", script]), &[0])
    }

    #[test]
    fn the_address_is_read() {
        let server = shell("echo starting; echo listening on http://127.0.0.1:4321; exec sleep 60");
        let target = server.unwrap().target();
        assert_eq!(target.address, ([127, 0, 0, 1], 4321).into());
    }

    #[test]
    fn a_server_ends_when_it_is_dropped() {
        let server = shell("echo listening on http://127.0.0.1:1/; exec sleep 60").unwrap();
        let process = server.pid();
        drop(server);
        assert!(kill(process, None).is_err());
    }

    #[test]
    fn a_server_that_does_not_start_is_named() {
        let error = Server::start(&mut Command::new("/nowhere/server"), &[0]).unwrap_err();
        assert!(error.to_string().starts_with("/nowhere/server: "), "{error}");
        assert_eq!(shell("exit 3").unwrap_err().to_string(), "sh: has ended");
    }
}
