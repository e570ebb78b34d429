//! What leaves.

use std::task::{Context, Poll};
use std::time::Instant;

use super::Driver;
use crate::codec::{Frame, encode_payload};
use crate::session::{PollId, Route, TransportId};
use crate::transport::mailbox::PollAnswer;

impl Driver {
    pub(super) fn write(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        let is_drained = match self.session.route() {
            Route::Hold => self.hold(),
            Route::Poll(poll) => self.write_to_poll(poll),
            Route::WebSocket(id) => self.write_to_websocket(id, cx, now),
        };
        if is_drained {
            self.mailbox.connection.has_drained();
            self.session.handle_drained(now);
        }
        self.write_to_others(cx);
        self.act()
    }

    /// Writes to WebSockets that probe or are being closed, and forgets those that are closed.
    fn write_to_others(&mut self, cx: &mut Context<'_>) {
        let route = self.session.route();
        for carrier in &mut self.carriers {
            let id = carrier.websocket.id();
            if route != Route::WebSocket(id)
                && let Poll::Ready(Err(_)) = carrier.websocket.poll_write(cx)
            {
                self.session.handle_transport_closed(id, None);
            }
        }
        let counters = self.mailbox.connection.counters();
        self.carriers.retain(|carrier| {
            if carrier.websocket.is_closed() && carrier.is_probing() {
                counters.upgrades_failed.count();
            }
            !carrier.websocket.is_closed()
        });
    }

    fn hold(&self) -> bool {
        self.mailbox.connection.with_outbox(|outbox| {
            outbox.set_writable(false);
            outbox.is_empty()
        })
    }

    fn write_to_poll(&mut self, poll: PollId) -> bool {
        let frames = self.mailbox.connection.with_outbox(|outbox| {
            outbox.set_writable(outbox.is_empty());
            outbox.take_all()
        });
        if frames.is_empty() {
            return true;
        }
        // One packet that may be compressed is enough, as in the reference.
        let may_compress = frames.iter().any(Frame::may_compress);
        let body = encode_payload(frames.iter());
        let is_answered = self.answer(poll, PollAnswer::Payload { body, may_compress });
        if is_answered {
            self.session.poll_answered();
        } else {
            // Its frames are lost, and with them the session: it must not go on with a hole.
            self.session.handle_poll_dropped(poll);
        }
        is_answered
    }

    fn write_to_websocket(&mut self, id: TransportId, cx: &mut Context<'_>, now: Instant) -> bool {
        let Some(carrier) = self.carriers.iter_mut().find(|carrier| carrier.websocket.id() == id)
        else {
            return false;
        };
        while carrier.websocket.is_open() {
            let websocket = &mut carrier.websocket;
            let takes_all = websocket.is_idle()
                && self.mailbox.connection.with_outbox(|outbox| {
                    outbox.set_writable(outbox.is_empty());
                    websocket.fill_from(outbox);
                    outbox.is_empty()
                });
            match websocket.poll_write(cx) {
                Poll::Pending => {
                    carrier.waits(now);
                    return false;
                }
                Poll::Ready(Err(_)) => {
                    self.session.handle_transport_closed(id, None);
                    return false;
                }
                Poll::Ready(Ok(())) if takes_all => {
                    carrier.has_written();
                    return true;
                }
                Poll::Ready(Ok(())) => {}
            }
        }
        false
    }

    /// Whether frames that come now could be written, so that they are a reason to wake up.
    pub(super) fn may_write(&mut self) -> bool {
        match self.session.route() {
            Route::Hold => false,
            Route::Poll(_) => true,
            Route::WebSocket(id) => self.websocket(id).is_some_and(|websocket| websocket.is_idle()),
        }
    }
}
