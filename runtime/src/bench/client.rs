//! One client of a server, and what its session's task would do with it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Waker};

use crate::Io;
use crate::codec::{Frame, Message};
use crate::handshake::Handshake;
use crate::session::{Connection, Counters, SessionHandler as _, TransportName};
use crate::socket;

/// A client without a network.
#[derive(Debug)]
pub struct Client {
    client: socket::Client,
    connection: Connection,
    /// What is being written. Emptied, it is the outbox's next queue.
    batch: VecDeque<Frame>,
}

impl Client {
    /// A client that has joined the main namespace, and whose task sleeps.
    pub fn join(io: &Io) -> Self {
        let counters = Arc::<Counters>::default();
        let connection =
            Connection::new("sid".into(), TransportName::WebSocket, usize::MAX, counters);
        let namespaces = io.shared_namespaces();
        let client =
            socket::Client::new(namespaces, connection.clone(), Handshake::of_nobody(), None);
        let mut client = Self { client, connection, batch: VecDeque::new() };
        client.receive([Message::text("0")]);
        client.take_sent();
        client.sleep();
        client
    }

    /// Takes what has come from the client, and runs the handlers until they wait.
    pub fn receive(&mut self, messages: impl IntoIterator<Item = Message>) {
        messages.into_iter().for_each(|message| self.client.message(message));
        let _ = self.client.poll_work(&mut Context::from_waker(Waker::noop()));
    }

    /// The task sleeps: who sends something has to wake it.
    pub fn sleep(&self) {
        let _ = self.connection.poll_sleep(&Context::from_waker(Waker::noop()), true);
    }

    /// The task is awake.
    pub fn wake_up(&self) {
        self.connection.wake_up();
    }

    /// The messages that wait for the transport.
    pub fn take_sent(&mut self) -> Vec<Vec<u8>> {
        self.connection.with_outbox(|outbox| outbox.drain_into(&mut self.batch, usize::MAX));
        self.batch.drain(..).map(|frame| frame.payload().to_vec()).collect()
    }
}
