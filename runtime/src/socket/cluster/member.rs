//! Namespaces and families as parts of the cluster.

use std::sync::Arc;

use super::interests::Interests;
use super::{Cluster, Joined};
use crate::adapter::{Audience, Topic};
use crate::socket::{Family, Namespace};
use crate::{Room, SocketId};

/// What a namespace keeps when its server is in a cluster.
pub(in crate::socket) struct Clustered {
    cluster: Arc<Cluster>,
    interests: Interests,
}

impl Clustered {
    pub(in crate::socket) fn new(cluster: Arc<Cluster>) -> Self {
        Self { cluster, interests: Interests::default() }
    }

    pub(in crate::socket) fn cluster(&self) -> &Arc<Cluster> {
        &self.cluster
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
            clustered.cluster.adapter.remove_interest(&self.topic());
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

    /// Whether a socket of this server is in `room`.
    fn is_inhabited(&self, room: &Room) -> bool {
        let has_joined = || self.rooms().snapshot(room.as_str()).is_some();
        let owner = || room.as_str().parse().ok().and_then(|id| self.socket(id));
        has_joined() || owner().is_some_and(|owner| owner.is_in_own_room())
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
