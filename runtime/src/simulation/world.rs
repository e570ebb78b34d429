//! The servers, their clients, and what everybody does.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::client::{Got, SimulatedClient};
use super::ledger::{Answerer, Ledger, Violation};
use super::network::{Arrival, DELAY_MS_MAX, Fault, Network, Place, Traced};
use super::random::Random;
use crate::adapter::{Operation, Publication, Request, Selection};
use crate::server::Io;
use crate::socket::{BoxFuture, Broadcast, Event, Mount, Namespace, NamespaceHandler, Socket};
use crate::sync::lock;
use crate::{Room, SocketId};

/// Servers in one cluster.
const N_NODES: usize = 3;

/// Clients that there are in the beginning.
const N_CLIENTS: usize = 7;

const ROOMS: [&str; 3] = ["a", "b", "c"];

/// After so long everything has arrived that was on its way.
const CALM_MS: u64 = 150;

/// One run of a cluster, from its seed.
pub(super) struct World {
    random: Random,
    network: Network,
    now: u64,
    nodes: Vec<Server>,
    clients: Vec<SimulatedClient>,
    ledger: Arc<Mutex<Ledger>>,
    n_events: u64,
}

struct Server {
    io: Io,
    namespace: Namespace,
    is_alive: bool,
}

/// Whom something is for.
#[derive(Debug, Clone, Default)]
struct Target {
    /// `None` is everybody.
    rooms: Option<Vec<Room>>,
    except: Vec<Room>,
    /// The client whose handler sends, and that is left out.
    sender: Option<SocketId>,
}

/// Admits everybody, and says nothing.
struct Quiet;

impl NamespaceHandler for Quiet {
    fn event(self: Arc<Self>, _: Socket, _: Event) -> Option<BoxFuture<()>> {
        None
    }
}

impl World {
    /// Builds the cluster and lets its servers learn of each other.
    pub(super) async fn new(seed: u64, fault: Option<Fault>) -> Self {
        let network = Network::new(seed, fault, N_NODES);
        let ledger = Arc::<Mutex<Ledger>>::default();
        let nodes = (0..N_NODES).map(|place| Server::new(place, &network, &ledger)).collect();
        network.introduce();
        let mut world = Self {
            random: Random::new(!seed),
            network,
            now: 0,
            nodes,
            clients: Vec::new(),
            ledger,
            n_events: 0,
        };
        for _ in 0..N_CLIENTS {
            world.connect().await;
        }
        world.calm().await;
        world
    }

    /// Lives through so many steps and what they leave behind. Says what was not as promised, and what went over the network.
    pub(super) async fn run(mut self, n_steps: usize) -> (Vec<Violation>, Vec<Traced>) {
        for _ in 0..n_steps {
            self.step().await;
            let pause = self.random.below(DELAY_MS_MAX / 2) as u64;
            self.pass(pause).await;
        }
        self.calm().await;
        // Whoever still waits for an answer has it in time.
        tokio::time::advance(Duration::from_secs(60)).await;
        self.settle().await;
        let ledger = std::mem::take(&mut *lock(&self.ledger));
        let is_alive: Vec<bool> = self.nodes.iter().map(|node| node.is_alive).collect();
        (ledger.judge(&self.network, &is_alive), self.network.trace())
    }

    async fn step(&mut self) {
        match self.random.below(100) {
            0..45 => self.tell().await,
            45..55 => self.join(),
            55..60 => self.leave(),
            60..65 => self.bulk_join(),
            65..68 => self.bulk_leave(),
            68..70 => self.disconnect().await,
            70..74 => self.connect().await,
            74..82 => self.ask().await,
            82..88 => self.fetch().await,
            88..93 => self.calm().await,
            93 => self.crash(),
            _ => self.network.beat(),
        }
    }
}

/// What they do.
impl World {
    async fn tell(&mut self) {
        let place = self.some_node();
        let mut target = self.some_target();
        let mut everybody = self.nodes[place].namespace.everybody();
        // Some events are sent by a client's handler, to all but that client.
        let sender = self.some_client().filter(|client| self.clients[*client].place == place);
        if let Some(sender) = sender.filter(|_| self.random.percent(30)) {
            let socket = &self.clients[sender].socket;
            target.sender = Some(socket.id());
            everybody = socket.broadcast();
        }
        let is_local = self.random.percent(10);
        let broadcast = target.of(everybody);
        let broadcast = if is_local { broadcast.local() } else { broadcast };
        self.n_events += 1;
        let event = self.n_events;
        if !is_local {
            let must_hear = self.who_must_hear(place, &target);
            lock(&self.ledger).sent(event, place, target.selection(), must_hear);
        }
        lock(&self.ledger).senders.insert(event, place);
        let expected = self.who_gets(place, &target.selection());
        broadcast.emit("tell", &(event,));
        self.expect_delivery(place, event, &expected).await;
    }

