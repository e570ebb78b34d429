//! The Engine.IO server, to which requests are handed.

use std::fmt;
use std::sync::Arc;

use bytes::Buf;
use http::header::HOST;
use http::request::Parts;
use http::{Method, Request, Version};
use http_body::Body;

#[cfg(feature = "client-bundles")]
use super::bundles::Bundles;
use super::handling::{Begun, Handling};
use super::opening::{Opening, accept};
use super::origin::Origin;
use super::present::Present;
use super::query::Query;
use super::verification::{Facts, Named, Route, verify};
use crate::BuildError;
use crate::config::{Config, Cors};
use crate::connection_error::{ConnectionError, ConnectionErrorContext};
use crate::handshake::Handshake;
use crate::session::{Close, CloseReason, Connection, Held, SessionHandler, Stats};
use crate::transport::Turnstile;
use crate::transport::heap;
use crate::transport::mailbox::{Input, Mailbox};
use crate::transport::polling::{self, SessionGone};
use crate::transport::response::{self, ServerResponse};
use crate::transport::sessions::Sessions;
use crate::transport::websocket::handshake::{self, Refusal};

/// An Engine.IO server without a network of its own: give it requests, it gives answers and runs the sessions.
///
/// Cheap to clone; all clones are one server.
#[derive(Clone)]
pub struct EngineServer {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) config: Config,
    pub(super) sessions: Arc<Sessions>,
    pub(super) open: Open,
    #[cfg(feature = "client-bundles")]
    bundles: Option<Bundles>,
}

/// Makes the handler of a session. A session that has to join something gets its place among those that have not yet.
type Open =
    Box<dyn Fn(Connection, Handshake, Option<Held>) -> Box<dyn SessionHandler> + Send + Sync>;

impl EngineServer {
    /// A server that asks `open` for a handler whenever a client opens a session.
    ///
    /// # Errors
    /// When no server can run with `config`; the text says which value is wrong.
    pub fn new<H: SessionHandler>(
        config: Config,
        open: impl Fn(Connection, Handshake) -> H + Send + Sync + 'static,
    ) -> Result<Self, BuildError> {
        let open: Open =
            Box::new(move |connection, handshake, _| Box::new(open(connection, handshake)));
        let config = config.validated()?;
        let sessions = Sessions::new(&config);
        Self::with(config, sessions, open)
    }

    /// As [`new`](Self::new), for handlers that give up the place that they are given when their client has joined something.
    pub(crate) fn counting_unjoined<H: SessionHandler>(
        config: Config,
        open: impl Fn(Connection, Handshake, Option<Held>) -> H + Send + Sync + 'static,
    ) -> Result<Self, BuildError> {
        let open: Open = Box::new(move |connection, handshake, place| {
            Box::new(open(connection, handshake, place))
        });
        let config = config.validated()?;
        let sessions = Sessions::counting_unjoined(&config);
        Self::with(config, sessions, open)
    }

