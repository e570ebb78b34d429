//! One server on the bus: what it hears of, and how it hears of it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, RwLock, Weak};

use tokio::runtime::Handle;

use super::link::{Link, Received};
use crate::Room;
use crate::adapter::{
    Audience, Degraded, Gap, Node, NodeError, NodeId, Publication, Receipt, Replies, Request,
    Responder, Response, Topic,
};
use crate::sparse::give_back;
use crate::sync::{lock, read, write};

/// What travels on the bus.
pub(super) enum Message {
    Publication(Arc<Publication>),
    Request(u64, Arc<Request>),
    Response(u64, Response),
}

/// One server.
pub(super) struct Member {
    node: Node,
    runtime: Handle,
    topics: Arc<Topics>,
    peers: Mutex<Arc<Vec<Peer>>>,
    asked: Mutex<Asked>,
}

/// The namespaces and families that a server has, with the rooms of which it wants to hear. It has them before it is on the bus.
#[derive(Default)]
pub(super) struct Topics(RwLock<HashMap<Audience, HashSet<Room>>>);

/// Another server, as one sees it.
#[derive(Clone)]
pub(super) struct Peer {
    pub(super) member: Weak<Member>,
    pub(super) out: Arc<Link<Message>>,
    pub(super) into: Arc<Link<Message>>,
}

/// The requests whose answers may still come, by number.
struct Asked {
    next: u64,
    waiting: HashMap<u64, Replies>,
    /// With so many, those that are over are looked for.
    sweep_at: usize,
}

/// So few requests are not worth a search.
const SWEEP_MIN: usize = 64;

/// After so many messages in a row others have their turn.
const BATCH: usize = 64;

impl Member {
    pub(super) fn new(node: Node, topics: Arc<Topics>, runtime: Handle) -> Self {
        let asked = Asked { next: 0, waiting: HashMap::new(), sweep_at: SWEEP_MIN };
        Self { node, runtime, topics, peers: Mutex::default(), asked: Mutex::new(asked) }
    }

    pub(super) fn node(&self) -> &Node {
        &self.node
    }

    pub(super) fn add(&self, peer: Peer) {
        Arc::make_mut(&mut lock(&self.peers)).push(peer);
    }

    /// Begins to receive what another server sends.
    pub(super) fn listen_to(self: &Arc<Self>, other: &Arc<Self>) {
        let Some(peer) = self.peer(other.node.id()) else { return };
        let hearing = hear(Arc::downgrade(self), self.node.clone(), other.node.id().clone(), peer);
        // Ends with the link, which ends when either of the two leaves.
        self.runtime.spawn(hearing);
    }

    /// Tells the others, who receive what was sent before, and receives nothing any more.
    pub(super) fn leave(&self) {
        for peer in &*self.peers() {
            peer.out.end();
            peer.into.close();
        }
    }

    pub(super) fn publish(&self, publication: Publication) -> Receipt {
        let publication = Arc::new(publication);
        let mut is_sent = true;
        for peer in &*self.peers() {
            let Some(member) = peer.member.upgrade() else { continue };
            if member.topics.has(&publication.audience) {
                let sent = peer.out.send(Message::Publication(Arc::clone(&publication)));
                // One that has left misses nothing.
                is_sent &= sent != Err(Degraded::Overflow);
            }
        }
        if is_sent { Receipt::done() } else { Receipt::degraded(Degraded::Overflow) }
    }

    pub(super) fn request(&self, request: Request, replies: &Replies) {
        let mut asked = Vec::new();
        for peer in &*self.peers() {
            let Some(member) = peer.member.upgrade() else { continue };
            if member.topics.has(&request.audience) {
                asked.push((member.node.id().clone(), Arc::clone(&peer.out)));
            }
        }
        replies.expect(asked.iter().map(|(node, _)| node.clone()));
        let (number, request) = (lock(&self.asked).insert(replies), Arc::new(request));
        for (node, out) in asked {
            match out.send(Message::Request(number, Arc::clone(&request))) {
                Ok(()) => {}
                Err(Degraded::Closed) => replies.failed(&node, &NodeError::Lost),
                Err(why) => replies.failed(&node, &NodeError::Unreachable(why)),
            }
        }
    }

