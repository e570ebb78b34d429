//! Engine.IO alone: sessions that carry messages over long-polling and WebSocket, without namespaces, events or
//! acknowledgements. Socket.IO is one application of it.

pub use crate::codec::{Message, Utf8Bytes};
pub use crate::session::{
    CloseReason, ClosedStats, Connection, ReadyState, RefusedStats, SessionEnded, SessionHandler,
    Stats, TransportName,
};
pub use crate::transport::{EngineServer, ServerBody, ServerResponse, Shutdown, ShutdownReport};
