//! The network between the servers: slow, lossy, and honest about what it lost, unless it is told to break a promise.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use super::random::Random;
use crate::Room;
use crate::adapter::{
    Adapter, AdapterError, Audience, Confirm, Degraded, Gap, Node, NodeId, Publication, Question,
    Receipt, Replies, Request, Responder, Response, Selection, Topic,
};
use crate::socket::BoxFuture;
use crate::sync::lock;

/// A promise of adapters that the network breaks, to see that somebody notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Something arrives twice.
    Duplicate,
    /// Something is lost, and nobody is told.
    SilentLoss,
    /// What was sent later arrives earlier.
    Reorder,
    /// A server is told that the others know what it wants to hear before they do.
    EagerReceipt,
    /// The rooms that are left out are forgotten on the way.
    ForgottenExcept,
    /// One socket is left out of what another server answers.
    VanishingAnswer,
}

/// The number of a server, from 0.
pub(super) type Place = usize;

/// The longest that anything is on its way, unless it waits behind something else.
pub(super) const DELAY_MS_MAX: usize = 30;

/// How many things of a hundred are lost.
const LOSS_PERCENT: usize = 8;

/// The network of one cluster. All clones are one.
#[derive(Clone)]
pub(super) struct Network(Arc<Mutex<State>>);

struct State {
    random: Random,
    fault: Option<Fault>,
    now: u64,
    nodes: Vec<Option<Node>>,
    crashed: HashSet<Place>,
    links: HashMap<(Place, Place), Link>,
    /// What is on its way, by when it arrives; the second number keeps equal times in order.
    on_its_way: BTreeMap<(u64, u64), Parcel>,
    n_sent: u64,
    /// What each server has heard that others want to hear of.
    known: HashMap<(Place, Place), HashSet<Topic>>,
    asked: HashMap<u64, Replies>,
    /// What was sent and what arrived, in order.
    trace: Vec<Traced>,
}

/// When something was sent or arrived, from whom to whom, and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Traced {
    at: u64,
    from: Place,
    to: Place,
    number: u64,
    step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Sent { due: u64 },
    Lost,
    Arrived,
}

/// One direction between two servers.
#[derive(Default)]
struct Link {
    /// When the last thing that was sent arrives.
    busy_until: u64,
    n_sent: u64,
    n_received: u64,
    /// The number under which each event was sent.
    numbers: HashMap<u64, u64>,
}

struct Parcel {
    from: Place,
    to: Place,
    number: u64,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Publication(Arc<Publication>),
    Request(u64, Arc<Request>),
    Response(u64, Response),
    Interest(Topic, Arc<Mutex<Wanted>>),
    NoInterest(Topic),
    /// Nothing but its number, by which a loss before it is noticed.
    Beat,
    /// The sender has crashed, and this is when the receiver notices.
    Lost,
}

/// Who has yet to learn what a server wants to hear.
struct Wanted {
    unaware: HashSet<Place>,
    confirm: Option<Confirm>,
}

/// What arrives at a server, to be given to it.
pub(super) enum Arrival {
    Publication { from: NodeId, publication: Arc<Publication> },
    Request { from: NodeId, request: Arc<Request>, responder: Responder },
    Response { from: NodeId, response: Response, replies: Replies },
    Gap(Gap),
    Lost(NodeId),
}

impl Network {
    pub(super) fn new(seed: u64, fault: Option<Fault>, n_nodes: usize) -> Self {
        Self(Arc::new(Mutex::new(State {
            random: Random::new(seed),
            fault,
            now: 0,
            nodes: (0..n_nodes).map(|_| None).collect(),
            crashed: HashSet::new(),
            links: HashMap::new(),
            on_its_way: BTreeMap::new(),
            n_sent: 0,
            known: HashMap::new(),
            asked: HashMap::new(),
            trace: Vec::new(),
        })))
    }

    /// The adapter of the server with this number.
    pub(super) fn adapter(&self, place: Place) -> SimulatedAdapter {
        SimulatedAdapter { place, network: self.clone() }
    }

