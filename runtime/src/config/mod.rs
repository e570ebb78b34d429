//! Every knob of a server, with the reference server's defaults.

mod bounds;
#[cfg(feature = "client-bundles")]
mod bundles;
mod cluster;
mod compression;
mod cookie;
mod cors;
mod deflate;
mod initial_packet;
mod proxies;
mod recovery;
mod requests;
mod socket;
mod transport;

use std::time::Duration;

#[cfg(feature = "client-bundles")]
pub use self::bundles::ClientBundles;
pub use self::compression::HttpCompression;
pub use self::cookie::{Cookie, SameSite};
pub use self::cors::Cors;
pub(crate) use self::cors::{CorsPolicy, Origins};
pub use self::deflate::PerMessageDeflate;
pub use self::proxies::TrustedProxies;
pub use self::recovery::Recovery;
pub use self::requests::Denied;
pub(crate) use self::requests::Hooks;
use crate::BuildError;
use crate::audit::Audit;
use crate::codec::{Format, Frame, Message};
use crate::session::SessionConfig;
pub use crate::session::TransportName;
use crate::transport::WebSocketOffer;

/// Longer than anybody waits, and short enough that a deadline is always a point in time.
const DURATION_MAX: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// How a server behaves. Every value has the reference server's default unless its documentation says otherwise.
///
/// ```
/// use std::time::Duration;
/// use wigwag::Config;
///
/// let config = Config::new().path("/realtime").ping_interval(Duration::from_secs(10));
/// # let _ = config;
/// ```
#[derive(Debug, Clone)]
pub struct Config {
    pub(crate) path: String,
    pub(crate) add_trailing_slash: bool,
    pub(crate) check_origin: bool,
    pub(crate) cookie: Option<Cookie>,
    pub(crate) hooks: Hooks,
    pub(crate) ping_interval: Duration,
    pub(crate) ping_timeout: Duration,
    pub(crate) upgrade_timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_http_buffer_size: usize,
    pub(crate) polling: bool,
    pub(crate) websocket: bool,
    pub(crate) allow_upgrades: bool,
    pub(crate) max_attachments: usize,
    pub(crate) outbox_bytes_max: usize,
    pub(crate) handler_queue_max: usize,
    pub(crate) handler_queue_bytes_max: usize,
    pub(crate) write_timeout: Duration,
    pub(crate) max_message_fragments: usize,
    pub(crate) per_message_deflate: Option<PerMessageDeflate>,
    pub(crate) max_sessions: Option<usize>,
    pub(crate) max_sessions_per_address: Option<usize>,
    pub(crate) max_half_open_upgrades: usize,
    pub(crate) handshakes_per_turn: usize,
    pub(crate) max_waiting_handshakes: usize,
    pub(crate) max_unjoined_sessions: Option<usize>,
    pub(crate) unjoined_bytes_max: usize,
    pub(crate) attachments_timeout: Duration,
    pub(crate) max_namespaces_per_session: usize,
    pub(crate) namespace_name_bytes_max: usize,
    pub(crate) auth_bytes_max: usize,
    pub(crate) ack_timeout: Duration,
    pub(crate) cluster_request_timeout: Duration,
    pub(crate) cluster_requests_max: usize,
    pub(crate) cluster_answers_max: usize,
    pub(crate) socket_data_bytes_max: usize,
    pub(crate) max_rooms_per_socket: usize,
    pub(crate) recovery: Option<Recovery>,
    pub(crate) cors: Option<CorsPolicy>,
    pub(crate) http_compression: Option<HttpCompression>,
    #[cfg(feature = "client-bundles")]
    pub(crate) client_bundles: Option<ClientBundles>,
    pub(crate) trusted_proxies: Option<TrustedProxies>,
    pub(crate) initial_packet: Option<Message>,
    pub(crate) format: Format,
    pub(crate) audit: Audit,
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl Config {
    /// The defaults.
    pub fn new() -> Self {
        Self {
            path: "/socket.io".to_owned(),
            add_trailing_slash: true,
            check_origin: true,
            cookie: None,
            hooks: Hooks::default(),
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            upgrade_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(45),
            max_http_buffer_size: 1_000_000,
            polling: true,
            websocket: true,
            allow_upgrades: true,
            max_attachments: 10,
            outbox_bytes_max: 16 * 1024 * 1024,
            handler_queue_max: 64,
            handler_queue_bytes_max: 4 * 1024 * 1024,
            write_timeout: Duration::from_secs(30),
            max_message_fragments: 16 * 1024,
            per_message_deflate: None,
            max_sessions: None,
            max_sessions_per_address: None,
            max_half_open_upgrades: 10_000,
            handshakes_per_turn: 4,
            max_waiting_handshakes: 10_000,
            max_unjoined_sessions: None,
            unjoined_bytes_max: 1_000_000,
            attachments_timeout: Duration::from_secs(60),
            max_namespaces_per_session: 100,
            namespace_name_bytes_max: 256,
            auth_bytes_max: 64 * 1024,
            ack_timeout: Duration::from_secs(10),
            cluster_request_timeout: Duration::from_secs(5),
            cluster_requests_max: 1000,
            cluster_answers_max: 100_000,
            socket_data_bytes_max: 64 * 1024,
            max_rooms_per_socket: 10_000,
            recovery: None,
            cors: None,
            http_compression: Some(HttpCompression::new()),
            #[cfg(feature = "client-bundles")]
            client_bundles: None,
            trusted_proxies: None,
            initial_packet: None,
            format: Format::default(),
            audit: Audit::default(),
        }
    }

    /// Checks what the type cannot, and normalises the path.
    pub(crate) fn validated(mut self) -> Result<Self, BuildError> {
        let path = self.path.trim_end_matches('/');
        if !path.starts_with('/') {
            return Err(BuildError::new(
                "`path` must start with a slash and name at least one segment",
            ));
        }
        self.path = format!("{path}/");
        let durations = [
            ("ping_interval", self.ping_interval),
            ("ping_timeout", self.ping_timeout),
            ("upgrade_timeout", self.upgrade_timeout),
            ("connect_timeout", self.connect_timeout),
            ("ack_timeout", self.ack_timeout),
            ("cluster_request_timeout", self.cluster_request_timeout),
            ("write_timeout", self.write_timeout),
            ("attachments_timeout", self.attachments_timeout),
        ];
        if durations.iter().any(|(_, duration)| *duration > DURATION_MAX) {
            return Err(BuildError::new("intervals and timeouts must not be longer than a year"));
        }
        if let Some((name, _)) = durations.iter().find(|(_, duration)| duration.is_zero()) {
            return Err(BuildError::new(format!("`{name}` must be longer than zero")));
        }
        if !self.polling && !self.websocket {
            return Err(BuildError::new("`transports` must name at least one transport"));
        }
        let counts = [
            ("max_http_buffer_size", Some(self.max_http_buffer_size)),
            ("handler_queue_max", Some(self.handler_queue_max)),
            ("handler_queue_bytes_max", Some(self.handler_queue_bytes_max)),
            ("cluster_requests_max", Some(self.cluster_requests_max)),
            ("cluster_answers_max", Some(self.cluster_answers_max)),
            ("max_namespaces_per_session", Some(self.max_namespaces_per_session)),
            ("max_message_fragments", Some(self.max_message_fragments)),
            ("max_sessions", self.max_sessions),
            ("max_sessions_per_address", self.max_sessions_per_address),
            ("max_unjoined_sessions", self.max_unjoined_sessions),
            ("max_half_open_upgrades", Some(self.max_half_open_upgrades)),
            ("handshakes_per_turn", Some(self.handshakes_per_turn)),
            ("max_waiting_handshakes", Some(self.max_waiting_handshakes)),
        ];
        if let Some((name, _)) = counts.iter().find(|(_, count)| *count == Some(0)) {
            return Err(BuildError::new(format!("`{name}` must be at least 1")));
        }
        if let Some(deflate) = &self.per_message_deflate {
            deflate.validate()?;
        }
        self.recovery.as_ref().map_or(Ok(()), Recovery::check)?;
        self.check_web()?;
        Ok(self)
    }

    /// What browsers and proxies have to do with.
    fn check_web(&self) -> Result<(), BuildError> {
        self.cookie.as_ref().map_or(Ok(()), Cookie::check)?;
        self.cors.as_ref().map_or(Ok(()), CorsPolicy::check)?;
        self.http_compression.map_or(Ok(()), HttpCompression::check)?;
        self.trusted_proxies.as_ref().map_or(Ok(()), TrustedProxies::check)
    }

    /// Whether a request with this path is for the server.
    pub(crate) fn serves(&self, path: &str) -> bool {
        // Checked, the path ends with a slash.
        let is_bare = || self.path.strip_suffix('/').is_some_and(|bare| path == bare);
        path.starts_with(&self.path) || (!self.add_trailing_slash && is_bare())
    }

    pub(crate) fn websocket_offer(&self) -> WebSocketOffer {
        WebSocketOffer {
            max_fragments: self.max_message_fragments,
            deflate: self.per_message_deflate,
        }
    }

    pub(crate) fn session(&self) -> SessionConfig {
        SessionConfig {
            ping_interval: self.ping_interval,
            ping_timeout: self.ping_timeout,
            upgrade_timeout: self.upgrade_timeout,
            max_payload: self.max_http_buffer_size,
            upgrades: self.allow_upgrades && self.websocket,
            initial_packet: self.initial_packet.as_ref().map(Frame::message),
        }
    }
}
