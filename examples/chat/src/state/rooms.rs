//! Entering and leaving rooms.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::Hash;
use std::sync::Arc;

use super::State;
use crate::contract::{
    JoinError, Joined, Latency, LeaveError, Members, Message, RoomList, RoomSummary,
};
use crate::limits::{
    HISTORY_MAX, ROOM_MEMBERS_MAX, ROOM_NAME_CHARS_MAX, ROOMS_MAX, ROOMS_PER_USER_MAX,
};
use crate::names::is_room_name;

/// One room. It outlives its last member, so that its history is there when somebody comes back.
#[derive(Debug)]
pub(super) struct Room<Id> {
    /// By nickname.
    members: BTreeMap<String, Id>,
    history: VecDeque<Arc<Message>>,
    /// The revision at which somebody last came or went.
    changed_at: u64,
}

impl<Id> Default for Room<Id> {
    fn default() -> Self {
        Self { members: BTreeMap::new(), history: VecDeque::new(), changed_at: 0 }
    }
}

impl<Id> Room<Id> {
    /// Keeps a message for those who join later.
    pub(super) fn keep(&mut self, message: Message) {
        if self.history.len() == HISTORY_MAX {
            self.history.pop_front();
        }
        self.history.push_back(Arc::new(message));
    }

    fn members(&self, name: &str) -> Members {
        Members {
            room: name.to_owned(),
            revision: self.changed_at,
            nicknames: self.members.keys().cloned().collect(),
        }
    }
}

impl<Id: Copy + Eq + Hash> State<Id> {
    /// The rooms, by name.
    pub fn room_list(&self) -> RoomList {
        let summary = |(name, room): (&String, &Room<Id>)| RoomSummary {
            name: name.clone(),
            member_count: room.members.len(),
        };
        RoomList { revision: self.revision, rooms: self.rooms.iter().map(summary).collect() }
    }

    /// Puts somebody into a room, which is created when it does not exist. Who is in the room
    /// already stays there.
    ///
    /// # Errors
    /// The name cannot be used, a bound is reached, or the connection is signed out.
    pub fn join(&mut self, connection: Id, name: &str) -> Result<(), JoinError> {
        if !is_room_name(name) {
            return Err(JoinError::InvalidRoomName { chars_max: ROOM_NAME_CHARS_MAX });
        }
        let user = self.users.get_mut(&connection).ok_or(JoinError::SignedOut)?;
        if !user.rooms.contains(name) && user.rooms.len() >= ROOMS_PER_USER_MAX {
            return Err(JoinError::TooManyJoined { rooms_max: ROOMS_PER_USER_MAX });
        }
        if !self.rooms.contains_key(name) && self.rooms.len() >= ROOMS_MAX {
            let idle = longest_empty(&self.rooms).ok_or(JoinError::TooManyRooms)?;
            self.rooms.remove(&idle);
            self.images.forget_room(&idle);
        }
        let room = self.rooms.entry(name.to_owned()).or_default();
        if !room.members.contains_key(&user.nickname) {
            if room.members.len() >= ROOM_MEMBERS_MAX {
                return Err(JoinError::RoomFull { members_max: ROOM_MEMBERS_MAX });
            }
            self.revision += 1;
            room.changed_at = self.revision;
            room.members.insert(user.nickname.clone(), connection);
            user.rooms.insert(name.to_owned());
        }
        Ok(())
    }

    /// What a newcomer is given: members and history. `None` when there is no such room.
    pub fn joined(&self, name: &str) -> Option<Joined> {
        let room = self.rooms.get(name)?;
        let history = room.history.iter().cloned().collect();
        Some(Joined { members: room.members(name), history })
    }

    /// Takes somebody out of a room and returns those who stay.
    ///
    /// # Errors
    /// The connection is not in the room.
    pub fn leave(&mut self, connection: Id, name: &str) -> Result<Members, LeaveError> {
        let user = self.users.get_mut(&connection).ok_or(LeaveError::NotAMember)?;
        user.rooms.remove(name);
        let nickname = user.nickname.clone();
        self.remove_member(name, &nickname).ok_or(LeaveError::NotAMember)
    }

    /// Says whether a connection is in a room.
    pub fn is_member(&self, connection: Id, name: &str) -> bool {
        self.users.get(&connection).is_some_and(|user| user.rooms.contains(name))
    }

    /// For each room, how far away its members are, by what each connection took to answer. Who was
    /// not asked is left out.
    pub fn latencies(&self, round_trips: &HashMap<Id, Option<u32>>) -> Vec<(String, Vec<Latency>)> {
        let latency = |(nickname, connection): (&String, &Id)| {
            let round_trip_ms = *round_trips.get(connection)?;
            Some(Latency { nickname: nickname.clone(), round_trip_ms })
        };
        let latencies = |(name, room): (&String, &Room<Id>)| {
            (name.clone(), room.members.iter().filter_map(latency).collect())
        };
        self.rooms.iter().map(latencies).collect()
    }

    /// Removes a member from a room; `None` when it was not in there.
    pub(super) fn remove_member(&mut self, name: &str, nickname: &str) -> Option<Members> {
        let room = self.rooms.get_mut(name)?;
        room.members.remove(nickname)?;
        self.revision += 1;
        room.changed_at = self.revision;
        Some(room.members(name))
    }
}

/// The name of the room that has been without members for longest.
fn longest_empty<Id>(rooms: &BTreeMap<String, Room<Id>>) -> Option<String> {
    let empty = rooms.iter().filter(|(_, room)| room.members.is_empty());
    empty.min_by_key(|(_, room)| room.changed_at).map(|(name, _)| name.clone())
}
