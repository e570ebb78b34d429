use super::close::CloseReason;
use crate::codec::frame::Frame;
use crate::codec::message::Message;
use std::time::Duration;

/// A pending GET of a polling client. The driver numbers them; an id is never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PollId(pub(crate) u64);

/// A WebSocket connection. The driver numbers them; an id is never used twice within a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TransportId(pub(crate) u32);

/// Where the frames of the outbox may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// Nowhere for the moment: they stay queued.
    Hold,
    /// Into the answer of this GET, all at once; then call `poll_answered`.
    Poll(PollId),
    /// To this WebSocket, one frame each.
    WebSocket(TransportId),
}

/// The body of an answer that the session itself gives to a GET.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PollBody {
    /// Status 200 with this payload, for example `6`.
    Packets(&'static str),
    /// Status 400 without a body.
    Refused,
}

/// What the driver has to do.
#[derive(Debug)]
pub(crate) enum Output {
    /// Queue a control packet in the session's outbox, in turn with the frames that are there.
    Send(Frame),
    /// Write to a WebSocket that is not the session's transport yet, past the outbox.
    SendTo(TransportId, Frame),
    /// Answer a GET. Each GET is answered once: by this, or with queued frames.
    AnswerPoll {
        /// The GET.
        poll: PollId,
        /// The answer.
        body: PollBody,
    },
    /// Hand a message to the application.
    Message(Message),
    /// A pong came, so long after its ping; or nobody had asked for it.
    Pong {
        /// From the ping to the pong.
        round_trip: Option<Duration>,
    },
    /// The client has found a WebSocket to work, and may move the session there.
    Upgrading,
    /// The session has moved from polling to this WebSocket.
    Upgraded {
        /// The transport from now on.
        to: TransportId,
    },
    /// Write what was handed to this WebSocket before, then a close frame without a code, then
    /// close the connection.
    CloseTransport(TransportId),
    /// Tell the application that the session has ended.
    Closed(CloseReason),
}
