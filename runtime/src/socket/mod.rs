//! Layer 3: what Socket.IO adds to a session: namespaces, sockets, rooms, acknowledgements, broadcasts. It never learns what
//! carries the session.

mod ack;
mod application;
mod auth;
mod broadcast;
mod client;
mod cluster;
mod data;
mod departure;
mod dispatch;
mod emitter;
mod error;
mod event;
mod event_middleware;
mod extensions;
mod family;
mod flags;
mod handler;
mod hooks;
mod listeners;
mod matcher;
mod members;
mod middleware;
mod mount;
mod namespace;
mod namespaces;
mod on_connect;
mod operations;
mod pattern;
mod peer;
mod reason;
mod recipients;
mod recovery;
mod room;
mod rooms;
mod scope;
mod selection;
#[expect(clippy::module_inception, reason = "the layer and its main type have one name")]
mod socket;
mod targets;
mod unjoined;
mod work;

#[cfg(test)]
mod tests;

pub use self::ack::{Ack, AckError, AckFuture, AckStream, Acks};
pub use self::auth::Auth;
pub use self::broadcast::Broadcast;
pub use self::cluster::{
    ClusterStats, CollectedAnswers, FetchedSockets, Joined, MissingNode, NodeAnswers, RemoteAck,
    RemoteSocket, ServerSideEvent,
};
pub use self::data::{Data, DataError};
pub use self::emitter::Emitter;
pub use self::error::{SocketError, SocketErrorKind};
pub use self::event::Event;
pub use self::event_middleware::{EventMiddleware, EventRefusal};
pub use self::extensions::Extensions;
pub use self::family::Family;
pub use self::handler::{BoxFuture, NamespaceHandler, Refusal};
pub use self::listeners::{HandlerResult, ListenerId};
pub use self::matcher::Matcher;
pub use self::middleware::Middleware;
pub use self::mount::Mount;
pub use self::namespace::Namespace;
pub use self::on_connect::{OnConnect, on_connect};
pub use self::pattern::{NamespacePattern, ParseNamespacePatternError};
pub use self::reason::DisconnectReason;
pub use self::recovery::{NotRecovered, RecoveryOutcome};
pub use self::room::{Room, TooManyRooms};
pub use self::socket::Socket;

pub(crate) use self::ack::ReadAck;
pub(crate) use self::client::Client;
pub(crate) use self::cluster::{Cluster, OnClusterEvent};
pub(crate) use self::flags::Flags;
pub(crate) use self::mount::with_slash;
pub(crate) use self::namespaces::{Namespaces, OnNewNamespace};
pub(crate) use self::scope::Scope;