    pub(super) fn node(&self, place: Place) -> Node {
        let node = lock(&self.0).nodes[place].clone();
        node.expect("every server has been started")
    }

    /// Tells the servers of each other.
    pub(super) fn introduce(&self) {
        let n_nodes = lock(&self.0).nodes.len();
        for (one, other) in (0..n_nodes).flat_map(|one| (0..n_nodes).map(move |other| (one, other)))
        {
            if one != other {
                self.node(one).joined(self.node(other).id().clone());
            }
        }
    }

    pub(super) fn set_time(&self, now: u64) {
        lock(&self.0).now = now;
    }

    /// When the next thing arrives.
    pub(super) fn next_arrival(&self) -> Option<u64> {
        lock(&self.0).on_its_way.keys().next().map(|(due, _)| *due)
    }

    /// Takes what arrives first, with the number of its receiver. It may be nothing that a server sees.
    pub(super) fn arrive(&self) -> Option<(Place, Vec<Arrival>)> {
        let mut state = lock(&self.0);
        let (_, parcel) = state.on_its_way.pop_first()?;
        let to = parcel.to;
        let arrivals = if state.crashed.contains(&to) { Vec::new() } else { state.take(parcel) };
        drop(state);
        let arrivals = arrivals.into_iter().map(|arrival| arrival.on_the_way_back(self, to));
        Some((to, arrivals.collect()))
    }

    /// Lets every server notice what it has lost.
    pub(super) fn beat(&self) {
        let mut state = lock(&self.0);
        for from in 0..state.nodes.len() {
            for to in state.others(from) {
                state.send(from, to, Content::Beat);
            }
        }
    }

    /// Ends a server. Some of what it has sent last is lost with it.
    pub(super) fn crash(&self, place: Place) {
        let mut state = lock(&self.0);
        state.crashed.insert(place);
        let until = state.now + state.random.below(DELAY_MS_MAX) as u64;
        state.on_its_way.retain(|(due, _), parcel| parcel.from != place || *due <= until);
        let unaware = |parcel: &Parcel| match &parcel.content {
            Content::Interest(_, wanted) => Some(Arc::clone(wanted)),
            _ => None,
        };
        let wanted: Vec<_> = state.on_its_way.values().filter_map(unaware).collect();
        for to in 0..state.nodes.len() {
            if to != place && !state.crashed.contains(&to) {
                state.send_last(place, to, Content::Lost);
            }
        }
        drop(state);
        for wanted in wanted {
            lock(&wanted).learned(place);
        }
    }

    /// What was sent and what arrived until now.
    pub(super) fn trace(&self) -> Vec<Traced> {
        lock(&self.0).trace.clone()
    }

    /// Under which number an event was sent from one server to another.
    pub(super) fn number_of(&self, event: u64, from: Place, to: Place) -> Option<u64> {
        lock(&self.0).links.get(&(from, to))?.numbers.get(&event).copied()
    }
}

impl State {
    fn others(&self, place: Place) -> Vec<Place> {
        let others = (0..self.nodes.len()).filter(|other| *other != place);
        others.filter(|other| !self.crashed.contains(other)).collect()
    }

    fn id(&self, place: Place) -> NodeId {
        let node = self.nodes[place].as_ref().expect("every server has been started");
        node.id().clone()
    }

    fn send(&mut self, from: Place, to: Place, content: Content) {
        if self.crashed.contains(&from) || self.crashed.contains(&to) {
            return;
        }
        let is_reliable =
            matches!(content, Content::Interest(..) | Content::NoInterest(_) | Content::Beat);
        let is_lost = !is_reliable && self.random.percent(LOSS_PERCENT);
        let is_faulty = !is_reliable && self.random.percent(25);
        if is_faulty && self.fault == Some(Fault::SilentLoss) {
            // Numbered like the next one, so that nobody misses it.
            let number = self.link(from, to).n_sent + 1;
            return self.note(from, to, number, &content);
        }
        let link = self.link(from, to);
        link.n_sent += 1;
        let number = link.n_sent;
        self.note(from, to, number, &content);
        if is_lost {
            return self.record(from, to, number, Step::Lost);
        }
        let delay = self.random.below(DELAY_MS_MAX) as u64 + 1;
        let mut due = self.now + delay;
        let link = self.link(from, to);
        due = due.max(link.busy_until);
        link.busy_until = due;
        if is_faulty && self.fault == Some(Fault::Reorder) {
            due += DELAY_MS_MAX as u64;
        }
        if is_faulty && self.fault == Some(Fault::Duplicate) {
            self.queue(due, Parcel { from, to, number, content: content.clone() });
        }
        self.queue(due, Parcel { from, to, number, content });
    }

