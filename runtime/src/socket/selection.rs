//! Whom an event is for.

use std::collections::HashSet;

use super::{Namespace, Room, Socket};
use crate::SocketId;

/// A choice of sockets of one namespace, made when it is looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Selection {
    /// `None` is everybody.
    pub(super) rooms: Option<Vec<Room>>,
    pub(super) except: Vec<Room>,
    /// One socket that is left out, whatever rooms it is in.
    pub(super) without: Option<SocketId>,
}

impl Selection {
    /// Visits who is chosen in `namespace` right now, on this server.
    pub(super) fn for_each(&self, namespace: &Namespace, mut visit: impl FnMut(&Socket)) {
        let mut excluded = HashSet::new();
        for room in &self.except {
            for_each_in(namespace, room, |socket| {
                excluded.insert(socket.id());
            });
        }
        // Who has joined a room while it is being admitted is not reached yet, and may never be.
        let is_reached = |socket: &Socket, excluded: &HashSet<SocketId>| {
            let id = socket.id();
            socket.is_connected() && self.without != Some(id) && !excluded.contains(&id)
        };
        match self.rooms.as_deref() {
            None => namespace
                .members()
                .values()
                .filter(|socket| is_reached(socket, &excluded))
                .for_each(visit),
            Some([room]) => for_each_in(namespace, room, |socket| {
                if is_reached(socket, &excluded) {
                    visit(socket);
                }
            }),
            Some(rooms) => rooms.iter().for_each(|room| {
                for_each_in(namespace, room, |socket| {
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
    if let Some(members) = namespace.rooms().snapshot(room) {
        members.values().for_each(&mut visit);
    }
    if let Ok(id) = room.as_str().parse()
        && let Some(owner) = namespace.socket(id)
        && owner.is_in_own_room()
    {
        visit(&owner);
    }
}
