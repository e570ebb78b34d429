//! Who is there: all sessions, the sockets among them, and their rooms.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use slab::Slab;

use crate::{
    frame,
    session::{Id, Session, new_id},
};

/// The sockets in a room, each with its place.
type Members = Slab<Arc<Session>>;

/// All that connections share.
pub(crate) struct Hub {
    /// The seconds between two pings.
    pub(crate) ping_interval: u32,
    sessions: Mutex<Sessions>,
    sockets: Mutex<Slab<Arc<Session>>>,
    rooms: Mutex<HashMap<Box<[u8]>, Members>>,
}

#[derive(Default)]
struct Sessions {
    /// Each with its place on the wheel of the heartbeats.
    by_sid: HashMap<Id, (u32, Arc<Session>)>,
    now: u32,
}

impl Hub {
    pub(crate) fn new(ping_interval: u32) -> Self {
        Self {
            ping_interval,
            sessions: Mutex::default(),
            sockets: Mutex::default(),
            rooms: Mutex::default(),
        }
    }

    pub(crate) fn open(&self) -> Arc<Session> {
        let session = Arc::new(Session::new(new_id()));
        let mut sessions = lock(&self.sessions);
        let place = sessions.now;
        sessions.by_sid.insert(session.sid, (place, session.clone()));
        session
    }

    pub(crate) fn session(&self, sid: &[u8]) -> Option<Arc<Session>> {
        Some(lock(&self.sessions).by_sid.get(sid)?.1.clone())
    }

    pub(crate) fn close(&self, sid: &Id) {
        lock(&self.sessions).by_sid.remove(sid);
    }

    /// Makes the session a socket, and answers its seat.
    pub(crate) fn enter(&self, session: &Arc<Session>) -> usize {
        lock(&self.sockets).insert(session.clone())
    }

    pub(crate) fn leave(&self, seat: usize) {
        lock(&self.sockets).try_remove(seat);
    }

    /// Sends the frame to everybody.
    pub(crate) fn broadcast(&self, frame: &Bytes) {
        for (_, socket) in lock(&self.sockets).iter() {
            socket.outbox.push(frame);
        }
    }

    /// Lets the session into a room, and answers its place there.
    pub(crate) fn enter_room(&self, name: &[u8], session: &Arc<Session>) -> usize {
        let mut rooms = lock(&self.rooms);
        match rooms.get_mut(name) {
            Some(members) => members.insert(session.clone()),
            None => rooms.entry(name.into()).or_default().insert(session.clone()),
        }
    }

    pub(crate) fn leave_room(&self, name: &[u8], place: usize) {
        let mut rooms = lock(&self.rooms);
        if let Some(members) = rooms.get_mut(name) {
            members.try_remove(place);
            if members.is_empty() {
                rooms.remove(name);
            }
        }
    }

    /// Sends the frame to everybody in the room.
    pub(crate) fn send_to_room(&self, name: &[u8], frame: &Bytes) {
        for (_, member) in lock(&self.rooms).get(name).into_iter().flatten() {
            member.outbox.push(frame);
        }
    }

    /// Pings the sessions whose second it is, and ends those that have not answered the last ping.
    pub(crate) fn beat(&self) {
        let ping = frame::text(&[b"2"]);
        let mut sessions = lock(&self.sessions);
        sessions.now = (sessions.now + 1) % self.ping_interval;
        let now = sessions.now;
        sessions.by_sid.retain(|_, (place, session)| {
            if *place != now {
                return true;
            }
            let has_lived = session.has_lived();
            if has_lived {
                session.outbox.push(&ping);
            } else {
                session.outbox.close();
                drop(session.polling().take());
            }
            has_lived
        });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