    fn peers(&self) -> Arc<Vec<Peer>> {
        Arc::clone(&lock(&self.peers))
    }

    fn peer(&self, node: &NodeId) -> Option<Peer> {
        let is_it =
            |peer: &&Peer| peer.member.upgrade().is_some_and(|member| member.node.id() == node);
        self.peers().iter().find(is_it).cloned()
    }

    fn forget(&self, link: &Arc<Link<Message>>) {
        Arc::make_mut(&mut lock(&self.peers)).retain(|peer| !Arc::ptr_eq(&peer.into, link));
    }

    fn take(&self, from: &NodeId, back: &Arc<Link<Message>>, message: Message) {
        match message {
            Message::Publication(publication) => {
                if self.topics.hears(&publication) {
                    self.node.receive(from, &publication);
                }
            }
            Message::Request(number, request) => {
                let back = Arc::clone(back);
                let responder = Responder::new(move |response| {
                    // One that is lost is a gap, and the request settles without it.
                    let _ = back.send(Message::Response(number, response));
                });
                self.node.answer(from, Request::clone(&request), responder);
            }
            Message::Response(number, response) => {
                let replies = lock(&self.asked).waiting.get(&number).cloned();
                let Some(replies) = replies else { return };
                replies.response(from, response);
                if replies.is_over() {
                    lock(&self.asked).waiting.remove(&number);
                }
            }
        }
    }
}

impl Topics {
    pub(super) fn add(&self, topic: &Topic) {
        let mut topics = write(&self.0);
        match topic {
            Topic::Audience(audience) => drop(topics.entry(audience.clone()).or_default()),
            Topic::Room { namespace, room } => {
                let audience = Audience::Namespace(namespace.clone());
                topics.entry(audience).or_default().insert(room.clone());
            }
        }
    }

    pub(super) fn remove(&self, topic: &Topic) {
        let mut topics = write(&self.0);
        match topic {
            Topic::Audience(audience) => drop(topics.remove(audience)),
            Topic::Room { namespace, room } => {
                if let Some(rooms) = topics.get_mut(&Audience::Namespace(namespace.clone())) {
                    rooms.remove(room);
                    give_back(rooms);
                }
            }
        }
    }

    fn has(&self, audience: &Audience) -> bool {
        read(&self.0).contains_key(audience)
    }

    /// Whether a publication concerns this server. Only known when everything before it has been done: that may have been somebody's
    /// joining the room.
    fn hears(&self, publication: &Publication) -> bool {
        let Publication { audience, operation } = publication;
        let topics = read(&self.0);
        let Some(rooms) = topics.get(audience) else { return false };
        match (audience, operation.selection().and_then(|selection| selection.rooms.as_ref())) {
            (Audience::Namespace(_), Some(named)) => named.iter().any(|room| rooms.contains(room)),
            (Audience::Namespace(_), None) | (Audience::Family(_), _) => true,
        }
    }
}

impl Asked {
    fn insert(&mut self, replies: &Replies) -> u64 {
        if self.waiting.len() >= self.sweep_at {
            self.waiting.retain(|_, replies| !replies.is_over());
            self.sweep_at = SWEEP_MIN.max(self.waiting.len() * 2);
        }
        let number = self.next;
        self.next += 1;
        self.waiting.insert(number, replies.clone());
        number
    }
}

/// Receives what one server sends to another, until either leaves.
async fn hear(member: Weak<Member>, node: Node, from: NodeId, peer: Peer) {
    loop {
        for _ in 0..BATCH {
            let Some(member) = member.upgrade() else { return };
            match peer.into.receive() {
                Received::Message(message) => member.take(&from, &peer.out, message),
                Received::Gap { first, last } => {
                    let (node_id, partition) = (Some(from.clone()), String::new());
                    node.gap(Gap { node: node_id, partition, first, last });
                }
                Received::Nothing => {
                    drop(member);
                    peer.into.changed().await;
                }
                Received::End => {
                    member.forget(&peer.into);
                    return node.lost(from);
                }
            }
        }
        tokio::task::yield_now().await;
    }
}
