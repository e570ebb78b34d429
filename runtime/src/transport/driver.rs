//! The task of one session: the only place where its state machine, its transports and its application meet.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use tokio::sync::oneshot;

use super::mailbox::{Fault, Input, Mailbox, PollAnswer, PostPermit};
use super::sessions::Registration;
use super::timer::Timer;
use super::websocket::{Event, Upgrading, WebSocket};
use crate::codec::engine_packet::Packet;
use crate::codec::{Message, PayloadDecoder, decode_payload, decode_text, encode_payload};
use crate::session::{
    Close, CloseReason, Outbox, Output, PollBody, PollId, Route, Session, SessionHandler, Source,
    TransportId,
};

/// How often a task goes around before it lets others have the thread.
const ROUNDS_MAX: usize = 32;

/// How many messages are taken from a connection before what they caused is written.
const READS_MAX: usize = 32;

/// How many WebSockets one session may have: its own, one that probes, and some whose close is not answered yet.
const WEBSOCKETS_MAX: usize = 4;

/// Runs one session from its first packet to its last.
///
/// A round takes everything that has arrived, lets the application work, and writes everything that is due; the task sleeps when
/// a whole round has moved nothing.
pub(super) struct Driver {
    session: Session,
    mailbox: Arc<Mailbox>,
    registration: Registration,
    handler: Box<dyn SessionHandler>,
    /// GETs that wait for an answer: one, or two for the moment in which the second ends the session.
    polls: Vec<(PollId, oneshot::Sender<PollAnswer>)>,
    /// The POST whose packets are being taken.
    post: Option<Post>,
    /// The session's WebSockets: its transport, one that probes, some that are being closed.
    websockets: Vec<WebSocket>,
    max_message: usize,
    next_transport: u32,
    timer: Timer,
    /// Whether the heartbeat is at rest because we do not read.
    is_paused: bool,
}

/// A POST whose packets are taken as fast as the application takes them.
struct Post {
    packets: PayloadDecoder,
    taken: oneshot::Sender<()>,
    /// Until they are taken, another POST is one too many.
    _permit: PostPermit,
}

impl Driver {
    pub(super) fn new(
        session: Session,
        mailbox: Arc<Mailbox>,
        registration: Registration,
        handler: Box<dyn SessionHandler>,
        websockets: Vec<WebSocket>,
        max_message: usize,
    ) -> Self {
        Self {
            session,
            mailbox,
            registration,
            handler,
            polls: Vec::new(),
            post: None,
            next_transport: websockets.len() as u32,
            websockets,
            max_message,
            timer: Timer::default(),
            is_paused: false,
        }
    }
}

impl Future for Driver {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        for _ in 0..ROUNDS_MAX {
            let now = tokio::time::Instant::now().into_std();
            let mut moved = this.take_command(now);
            moved |= this.take_inputs(now);
            moved |= this.take_packets(now);
            moved |= this.read(cx, now);
            let is_idle = this.handler.poll_work(cx).is_ready();
            moved |= this.pause_or_resume(now);
            moved |= this.expire(now);
            moved |= this.write(cx, now);
            if this.session.is_finished() {
                this.registration.forget();
            }
            if moved {
                // What has just happened may be work for the handler.
                continue;
            }
            if is_idle && this.session.is_finished() && this.websockets.is_empty() {
                return Poll::Ready(());
            }
            if this.poll_sleep(cx, now).is_pending() {
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.mailbox.close();
    }
}

/// What arrives.
impl Driver {
    fn take_command(&mut self, now: Instant) -> bool {
        match self.mailbox.connection.wake_up() {
            None => return false,
            Some(Close::Graceful(reason)) => self.session.close(now, reason),
            Some(Close::Abort(reason)) => self.session.abort(reason),
        }
        self.act();
        true
    }

