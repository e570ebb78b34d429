//! Who is here, in which rooms, and what was said.
//!
//! A plain value: it sends nothing, reads no clock and knows no socket. People are told apart by
//! the id of their connection, whatever the caller uses for one; the caller also says what time it
//! is.

mod images;
mod posts;
mod rooms;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use crate::contract::{Credentials, Limits, Members, Refusal, Welcome};
use crate::limits::{
    IMAGE_ALT_CHARS_MAX, IMAGE_BYTES_MAX, IMAGE_STORE_BYTES_MAX, IMAGE_STORE_COUNT_MAX,
    KEY_CHARS_MAX, NICKNAME_CHARS_MAX, USERS_MAX,
};
use crate::names::{fold, is_nickname};
use images::ImageStore;
use rooms::Room;

pub use posts::Delivery;

/// Milliseconds since 1970, UTC.
pub type UnixMillis = u64;

/// The whole chat. `Id` tells connections apart.
#[derive(Debug)]
pub struct State<Id> {
    users: HashMap<Id, User>,
    /// By folded nickname.
    connections: HashMap<String, Id>,
    rooms: BTreeMap<String, Room<Id>>,
    images: ImageStore,
    /// Counts the changes of rooms and members.
    revision: u64,
    /// The id of the next message or image.
    next_id: u64,
}

#[derive(Debug)]
struct User {
    nickname: String,
    key: Option<String>,
    rooms: BTreeSet<String>,
}

/// Somebody has left rooms, by a click or for good.
#[derive(Debug, PartialEq, Eq)]
pub struct Departure<Id> {
    /// Who left.
    pub connection: Id,
    /// Each room that was left, with those who stayed.
    pub rooms: Vec<Members>,
}

impl<Id: Copy + Eq + Hash> State<Id> {
    /// A chat without people and rooms.
    ///
    /// Message ids begin at `now`, so that they go on growing when the server is restarted and
    /// nothing that a page still shows gets the id of something new.
    pub fn new(now: UnixMillis) -> Self {
        Self {
            users: HashMap::new(),
            connections: HashMap::new(),
            rooms: BTreeMap::new(),
            images: ImageStore::new(IMAGE_STORE_BYTES_MAX, IMAGE_STORE_COUNT_MAX),
            revision: 0,
            next_id: now,
        }
    }

    /// Lets somebody in.
    ///
    /// When an earlier connection has the nickname and `credentials` has its key, that one is
    /// signed out and returned.
    ///
    /// # Errors
    /// The nickname or the key cannot be used, or the server is full.
    pub fn sign_in(
        &mut self,
        connection: Id,
        credentials: Credentials,
    ) -> Result<Option<Departure<Id>>, Refusal> {
        let Credentials { nickname, key } = credentials;
        if !is_nickname(&nickname) {
            return Err(Refusal::InvalidNickname { chars_max: NICKNAME_CHARS_MAX });
        }
        if key.as_ref().is_some_and(|key| key.chars().count() > KEY_CHARS_MAX) {
            return Err(Refusal::InvalidKey { chars_max: KEY_CHARS_MAX });
        }
        let folded = fold(&nickname);
        let replaced = match self.connections.get(&folded).copied() {
            None => None,
            Some(earlier) if key.is_some() && self.key_of(earlier) == key.as_deref() => {
                Some(self.sign_out(earlier))
            }
            Some(_) => return Err(Refusal::NicknameTaken),
        };
        if self.users.len() >= USERS_MAX {
            return Err(Refusal::ServerFull);
        }
        self.connections.insert(folded, connection);
        let user = User { nickname, key, rooms: BTreeSet::new() };
        self.users.insert(connection, user);
        Ok(replaced)
    }

    /// Forgets a connection; nothing happens when it is not known, for instance because it was
    /// replaced.
    pub fn sign_out(&mut self, connection: Id) -> Departure<Id> {
        let mut rooms = Vec::new();
        if let Some(user) = self.users.remove(&connection) {
            self.connections.remove(&fold(&user.nickname));
            for name in &user.rooms {
                rooms.extend(self.remove_member(name, &user.nickname));
            }
        }
        Departure { connection, rooms }
    }

    /// What a page needs to begin.
    pub fn welcome(&self, nickname: &str) -> Welcome {
        Welcome {
            nickname: nickname.to_owned(),
            limits: Limits {
                image_bytes_max: IMAGE_BYTES_MAX,
                image_alt_chars_max: IMAGE_ALT_CHARS_MAX,
            },
            rooms: self.room_list(),
        }
    }

    fn key_of(&self, connection: Id) -> Option<&str> {
        self.users.get(&connection)?.key.as_deref()
    }

    fn next_id(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }
}

#[cfg(test)]
mod tests;
