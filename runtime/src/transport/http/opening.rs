//! How a session begins.

use std::mem;
use std::sync::Arc;

use http::Request;
use http::header::SET_COOKIE;
use http::request::Parts;

use super::address::Provenance;
use super::compression::Compressor;
use super::server::{EngineServer, Inner};
use super::verification::verify_revision;
use crate::codec::encode_payload;
use crate::config::TransportName;
use crate::connection_error::ConnectionError;
use crate::handshake::Handshake;
use crate::session::{Connection, Output, Session, TransportId};
use crate::transport::driver::{Bounds, Carrier, Driver};
use crate::transport::mailbox::Mailbox;
use crate::transport::response::{self, ServerResponse};
use crate::transport::sessions::{NotEntered, Registration};
use crate::transport::websocket::Upgrading;
use crate::transport::websocket::handshake::{self, Refusal};
use crate::transport::{Passed, WebSocketOffer};

/// How often an id is asked for until one is free.
const ID_ATTEMPTS_MAX: usize = 8;

/// A request in order that wants to open a session.
pub(super) struct Opening {
    pub(super) transport: TransportName,
    pub(super) protocol: u8,
    pub(super) is_text_only: bool,
    pub(super) head: Parts,
}

/// Why no session was opened.
enum NotOpened {
    Refused(ConnectionError),
    /// The handshake of the WebSocket is none.
    NoWebSocket(Refusal),
    /// The server is full or closing.
    Unavailable,
}

impl From<ConnectionError> for NotOpened {
    fn from(error: ConnectionError) -> Self {
        Self::Refused(error)
    }
}

/// A session that has a place among the others, and no task yet.
struct Entered {
    mailbox: Arc<Mailbox>,
    registration: Registration,
    handshake: Handshake,
}

impl EngineServer {
    /// Opens a session, if the program has nothing against it. Dropped before it is ready, it leaves nothing.
    pub(super) async fn open(&self, opening: Opening) -> ServerResponse {
        let Opening { transport, protocol, is_text_only, head } = opening;
        let is_upgrade = transport == TransportName::WebSocket;
        let mut head = Arc::new(head);
        let opened = match transport {
            TransportName::Polling => self.open_polling(&head, protocol).await,
            TransportName::WebSocket => {
                self.open_websocket(&mut head, protocol, is_text_only).await
            }
        };
        match opened {
            Ok(mut response) => {
                let hooks = &self.inner.config.hooks;
                hooks.initial_headers(response.headers_mut(), &head);
                hooks.headers(response.headers_mut(), &head);
                response
            }
            Err(NotOpened::Refused(error)) => self.refuse(&error, is_upgrade, &head),
            Err(NotOpened::NoWebSocket(refusal)) => self.refuse_handshake(refusal, &head),
            Err(NotOpened::Unavailable) => response::unavailable(),
        }
    }

    /// Waits until those who are there have had their turn, unless too many wait for that already.
    async fn wait_for_turn(&self, head: &Parts) -> Result<(), NotOpened> {
        if head.extensions.get::<Passed>().is_some() {
            return Ok(());
        }
        let Inner { sessions, config, .. } = &*self.inner;
        let Some(passing) = sessions.arrivals.pass() else { return Ok(()) };
        let counters = &sessions.counters;
        let waiting = counters.waiting_handshakes.try_hold(config.max_waiting_handshakes);
        if waiting.is_none() {
            counters.refused.waiting_handshakes.count();
            return Err(NotOpened::Unavailable);
        }
        passing.await;
        Ok(())
    }