    /// Sends the last thing that ever comes this way.
    fn send_last(&mut self, from: Place, to: Place, content: Content) {
        let now = self.now;
        let link = self.link(from, to);
        let (due, number) = (now.max(link.busy_until) + 50, link.n_sent + 1);
        self.queue(due, Parcel { from, to, number, content });
    }

    fn record(&mut self, from: Place, to: Place, number: u64, step: Step) {
        self.trace.push(Traced { at: self.now, from, to, number, step });
    }

    fn queue(&mut self, due: u64, parcel: Parcel) {
        self.record(parcel.from, parcel.to, parcel.number, Step::Sent { due });
        self.n_sent += 1;
        self.on_its_way.insert((due, self.n_sent), parcel);
    }

    fn link(&mut self, from: Place, to: Place) -> &mut Link {
        self.links.entry((from, to)).or_default()
    }

    fn note(&mut self, from: Place, to: Place, number: u64, content: &Content) {
        if let Content::Publication(publication) = content
            && let Some(event) = super::world::event_of(publication)
        {
            self.link(from, to).numbers.insert(event, number);
        }
    }

    fn take(&mut self, parcel: Parcel) -> Vec<Unpacked> {
        let Parcel { from, to, number, content } = parcel;
        self.record(from, to, number, Step::Arrived);
        let sender = self.id(from);
        let mut unpacked = Vec::new();
        let link = self.link(from, to);
        let expected = link.n_received + 1;
        if number > expected && !matches!(content, Content::Lost) {
            let partition = String::new();
            let gap =
                Gap { node: Some(sender.clone()), partition, first: expected, last: number - 1 };
            // Under this fault what is missing may still come.
            if self.fault != Some(Fault::Reorder) {
                unpacked.push(Unpacked::Arrival(Arrival::Gap(gap)));
            }
        }
        let link = self.link(from, to);
        link.n_received = link.n_received.max(number);
        match content {
            Content::Publication(publication) => {
                unpacked
                    .push(Unpacked::Arrival(Arrival::Publication { from: sender, publication }));
            }
            Content::Request(question, request) => {
                unpacked.push(Unpacked::Request { sender: from, from: sender, question, request });
            }
            Content::Response(question, response) => {
                if let Some(replies) = self.asked.get(&question).cloned() {
                    let arrival = Arrival::Response { from: sender, response, replies };
                    unpacked.push(Unpacked::Arrival(arrival));
                }
            }
            Content::Interest(topic, wanted) => {
                self.known.entry((to, from)).or_default().insert(topic);
                lock(&wanted).learned(to);
            }
            Content::NoInterest(topic) => {
                self.known.entry((to, from)).or_default().remove(&topic);
            }
            Content::Beat => {}
            Content::Lost => {
                self.known.remove(&(to, from));
                unpacked.push(Unpacked::Arrival(Arrival::Lost(sender)));
            }
        }
        unpacked
    }

    /// Those who, as far as this server knows, want to hear of something.
    fn listeners(
        &self,
        place: Place,
        audience: &Audience,
        selection: Option<&Selection>,
    ) -> Vec<Place> {
        let topics = match (audience, selection.and_then(|selection| selection.rooms.as_ref())) {
            (Audience::Namespace(namespace), Some(rooms)) => {
                let topic = |room: &Room| {
                    let (namespace, room) = (namespace.clone(), room.clone());
                    Topic::Room { namespace, room }
                };
                rooms.iter().map(topic).collect()
            }
            _ => vec![Topic::Audience(audience.clone())],
        };
        let is_known = |other: &Place| {
            let known = self.known.get(&(place, *other));
            known.is_some_and(|known| topics.iter().any(|topic| known.contains(topic)))
        };
        // One that has crashed counts until somebody has noticed.
        (0..self.nodes.len()).filter(|other| *other != place).filter(is_known).collect()
    }
}

