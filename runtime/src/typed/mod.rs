//! Layer 4: what generated code implements and calls. Events become typed values here, and nothing else happens.

mod broadcast;
mod call;
mod cluster;
mod cx;
mod dispatch;
mod guard;
mod limits;
mod namespace;
mod outcome;
mod params;
mod rate;
mod remote_socket;
mod room;
mod socket;
mod target;

pub use self::broadcast::Broadcast;
pub use self::call::{Call, Dispatched};
pub use self::cluster::{Answered, ClusterCall, ClusterCx, Servers, ask_servers, emit_to_servers};
pub use self::cx::{ConnectCx, Cx, SessionRef};
pub use self::dispatch::{Dispatch, mount};
pub(crate) use self::guard::Guards;
pub use self::guard::{Forbidden, Guard};
pub use self::namespace::Namespace;
pub use self::outcome::BoundaryError;
pub(crate) use self::outcome::{Envelope, read_outcome};
pub(crate) use self::params::matcher;
pub use self::remote_socket::{FetchedSockets, RemoteSocket};
pub use self::room::IntoRoom;
pub use self::socket::Socket;
pub(crate) use self::target::LentArgs;
pub use self::target::{Target, emit, emit_volatile, emit_with_ack};

/// Gives `()` as the session of contracts that keep nothing for a socket.
pub trait NoSession {
    /// Nothing.
    type Session: Send + Sync + 'static;
}

impl<T: ?Sized> NoSession for T {
    type Session = ();
}
