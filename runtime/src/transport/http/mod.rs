//! Requests: which session they belong to, and what they are answered with.

mod query;

use std::fmt;
use std::sync::Arc;

use bytes::{Buf, Bytes};
use http::{Method, Request};
use http_body::Body;

use self::query::Query;
use crate::BuildError;
use crate::config::Config;
use crate::handshake::Handshake;
use crate::id::random_id;
use crate::session::{
    Close, CloseReason, Connection, Output, Rejection, Session, SessionHandler, Stats, TransportId,
};
use crate::transport::driver::{Bounds, Carrier, Driver};
use crate::transport::mailbox::{Input, Mailbox};
use crate::transport::polling;
use crate::transport::response::{self, ServerResponse};
use crate::transport::sessions::{NotEntered, Registration, Sessions};
use crate::transport::websocket::handshake;

/// An Engine.IO server without a network of its own: give it requests, it gives answers and runs the sessions.
///
/// Cheap to clone; all clones are one server.
#[derive(Clone)]
pub struct EngineServer {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    sessions: Arc<Sessions>,
    open: Open,
}

type Open = Box<dyn Fn(Connection, Handshake) -> Box<dyn SessionHandler> + Send + Sync>;

impl EngineServer {
    /// A server that asks `open` for a handler whenever a client opens a session.
    ///
    /// # Errors
    /// When no server can run with `config`; the text says which value is wrong.
    pub fn new<H: SessionHandler>(
        config: Config,
        open: impl Fn(Connection, Handshake) -> H + Send + Sync + 'static,
    ) -> Result<Self, BuildError> {
        let config = config.validated()?;
        let open: Open =
            Box::new(move |connection, handshake| Box::new(open(connection, handshake)));
        let sessions = Arc::new(Sessions::new(&config));
        Ok(Self { inner: Arc::new(Inner { config, sessions, open }) })
    }

    /// Whether a request with this path is for this server.
    pub fn serves(&self, path: &str) -> bool {
        path.starts_with(&self.inner.config.path)
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
    /// # Cancel safety
    /// Dropping the future tells the session that its client has given the request up, which ends the session where the protocol
    /// says so.
    pub async fn handle<B>(&self, mut request: Request<B>) -> ServerResponse
    where
        B: Body + Send,
        B::Data: Buf + Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        // Without the transport, an upgrade is a request like any other.
        let is_upgrade = self.inner.config.websocket && handshake::is_requested(&request);
        let query = Query::parse(request.uri().query().unwrap_or_default());
        match self.check(&query, request.method(), is_upgrade) {
            Ok(Some(session)) if is_upgrade => self.upgrade_session(&session, &mut request),
            Ok(Some(session)) => {
                polling::handle(session, request, self.inner.config.max_http_buffer_size).await
            }
            Ok(None) if is_upgrade => self.open_websocket(request),
            Ok(None) => self.open_polling(request),
            Err(rejection) => {
                let (code, message) = (rejection.code(), rejection.message());
                tracing::debug!(code, message, "request refused");
                if is_upgrade {
                    response::upgrade_rejected(message)
                } else {
                    response::rejected(rejection)
                }
            }
        }
    }

    /// The reference's order of checks: the first one that fails names the code.
    fn check(
        &self,
        query: &Query<'_>,
        method: &Method,
        is_upgrade: bool,
    ) -> Result<Option<Arc<Mailbox>>, Rejection> {
        let config = &self.inner.config;
        let is_websocket = match &*query.transport {
            "polling" if config.polling => false,
            "websocket" if config.websocket => true,
            _ => return Err(Rejection::TransportUnknown),
        };
        if is_upgrade && !is_websocket {
            return Err(Rejection::BadRequest);
        }
        if !query.sid.is_empty() {
            let session = self.inner.sessions.get(&query.sid).ok_or(Rejection::SessionIdUnknown)?;
            let is_elsewhere = !is_upgrade && session.is_on_websocket() != is_websocket;
            if is_elsewhere || !query.speaks_revision_4() {
                return Err(Rejection::BadRequest);
            }
            return Ok(Some(session));
        }
        if *method != Method::GET {
            return Err(Rejection::BadHandshakeMethod);
        }
        if is_websocket && !is_upgrade {
            return Err(Rejection::BadRequest);
        }
        if !query.speaks_revision_4() {
            return Err(Rejection::UnsupportedProtocolVersion);
        }
        Ok(None)
    }

