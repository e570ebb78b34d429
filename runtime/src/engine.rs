#![doc = include_str!("docs/engine.md")]

pub use crate::codec::{Message, Utf8Bytes};
pub use crate::session::{
    CloseReason, ClosedStats, Connection, ReadyState, RefusedEventStats, RefusedStats,
    SessionEnded, SessionHandler, Stats, TransportName,
};
pub use crate::transport::{
    EngineServer, Handling, ServerBody, ServerResponse, Shutdown, ShutdownReport,
};
