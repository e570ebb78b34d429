//! Typed event APIs that speak Socket.IO.
//!
//! One trait says which events clients may send, which events the server may send, and what each is acknowledged with. From it
//! come typed handlers and emitters for the server, a contract document with JSON Schema, and a TypeScript client. Browsers talk to
//! it with the unmodified official `socket.io-client`.
//!
//! ```no_run
//! use wigwag::{Io, socket_events};
//!
//! #[socket_events]
//! pub trait Chat {
//!     /// Say something to everybody.
//!     async fn say(&self, cx: chat::Cx<Self>, text: String);
//!
//!     /// Somebody said something.
//!     #[to_client]
//!     fn said(text: &str);
//! }
//!
//! struct App;
//!
//! impl Chat for App {
//!     async fn say(&self, cx: chat::Cx<Self>, text: String) {
//!         use chat::Emit as _;
//!         cx.broadcast().said(&text);
//!     }
//! }
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let io = Io::builder().mount(chat::serve(App)).build()?;
//! io.serve("127.0.0.1:3000").await?;
//! # Ok(())
//! # }
//! # fn main() {}
//! ```
//!
//! # Where to look
//!
//! * [`socket_events`]: what a contract can say, and what is generated from it.
//! * [`payload`](macro@payload): the types that travel; [`Binary`] for bytes, [`U64`] and its like for large whole numbers.
//! * [`Io`]: the server, and how to mount it: alone, or as a layer around axum and other tower services.
//! * [`HttpServer`]: listeners without a web framework, for one server or several.
//! * [`Cx`], [`Socket`], [`Broadcast`], [`Namespace`]: what handlers work with.
//! * [`Config`]: every option and every bound; [`EngineServer::stats`](engine::EngineServer::stats): how often they were met.
//! * [`Recovery`]: clients that were cut off come back to what they had.
//! * [`Io::shutdown`]: how a server ends without cutting anybody off.
//! * [`api!`]: the list of contracts from which the document and the TypeScript client are made. [`Builder::api`] compares it with what is
//!   mounted, [`contract_test!`] the generated files with what it says.
//! * [`Io::contract_stats`], [`Builder::accept_contract`]: clients that were generated from another version of the contracts.
//! * [`audit`]: whether what is sent is what the document says.
//! * [`adapter`]: several servers as one, and how to join them by other means.
//! * [`socket`]: the layer without types, for events that no contract names.
//! * [`engine`]: Engine.IO alone, without Socket.IO on top.
//! * [`websocket`]: WebSockets alone, for what is neither.
//! * [`parser`]: packets that travel in another form than the official one.
//!
//! # Features
//!
//! | Feature | Default | What it is |
//! | --- | --- | --- |
//! | `server` | yes | The server. Without it this is the contract crate: serde and schemars, no tokio, no hyper. |
//! | `http2` | no | HTTP/2 on the server's own listeners, and WebSockets over it (RFC 8441). |
//! | `msgpack` | no | `parser::Msgpack`: packets as `socket.io-msgpack-parser` has them. Adds rmp. |
//! | `rustls` | no | TLS on the server's own listeners: `Tls`. Adds rustls with ring. |
//! | `client-bundles` | no | `Config::serve_client`: the official client's files are served to browsers. Adds brotli. |
//!
//! # Not supported yet
//!
//! Connection state recovery across servers and restarts, adapters that reach beyond one process, WebTransport, and Engine.IO 3.

#[cfg(all(doctest, feature = "server"))]
#[doc = include_str!("../../README.md")]
struct ReadmeExamples;

mod answer;
pub mod audit;
mod binary;
mod contract;
mod contract_test;
mod decimal;
mod event;
#[cfg_attr(not(feature = "__pure"), allow(dead_code, reason = "the server uses the rest"))]
mod json;
mod limits;
mod params;
mod room_name;
mod socket_id;
mod template;

#[cfg(feature = "__pure")]
#[cfg_attr(
    not(feature = "server"),
    allow(
        dead_code,
        unreachable_pub,
        unused_imports,
        reason = "the layers above the codec are the only callers of half of it"
    )
)]
mod codec;
#[cfg(all(feature = "__pure", any(test, feature = "__fuzz")))]
mod fuzz;
#[cfg(feature = "__pure")]
mod session;
#[cfg(feature = "__pure")]
#[cfg_attr(not(feature = "server"), allow(dead_code, reason = "the layers above use the rest"))]
mod sync;

#[cfg(feature = "server")]
pub mod adapter;
#[cfg(feature = "__bench")]
mod bench;
#[cfg(feature = "server")]
mod config;
#[cfg(feature = "server")]
mod connection_error;
#[cfg(feature = "server")]
pub mod engine;
#[cfg(feature = "server")]
mod error;
#[cfg(feature = "server")]
mod handshake;
#[cfg(feature = "server")]
mod headers;
#[cfg(feature = "server")]
mod id;
#[cfg(feature = "server")]
mod panics;
#[cfg(feature = "server")]
pub mod parser;
#[cfg(feature = "server")]
mod server;
#[cfg(feature = "server")]
#[cfg(test)]
mod simulation;
#[cfg(feature = "server")]
mod skew;
#[cfg(feature = "server")]
pub mod socket;
#[cfg(feature = "server")]
mod sparse;
#[cfg(feature = "server")]
mod transport;
#[cfg(feature = "server")]
mod typed;
#[cfg(feature = "server")]
pub mod websocket;

