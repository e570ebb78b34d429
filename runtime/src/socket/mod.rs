//! Layer 3: what Socket.IO adds to a session: namespaces, sockets, rooms, acknowledgements, broadcasts. It never learns what
//! carries the session.

mod ack;
mod auth;
mod broadcast;
mod client;
mod data;
mod extensions;
mod flags;
mod handler;
mod members;
mod mount;
mod namespace;
mod namespaces;
mod peer;
mod reason;
mod room;
mod rooms;
mod selection;
#[expect(clippy::module_inception, reason = "the layer and its main type have one name")]
mod socket;
mod unjoined;
mod work;

#[cfg(test)]
mod tests;

pub use self::ack::{Ack, AckError, AckFuture, AckStream};
pub use self::auth::Auth;
pub use self::broadcast::Broadcast;
pub use self::data::{Data, DataError};
pub use self::extensions::Extensions;
pub use self::handler::{BoxFuture, Event, NamespaceHandler, Refusal};
pub use self::mount::Mount;
pub use self::namespace::Namespace;
pub use self::reason::DisconnectReason;
pub use self::room::Room;
pub use self::socket::Socket;

pub(crate) use self::ack::ReadAck;
pub(crate) use self::client::Client;
pub(crate) use self::namespaces::Namespaces;
