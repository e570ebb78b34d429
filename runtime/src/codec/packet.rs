//! What a packet says, whatever carries it.

use super::args::Args;
use super::text::Utf8Bytes;

/// One Socket.IO packet: what a [`Parser`](super::Parser) makes messages of, and messages are made into.
#[derive(Debug, Clone)]
pub struct Packet {
    /// The namespace that it is for: `/` for the default one.
    pub namespace: Utf8Bytes,
    /// What it says.
    pub body: Body,
}

/// What a [`Packet`] says, by its type.
///
/// JSON in it is text that has been checked and not read, such as `{"sid":"…"}`.
#[derive(Debug, Clone)]
pub enum Body {
    /// From a client: it wants to join. From the server: it has.
    Connect {
        /// The text of a JSON object: what the client presents, or `{"sid":"…"}`.
        data: Option<Utf8Bytes>,
    },
    /// One side leaves the namespace, or puts the other one out of it.
    Disconnect,
    /// An event.
    Event {
        /// Present when the sender wants an acknowledgement.
        id: Option<u64>,
        /// Never one of the names that [the protocol keeps for itself](super::is_reserved_event). A number that was sent as a name is its
        /// JSON text.
        name: Utf8Bytes,
        /// What stands behind the name.
        args: Args,
    },
    /// An event without so much as a name, such as `42`: the reference accepts it and does nothing. Never sent.
    EmptyEvent,
    /// An acknowledgement of an event.
    Ack {
        /// The id of that event. Without it nothing was asked for that this could answer: the reference accepts that and does nothing.
        /// Never sent without.
        id: Option<u64>,
        /// The answer.
        args: Args,
    },
    /// The client may not join. Only servers send it, so from a client it is a violation.
    ConnectError {
        /// The text of a JSON object: `{"message":"…","data":…}`, without `data` when there is none.
        data: Option<Utf8Bytes>,
    },
}
