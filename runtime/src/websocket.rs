//! WebSockets alone: RFC 6455 and RFC 7692 without Engine.IO, for what runs beside a Socket.IO server.
//!
//! It is the very code that carries the sessions of an [`Io`](crate::Io). An [`Acceptor`] answers the handshake, and what it gives
//! with the answer becomes a [`WebSocket`] when the answer has been sent:
//!
//! ```
//! use http::Request;
//! use wigwag::websocket::{Acceptor, Message, Options, ServerResponse};
//!
//! async fn handle<B>(mut request: Request<B>, acceptor: Acceptor) -> ServerResponse {
//!     let (response, upgrade) = acceptor.accept(&mut request);
//!     if let Some(upgrade) = upgrade {
//!         tokio::spawn(async move {
//!             let Ok(mut socket) = upgrade.await else { return };
//!             while let Ok(message) = socket.recv().await {
//!                 if socket.send(message).await.is_err() {
//!                     break;
//!                 }
//!             }
//!         });
//!     }
//!     response
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let acceptor = Acceptor::new(Options::new().max_payload(64 * 1024))?;
//! # let _ = acceptor;
//! # Ok(())
//! # }
//! ```
//!
//! The `Origin` of a request is not looked at: whoever lets cookies say who a client is has to do that first.

pub use crate::codec::{Message, Utf8Bytes};
pub use crate::config::PerMessageDeflate;
pub use crate::transport::ServerResponse;
pub use crate::transport::raw::{Acceptor, Closed, Options, Upgrade, WebSocket};
