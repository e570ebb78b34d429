//! One Engine.IO session, as others see it.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{contract::Peer, outbox::Outbox};

/// Names a session or a socket: 120 random bits.
pub(crate) type Id = [u8; 20];

pub(crate) fn new_id() -> Id {
    let mut random = [0; 15];
    let mut id = [0; 20];
    // Without randomness there is nothing to measure either.
    if getrandom::fill(&mut random).is_err()
        || URL_SAFE_NO_PAD.encode_slice(random, &mut id).is_err()
    {
        std::process::abort();
    }
    id
}

/// A session: its outbox, its heart, and what it has while it polls.
pub(crate) struct Session {
    pub(crate) sid: Id,
    pub(crate) outbox: Outbox,
    alive: AtomicBool,
    polling: Mutex<Option<Peer>>,
}

impl Session {
    pub(crate) fn new(sid: Id) -> Self {
        Self {
            sid,
            outbox: Outbox::default(),
            alive: AtomicBool::new(true),
            polling: Mutex::default(),
        }
    }

    /// The peer, when requests carry the session. A WebSocket's task owns it.
    pub(crate) fn polling(&self) -> MutexGuard<'_, Option<Peer>> {
        self.polling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a pong.
    pub(crate) fn lives(&self) {
        self.alive.store(true, Ordering::Relaxed);
    }

    /// Whether a pong has come since this was last asked.
    pub(crate) fn has_lived(&self) -> bool {
        self.alive.swap(false, Ordering::Relaxed)
    }
}