pub use self::binary::Binary;
pub use self::contract::{Contract, Emitted, Received};
pub use self::decimal::{I64, ParseDecimalError, U64, U128};
pub use self::params::Params;
pub use self::room_name::RoomName;
pub use self::socket_id::{ParseSocketIdError, SocketId};
#[doc = include_str!("docs/payload.md")]
pub use wigwag_macros::payload;
#[doc = include_str!("docs/socket_events.md")]
pub use wigwag_macros::socket_events;
#[doc(inline)]
pub use wigwag_macros::{Params, RoomName};
pub use wigwag_schema::Api;

#[cfg(feature = "server")]
pub use self::codec::{ArgWriter, Args, ArgsError, EncodeError, FromArgs, ToArgs};
#[cfg(feature = "client-bundles")]
pub use self::config::ClientBundles;
#[cfg(feature = "server")]
pub use self::config::{
    Config, Cookie, Cors, Denied, HttpCompression, PerMessageDeflate, Recovery, SameSite,
    TransportName, TrustedProxies,
};
#[cfg(feature = "server")]
pub use self::connection_error::{ConnectionError, ConnectionErrorContext};
#[cfg(feature = "server")]
pub use self::error::BuildError;
#[cfg(feature = "server")]
pub use self::handshake::{Encrypted, Handshake, PeerAddr};
#[cfg(feature = "rustls")]
pub use self::server::Tls;
#[cfg(feature = "server")]
pub use self::server::{
    Builder, HttpServer, Io, Layer, NotFound, RequestBody, ResponseBody, ResponseFuture, Service,
};
#[cfg(feature = "server")]
pub use self::skew::{
    ContractHash, ContractStats, ContractUse, EventName, ParseContractHashError, PresentedContract,
};
#[cfg(feature = "server")]
pub use self::socket::{AckError, AckFuture, AckStream, DisconnectReason, Mount, Room};
#[cfg(feature = "server")]
pub use self::transport::{Shutdown, ShutdownReport};
#[cfg(feature = "server")]
pub use self::typed::{
    BoundaryError, Broadcast, ClusterCx, ConnectCx, Cx, FetchedSockets, Forbidden, Guard, IntoRoom,
    Namespace, RemoteSocket, Servers, SessionRef, Socket, Target,
};

/// What generated code names. Not for people: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::answer::{Empty, Node, Outcome, Value};
    pub use crate::contract::{AnyRooms, Faulty, TypedRooms, declared};
    pub use crate::contract_test::assert_fresh;
    pub use crate::event::{
        Arg, ClientEvent, ClusterEvent, ServerEvent, client_event, cluster_event, server_event,
    };
    pub use crate::limits::Limits;
    pub use crate::params::{Param, has_params};
    pub use crate::room_name::{exact_room, read_room, write_room};
    pub use crate::template::NamePart;
    #[cfg(feature = "server")]
    pub use crate::typed::{
        Answered, Call, ClusterCall, Dispatch, Dispatched, NoSession, ask_servers, emit,
        emit_to_servers, emit_volatile, emit_with_ack, mount,
    };
    pub use wigwag_schema::{Describe, NamespaceBuilder, Outputs, Project, check_map_key};
    pub use {schemars, serde};
}

/// What micro-benchmarks measure. Not for people: it changes with what is inside.
#[cfg(feature = "__bench")]
#[doc(hidden)]
pub mod __bench {
    pub use crate::bench::{
        Client, Heartbeat, PacketDecoder, Sent, WebSocket, connect_packet, connect_refusal,
        decode_engine_packet, decode_payload, disconnect_packet, encode_ack, encode_event,
        encode_payload,
    };
}

/// What fuzzers call. Not for people: each function takes bytes and panics when a promise is broken.
#[cfg(feature = "__fuzz")]
#[doc(hidden)]
pub mod __fuzz {
    /// A polling body, and the Socket.IO packets in it.
    pub fn packets(input: &[u8]) {
        crate::fuzz::packets::exercise(input);
    }

    /// A message of a client that speaks msgpack.
    pub fn msgpack(input: &[u8]) {
        crate::fuzz::msgpack::exercise(input);
    }

    /// The inputs of one session, in any order.
    pub fn session(input: &[u8]) {
        crate::fuzz::session::walk(input);
    }

    /// The frames of a WebSocket.
    pub fn websocket(input: &[u8]) {
        crate::transport::exercise_websocket(input);
    }
}

/// Expands to its input: this build of wigwag has the server.
#[cfg(feature = "server")]
#[doc(hidden)]
#[macro_export]
macro_rules! __server {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Expands to nothing: this build of wigwag is the contract crate.
#[cfg(not(feature = "server"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __server {
    ($($tokens:tt)*) => {};
}
