//! What arrives: commands, requests, packets.

use std::task::{Context, Poll};
use std::time::Instant;

use super::carrier::Carrier;
use super::{Driver, PACKETS_MAX, Post, READS_MAX, WEBSOCKETS_MAX};
use crate::codec::engine_packet::Packet;
use crate::codec::{Message, decode_payload, decode_text};
use crate::session::{Close, Held, Route, Source, TransportId, Wishes};
use crate::transport::mailbox::{Fault, Input};
use crate::transport::websocket::{End, Event, Upgrading};

impl Driver {
    pub(super) fn take_wishes(&mut self, now: Instant) {
        let Some(wishes) = self.mailbox.connection.wake_up() else { return };
        let Wishes { close, retirement } = *wishes;
        if let Some(retirement) = retirement {
            self.session.retire(retirement);
        }
        match close {
            None => return,
            Some(Close::Graceful(reason)) => self.session.close(now, reason),
            Some(Close::Abort(reason)) => self.session.abort(reason),
        }
        self.act();
    }

    pub(super) fn take_inputs(&mut self, now: Instant) {
        while let Some(input) = self.mailbox.take() {
            match input {
                Input::Poll { poll, answer } => {
                    // A GET that comes when the time for a pong is over finds the session gone, also when it is ahead of our
                    // timer. What came before it has been heard, and nothing else waits to be.
                    if self.mailbox.is_empty() {
                        self.expire(now);
                    }
                    // Unanswered, the request says itself that its session is unknown.
                    if !self.session.is_finished() {
                        self.polls.push((poll, answer));
                        self.session.handle_poll(poll);
                    }
                }
                Input::PollDropped(poll) => {
                    self.polls.retain(|(pending, _)| *pending != poll);
                    self.session.handle_poll_dropped(poll);
                }
                Input::Post { body, permit, taken } => {
                    let packets = decode_payload(body);
                    let is_late = self.session.is_retiring();
                    self.post = Some(Box::new(Post { packets, taken, is_late, _permit: permit }));
                    self.take_packets(now);
                }
                Input::Fault { fault, noted } => {
                    self.take_fault(fault);
                    self.act();
                    // The client may be gone by now.
                    let _ = noted.send(());
                }
                Input::Upgrade { upgrade, half_open } => {
                    self.take_upgrade(upgrade, half_open, now);
                }
            }
            self.act();
        }
    }

    fn take_fault(&mut self, fault: Fault) {
        match fault {
            Fault::Overlap => self.session.handle_overlap(),
            Fault::Aborted => self.session.handle_post_aborted(),
            Fault::InvalidContent => self.session.handle_invalid_content(),
        }
    }

    fn take_upgrade(&mut self, upgrade: Upgrading, half_open: Held, now: Instant) {
        // Dropped, the connection is closed without a word.
        if self.carriers.len() < WEBSOCKETS_MAX {
            let id = TransportId(self.next_transport);
            self.next_transport += 1;
            self.carriers.push(Carrier::probing(id, upgrade, half_open, now));
        } else {
            self.mailbox.connection.counters().upgrades_failed.count();
        }
    }

    /// Takes packets of the POST in hand until the application has enough for now.
    pub(super) fn take_packets(&mut self, now: Instant) {
        for _ in 0..PACKETS_MAX {
            if !self.has_packets() {
                break;
            }
            let Some(packet) = self.post.as_mut().and_then(|post| post.packets.next()) else {
                break;
            };
            self.registration.count_message();
            match packet {
                Ok(packet) => self.session.handle_packet(now, Source::Polling, packet),
                Err(_) => self.session.handle_decode_error(Source::Polling),
            }
            self.act();
        }
        // Whoever reads the answer must find the session closed if that is what the packets led to.
        if let Some(post) = self
            .post
            .take_if(|post| post.packets.is_exhausted() && !self.mailbox.connection.is_closing())
        {
            // The client may be gone; its packets count all the same.
            let _ = post.taken.send(());
        }
    }

    /// Whether there is a POST in hand of which packets can be taken now.
    pub(super) fn has_packets(&self) -> bool {
        self.post.is_some() && !self.is_saturated() && !self.has_late_post()
    }

    /// Says whether something may be left that can be read now, or after what the application has done in this round.
    pub(super) fn read(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        if self.settling.is_some() {
            return false;
        }
        let mut is_left = false;
        for index in 0..self.carriers.len() {
            is_left |= self.read_from(index, cx, now);
        }
        is_left
    }

    fn read_from(&mut self, index: usize, cx: &mut Context<'_>, now: Instant) -> bool {
        for _ in 0..READS_MAX {
            let is_reading = self.is_reading();
            let Some(carrier) = self.carriers.get_mut(index) else { return false };
            if !is_reading && carrier.is_session_transport() {
                return !self.is_paused;
            }
            let (id, accepted_at) = (carrier.websocket.id(), carrier.accepted_at());
            let Poll::Ready(event) = carrier.websocket.poll_event(cx) else { return false };
            self.take_or_keep(id, accepted_at, event, now);
            if self.settling.is_some() {
                break;
            }
        }
        true
    }

    pub(super) fn take_event(
        &mut self,
        id: TransportId,
        accepted_at: Instant,
        event: Event,
        now: Instant,
    ) {
        let from = Source::WebSocket(id);
        match event {
            // The WebSocket that a session began with needs no leave to carry it.
            Event::Opened if self.session.route() == Route::WebSocket(id) => {}
            // The client has one time for the whole of its upgrade.
            Event::Opened => self.session.handle_websocket_opened(accepted_at, id),
            Event::Message(Message::Text(text)) => match decode_text(text.into_inner()) {
                Ok(packet) => {
                    self.session.handle_packet(now, from, packet);
                    self.notice_upgrade(id);
                }
                Err(_) => self.session.handle_decode_error(from),
            },
            Event::Message(binary @ Message::Binary(_)) => {
                self.session.handle_packet(now, from, Packet::Message(binary));
            }
            Event::Closed(End::Lost) => self.lose(id),
            Event::Closed(end) => self.session.handle_transport_closed(id, end.description()),
        }
        self.act();
    }

    /// From `5` on this WebSocket carries the session, also one that is being closed.
    fn notice_upgrade(&mut self, id: TransportId) {
        if self.session.route() != Route::WebSocket(id) {
            return;
        }
        let carriers = &mut self.carriers;
        let probing = carriers.iter_mut().find(|carrier| carrier.websocket.id() == id);
        if let Some(carrier) = probing.filter(|carrier| carrier.is_probing()) {
            carrier.take_over(&self.bounds);
            self.mailbox.connection.counters().upgraded.count();
        }
    }

    pub(super) fn is_saturated(&self) -> bool {
        !self.session.is_closed() && self.handler.is_saturated()
    }

    /// Whether what the client sends is taken. While the server shuts down, only what earlier work may be waiting for.
    pub(super) fn is_reading(&self) -> bool {
        let is_retiring = self.session.is_open() && self.session.is_retiring();
        let is_awaiting = self.retiring.is_some() && self.handler.awaits_messages();
        (!is_retiring || is_awaiting) && !self.is_saturated()
    }

    /// Whether the POST in hand came too late to be taken: its packets wait for the end of the session.
    fn has_late_post(&self) -> bool {
        self.post.as_ref().is_some_and(|post| post.is_late) && !self.is_reading()
    }

    /// Whether something has not been taken yet that came before the server began to shut down.
    pub(super) fn has_earlier(&self) -> bool {
        self.post.as_ref().is_some_and(|post| !post.is_late) || self.settling.is_some()
    }
}
