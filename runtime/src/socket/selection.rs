//! Whom an event is for.

use std::collections::HashSet;

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

    fn excluded(&self, namespace: &Namespace) -> HashSet<SocketId> {
        let mut excluded = HashSet::new();
        for room in &self.selection.except {
            for_each_in(namespace, room, |socket| {
                excluded.insert(socket.id());
            });
        }
        if let Some(id) = self.without {
            excluded.insert(id);
            if let Some(guests) = namespace.rooms().snapshot(id.as_str()) {
                excluded.extend(guests.values().map(Socket::id));
            }
        }
        excluded
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
        let mut excluded = choice.excluded(self);
        // Who has joined a room while it is being admitted is not reached yet, and may never be.
        let is_reached = |socket: &Socket, excluded: &HashSet<SocketId>| {
            socket.is_connected() && !excluded.contains(&socket.id())
        };
        match choice.selection.rooms.as_deref() {
            None => {
                let members = self.members();
                members.values().filter(|socket| is_reached(socket, &excluded)).for_each(visit);
            }
            Some([room]) => for_each_in(self, room, |socket| {
                if is_reached(socket, &excluded) {
                    visit(socket);
                }
            }),
            Some(rooms) => rooms.iter().for_each(|room| {
                for_each_in(self, room, |socket| {
                    // Who has been visited is left out of the rooms that follow.
                    if is_reached(socket, &excluded) {
                        excluded.insert(socket.id());
                        visit(socket);
                    }
                });
            }),
        }
    }
}

/// Visits who is in one room: those who joined it, and the socket whose own room it is.
fn for_each_in(namespace: &Namespace, room: &Room, mut visit: impl FnMut(&Socket)) {
    if let Some(members) = namespace.rooms().snapshot(room.as_str()) {
        members.values().for_each(&mut visit);
    }
    if let Ok(id) = room.as_str().parse()
        && let Some(owner) = namespace.socket(id)
        && owner.is_in_own_room()
    {
        visit(&owner);
    }
}
