//! Clients that are cut off and come back, against a model of what they should have received.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use super::Slow;
use crate::codec::Message;
use crate::config::{Config, Recovery};
use crate::handshake::Handshake;
use crate::session::{CloseReason, Connection, Counters, SessionHandler as _, TransportName};
use crate::socket::{Client, Mount, Namespace, Namespaces, Socket};

const ROOMS: [&str; 3] = ["a", "b", "c"];

/// Numbers that look random, and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        // Knuth's multiplier for linear congruential generators; the upper bits are the good ones.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    fn room(&mut self) -> &'static str {
        ROOMS[self.roll(ROOMS.len())]
    }
}

/// The server's end of one connection.
struct Line {
    client: Client,
    connection: Connection,
}

impl Line {
    fn new(namespaces: &Arc<Namespaces>) -> Self {
        let counters = Arc::<Counters>::default();
        let connection =
            Connection::new("sid".into(), TransportName::WebSocket, usize::MAX, counters);
        let client =
            Client::new(Arc::clone(namespaces), connection.clone(), Handshake::of_nobody(), None);
        Self { client, connection }
    }

    async fn work(&mut self) {
        std::future::poll_fn(|cx| {
            let _ = self.client.poll_work(cx);
            Poll::Ready(())
        })
        .await;
    }

    async fn connect(&mut self, auth: &str) {
        self.client.message(Message::text(format!("0{auth}")));
        self.work().await;
    }

    async fn cut(&mut self) {
        self.client.closed(CloseReason::TransportClose);
        self.work().await;
    }

    /// What the client gets next.
    fn next(&self) -> Option<String> {
        let mut batch = VecDeque::new();
        self.connection.with_outbox(|outbox| outbox.drain_into(&mut batch, 1));
        batch.pop_front().map(|frame| String::from_utf8(frame.payload().to_vec()).expect("text"))
    }
}

/// A client, and what the model knows of it.
struct Guest {
    id: String,
    pid: String,
    offset: Option<String>,
    line: Option<Line>,
    rooms: BTreeSet<&'static str>,
    received: Vec<usize>,
    expected: Vec<usize>,
}

impl Guest {
    /// Takes an event as the official client does: the last argument is the offset, if it is text.
    fn take(&mut self, packet: &str) {
        let json = packet.strip_prefix("42").unwrap_or_else(|| panic!("{packet}"));
        let args: Vec<serde_json::Value> = serde_json::from_str(json).expect("an event");
        if let Some(offset) = args.last().and_then(|last| last.as_str()) {
            self.offset = Some(offset.to_owned());
        }
        if args[0] == "stored" {
            self.received.push(args[1].as_u64().expect("a number") as usize);
        }
    }

    fn read(&mut self, count: usize) {
        for _ in 0..count {
            let Some(packet) = self.line.as_ref().and_then(Line::next) else { break };
            self.take(&packet);
        }
    }

    fn is_meant(&self, rooms: &[&'static str], except: &[&'static str]) -> bool {
        let is_in = |room: &&'static str| self.rooms.contains(room);
        (rooms.is_empty() || rooms.iter().any(is_in)) && !except.iter().any(is_in)
    }
}

struct World {
    namespaces: Arc<Namespaces>,
    guests: Vec<Guest>,
    /// Connections that their clients have given up without the server's knowing.
    dead: Vec<Line>,
    dice: Dice,
    next_event: usize,
    n_recovered: usize,
    n_lost: usize,
}

impl World {
    async fn new(seed: u64, recovery: Recovery) -> Self {
        let config = Config::new().connection_state_recovery(recovery);
        let namespaces = Namespaces::new(config, None, None);
        namespaces.mount(Mount::new("/", Slow)).unwrap();
        let mut world = Self {
            namespaces: Arc::new(namespaces),
            guests: Vec::new(),
            dead: Vec::new(),
            dice: Dice(seed),
            next_event: 0,
            n_recovered: 0,
            n_lost: 0,
        };
        for _ in 0..4 {
            let mut line = Line::new(&world.namespaces);
            line.connect("").await;
            let (id, pid) = ids(&line.next().expect("an answer"));
            let rooms = BTreeSet::new();
            let (received, expected, offset) = (Vec::new(), Vec::new(), None);
            let line = Some(line);
            world.guests.push(Guest { id, pid, offset, line, rooms, received, expected });
        }
        world
    }

    fn namespace(&self) -> Namespace {
        self.namespaces.get("/").expect("it was mounted")
    }

    fn socket(&self, guest: usize) -> Option<Socket> {
        self.namespace().socket(self.guests[guest].id.parse().expect("an id"))
    }

