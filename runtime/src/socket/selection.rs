//! Whom an event is for.

use std::collections::HashSet;

use super::members::Snapshot;
use super::{Namespace, Room, Socket};
use crate::SocketId;
use crate::adapter::Selection;

/// A choice of sockets of one namespace, made when it is looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Choice {
    /// By rooms, as other servers of a cluster understand it.
    pub(super) selection: Selection,
    /// One socket that is left out whatever rooms it is in, and with it who has joined its own room.
    pub(super) without: Option<SocketId>,
}

impl Choice {
    /// Whether no socket can be chosen: there are targets, but not one.
    pub(super) fn is_nobody(&self) -> bool {
        self.selection.rooms.as_ref().is_some_and(Vec::is_empty)
    }

    /// What other servers are told.
    pub(super) fn to_selection(&self) -> Selection {
        let mut selection = self.selection.clone();
        selection.except.extend(self.without.map(Room::from));
        selection
    }

    fn excluded(&self, namespace: &Namespace) -> Excluded {
        let mut excluded = Excluded { without: self.without, ids: HashSet::new() };
        let rooms = &self.selection.except;
        for room in rooms {
            let members = namespace.in_room(room.as_str());
            excluded.ids.extend(members.iter().map(Socket::id));
        }
        if let Some(id) = self.without
            && let Some(guests) = namespace.rooms().snapshot(id.as_str())
        {
            excluded.ids.extend(guests.values().map(Socket::id));
        }
        excluded
    }
}

/// Who is left out.
struct Excluded {
    without: Option<SocketId>,
    ids: HashSet<SocketId>,
}

impl Excluded {
    fn contains(&self, id: SocketId) -> bool {
        self.without == Some(id) || (!self.ids.is_empty() && self.ids.contains(&id))
    }
}

impl From<Selection> for Choice {
    fn from(selection: Selection) -> Self {
        Self { selection, without: None }
    }
}

impl Namespace {
    /// Visits who is chosen right now, on this server.
    pub(super) fn choose(&self, choice: &Choice, mut visit: impl FnMut(&Socket)) {
        let excluded = choice.excluded(self);
        // Who has joined a room while it is being admitted is not reached yet, and may never be.
        let visit = |socket: &Socket| {
            if socket.is_connected() && !excluded.contains(socket.id()) {
                visit(socket);
            }
        };
        match choice.selection.rooms.as_deref() {
            None => self.members().values().for_each(visit),
            Some([room]) => self.in_room(room.as_str()).iter().for_each(visit),
            Some(rooms) => {
                let rooms: Vec<_> = rooms.iter().map(|room| self.in_room(room.as_str())).collect();
                let mut sockets: Vec<_> = rooms.iter().flat_map(InRoom::iter).collect();
                // Who is in several of them is visited once.
                sockets.sort_unstable_by_key(|socket| socket.address());
                sockets.dedup_by_key(|socket| socket.address());
                sockets.into_iter().for_each(visit);
            }
        }
    }

    fn in_room(&self, room: &str) -> InRoom {
        let owner = room.parse().ok().and_then(|id| self.socket(id));
        InRoom { guests: self.rooms().snapshot(room), owner: owner.filter(Socket::is_in_own_room) }
    }
}

/// Who is in one room: those who joined it, and the socket whose own room it is.
struct InRoom {
    guests: Option<Snapshot<Socket>>,
    owner: Option<Socket>,
}

impl InRoom {
    fn iter(&self) -> impl Iterator<Item = &Socket> {
        self.guests.iter().flat_map(Snapshot::values).chain(&self.owner)
    }
}
