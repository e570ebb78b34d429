//! What a client may take up while it is in no namespace: nobody knows yet who it is.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::time::{Sleep, sleep};

use crate::codec::Message;
use crate::config::Config;
use crate::session::Held;

/// The bounds of a client that has joined no namespace, until it does.
pub(super) struct Unjoined {
    deadline: Pin<Box<Sleep>>,
    bytes_left: usize,
    /// Its place among those that the server counts.
    _place: Option<Held>,
}

impl Unjoined {
    pub(super) fn new(config: &Config, place: Option<Held>) -> Self {
        Self {
            deadline: Box::pin(sleep(config.connect_timeout)),
            bytes_left: config.unjoined_bytes_max,
            _place: place,
        }
    }

    /// Says whether the client may still send this.
    pub(super) fn admits(&mut self, message: &Message) -> bool {
        match self.bytes_left.checked_sub(message.len()) {
            Some(bytes_left) => {
                self.bytes_left = bytes_left;
                true
            }
            None => false,
        }
    }

    /// Ready when the client had its time.
    pub(super) fn poll_overdue(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.deadline.as_mut().poll(cx)
    }
}
