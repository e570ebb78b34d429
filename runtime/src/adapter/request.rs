//! What servers ask each other, and what they answer.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Audience, Emission, Selection};
use crate::{Args, ArgsError, Room, SocketId};

/// A question to every other server that has the namespace.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request {
    /// Where it is asked. A server that does not have such a namespace answers as one without sockets and without listeners.
    pub audience: Audience,
    /// How long the asking server waits. The others have no reason to work for longer.
    pub timeout: Duration,
    /// What is asked.
    pub question: Question,
}

/// What a [`Request`] asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Question {
    /// Which sockets are there? Answered with one [`Response::Sockets`].
    FetchSockets {
        /// Among whom.
        selection: Selection,
    },
    /// An event that sockets have to acknowledge. Answered with one [`Response::Asked`], then one [`Response::Acknowledged`] for each
    /// socket that was named there.
    EmitWithAck {
        /// Whom it is for.
        selection: Selection,
        /// The event.
        event: Emission,
    },
    /// An event that each program has to answer. Answered with one [`Response::Answer`].
    ServerSideEmit {
        /// The event's name.
        event: String,
        /// Its arguments.
        #[serde(with = "super::args")]
        args: Args,
    },
}

/// A part of what one server answers to a [`Request`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Response {
    /// The sockets that are there.
    Sockets(Vec<SocketDescription>),
    /// The event has gone to these sockets: an acknowledgement of each follows. To none is an answer too.
    ///
    /// Where servers of another kind say only how many there are, the adapter makes ids up.
    Asked(Vec<SocketId>),
    /// One socket has acknowledged, or will not.
    Acknowledged {
        /// Which.
        socket: SocketId,
        /// With what.
        outcome: Acknowledgement,
    },
    /// What the program answers.
    Answer(#[serde(with = "super::args")] Args),
    /// There is no answer.
    Refused(Refused),
}

/// What became of the acknowledgement of one socket.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Acknowledgement {
    /// The arguments with which the client has acknowledged.
    Args(#[serde(with = "super::args")] Args),
    /// It did not come in time.
    TimedOut,
    /// The client left before it acknowledged.
    Disconnected,
    /// An outgoing middleware over there kept the event from the client.
    Withheld,
}

/// Why a server does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Refused {
    /// Its program does not listen to the event.
    NoListener,
    /// It answers as many requests as it may: [`Config::cluster_requests_max`](crate::Config::cluster_requests_max).
    Busy,
    /// Its program failed.
    Failed,
    /// It does not understand the question.
    Unknown,
    /// Its answer would name more sockets than it may: [`Config::cluster_answers_max`](crate::Config::cluster_answers_max).
    TooLarge,
}

/// One socket, as other servers see it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SocketDescription {
    /// Its id.
    pub id: SocketId,
    /// The request that opened its session.
    pub handshake: HandshakeDescription,
    /// What the client presented to the namespace: the text of a JSON object.
    pub auth: String,
    /// The rooms that it is in.
    pub rooms: Vec<Room>,
    /// Its data: the text of a JSON object.
    pub data: String,
}

/// The request that opened a session, as other servers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandshakeDescription {
    /// Each header with its name in lower case. Those whose value is no text are left out.
    pub headers: Vec<(String, String)>,
    /// The request's path and query.
    pub url: String,
    /// The client's address.
    pub address: Option<IpAddr>,
    /// Whether the client used TLS.
    pub secure: bool,
    /// When the session was opened: milliseconds since 1970.
    pub issued_ms: u64,
}

/// Why a server's answer, or a part of it, is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeError {
    /// It has left, or is taken for dead.
    Lost,
    /// It has not answered in time, or not completely.
    TimedOut {
        /// How long was waited.
        after: Duration,
    },
    /// It could not be asked.
    Unreachable(super::Degraded),
    /// It refused.
    Refused(Refused),
    /// Its answer makes no sense.
    Malformed,
    /// Its program answered with something of another shape.
    Decode(ArgsError),
    /// Its answer is larger than [`Config::cluster_answers_max`](crate::Config::cluster_answers_max).
    TooLarge,
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lost => "the server has left the cluster",
            Self::TimedOut { after } => return write!(f, "no complete answer within {after:?}"),
            Self::Unreachable(_) => "the server was not asked",
            Self::Refused(Refused::NoListener) => {
                "the server's program does not listen to the event"
            }
            Self::Refused(Refused::Busy) => "the server answers as many requests as it may",
            Self::Refused(Refused::Failed) => "the server's program failed",
            Self::Refused(Refused::Unknown) => "the server does not understand the question",
            Self::Malformed => "the server's answer makes no sense",
            Self::Decode(_) => "the answer of the server's program has another shape",
            Self::TooLarge | Self::Refused(Refused::TooLarge) => "the server's answer is too large",
        })
    }
}

impl std::error::Error for NodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreachable(why) => Some(why),
            Self::Decode(error) => Some(error),
            Self::Lost
            | Self::TimedOut { .. }
            | Self::Refused(_)
            | Self::Malformed
            | Self::TooLarge => None,
        }
    }
}
