//! What a server tells the others without expecting an answer.

use serde::{Deserialize, Serialize};

use crate::{Args, Room};

/// Something that happens in a namespace on every server of the cluster. The server that publishes it has done its own part already.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Publication {
    /// Where it happens. A server that does not have such a namespace ignores it.
    pub audience: Audience,
    /// What happens.
    pub operation: Operation,
}

/// The namespaces that something is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Audience {
    /// The one of this name, such as `/admin`.
    Namespace(String),
    /// All that each server has of the [family](crate::socket::Family) of this name at that moment, such as `/chat/{room}`. Other systems
    /// have no such thing.
    Family(String),
}

/// What a [`Publication`] does.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Operation {
    /// An event for sockets: the reference's `io.to(…).emit(…)`.
    Emit {
        /// Whom it is for.
        selection: Selection,
        /// The event.
        event: Emission,
    },
    /// Sockets join rooms: `io.in(…).socketsJoin(…)`.
    Join {
        /// Who.
        selection: Selection,
        /// Which rooms.
        rooms: Vec<Room>,
    },
    /// Sockets leave rooms: `io.in(…).socketsLeave(…)`.
    Leave {
        /// Who.
        selection: Selection,
        /// Which rooms.
        rooms: Vec<Room>,
    },
    /// Sockets are disconnected: `io.in(…).disconnectSockets(…)`.
    Disconnect {
        /// Who.
        selection: Selection,
        /// Whether their connections are closed too.
        close: bool,
    },
    /// An event for the programs themselves: `io.serverSideEmit(…)`.
    ServerSideEmit {
        /// The event's name.
        event: String,
        /// Its arguments.
        #[serde(with = "super::args")]
        args: Args,
    },
}

impl Operation {
    /// Which sockets are concerned. `None` when it is not about sockets.
    pub fn selection(&self) -> Option<&Selection> {
        match self {
            Self::Emit { selection, .. }
            | Self::Join { selection, .. }
            | Self::Leave { selection, .. }
            | Self::Disconnect { selection, .. } => Some(selection),
            Self::ServerSideEmit { .. } => None,
        }
    }
}

/// A choice of sockets, by rooms. Each server looks at its own when the choice arrives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// Those in one of these rooms. `None` is everybody; no room at all is nobody, and is never published.
    ///
    /// A socket's own room is named by its id, so a message to one socket has that one room.
    pub rooms: Option<Vec<Room>>,
    /// But not those in one of these. The sender's own room is among them when the sender is left out.
    pub except: Vec<Room>,
}

/// An event for sockets, and how it is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Emission {
    /// The event's name.
    pub name: String,
    /// Its arguments.
    #[serde(with = "super::args")]
    pub args: Args,
    /// Whether it is dropped for clients that cannot take it at once.
    pub volatile: bool,
    /// Whether it is compressed where a connection can. `None` says nothing about it.
    pub compress: Option<bool>,
    /// Where the event stands in a log that all servers share; appended to the arguments that clients get. `None` when the adapter keeps no
    /// such log. The publishing server leaves it empty; the adapter fills it in where it delivers.
    pub offset: Option<String>,
}

/// What a server has to be told about: see [`Adapter::add_interest`](super::Adapter::add_interest).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Topic {
    /// Everything that is for a namespace and does not name rooms; everything that is for a family, whether it names rooms or not.
    Audience(Audience),
    /// What is for a namespace and names this room, maybe among others.
    Room {
        /// The namespace of the room.
        namespace: String,
        /// The room. Named by an id when a socket is in its own room.
        room: Room,
    },
}