    fn open_polling<B>(&self, request: Request<B>) -> ServerResponse {
        let (parts, _) = request.into_parts();
        let handshake = Handshake::new(&parts);
        let Some(Opened { id, mailbox, registration }) = self.enter(false, &handshake) else {
            return response::unavailable();
        };
        let now = tokio::time::Instant::now().into_std();
        let mut session = Session::open_polling(&id, &self.inner.config.session(), now);
        // The handshake is answered with the open packet and nothing else, whatever the application sends first.
        let open = match session.poll_output() {
            Some(Output::Send(open)) => Bytes::copy_from_slice(open.payload()),
            _ => Bytes::new(),
        };
        self.spawn(session, mailbox, registration, handshake, Vec::new());
        response::packets(open)
    }

    fn open_websocket<B>(&self, mut request: Request<B>) -> ServerResponse {
        let (response, upgrade) = match handshake::accept(&mut request) {
            Ok(accepted) => accepted,
            Err(fault) => return response::upgrade_rejected(fault),
        };
        let (parts, _) = request.into_parts();
        let handshake = Handshake::new(&parts);
        let Some(Opened { id, mailbox, registration }) = self.enter(true, &handshake) else {
            return response::unavailable();
        };
        let transport = TransportId(0);
        let now = tokio::time::Instant::now().into_std();
        let session = Session::open_websocket(&id, &self.inner.config.session(), transport, now);
        let carrier = Carrier::first(transport, upgrade, &Bounds::of(&self.inner.config), now);
        self.spawn(session, mailbox, registration, handshake, vec![carrier]);
        response
    }

    /// Enters a session under a fresh id. `None` when the server is closed or full, or has no randomness for an id.
    fn enter(&self, on_websocket: bool, handshake: &Handshake) -> Option<Opened> {
        let Inner { config, sessions, .. } = &*self.inner;
        let refused = &sessions.counters.refused;
        let address = handshake.address().map(|address| address.ip());
        let connection = Connection::new(config.outbox_bytes_max, Arc::clone(&sessions.counters));
        let mailbox = Arc::new(Mailbox::new(connection, on_websocket));
        loop {
            let id = String::from_utf8_lossy(&random_id().ok()?).into_owned();
            let refused = match sessions.insert(&id, Arc::clone(&mailbox), address) {
                Ok(registration) => return Some(Opened { id, mailbox, registration }),
                Err(NotEntered::IdTaken) => continue,
                Err(NotEntered::Closed) => &refused.shutting_down,
                Err(NotEntered::Full) => &refused.sessions,
                Err(NotEntered::NetworkFull) => &refused.sessions_per_address,
            };
            refused.count();
            return None;
        }
    }

    fn upgrade_session<B>(&self, session: &Mailbox, request: &mut Request<B>) -> ServerResponse {
        let counters = &self.inner.sessions.counters;
        let max = self.inner.config.max_half_open_upgrades;
        let Some(half_open) = counters.half_open_upgrades.try_hold(max) else {
            counters.refused.half_open_upgrades.count();
            return response::unavailable();
        };
        match handshake::accept(request) {
            Ok((response, upgrade)) => {
                session.put(Input::Upgrade { upgrade, half_open });
                response
            }
            Err(fault) => response::upgrade_rejected(fault),
        }
    }

    fn spawn(
        &self,
        session: Session,
        mailbox: Arc<Mailbox>,
        registration: Registration,
        handshake: Handshake,
        carriers: Vec<Carrier>,
    ) {
        let handler = (self.inner.open)(mailbox.connection.clone(), handshake);
        let bounds = Bounds::of(&self.inner.config);
        tokio::spawn(Driver::new(session, mailbox, registration, handler, carriers, bounds));
    }
}

struct Opened {
    id: String,
    mailbox: Arc<Mailbox>,
    registration: Registration,
}

impl fmt::Debug for EngineServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EngineServer")
            .field("config", &self.inner.config)
            .field("sessions", &self.sessions())
            .finish_non_exhaustive()
    }
}