    fn with(config: Config, sessions: Sessions, open: Open) -> Result<Self, BuildError> {
        heap::expect_messages(config.max_http_buffer_size);
        let inner = Inner {
            #[cfg(feature = "client-bundles")]
            bundles: config.client_bundles.as_ref().map(Bundles::load).transpose()?,
            config,
            sessions: Arc::new(sessions),
            open,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Whether a request with this path is for this server.
    pub fn serves(&self, path: &str) -> bool {
        self.inner.config.serves(path)
    }

    /// How many sessions are open. The reference's `clientsCount`.
    pub fn sessions(&self) -> usize {
        self.inner.sessions.len()
    }

    /// What the server has to do right now, and what it has done so far.
    pub fn stats(&self) -> Stats {
        let (sessions, ending) = self.inner.sessions.open_and_ending();
        Stats { sessions, ending, ..self.inner.sessions.counters.stats() }
    }

    pub(in crate::transport) fn table(&self) -> &Sessions {
        &self.inner.sessions
    }

    /// What its handshakes pass, and the connections that they come on.
    pub(crate) fn arrivals(&self) -> Turnstile {
        self.inner.sessions.arrivals.clone()
    }

    /// Closes every session at once, takes no more, and waits until the last handler has finished.
    ///
    /// # Cancel safety
    /// The sessions are closed by the first poll; dropping the future only stops the waiting.
    pub async fn close(&self) {
        for session in self.inner.sessions.close().open {
            session.connection.request_close(Close::Abort(CloseReason::ServerShuttingDown));
        }
        self.inner.sessions.ended().await;
    }

    /// Answers one request. The caller has asked [`serves`](Self::serves) before.
    ///
    /// A request of a session reaches the session in this call, not when the future is first polled: an HTTP server that finds the
    /// client gone right behind its request drops the future unpolled, and the session must learn of both. So call this as soon as
    /// the request is there, outside of any `async` block.
    ///
    /// # Cancel safety
    /// Dropping the future tells the session that its client has given the request up, which ends the session where the protocol
    /// says so.
    pub fn handle<B>(&self, request: Request<B>) -> Handling<B>
    where
        B: Body + Send,
        B::Data: Buf + Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let present = Present::of(request.headers());
        let is_http2 = request.version() == Version::HTTP_2;
        // Without the transport, an upgrade is a request like any other.
        let is_upgrade = self.inner.config.websocket
            && (present.upgrade || is_http2)
            && handshake::is_requested(&request);
        let method = handshake::method_of(&request).clone();
        let (head, body) = request.into_parts();
        let cors = self.inner.config.cors.as_ref().and_then(|policy| policy.of(&head));
        let cors_headers = cors.as_ref().map(|cors| Box::new(cors.headers(&head)));
        let begun = match self.answer_beside(&head, cors.as_deref(), is_upgrade) {
            Some(response) => Begun::Answered { response },
            None => {
                let origin = match present.origin {
                    true => Origin::of(&head, cors.as_deref(), &self.inner.config),
                    false => Origin::Admitted,
                };
                self.begin(head, body, Asked { method, is_upgrade, origin })
            }
        };
        Handling { begun, server: self.clone(), cors_headers, is_upgrade, is_http2 }
    }

    /// The answer to a request that is not about sessions: a preflight, or one for a file of the client.
    fn answer_beside(
        &self,
        request: &Parts,
        cors: Option<&Cors>,
        is_upgrade: bool,
    ) -> Option<ServerResponse> {
        if is_upgrade {
            return None;
        }
        if let Some(response) = cors.and_then(|cors| cors.preflight(&request.method)) {
            return Some(response);
        }
        #[cfg(feature = "client-bundles")]
        if let Some(bundles) = &self.inner.bundles {
            let folder = self.inner.config.path.trim_end_matches('/');
            let name = request.uri.path().strip_prefix(folder)?.strip_prefix('/')?;
            return bundles.answer(name, &request.headers);
        }
        None
    }

    fn begin<B: Body>(&self, mut head: Parts, body: B, asked: Asked) -> Begun<B> {
        let Inner { config, sessions, .. } = &*self.inner;
        let query = Query::parse(head.uri.query().unwrap_or_default());
        let (protocol, is_text_only) = (query.protocol(), query.is_text_only);
        let session = match sessions.get(&query.sid) {
            Some(session) => {
                let transport = session.transport();
                Named::Session(session, transport)
            }
            None if query.sid.is_empty() => Named::Nothing,
            None => Named::Unknown,
        };
        let Asked { method, is_upgrade, origin } = asked;
        let facts = Facts { method: &method, query: &query, is_upgrade, origin, session };
        match verify(facts, config) {
            Ok(Route::Open(transport)) => {
                let (server, opening) =
                    (self.clone(), Opening { transport, protocol, is_text_only, head });
                Begun::Opening { response: Box::pin(async move { server.open(opening).await }) }
            }
            Ok(Route::Poll(session)) => {
                let request = polling::begin(session, &head, body, config);
                let head = config.hooks.want_polling_heads().then(|| Box::new(head));
                Begun::Polling { request, head }
            }
            Ok(Route::Upgrade(session)) => {
                let response = self.upgrade_session(&session, &mut head, is_text_only);
                Begun::Answered { response }
            }
            Err(error) => Begun::Answered { response: self.refuse(&error, is_upgrade, &head) },
        }
    }

    /// The answer to a request of a session that may have ended before it took notice of it.
    pub(super) fn answer_polling(
        &self,
        answer: Result<ServerResponse, SessionGone>,
        head: Option<&Parts>,
    ) -> ServerResponse {
        match (answer, head) {
            (Ok(mut response), Some(head)) => {
                if response.status().is_success() {
                    self.inner.config.hooks.headers(response.headers_mut(), head);
                }
                response
            }
            (Ok(response), None) => response,
            (Err(SessionGone), head) => {
                let query = head.and_then(|head| head.uri.query()).unwrap_or_default();
                let sid = Query::parse(query).sid.into_owned();
                let error = ConnectionErrorContext::SessionIdUnknown { sid }.into();
                match head {
                    Some(head) => self.refuse(&error, false, head),
                    None => response::refused(&error),
                }
            }
        }
    }

    fn upgrade_session(
        &self,
        session: &Mailbox,
        head: &mut Parts,
        is_text_only: bool,
    ) -> ServerResponse {
        let counters = &self.inner.sessions.counters;
        let max = self.inner.config.max_half_open_upgrades;
        let Some(half_open) = counters.half_open_upgrades.try_hold(max) else {
            counters.refused.half_open_upgrades.count();
            return response::unavailable();
        };
        match accept(head, &self.inner.config.websocket_offer()) {
            Ok((mut response, upgrade)) => {
                let upgrade = upgrade.text_only(is_text_only);
                session.put(Input::Upgrade { upgrade, half_open });
                self.inner.config.hooks.headers(response.headers_mut(), head);
                response
            }
            Err(refusal) => self.refuse_handshake(refusal, head),
        }
    }

    /// Answers a request that is not in order.
    pub(super) fn refuse(
        &self,
        error: &ConnectionError,
        is_upgrade: bool,
        head: &Parts,
    ) -> ServerResponse {
        self.report(error, head);
        if is_upgrade {
            response::upgrade_refused(error.message())
        } else {
            response::refused(error)
        }
    }

    /// Answers a request for a WebSocket that is none. Its client is told what the request lacks.
    pub(super) fn refuse_handshake(&self, refusal: Refusal, head: &Parts) -> ServerResponse {
        let error = refusal.message();
        self.report(&ConnectionErrorContext::TransportHandshakeError { error }.into(), head);
        response::handshake_refused(refusal)
    }

    pub(super) fn report(&self, error: &ConnectionError, head: &Parts) {
        let (code, message, context) = (error.code(), error.message(), error.context());
        if let ConnectionErrorContext::ForeignOrigin { origin } = context {
            let host = head.headers.get(HOST);
            tracing::warn!(
                origin,
                ?host,
                "a request was refused because its origin is not the server's own: name it in `Config::cors`, hand `Host` on if a proxy is in front, or switch `Config::check_origin` off",
            );
        } else {
            tracing::debug!(code, message, ?context, "a request was refused");
        }
        self.inner.config.hooks.connection_error(error, head);
    }
}

/// What a request is, besides its head.
struct Asked {
    /// As HTTP/1.1 knows it.
    method: Method,
    is_upgrade: bool,
    origin: Origin,
}

impl fmt::Debug for EngineServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EngineServer")
            .field("config", &self.inner.config)
            .field("sessions", &self.sessions())
            .finish_non_exhaustive()
    }
}
