//! Who is in which room, and who is in the namespace at all.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use indexmap::IndexMap;

use super::{Room, Socket};
use crate::SocketId;
use crate::sparse::give_back;
use crate::sync::{read, write};

/// A set of sockets at one moment.
pub(super) type Snapshot = Arc<IndexMap<SocketId, Socket>>;

/// A set of sockets that can be gone through while others come and go: no lock is held while sending. Who changes it while
/// somebody goes through it pays for a copy.
#[derive(Default)]
pub(super) struct Members(RwLock<Snapshot>);

impl Members {
    pub(super) fn snapshot(&self) -> Snapshot {
        Arc::clone(&read(&self.0))
    }

    pub(super) fn get(&self, id: SocketId) -> Option<Socket> {
        read(&self.0).get(&id).cloned()
    }

    pub(super) fn insert(&self, socket: Socket) {
        Arc::make_mut(&mut write(&self.0)).insert(socket.id(), socket);
    }

    /// Says whether the set is empty now.
    pub(super) fn remove(&self, id: SocketId) -> bool {
        let mut members = write(&self.0);
        let table = Arc::make_mut(&mut members);
        table.swap_remove(&id);
        give_back(table);
        table.is_empty()
    }

    fn is_empty(&self) -> bool {
        read(&self.0).is_empty()
    }
}

/// The rooms of a namespace. A room exists while somebody is in it.
///
/// A socket's own room, the one named by its id, is not kept here: the namespace finds the socket by its id.
#[derive(Default)]
pub(super) struct Rooms(RwLock<HashMap<Room, Arc<Members>>>);

impl Rooms {
    pub(super) fn snapshot(&self, room: &Room) -> Option<Snapshot> {
        let members = Arc::clone(read(&self.0).get(room)?);
        Some(members.snapshot())
    }

    pub(super) fn join(&self, room: &Room, socket: Socket) {
        // The outer lock is held while joining, so that the room cannot be taken away as empty in between.
        let rooms = read(&self.0);
        if let Some(members) = rooms.get(room) {
            members.insert(socket);
            return;
        }
        drop(rooms);
        write(&self.0).entry(room.clone()).or_default().insert(socket);
    }

    pub(super) fn leave(&self, room: &Room, id: SocketId) {
        let is_empty = read(&self.0).get(room).is_some_and(|members| members.remove(id));
        if is_empty {
            let mut rooms = write(&self.0);
            if rooms.get(room).is_some_and(|members| members.is_empty()) {
                rooms.remove(room);
                give_back(&mut *rooms);
            }
        }
    }
}
