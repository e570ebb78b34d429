//! One socket as a target, with the way in which events are sent.

use std::fmt;
use std::time::Duration;

use super::flags::Flags;
use super::{AckFuture, Socket};
use crate::codec::ToArgs;

/// One socket, and how events are sent to it. A value: every method gives another one, and one that is kept can be used again. Made by
/// [`Socket::volatile`], [`Socket::compress`] and [`Socket::timeout`].
///
/// ```
/// # use std::time::Duration;
/// # async fn example(socket: &wigwag::socket::Socket) -> Result<(), wigwag::AckError> {
/// socket.volatile().emit("position", &(3, 4));
/// let patient = socket.timeout(Duration::from_secs(60)).compress(false);
/// let name: String = patient.emit_with_ack("name?", &()).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Emitter {
    socket: Socket,
    flags: Flags,
}

impl Socket {
    /// This socket, dropping what cannot be written right now. The reference's `socket.volatile`.
    pub fn volatile(&self) -> Emitter {
        self.emitter().volatile()
    }

    /// This socket, saying whether what is sent is worth compressing, see [`Broadcast::compress`](super::Broadcast::compress).
    pub fn compress(&self, compress: bool) -> Emitter {
        self.emitter().compress(compress)
    }

    /// This socket, giving up on acknowledgements after `timeout`. The reference's `socket.timeout`.
    pub fn timeout(&self, timeout: Duration) -> Emitter {
        self.emitter().timeout(timeout)
    }

    fn emitter(&self) -> Emitter {
        Emitter { socket: self.clone(), flags: Flags::default() }
    }
}

impl Emitter {
    /// Drops what cannot be written right now. The reference's `volatile`.
    ///
    /// An event that wants an acknowledgement and is dropped is as one that is not answered.
    #[must_use]
    pub fn volatile(mut self) -> Self {
        self.flags.is_volatile = true;
        self
    }

    /// Whether what is sent is worth compressing, see [`Broadcast::compress`](super::Broadcast::compress). Default: true.
    #[must_use]
    pub fn compress(mut self, compress: bool) -> Self {
        self.flags.compress = Some(compress);
        self
    }

    /// How long to wait for acknowledgements. Default: [`Config::ack_timeout`](crate::Config::ack_timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.flags.timeout = Some(timeout);
        self
    }

    /// Sends an event. See [`Socket::emit`].
    pub fn emit<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.socket.emit_flagged(self.flags, event, args);
    }

    /// Sends the event `message`. The reference's `send`.
    pub fn send<A: ToArgs + ?Sized>(&self, args: &A) {
        self.emit("message", args);
    }

    /// Sends an event that the client has to acknowledge, and waits for the acknowledgement's first argument.
    pub fn emit_with_ack<T, A>(&self, event: &str, args: &A) -> AckFuture<T>
    where
        T: serde::de::DeserializeOwned,
        A: ToArgs + ?Sized,
    {
        self.socket.emit_first_arg(self.flags, event, args)
    }
}

impl fmt::Debug for Emitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emitter").field("socket", &self.socket).field("flags", &self.flags).finish()
    }
}