    fn join(&mut self) {
        let Some(client) = self.some_client() else { return };
        let room = self.some_room();
        let joined = self.clients[client].socket.join(&room);
        self.clients[client].has_joined(room, Some(joined));
        self.note_change(client);
    }

    fn leave(&mut self) {
        let Some(client) = self.some_client() else { return };
        let room = self.some_room();
        self.clients[client].socket.leave(&room);
        self.clients[client].rooms.remove(&room);
        self.note_change(client);
    }

    fn bulk_join(&mut self) {
        let (place, target) = (self.some_node(), self.some_target());
        let room = self.some_room();
        target.of(self.nodes[place].namespace.everybody()).sockets_join(&room);
        self.have_joined(place, &target.selection(), &room);
    }

    fn bulk_leave(&mut self) {
        let (place, target) = (self.some_node(), self.some_target());
        let room = self.some_room();
        target.of(self.nodes[place].namespace.everybody()).sockets_leave(&room);
        self.have_left(place, &target.selection(), &room);
    }

    async fn disconnect(&mut self) {
        let Some(number) = self.some_client() else { return };
        self.note_change(number);
        let client = &mut self.clients[number];
        client.is_connected = false;
        if self.random.percent(50) {
            client.leave().await;
        } else {
            client.socket.disconnect();
        }
    }

    async fn connect(&mut self) {
        let place = self.some_node();
        let client = SimulatedClient::connect(place, &self.nodes[place].io).await;
        self.clients.push(client);
    }

    async fn ask(&mut self) {
        let (question, place, target) = self.question();
        let broadcast = target.of(self.nodes[place].namespace.everybody());
        let mut answers = broadcast.emit_with_ack::<u64, _>("ask", &(question,));
        let ledger = Arc::clone(&self.ledger);
        tokio::spawn(async move {
            while let Some((id, answer)) = answers.next().await {
                lock(&ledger).answered(question, id, answer.ok());
            }
            lock(&ledger).settled(question, answers.missing_nodes());
        });
        self.settle().await;
        self.drain(place).await;
    }

    async fn fetch(&mut self) {
        let (question, place, target) = self.question();
        let broadcast = target.of(self.nodes[place].namespace.everybody());
        let ledger = Arc::clone(&self.ledger);
        tokio::spawn(async move {
            let fetched = broadcast.fetch_sockets().await;
            let mut ledger = lock(&ledger);
            for socket in &fetched.sockets {
                ledger.answered(question, socket.id(), Some(question));
            }
            ledger.settled(question, &fetched.missing_nodes);
        });
        self.settle().await;
    }

    /// A question, who asks it and of whom.
    fn question(&mut self) -> (u64, Place, Target) {
        let (place, target) = (self.some_node(), self.some_target());
        self.n_events += 1;
        let must_answer = self.who_must_answer(place, &target);
        lock(&self.ledger).asked(self.n_events, must_answer);
        (self.n_events, place, target)
    }

    fn crash(&mut self) {
        let place = self.some_node();
        if self.nodes.iter().filter(|node| node.is_alive).count() > 2 {
            self.nodes[place].is_alive = false;
            self.network.crash(place);
        }
    }
}

/// What passes between them.
impl World {
    /// Lets so many milliseconds pass, with everything that arrives in them.
    async fn pass(&mut self, milliseconds: u64) {
        let until = self.now + milliseconds;
        while let Some(due) = self.network.next_arrival().filter(|due| *due <= until) {
            self.go_on_to(due).await;
            let Some((place, arrivals)) = self.network.arrive() else { return };
            for arrival in arrivals {
                self.arrive(place, arrival).await;
            }
        }
        self.go_on_to(until).await;
    }

    async fn go_on_to(&mut self, time: u64) {
        if time > self.now {
            tokio::time::advance(Duration::from_millis(time - self.now)).await;
            self.now = time;
            self.network.set_time(time);
        }
    }

    /// Waits until everything has arrived: then every server knows what it has lost, and what others want to hear.
    async fn calm(&mut self) {
        self.network.beat();
        self.pass(CALM_MS).await;
        for client in self.clients.iter_mut().filter(|client| client.is_connected) {
            client.is_known = true;
            client.rooms.values_mut().for_each(|membership| membership.is_known = true);
        }
    }

