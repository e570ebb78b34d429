//! Namespaces and families as parts of the cluster.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use super::interests::Interests;
use super::{Cluster, Joined, ServerSideListeners};
use crate::adapter::{Audience, Topic};
use crate::socket::{Family, Namespace};
use crate::sparse::give_back;
use crate::sync::lock;
use crate::{Room, SocketId};

/// What a namespace keeps when its server is in a cluster.
pub(in crate::socket) struct Clustered {
    cluster: Arc<Cluster>,
    interests: Interests,
    /// Those of this namespace alone.
    pub(super) server_side: ServerSideListeners,
    /// The rooms to which clients may come back that were cut off, with how many.
    expected: Mutex<HashMap<Room, usize>>,
}

impl Clustered {
    pub(in crate::socket) fn new(cluster: Arc<Cluster>) -> Self {
        Self {
            cluster,
            interests: Interests::default(),
            server_side: ServerSideListeners::default(),
            expected: Mutex::default(),
        }
    }

    pub(in crate::socket) fn cluster(&self) -> &Arc<Cluster> {
        &self.cluster
    }

    fn expects(&self, room: &Room) -> bool {
        lock(&self.expected).contains_key(room)
    }

    fn expect_one_less(&self, room: &Room) {
        let mut expected = lock(&self.expected);
        let Some(count) = expected.get_mut(room) else { return };
        *count -= 1;
        if *count == 0 {
            expected.remove(room);
            give_back(&mut *expected);
        }
    }
}

/// What the others have to tell this server about.
impl Namespace {
    pub(in crate::socket) fn note_made(&self) {
        if let Some(clustered) = self.clustered() {
            clustered.cluster.adapter.add_interest(&self.topic());
        }
    }

    pub(in crate::socket) fn note_removed(&self) {
        if let Some(clustered) = self.clustered() {
            let adapter = &clustered.cluster.adapter;
            clustered.interests.close(|room| adapter.remove_interest(&self.room_topic(room)));
            adapter.remove_interest(&self.topic());
        }
    }

    /// To be called when somebody has joined `room`.
    pub(in crate::socket) fn note_joined(&self, room: &Room) -> Joined {
        let Some(clustered) = self.clustered() else { return Joined::ready() };
        let add = || clustered.cluster.adapter.add_interest(&self.room_topic(room));
        clustered.interests.joined(room, || self.is_inhabited(room), add)
    }

    /// To be called when somebody has left `room`.
    pub(in crate::socket) fn note_left(&self, room: &Room) {
        if let Some(clustered) = self.clustered() {
            let remove = || clustered.cluster.adapter.remove_interest(&self.room_topic(room));
            clustered.interests.left(room, || self.is_inhabited(room), remove);
        }
    }

    /// To be called when a socket has left the namespace whose client may come back to these rooms.
    pub(in crate::socket) fn expect_in(&self, rooms: &BTreeSet<Room>) {
        if let Some(clustered) = self.clustered() {
            let mut expected = lock(&clustered.expected);
            for room in rooms {
                *expected.entry(room.clone()).or_default() += 1;
            }
        }
    }

    /// To be called when such a client has come back, or will not any more.
    pub(in crate::socket) fn expect_no_more_in(&self, rooms: &BTreeSet<Room>) {
        let Some(clustered) = self.clustered() else { return };
        for room in rooms {
            clustered.expect_one_less(room);
            self.note_left(room);
        }
    }

    /// To be called when a socket has entered the namespace.
    pub(in crate::socket) fn note_entered(&self, id: SocketId) {
        if self.clustered().is_some() {
            self.note_joined(&id.into());
        }
    }

    /// To be called when a socket has left the namespace.
    pub(in crate::socket) fn note_exited(&self, id: SocketId) {
        if self.clustered().is_some() {
            self.note_left(&id.into());
        }
    }

    fn topic(&self) -> Topic {
        Topic::Audience(Audience::Namespace(self.name().to_owned()))
    }

    fn room_topic(&self, room: &Room) -> Topic {
        Topic::Room { namespace: self.name().to_owned(), room: room.clone() }
    }

    /// Whether a socket of this server is in `room`, or may come back to it.
    fn is_inhabited(&self, room: &Room) -> bool {
        let is_expected = || self.clustered().is_some_and(|clustered| clustered.expects(room));
        let has_joined = || self.rooms().snapshot(room.as_str()).is_some();
        let owner = || room.as_str().parse().ok().and_then(|id| self.socket(id));
        is_expected() || has_joined() || owner().is_some_and(|owner| owner.is_in_own_room())
    }
}

impl Family {
    /// What the others have to tell this server about.
    pub(in crate::socket) fn note_made(&self) {
        if let Some(cluster) = self.cluster() {
            cluster.adapter.add_interest(&self.topic());
        }
    }

    pub(in crate::socket) fn note_removed(&self) {
        if let Some(cluster) = self.cluster() {
            cluster.adapter.remove_interest(&self.topic());
        }
    }

    fn topic(&self) -> Topic {
        Topic::Audience(Audience::Family(self.name().to_owned()))
    }
}
