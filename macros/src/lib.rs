//! The `#[socket_events]` attribute.
