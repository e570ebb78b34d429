//! Who is in which room.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use super::members::{Members, Snapshot};
use super::{Room, Socket};
use crate::SocketId;
use crate::sparse::give_back;
use crate::sync::{read, write};

/// The rooms of a namespace. A room exists while somebody is in it.
///
/// A socket's own room, the one named by its id, is not kept here: the namespace finds the socket by its id.
#[derive(Default)]
pub(super) struct Rooms(RwLock<HashMap<Room, Arc<Members<Socket>>>>);

impl Rooms {
    pub(super) fn snapshot(&self, room: &str) -> Option<Snapshot<Socket>> {
        let members = Arc::clone(read(&self.0).get(room)?);
        Some(members.snapshot())
    }

    pub(super) fn join(&self, room: &Room, socket: Socket) {
        // The outer lock is held while joining, so that the room cannot be taken away as empty in between.
        let rooms = read(&self.0);
        if let Some(members) = rooms.get(room) {
            members.insert(socket.id(), socket);
            return;
        }
        drop(rooms);
        write(&self.0).entry(room.clone()).or_default().insert(socket.id(), socket);
    }

    /// How many rooms there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        read(&self.0).len()
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
