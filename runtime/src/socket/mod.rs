//! What Socket.IO adds to a session: namespaces, sockets, rooms, acknowledgements, broadcasts; for events that no contract names.
//!
//! A program in the style of those in Node:
//!
//! ```no_run
//! use wigwag::Io;
//! use wigwag::socket::{Auth, Mount, Refusal, Socket, on_connect};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let chats = on_connect(|socket: Socket| async move {
//!     socket.on("message", |socket, event| async move {
//!         socket.broadcast().emit("message", event.args());
//!         if let Some(ack) = event.ack() {
//!             ack.send(&("sent",))?;
//!         }
//!         Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
//!     });
//!     let namespace = socket.namespace();
//!     socket.emit("welcome", &(namespace.param("room"), namespace.len()));
//! });
//!
//! let io = Io::builder()
//!     .mount(Mount::dynamic("/chat/{room}", chats).middleware(|_: Socket, auth: Auth| async move {
//!         if auth.as_json() == "{}" { Err(Refusal::new("who are you?")) } else { Ok(()) }
//!     }))
//!     .build()?;
//! io.serve("127.0.0.1:3000").await?;
//! # Ok(())
//! # }
//! # fn main() {}
//! ```
//!
//! * [`Mount`]: an application at a name, or at a [pattern](NamespacePattern) of names, with its middlewares.
//! * [`NamespaceHandler`]: an application as a type; [`on_connect`]: as a closure.
//! * [`Socket`], [`Namespace`], [`Family`], [`Broadcast`]: one client, everybody in one namespace or in many, a choice among them.

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
mod settings;
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