impl Wanted {
    fn learned(&mut self, place: Place) {
        self.unaware.remove(&place);
        if self.unaware.is_empty()
            && let Some(confirm) = self.confirm.take()
        {
            confirm.done();
        }
    }
}

/// What arrives, before the way back to the sender is known.
enum Unpacked {
    Arrival(Arrival),
    Request { sender: Place, from: NodeId, question: u64, request: Arc<Request> },
}

impl Unpacked {
    fn on_the_way_back(self, network: &Network, receiver: Place) -> Arrival {
        match self {
            Self::Arrival(arrival) => arrival,
            Self::Request { sender, from, question, request } => {
                let network = network.clone();
                let responder = Responder::new(move |mut response| {
                    if lock(&network.0).fault == Some(Fault::VanishingAnswer) {
                        leave_one_out(&mut response);
                    }
                    let content = Content::Response(question, response);
                    lock(&network.0).send(receiver, sender, content);
                });
                Arrival::Request { from, request, responder }
            }
        }
    }
}

/// One server's way into the network.
pub(super) struct SimulatedAdapter {
    place: Place,
    network: Network,
}

impl Adapter for SimulatedAdapter {
    fn start(&self, node: Node) -> Result<(), AdapterError> {
        lock(&self.network.0).nodes[self.place] = Some(node);
        Ok(())
    }

    fn publish(&self, mut publication: Publication) -> Receipt {
        let mut state = lock(&self.network.0);
        if state.fault == Some(Fault::ForgottenExcept) {
            super::world::forget_except(&mut publication);
        }
        let selection = publication.operation.selection();
        let listeners = state.listeners(self.place, &publication.audience, selection);
        let publication = Arc::new(publication);
        for to in listeners {
            state.send(self.place, to, Content::Publication(Arc::clone(&publication)));
        }
        Receipt::done()
    }

    fn add_interest(&self, topic: &Topic) -> Receipt {
        let mut state = lock(&self.network.0);
        let others = state.others(self.place);
        if others.is_empty() {
            return Receipt::done();
        }
        let (confirm, receipt) = Receipt::pending();
        let is_eager = state.fault == Some(Fault::EagerReceipt);
        let unaware = others.iter().copied().collect();
        let wanted = Arc::new(Mutex::new(Wanted { unaware, confirm: Some(confirm) }));
        for to in others {
            state.send(self.place, to, Content::Interest(topic.clone(), Arc::clone(&wanted)));
        }
        if is_eager { Receipt::done() } else { receipt }
    }

    fn remove_interest(&self, topic: &Topic) {
        let mut state = lock(&self.network.0);
        for to in state.others(self.place) {
            state.send(self.place, to, Content::NoInterest(topic.clone()));
        }
    }

    fn request(&self, request: Request, replies: Replies) {
        let mut state = lock(&self.network.0);
        if state.crashed.contains(&self.place) {
            return replies.unreachable(Degraded::Closed);
        }
        let selection = match &request.question {
            Question::FetchSockets { selection } | Question::EmitWithAck { selection, .. } => {
                Some(selection)
            }
            Question::ServerSideEmit { .. } => None,
        };
        let listeners = state.listeners(self.place, &request.audience, selection);
        replies.expect(listeners.iter().map(|place| state.id(*place)));
        let question = state.n_sent;
        state.n_sent += 1;
        state.asked.insert(question, replies);
        let request = Arc::new(request);
        for to in listeners {
            state.send(self.place, to, Content::Request(question, Arc::clone(&request)));
        }
    }

    fn close(&self) -> BoxFuture<()> {
        Box::pin(std::future::ready(()))
    }
}

fn leave_one_out(response: &mut Response) {
    match response {
        Response::Sockets(sockets) => drop(sockets.pop()),
        Response::Asked(ids) => drop(ids.pop()),
        _ => {}
    }
}