    async fn arrive(&mut self, place: Place, arrival: Arrival) {
        let node = self.network.node(place);
        match arrival {
            Arrival::Publication { from, publication } => {
                let expected = self.effect_of(place, &publication);
                node.receive(&from, &publication);
                if let Some(event) = event_of(&publication) {
                    lock(&self.ledger).delivered.insert((event, place));
                    self.expect_delivery(place, event, &expected).await;
                }
            }
            Arrival::Request { from, request, responder } => {
                node.answer(&from, Request::clone(&request), responder);
                self.settle().await;
                self.drain(place).await;
            }
            Arrival::Response { from, response, replies } => replies.response(&from, response),
            Arrival::Gap(gap) => node.gap(gap),
            Arrival::Lost(other) => node.lost(other),
        }
        self.settle().await;
    }

    /// Reckons with what another server has published. Says who gets an event by it.
    fn effect_of(&mut self, place: Place, publication: &Publication) -> BTreeSet<SocketId> {
        match &publication.operation {
            // Whatever the network made of it, this is whom the sender meant.
            Operation::Emit { .. } => {
                let meant = event_of(publication).and_then(|event| lock(&self.ledger).meant(event));
                return meant.map(|meant| self.who_gets(place, &meant)).unwrap_or_default();
            }
            Operation::Join { selection, rooms } => {
                rooms.iter().for_each(|room| self.have_joined(place, selection, room));
            }
            Operation::Leave { selection, rooms } => {
                rooms.iter().for_each(|room| self.have_left(place, selection, room));
            }
            operation => unreachable!("nobody does this: {operation:?}"),
        }
        BTreeSet::new()
    }

    /// Lets the tasks of the servers work until they wait for something.
    async fn settle(&self) {
        for _ in 0..16 {
            tokio::task::yield_now().await;
        }
    }

    /// Compares who has got an event on one server with who should have.
    async fn expect_delivery(&mut self, place: Place, event: u64, expected: &BTreeSet<SocketId>) {
        let got = self.drain(place).await;
        let mut ledger = lock(&self.ledger);
        let got_this: BTreeSet<SocketId> =
            got.iter().filter(|(_, number)| *number == event).map(|(id, _)| *id).collect();
        for id in expected.difference(&got_this) {
            ledger
                .violations
                .push(Violation::Missing { event, by: format!("{id}, who was there") });
        }
        for id in got_this.difference(expected) {
            ledger.violations.push(Violation::Misdelivered { event, to: *id });
        }
    }

    /// Takes what has been sent to the clients of one server, and lets them answer. Says who has been told what.
    async fn drain(&mut self, place: Place) -> Vec<(SocketId, u64)> {
        let mut told = Vec::new();
        for client in self.clients.iter_mut().filter(|client| client.place == place) {
            for packet in client.take_packets() {
                let id = client.socket.id();
                match packet {
                    Got::Told(event) => {
                        lock(&self.ledger).received(event, id);
                        told.push((id, event));
                    }
                    Got::Asked { ack_id, question } => {
                        lock(&self.ledger).was_asked(question, id);
                        client.answer(ack_id, question).await;
                    }
                }
            }
        }
        self.settle().await;
        told
    }
}

/// What the simulation reckons with.
impl World {
    /// Who gets what is for `selection` when it arrives at a server now.
    fn who_gets(&self, place: Place, selection: &Selection) -> BTreeSet<SocketId> {
        let chosen = self.chosen(place, selection).into_iter();
        chosen.map(|number| self.clients[number].socket.id()).collect()
    }

    fn chosen(&self, place: Place, selection: &Selection) -> Vec<usize> {
        let is_chosen = |client: &SimulatedClient| {
            let is_named = match &selection.rooms {
                Some(rooms) => rooms.iter().any(|room| client.is_in(room)),
                None => true,
            };
            let is_left_out = selection.except.iter().any(|room| client.is_in(room));
            client.place == place && client.is_connected && is_named && !is_left_out
        };
        (0..self.clients.len()).filter(|number| is_chosen(&self.clients[*number])).collect()
    }

