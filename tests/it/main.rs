//! A server on the loopback interface and clients that write literal bytes: what can be observed of
//! requests, frames, sessions, namespaces and contracts.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod acks;
mod addresses;
mod backpressure;
mod binary;
mod client_bundles;
mod cluster;
mod compression;
mod conformance;
mod contract;
mod cookies;
mod cors;
mod desk;
mod disconnect;
mod engine;
mod engine_connection;
mod graceful_shutdown;
mod handshake;
mod heartbeat;
mod hooks;
mod limits;
mod middlewares;
mod mounting;
mod mounting_accepted;
mod mounting_connections;
mod mounting_http2;
mod mounting_tls;
mod names;
mod namespaces;
mod namespaces_dynamic;
mod namespaces_families;
mod namespaces_lifetime;
mod order;
mod origins;
mod panics;
mod parsers;
mod polling;
mod polling_faults;
mod resets;
mod rooms;
mod shutdown;
mod typed_limits;
mod typed_params;
mod typed_rooms;
mod upgrade;
mod violations;
mod volatile;
mod websocket;
mod websocket_alone;
mod websocket_deflate;
mod websocket_faults;