    async fn open_polling(
        &self,
        head: &Arc<Parts>,
        protocol: u8,
    ) -> Result<ServerResponse, NotOpened> {
        self.wait_for_turn(head).await?;
        let config = &self.inner.config;
        config.hooks.allow(head).await?;
        verify_revision(protocol)?;
        let compressor = Compressor::agreed(config.http_compression, &head.headers);
        let entered = self.enter(TransportName::Polling, head).await?;
        let id = entered.mailbox.connection.id();
        let now = tokio::time::Instant::now().into_std();
        let mut session = Session::open_polling(id, &self.inner.sessions.config, now);
        // The handshake is answered with what every client is told and nothing else, whatever the application sends first.
        let mut first = Vec::new();
        while let Some(output) = session.poll_output() {
            if let Output::Send(frame) = output {
                first.push(frame);
            }
        }
        let cookie = config.cookie.as_ref().and_then(|cookie| cookie.header(id));
        self.spawn(session, entered, Vec::new());
        let payload = encode_payload(first.iter());
        let mut response = match compressor.filter(|it| it.is_worth(&payload)) {
            Some(compressor) => compressor.packets(payload).await,
            None => response::packets(payload),
        };
        if let Some(cookie) = cookie {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        Ok(response)
    }

    async fn open_websocket(
        &self,
        head: &mut Arc<Parts>,
        protocol: u8,
        is_text_only: bool,
    ) -> Result<ServerResponse, NotOpened> {
        self.wait_for_turn(head).await?;
        let config = &self.inner.config;
        config.hooks.allow(head).await?;
        verify_revision(protocol)?;
        // The program may have kept the head that it was shown: then this works on a copy.
        let accepted = accept(Arc::make_mut(head), &config.websocket_offer());
        let (response, upgrade) = accepted.map_err(NotOpened::NoWebSocket)?;
        let entered = self.enter(TransportName::WebSocket, head).await?;
        let id = entered.mailbox.connection.id();
        let transport = TransportId(0);
        let now = tokio::time::Instant::now().into_std();
        let session = Session::open_websocket(id, &self.inner.sessions.config, transport, now);
        let upgrade = upgrade.text_only(is_text_only);
        let carrier = Carrier::first(transport, upgrade, &Bounds::of(config), now);
        self.spawn(session, entered, vec![carrier]);
        Ok(response)
    }

    /// Enters a session under a free id.
    async fn enter(
        &self,
        transport: TransportName,
        head: &Arc<Parts>,
    ) -> Result<Entered, NotOpened> {
        let (config, sessions) = (&self.inner.config, &self.inner.sessions);
        let refused = &sessions.counters.refused;
        let proxies = config.trusted_proxies.as_ref();
        let handshake = Handshake::new(head, Provenance::of(head, proxies).remote);
        let address = handshake.address();
        for _ in 0..ID_ATTEMPTS_MAX {
            let id = config.hooks.id(head).await?.into();
            let counters = Arc::clone(&sessions.counters);
            let connection = Connection::new(id, transport, config.outbox_bytes_max, counters);
            let mailbox = Arc::new(Mailbox::new(connection));
            let refused = match sessions.insert(Arc::clone(&mailbox), address) {
                Ok(registration) => return Ok(Entered { mailbox, registration, handshake }),
                Err(NotEntered::IdTaken) => continue,
                Err(NotEntered::Closed) => &refused.shutting_down,
                Err(NotEntered::Full) => &refused.sessions,
                Err(NotEntered::NetworkFull) => &refused.sessions_per_address,
                Err(NotEntered::UnjoinedFull) => &refused.unjoined_sessions,
            };
            refused.count();
            return Err(NotOpened::Unavailable);
        }
        Err(ConnectionError::id_generation("other sessions have every id that was generated")
            .into())
    }

    fn spawn(&self, session: Session, entered: Entered, carriers: Vec<Carrier>) {
        let Entered { mailbox, mut registration, handshake } = entered;
        let handler =
            (self.inner.open)(mailbox.connection.clone(), handshake, registration.take_place());
        let bounds = Bounds::of(&self.inner.config);
        tokio::spawn(Driver::new(session, mailbox, registration, handler, carriers, bounds));
    }
}

/// Answers the handshake of a WebSocket.
pub(super) fn accept(
    head: &mut Parts,
    offer: &WebSocketOffer,
) -> Result<(ServerResponse, Upgrading), Refusal> {
    let empty = Request::new(()).into_parts().0;
    let mut request = Request::from_parts(mem::replace(head, empty), ());
    let accepted = handshake::accept(&mut request, offer);
    *head = request.into_parts().0;
    accepted
}
