//! A server on the loopback interface and clients that write literal bytes: what can be observed of
//! requests, frames, sessions, namespaces and contracts.

mod handshake;
mod heartbeat;
mod namespaces;
mod polling;
mod polling_faults;
mod shutdown;
mod upgrade;
mod violations;
mod websocket;
mod websocket_faults;
