//! Layer 2: the only IO. Requests, WebSockets, the clock and the tasks of sessions; it carries messages and knows nothing of
//! what is in them.

mod body;
mod driver;
mod heap;
mod http;
mod mailbox;
mod network;
mod polling;
mod response;
mod sessions;
mod shutdown;
mod stream;
mod timer;
mod traffic;
mod turnstile;
mod websocket;

pub use self::body::ServerBody;
pub use self::http::{EngineServer, Handling};
pub use self::response::ServerResponse;
pub use self::shutdown::{Shutdown, ShutdownReport};
pub(crate) use self::stream::{Activity, HttpStream, InFlight, Quiet};
pub(crate) use self::turnstile::{Passed, Turnstile};
#[cfg(feature = "__bench")]
pub use self::websocket::bench::WebSocket as BenchedWebSocket;
#[cfg(feature = "__fuzz")]
pub(crate) use self::websocket::fuzz::exercise as exercise_websocket;
pub(crate) use self::websocket::handshake::Offer as WebSocketOffer;
pub(crate) use self::websocket::raw;
