//! One client of the simulation: a real one from the session upwards, without a transport.

use std::collections::HashMap;
use std::future::{Future, IntoFuture as _};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::network::Place;
use crate::Room;
use crate::codec::Message;
use crate::server::Io;
use crate::session::{Connection, Counters, SessionHandler as _, TransportName};
use crate::socket::{Client, Joined, Socket};

pub(super) struct SimulatedClient {
    pub(super) place: Place,
    pub(super) client: Client,
    pub(super) socket: Socket,
    pub(super) is_connected: bool,
    /// Whether the others have had the time to learn of it.
    pub(super) is_known: bool,
    /// How often it has joined, left or gone.
    pub(super) n_changes: u64,
    /// What it is in, as the simulation reckons.
    pub(super) rooms: HashMap<Room, Membership>,
    connection: Connection,
}

/// That a client is in a room.
pub(super) struct Membership {
    /// Tells when the other servers know, where somebody asked.
    joined: Option<Pin<Box<dyn Future<Output = bool> + Send>>>,
    pub(super) is_known: bool,
}

/// What a client has been sent.
pub(super) enum Got {
    /// The event `tell` with its number.
    Told(u64),
    /// The event `ask` with its number, which wants an acknowledgement.
    Asked { ack_id: u64, question: u64 },
}

impl SimulatedClient {
    /// Joins the main namespace of a server.
    pub(super) async fn connect(place: Place, io: &Io) -> Self {
        let counters = Arc::<Counters>::default();
        let connection =
            Connection::new("sid".into(), TransportName::WebSocket, usize::MAX, counters);
        let handshake = crate::handshake::Handshake::of_nobody();
        let mut client = Client::new(io.shared_namespaces(), connection.clone(), handshake, None);
        client.message(Message::text("0"));
        work(&mut client).await;
        let connected = packets(&connection).pop().expect("everybody is admitted");
        let id = connected.split('"').nth(3).expect("the packet names the socket").parse();
        let namespace = io.namespace("/").expect("it is mounted");
        let socket = namespace.socket(id.expect("it is an id")).expect("it has joined");
        Self {
            place,
            client,
            socket,
            is_connected: true,
            is_known: false,
            n_changes: 0,
            rooms: HashMap::new(),
            connection,
        }
    }

    /// Leaves the namespace.
    pub(super) async fn leave(&mut self) {
        self.client.message(Message::text("1"));
        work(&mut self.client).await;
    }

    /// Acknowledges a question with its number.
    pub(super) async fn answer(&mut self, ack_id: u64, question: u64) {
        self.client.message(Message::text(format!("3{ack_id}[{question}]")));
        work(&mut self.client).await;
    }

    /// Takes what was sent to the client.
    pub(super) fn take_packets(&self) -> Vec<Got> {
        packets(&self.connection).iter().filter_map(|packet| Got::read(packet)).collect()
    }

    /// Reckons with the client in a room.
    pub(super) fn has_joined(&mut self, room: Room, joined: Option<Joined>) {
        let membership = self.rooms.entry(room);
        membership.or_insert_with(|| Membership {
            joined: joined.map(|joined| {
                let joined = joined.into_future();
                Box::pin(async move { joined.await.is_ok() }) as Pin<Box<_>>
            }),
            is_known: false,
        });
    }

    /// Whether the client is in a room, its own included.
    pub(super) fn is_in(&self, room: &Room) -> bool {
        self.rooms.contains_key(room) || room.as_str() == self.socket.id().as_str()
    }

    /// Whether all other servers know that somebody is here in one of `rooms`, or here at all.
    pub(super) fn is_known_in(&mut self, rooms: Option<&[Room]>) -> bool {
        let Some(rooms) = rooms else { return self.is_known };
        rooms.iter().any(|room| {
            let is_own = room.as_str() == self.socket.id().as_str();
            (is_own && self.is_known) || self.rooms.get_mut(room).is_some_and(Membership::is_known)
        })
    }
}

impl Membership {
    fn is_known(&mut self) -> bool {
        if let Some(joined) = &mut self.joined
            && let Poll::Ready(is_known) =
                joined.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        {
            self.joined = None;
            self.is_known |= is_known;
        }
        self.is_known
    }
}

impl Got {
    fn read(packet: &str) -> Option<Self> {
        let (header, args) = packet.strip_suffix(']')?.split_once('[')?;
        let (name, number) = args.split_once(',')?;
        let number = number.parse().ok()?;
        match (header, name) {
            ("42", r#""tell""#) => Some(Self::Told(number)),
            (header, r#""ask""#) => {
                let ack_id = header.strip_prefix("42")?.parse().ok()?;
                Some(Self::Asked { ack_id, question: number })
            }
            _ => None,
        }
    }
}

/// Lets a client do what its session's task would.
async fn work(client: &mut Client) {
    std::future::poll_fn(|cx| {
        let _ = client.poll_work(cx);
        Poll::Ready(())
    })
    .await;
}

fn packets(connection: &Connection) -> Vec<String> {
    let frames = connection.with_outbox(crate::session::Outbox::take_all);
    let text =
        |frame: &crate::codec::frame::Frame| String::from_utf8_lossy(frame.payload()).into_owned();
    frames.iter().map(text).collect()
}