    /// The other servers that have to hear of what is sent to `target`: the sender knows that somebody is there.
    fn who_must_hear(&mut self, from: Place, target: &Target) -> BTreeSet<Place> {
        let others = 0..self.nodes.len();
        let others = others.filter(|place| *place != from && self.nodes[*place].is_alive);
        let others: Vec<Place> = others.collect();
        let mut must_hear = BTreeSet::new();
        for client in self.clients.iter_mut().filter(|client| others.contains(&client.place)) {
            if client.is_connected && client.is_known_in(target.rooms.as_deref()) {
                must_hear.insert(client.place);
            }
        }
        must_hear
    }

    /// The clients that have to answer what is asked now, each with the server that speaks for it and how often it has changed.
    fn who_must_answer(&mut self, from: Place, target: &Target) -> Vec<Answerer> {
        let selection = target.selection();
        let mut answerers = Vec::new();
        for place in (0..self.nodes.len()).filter(|place| self.nodes[*place].is_alive) {
            for number in self.chosen(place, &selection) {
                let client = &mut self.clients[number];
                if place == from || client.is_known_in(target.rooms.as_deref()) {
                    let node = self.network.node(place).id().clone();
                    let (id, n_changes) = (client.socket.id(), client.n_changes);
                    answerers.push(Answerer { id, node, n_changes });
                }
            }
        }
        answerers
    }

    fn have_joined(&mut self, place: Place, selection: &Selection, room: &Room) {
        for number in self.chosen(place, selection) {
            self.clients[number].has_joined(room.clone(), None);
            self.note_change(number);
        }
    }

    fn have_left(&mut self, place: Place, selection: &Selection, room: &Room) {
        for number in self.chosen(place, selection) {
            self.clients[number].rooms.remove(room);
            self.note_change(number);
        }
    }

    fn note_change(&mut self, number: usize) {
        let client = &mut self.clients[number];
        client.n_changes += 1;
        lock(&self.ledger).changes.insert(client.socket.id(), client.n_changes);
    }

    fn some_node(&mut self) -> Place {
        let nodes = (0..self.nodes.len()).filter(|place| self.nodes[*place].is_alive);
        *self.random.pick(&nodes.collect::<Vec<_>>())
    }

    /// A client that is connected to a living server.
    fn some_client(&mut self) -> Option<usize> {
        let is_there =
            |client: &SimulatedClient| client.is_connected && self.nodes[client.place].is_alive;
        let there: Vec<usize> =
            (0..self.clients.len()).filter(|number| is_there(&self.clients[*number])).collect();
        (!there.is_empty()).then(|| *self.random.pick(&there))
    }

    fn some_room(&mut self) -> Room {
        Room::from(*self.random.pick(&ROOMS))
    }

    fn some_target(&mut self) -> Target {
        let rooms = match self.random.below(10) {
            0..2 => None,
            2..7 => Some(vec![self.some_room()]),
            7..9 => Some(vec![self.some_room(), self.some_room()]),
            _ => self.some_client().map(|client| vec![self.clients[client].socket.id().into()]),
        };
        let except = if self.random.percent(25) { vec![self.some_room()] } else { Vec::new() };
        Target { rooms, except, sender: None }
    }
}

impl Target {
    fn of(&self, everybody: Broadcast) -> Broadcast {
        let chosen = match &self.rooms {
            Some(rooms) => everybody.to_any(rooms),
            None => everybody,
        };
        self.except.iter().fold(chosen, |chosen, room| chosen.except(room))
    }

    fn selection(&self) -> Selection {
        let mut except = self.except.clone();
        except.extend(self.sender.map(Room::from));
        Selection { rooms: self.rooms.clone(), except }
    }
}

impl Server {
    fn new(place: Place, network: &Network, ledger: &Arc<Mutex<Ledger>>) -> Self {
        let ledger = Arc::clone(ledger);
        let io = Io::builder()
            .mount(Mount::new("/", Quiet))
            .adapter(network.adapter(place))
            .on_cluster_event(move |event| lock(&ledger).reported(place, event))
            .build()
            .expect("the simulated adapter always starts");
        let namespace = io.namespace("/").expect("it is mounted");
        Self { io, namespace, is_alive: true }
    }
}

/// The number of the event in a publication; `None` when it is about something else.
pub(super) fn event_of(publication: &Publication) -> Option<u64> {
    match &publication.operation {
        Operation::Emit { event, .. } => event.args.read::<(u64,)>().ok().map(|(number,)| number),
        _ => None,
    }
}

/// Forgets who is left out.
pub(super) fn forget_except(publication: &mut Publication) {
    if let Operation::Emit { selection, .. } = &mut publication.operation {
        selection.except.clear();
    }
}
