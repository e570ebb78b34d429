//! Connections to one server, and the loop that serves all of them.

use std::{
    io::{self, ErrorKind, Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use nix::{
    errno::Errno,
    sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout},
};

use crate::{fault::Fault, window::Target};

/// How many connections a turn serves.
const READY: usize = 256;

/// What one read takes.
const BUFFER: usize = 256 * 1024;

/// What the connections of a fleet say, and what they are to be told.
pub(crate) trait Exchange {
    /// Takes what has arrived first and says how many bytes that was: none when it has not arrived whole. What is put into `reply`
    /// is sent.
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault>;

    /// Sends what is due without anything having arrived; asked after each turn.
    fn advance(&mut self, _fleet: &mut Fleet) -> Result<(), Fault> {
        Ok(())
    }

    /// When something will be due.
    fn next(&self) -> Option<Instant> {
        None
    }
}

/// What has arrived at a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival<'a> {
    /// The number of the connection.
    pub(crate) connection: usize,
    pub(crate) bytes: &'a [u8],
    pub(crate) at: Instant,
}

/// Connections to one server, numbered from 0.
#[derive(Debug)]
pub(crate) struct Fleet {
    target: Target,
    epoll: Epoll,
    connections: Vec<Connection>,
    ready: Vec<EpollEvent>,
    buffer: Vec<u8>,
    reply: Vec<u8>,
}

#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    /// What has arrived and was not taken.
    unread: Vec<u8>,
    /// What the kernel did not take.
    unsent: Vec<u8>,
}

impl Fleet {
    /// No connection yet.
    pub(crate) fn new(target: &Target) -> io::Result<Self> {
        Ok(Self {
            target: *target,
            epoll: Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?,
            connections: Vec::new(),
            ready: vec![EpollEvent::empty(); READY],
            buffer: vec![0; BUFFER],
            reply: Vec::new(),
        })
    }

    /// Adds a connection and gives its number.
    pub(crate) fn connect(&mut self) -> Result<usize, Fault> {
        // On loopback a connection stands as soon as there is room for it in the server's queue.
        let stream = TcpStream::connect(self.target.address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let number = self.connections.len();
        self.epoll.add(&stream, EpollEvent::new(EpollFlags::EPOLLIN, number as u64))?;
        self.connections.push(Connection { stream, unread: Vec::new(), unsent: Vec::new() });
        Ok(number)
    }

    /// Sends something over a connection.
    pub(crate) fn send(&mut self, to: usize, bytes: &[u8]) -> Result<(), Fault> {
        self.connections[to].send(bytes, &self.epoll, to)
    }

    /// Waits until something arrives, at most for some time, takes it, and sends what is due. Gives how many connections had something.
    pub(crate) fn turn(
        &mut self,
        exchange: &mut impl Exchange,
        wait: Duration,
    ) -> Result<usize, Fault> {
        let wait = EpollTimeout::try_from(wait).unwrap_or(EpollTimeout::MAX);
        let count = match self.epoll.wait(&mut self.ready, wait) {
            Err(Errno::EINTR) => 0,
            count => count?,
        };
        for event in &self.ready[..count] {
            let number = event.data() as usize;
            let connection = &mut self.connections[number];
            if event.events().contains(EpollFlags::EPOLLOUT) {
                connection.flush(&self.epoll, number)?;
            }
            // Everything else, the end of a connection too, is seen by reading.
            if event.events() != EpollFlags::EPOLLOUT {
                self.reply.clear();
                connection.receive(number, &mut self.buffer, exchange, &mut self.reply)?;
                if !self.reply.is_empty() {
                    connection.send(&self.reply, &self.epoll, number)?;
                }
            }
        }
        exchange.advance(self)?;
        Ok(count)
    }

    /// Takes what arrives until nothing is awaited. `awaited` counts it.
    pub(crate) fn settle<E: Exchange>(
        &mut self,
        exchange: &mut E,
        awaited: impl Fn(&E) -> usize,
    ) -> Result<(), Fault> {
        let patience = self.target.patience;
        exchange.advance(self)?;
        while awaited(exchange) > 0 {
            if self.turn(exchange, patience)? == 0 {
                return Err(Fault::Silent { awaited: awaited(exchange), patience });
            }
        }
        Ok(())
    }

    /// Takes what arrives for some time.
    pub(crate) fn run(
        &mut self,
        exchange: &mut impl Exchange,
        time: Duration,
    ) -> Result<(), Fault> {
        let end = Instant::now() + time;
        exchange.advance(self)?;
        loop {
            let now = Instant::now();
            if now >= end {
                return Ok(());
            }
            // Waiting is counted in milliseconds: for what is due earlier than in one, the loop does not sleep.
            let next = exchange.next().map_or(end, |next| next.min(end));
            self.turn(exchange, next.saturating_duration_since(now))?;
        }
    }
}

impl Connection {
    fn receive(
        &mut self,
        number: usize,
        buffer: &mut [u8],
        exchange: &mut impl Exchange,
        reply: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        let closed = |cause| Fault::Closed { connection: number, cause };
        let arrived = match self.stream.read(buffer) {
            Ok(0) => return Err(closed(None)),
            Ok(length) => &buffer[..length],
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(closed(Some(error))),
        };
        let at = Instant::now();
        let mut take_all = |bytes: &[u8]| {
            let mut taken = 0;
            while taken < bytes.len() {
                let arrival = Arrival { connection: number, bytes: &bytes[taken..], at };
                match exchange.take(arrival, reply)? {
                    0 => break,
                    length => taken += length,
                }
            }
            Ok::<_, Fault>(taken)
        };
        if self.unread.is_empty() {
            let taken = take_all(arrived)?;
            self.unread.extend(&arrived[taken..]);
        } else {
            self.unread.extend(arrived);
            let taken = take_all(&self.unread)?;
            self.unread.drain(..taken);
        }
        Ok(())
    }

    fn send(&mut self, bytes: &[u8], epoll: &Epoll, number: usize) -> Result<(), Fault> {
        if !self.unsent.is_empty() {
            self.unsent.extend(bytes);
            return Ok(());
        }
        let sent = self.write(bytes, number)?;
        if sent < bytes.len() {
            self.unsent.extend(&bytes[sent..]);
            self.await_room(epoll, number, EpollFlags::EPOLLOUT)?;
        }
        Ok(())
    }

    fn flush(&mut self, epoll: &Epoll, number: usize) -> Result<(), Fault> {
        let unsent = std::mem::take(&mut self.unsent);
        let sent = self.write(&unsent, number)?;
        self.unsent.extend(&unsent[sent..]);
        if self.unsent.is_empty() {
            self.await_room(epoll, number, EpollFlags::empty())?;
        }
        Ok(())
    }

    /// Writes what the kernel takes at once.
    fn write(&mut self, bytes: &[u8], number: usize) -> Result<usize, Fault> {
        match self.stream.write(bytes) {
            Ok(sent) => Ok(sent),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(0),
            Err(error) => Err(Fault::Closed { connection: number, cause: Some(error) }),
        }
    }

    fn await_room(&self, epoll: &Epoll, number: usize, room: EpollFlags) -> Result<(), Fault> {
        let mut event = EpollEvent::new(EpollFlags::EPOLLIN | room, number as u64);
        Ok(epoll.modify(&self.stream, &mut event)?)
    }
}