    fn take_inputs(&mut self, now: Instant) -> bool {
        let mut moved = false;
        while let Some(input) = self.mailbox.take() {
            moved = true;
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
                    self.post = Some(Post { packets, taken, _permit: permit });
                    self.take_packets(now);
                }
                Input::Fault { fault, noted } => {
                    self.take_fault(fault);
                    self.act();
                    // The client may be gone by now.
                    let _ = noted.send(());
                }
                Input::Upgrade(upgrade) => self.take_upgrade(upgrade),
            }
            self.act();
        }
        moved
    }

    fn take_fault(&mut self, fault: Fault) {
        match fault {
            Fault::Overlap => self.session.handle_overlap(),
            Fault::Aborted => self.session.handle_post_aborted(),
            Fault::InvalidContent => self.session.handle_invalid_content(),
        }
    }

    fn take_upgrade(&mut self, upgrade: Upgrading) {
        // Dropped, the connection is closed without a word.
        if self.websockets.len() < WEBSOCKETS_MAX {
            let id = TransportId(self.next_transport);
            self.next_transport += 1;
            self.websockets.push(WebSocket::opening(id, upgrade, self.max_message));
        }
    }

    /// Takes packets of the POST in hand until the application has enough for now.
    fn take_packets(&mut self, now: Instant) -> bool {
        let mut moved = false;
        while !self.is_saturated()
            && let Some(post) = &mut self.post
            && let Some(packet) = post.packets.next()
        {
            moved = true;
            match packet {
                Ok(packet) => self.session.handle_packet(now, Source::Polling, packet),
                Err(_) => self.session.handle_decode_error(Source::Polling),
            }
            self.act();
        }
        // Whoever reads the answer must find the session closed if that is what the packets led to.
        if !self.mailbox.connection.is_closing()
            && let Some(post) = self.post.take_if(|post| post.packets.is_exhausted())
        {
            moved = true;
            // The client may be gone; its packets count all the same.
            let _ = post.taken.send(());
        }
        moved
    }

    fn read(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        let mut moved = false;
        for index in 0..self.websockets.len() {
            for _ in 0..READS_MAX {
                if self.is_saturated() {
                    return moved;
                }
                let Some(websocket) = self.websockets.get_mut(index) else { break };
                let id = websocket.id();
                let Poll::Ready(event) = websocket.poll_event(cx) else { break };
                self.take_event(id, event, now);
                moved = true;
            }
        }
        moved
    }

    fn take_event(&mut self, id: TransportId, event: Event, now: Instant) {
        let from = Source::WebSocket(id);
        match event {
            // The WebSocket that a session began with needs no leave to carry it.
            Event::Opened if self.session.route() == Route::WebSocket(id) => {}
            Event::Opened => self.session.handle_websocket_opened(now, id),
            Event::Message(Message::Text(text)) => match decode_text(text) {
                Ok(packet) => self.session.handle_packet(now, from, packet),
                Err(_) => self.session.handle_decode_error(from),
            },
            Event::Message(binary @ Message::Binary(_)) => {
                self.session.handle_packet(now, from, Packet::Message(binary));
            }
            Event::Closed(error) => self.session.handle_transport_closed(id, error),
        }
        self.act();
    }

    fn is_saturated(&self) -> bool {
        !self.session.is_closed() && self.handler.is_saturated()
    }

    /// Reading stops while handlers lag behind; the silence that follows is ours and not the peer's.
    fn pause_or_resume(&mut self, now: Instant) -> bool {
        let is_saturated = self.is_saturated();
        if self.is_paused == is_saturated {
            return false;
        }
        self.is_paused = is_saturated;
        if is_saturated {
            self.session.pause_heartbeat();
        } else {
            self.session.resume_heartbeat(now);
        }
        true
    }
}

/// What follows from it.
impl Driver {
    /// Does what the session asks for.
    fn act(&mut self) -> bool {
        let mut moved = false;
        while let Some(output) = self.session.poll_output() {
            self.act_on(output);
            moved = true;
        }
        moved
    }

    fn act_on(&mut self, output: Output) {
        match output {
            Output::Send(frame) => {
                self.mailbox.connection.with_outbox(|outbox| outbox.push_control(frame));
            }
            Output::SendTo(id, frame) => {
                if let Some(websocket) = self.websocket(id) {
                    websocket.push(frame);
                }
            }
            Output::AnswerPoll { poll, body } => {
                let answer = match body {
                    PollBody::Packets(packets) => PollAnswer::Payload(packets.into()),
                    PollBody::Refused => PollAnswer::Refused,
                };
                // A request whose client is gone says so itself.
                self.answer(poll, answer);
            }
            // What comes behind a message after which the application closed the session has no effect.
            Output::Message(_) if self.mailbox.connection.is_closing() => {}
            Output::Message(message) => self.handler.message(message),
            Output::Upgraded { to } => {
                tracing::debug!(transport = to.0, "upgraded to websocket");
                self.mailbox.moved_to_websocket();
            }
            Output::CloseTransport(id) => {
                if let Some(websocket) = self.websocket(id) {
                    websocket.close();
                }
            }
            Output::Closed(reason) => self.closed(reason),
        }
    }