    /// One thing happens.
    async fn step(&mut self) {
        let guest = self.dice.roll(self.guests.len());
        match self.dice.roll(16) {
            0..=4 => self.broadcast(),
            5 => self.emit_to(guest),
            6 => self.namespace().volatile().emit("volatile", &("text",)),
            7 | 8 => {
                let room = self.dice.room();
                if let Some(socket) = self.socket(guest) {
                    socket.join(room);
                    self.guests[guest].rooms.insert(room);
                }
            }
            9 => {
                let room = self.dice.room();
                if let Some(socket) = self.socket(guest) {
                    socket.leave(room);
                    self.guests[guest].rooms.remove(room);
                }
            }
            10 | 11 => {
                let count = self.dice.roll(4);
                self.guests[guest].read(count);
            }
            12 => {
                if let Some(mut line) = self.guests[guest].line.take() {
                    line.cut().await;
                }
            }
            13 => self.dead.extend(self.guests[guest].line.take()),
            14 => tokio::time::advance(Duration::from_millis(1)).await,
            _ if self.guests[guest].line.is_none() => self.come_back(guest).await,
            _ => {}
        }
    }

    fn event(&mut self) -> usize {
        self.next_event += 1;
        self.next_event
    }

    fn broadcast(&mut self) {
        let event = self.event();
        let mut target = self.namespace().everybody();
        let (mut rooms, mut except) = (Vec::new(), Vec::new());
        for _ in 0..self.dice.roll(3) {
            let room = self.dice.room();
            target = target.to(room);
            rooms.push(room);
        }
        if self.dice.roll(4) == 0 {
            let room = self.dice.room();
            target = target.except(room);
            except.push(room);
        }
        target.emit("stored", &(event, "text"));
        for guest in &mut self.guests {
            if guest.is_meant(&rooms, &except) {
                guest.expected.push(event);
            }
        }
    }

    fn emit_to(&mut self, guest: usize) {
        let event = self.event();
        match self.socket(guest) {
            Some(socket) if self.dice.roll(2) == 0 => socket.emit("stored", &(event,)),
            _ => self.namespace().to(self.guests[guest].id.as_str()).emit("stored", &(event,)),
        }
        self.guests[guest].expected.push(event);
    }

    async fn come_back(&mut self, guest: usize) {
        let mut line = Line::new(&self.namespaces);
        let guest = &mut self.guests[guest];
        let auth = match &guest.offset {
            Some(offset) => format!(r#"{{"pid":"{}","offset":"{offset}"}}"#, guest.pid),
            None => format!(r#"{{"pid":"{}"}}"#, guest.pid),
        };
        line.connect(&auth).await;
        // The old connection finds out that it has been evicted.
        for line in &mut self.dead {
            line.work().await;
        }
        line.work().await;
        let mut missed = Vec::new();
        let answer = loop {
            let packet = line.next().expect("an answer");
            if packet.starts_with("40") {
                break packet;
            }
            missed.push(packet);
        };
        let (id, pid) = ids(&answer);
        if id == guest.id {
            assert_eq!(pid, guest.pid);
            self.n_recovered += 1;
            missed.iter().for_each(|packet| guest.take(packet));
        } else {
            assert_eq!((missed, pid == guest.pid), (vec![], false));
            self.n_lost += 1;
            (guest.id, guest.pid) = (id, pid);
            guest.rooms.clear();
            guest.expected.clone_from(&guest.received);
        }
        guest.line = Some(line);
    }

    /// Everybody comes back and reads what is left.
    async fn end(&mut self) {
        for guest in 0..self.guests.len() {
            if self.guests[guest].line.is_none() {
                self.come_back(guest).await;
            }
            self.guests[guest].read(usize::MAX);
        }
    }
}

/// The id and the secret in the answer to a CONNECT.
fn ids(answer: &str) -> (String, String) {
    let value = |key: &str| {
        let (_, rest) = answer.split_once(key).unwrap_or_else(|| panic!("{answer}"));
        rest[..20].to_owned()
    };
    (value(r#""sid":""#), value(r#""pid":""#))
}

async fn check(seeds: u64, recovery: &Recovery) -> (usize, usize) {
    let (mut n_recovered, mut n_lost) = (0, 0);
    for seed in 0..seeds {
        let mut world = World::new(seed, recovery.clone()).await;
        for _ in 0..200 {
            world.step().await;
        }
        world.end().await;
        for guest in &world.guests {
            assert_eq!(guest.received, guest.expected, "seed {seed}");
        }
        n_recovered += world.n_recovered;
        n_lost += world.n_lost;
    }
    (n_recovered, n_lost)
}

#[tokio::test(start_paused = true)]
async fn r7_nothing_is_lost_and_nothing_is_doubled() {
    let (n_recovered, n_lost) = check(300, &Recovery::new()).await;
    assert!(n_recovered > 3000, "{n_recovered}");
    assert_eq!(n_lost, 0);
}

#[tokio::test(start_paused = true)]
async fn r10_at_a_bound_everything_is_there_or_the_session_is_gone() {
    for recovery in [
        Recovery::new().max_log_entries(5),
        Recovery::new().max_log_bytes(4_000),
        Recovery::new().max_saved_sessions(1),
        Recovery::new().max_room_changes(0),
        Recovery::new().max_disconnection_duration(Duration::from_millis(2)),
    ] {
        let (n_recovered, n_lost) = check(100, &recovery).await;
        assert!(n_recovered > 50 && n_lost > 50, "{n_recovered} and {n_lost} with {recovery:?}");
    }
}
