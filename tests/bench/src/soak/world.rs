//! What all clients of a soak share: the way to the server, and what they have seen.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{self, Write as _, stderr};
use std::net::{Ipv4Addr, SocketAddr};

use serde::Serialize;
use tokio::net::{TcpSocket, TcpStream};

use crate::client::Fault;

/// How many faults are kept with their text.
const FAULTS_SHOWN_MAX: usize = 50;

/// How many addresses the clients come from.
const ADDRESSES: u8 = 200;

/// What a client's socket holds that is to be full soon.
const NARROW_BYTES: u32 = 4 * 1024;

/// The server, and what happened to its clients.
#[derive(Debug)]
pub(super) struct World {
    server: SocketAddr,
    next_address: Cell<u8>,
    tally: RefCell<Tally>,
}

/// What happened, and how often.
#[derive(Debug, Default, Clone, Serialize)]
pub(super) struct Tally {
    /// Things that were done and seen to be right.
    pub(super) done: BTreeMap<&'static str, u64>,
    /// How many things were wrong.
    pub(super) n_faults: u64,
    /// The first ones.
    pub(super) faults: Vec<String>,
}

impl World {
    pub(super) fn new(server: SocketAddr) -> Self {
        Self { server, next_address: Cell::new(0), tally: RefCell::default() }
    }

    /// A connection to the server.
    pub(super) async fn connect(&self) -> io::Result<TcpStream> {
        self.socket()?.connect(self.server).await
    }

    /// A connection to the server that takes little before it is read.
    pub(super) async fn connect_narrowly(&self) -> io::Result<TcpStream> {
        let socket = self.socket()?;
        socket.set_recv_buffer_size(NARROW_BYTES)?;
        socket.connect(self.server).await
    }

    /// A socket at one of the addresses of this machine, of which each has ports of its own.
    fn socket(&self) -> io::Result<TcpSocket> {
        let address = self.next_address.get() % ADDRESSES;
        self.next_address.set(address + 1);
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from((Ipv4Addr::new(127, 0, 0, address + 1), 0)))?;
        Ok(socket)
    }

    /// Notes that `what` was right.
    pub(super) fn done(&self, what: &'static str) {
        *self.tally.borrow_mut().done.entry(what).or_default() += 1;
    }

    /// Notes what became of a client.
    pub(super) fn note(&self, who: &'static str, outcome: Result<(), Fault>) {
        match outcome {
            Ok(()) => self.done(who),
            Err(fault) => {
                let mut tally = self.tally.borrow_mut();
                tally.n_faults += 1;
                // Hours before the end somebody may be glad to know.
                let _ = writeln!(stderr(), "{who}: {fault}");
                if tally.faults.len() < FAULTS_SHOWN_MAX {
                    tally.faults.push(format!("{who}: {fault}"));
                }
            }
        }
    }

    pub(super) fn n_faults(&self) -> u64 {
        self.tally.borrow().n_faults
    }

    pub(super) fn into_tally(self) -> Tally {
        self.tally.into_inner()
    }
}
