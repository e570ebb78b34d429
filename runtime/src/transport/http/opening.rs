//! How a session begins.

use std::sync::Arc;

use http::{Request, request};

use super::address::Provenance;
use super::compression::{self, Compressor};
use super::server::EngineServer;
use crate::codec::encode_payload;
use crate::config::TransportName;
use crate::handshake::Handshake;
use crate::id::random_id;
use crate::session::{Connection, Output, Session, TransportId};
use crate::transport::driver::{Bounds, Carrier, Driver};
use crate::transport::mailbox::Mailbox;
use crate::transport::response::{self, ServerResponse};
use crate::transport::sessions::{NotEntered, Registration};
use crate::transport::websocket::handshake;

/// A session that has a place among the others, and no task yet.
struct Entered {
    mailbox: Arc<Mailbox>,
    registration: Registration,
}

impl EngineServer {
    pub(super) async fn open_polling<B>(&self, request: Request<B>) -> ServerResponse {
        let (parts, _) = request.into_parts();
        let handshake = self.handshake(&parts);
        let compressor = Compressor::agreed(self.inner.config.http_compression, &parts.headers);
        let Some(Entered { mailbox, registration }) =
            self.enter(TransportName::Polling, &handshake)
        else {
            return response::unavailable();
        };
        let now = tokio::time::Instant::now().into_std();
        let id = mailbox.connection.id();
        let mut session = Session::open_polling(id, &self.inner.config.session(), now);
        // The handshake is answered with what every client is told and nothing else, whatever the application sends first.
        let mut first = Vec::new();
        while let Some(output) = session.poll_output() {
            if let Output::Send(frame) = output {
                first.push(frame);
            }
        }
        self.spawn(session, mailbox, registration, handshake, Vec::new());
        compression::packets(encode_payload(first.iter()), compressor).await
    }

    pub(super) fn open_websocket<B>(&self, mut request: Request<B>) -> ServerResponse {
        let offer = self.inner.config.websocket_offer();
        let (response, upgrade) = match handshake::accept(&mut request, &offer) {
            Ok(accepted) => accepted,
            Err(refusal) => return response::handshake_refused(refusal),
        };
        let (parts, _) = request.into_parts();
        let handshake = self.handshake(&parts);
        let Some(Entered { mailbox, registration }) =
            self.enter(TransportName::WebSocket, &handshake)
        else {
            return response::unavailable();
        };
        let transport = TransportId(0);
        let now = tokio::time::Instant::now().into_std();
        let id = mailbox.connection.id();
        let session = Session::open_websocket(id, &self.inner.config.session(), transport, now);
        let carrier = Carrier::first(transport, upgrade, &Bounds::of(&self.inner.config), now);
        self.spawn(session, mailbox, registration, handshake, vec![carrier]);
        response
    }

    fn handshake(&self, request: &request::Parts) -> Handshake {
        let proxies = self.inner.config.trusted_proxies.as_ref();
        Handshake::new(request, Provenance::of(request, proxies).remote)
    }

    /// Enters a session under a fresh id. `None` when the server is closed or full, or has no randomness for an id.
    fn enter(&self, transport: TransportName, handshake: &Handshake) -> Option<Entered> {
        let (config, sessions) = (&self.inner.config, &self.inner.sessions);
        let refused = &sessions.counters.refused;
        let address = handshake.address();
        loop {
            let id = String::from_utf8_lossy(&random_id().ok()?).into();
            let counters = Arc::clone(&sessions.counters);
            let connection = Connection::new(id, transport, config.outbox_bytes_max, counters);
            let mailbox = Arc::new(Mailbox::new(connection));
            let refused = match sessions.insert(Arc::clone(&mailbox), address) {
                Ok(registration) => return Some(Entered { mailbox, registration }),
                Err(NotEntered::IdTaken) => continue,
                Err(NotEntered::Closed) => &refused.shutting_down,
                Err(NotEntered::Full) => &refused.sessions,
                Err(NotEntered::NetworkFull) => &refused.sessions_per_address,
                Err(NotEntered::UnjoinedFull) => &refused.unjoined_sessions,
            };
            refused.count();
            return None;
        }
    }

    fn spawn(
        &self,
        session: Session,
        mailbox: Arc<Mailbox>,
        mut registration: Registration,
        handshake: Handshake,
        carriers: Vec<Carrier>,
    ) {
        let handler =
            (self.inner.open)(mailbox.connection.clone(), handshake, registration.take_place());
        let bounds = Bounds::of(&self.inner.config);
        tokio::spawn(Driver::new(session, mailbox, registration, handler, carriers, bounds));
    }
}