    fn closed(&mut self, reason: CloseReason) {
        self.mailbox.connection.with_outbox(Outbox::close);
        self.mailbox.end_posts();
        if self.session.is_finished() {
            // Before any request is answered: whoever reads the answer must find the id unknown.
            self.registration.forget();
        }
        self.handler.closed(reason);
    }

    /// Says whether the request was still there to be answered.
    fn answer(&mut self, poll: PollId, answer: PollAnswer) -> bool {
        let Some(index) = self.polls.iter().position(|(pending, _)| *pending == poll) else {
            return false;
        };
        let (_, sender) = self.polls.swap_remove(index);
        sender.send(answer).is_ok()
    }

    fn websocket(&mut self, id: TransportId) -> Option<&mut WebSocket> {
        self.websockets.iter_mut().find(|websocket| websocket.id() == id)
    }
}

/// What leaves, and when.
impl Driver {
    fn write(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        let is_drained = match self.session.route() {
            Route::Hold => self.hold(),
            Route::Poll(poll) => self.write_to_poll(poll),
            Route::WebSocket(id) => self.write_to_websocket(id, cx),
        };
        if is_drained {
            self.session.handle_drained(now);
        }
        let moved = self.act();
        moved | self.write_to_others(cx)
    }

    /// Writes to WebSockets that probe or are being closed, and forgets those that are closed.
    fn write_to_others(&mut self, cx: &mut Context<'_>) -> bool {
        for index in 0..self.websockets.len() {
            let Some(websocket) = self.websockets.get_mut(index) else { break };
            let id = websocket.id();
            if let Poll::Ready(Err(_)) = websocket.poll_write(cx) {
                self.session.handle_transport_closed(id, None);
            }
        }
        self.websockets.retain(|websocket| !websocket.is_closed());
        self.act()
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
        if self.answer(poll, PollAnswer::Payload(encode_payload(frames.iter()))) {
            self.session.poll_answered();
        } else {
            // Its frames are lost, and with them the session: it must not go on with a hole.
            self.session.handle_poll_dropped(poll);
        }
        true
    }

    fn write_to_websocket(&mut self, id: TransportId, cx: &mut Context<'_>) -> bool {
        let connection = self.mailbox.connection.clone();
        loop {
            let Some(websocket) = self.websocket(id).filter(|websocket| websocket.is_open()) else {
                return false;
            };
            match websocket.poll_write(cx) {
                Poll::Pending => return false,
                Poll::Ready(Err(_)) => {
                    self.session.handle_transport_closed(id, None);
                    return false;
                }
                Poll::Ready(Ok(())) => {}
            }
            let is_drained = connection.with_outbox(|outbox| {
                outbox.set_writable(outbox.is_empty());
                websocket.fill_from(outbox);
                outbox.is_empty() && websocket.is_idle()
            });
            if is_drained {
                return true;
            }
        }
    }

    /// Whether frames that come now could be written, so that they are a reason to wake up.
    fn may_write(&mut self) -> bool {
        match self.session.route() {
            Route::Hold => false,
            Route::Poll(_) => true,
            Route::WebSocket(id) => self.websocket(id).is_some_and(|websocket| websocket.is_idle()),
        }
    }

    fn expire(&mut self, now: Instant) -> bool {
        for websocket in &mut self.websockets {
            if websocket.close_deadline(now).is_some_and(|deadline| deadline <= now) {
                websocket.abandon();
            }
        }
        if self.session.timeout().is_none_or(|deadline| now < deadline) {
            return false;
        }
        self.session.handle_timeout(now);
        self.act();
        true
    }

    fn poll_sleep(&mut self, cx: &mut Context<'_>, now: Instant) -> Poll<()> {
        let may_write = self.may_write();
        if self.mailbox.connection.poll_sleep(cx, may_write).is_ready() {
            return Poll::Ready(());
        }
        let closing =
            self.websockets.iter_mut().filter_map(|websocket| websocket.close_deadline(now));
        let deadline = closing.chain(self.session.timeout()).min();
        self.timer.poll(cx, deadline)
    }
}
