//! What follows from what arrived: the wishes of the session.

use crate::session::{CloseReason, Outbox, Output, PollBody, PollId, TransportId, TransportName};
use crate::transport::mailbox::PollAnswer;
use crate::transport::websocket::WebSocket;

use super::Driver;
use super::carrier::Carrier;

impl Driver {
    /// Does what the session asks for.
    pub(super) fn act(&mut self) -> bool {
        let mut moved = false;
        while let Some(output) = self.session.poll_output() {
            self.act_on(output);
            moved = true;
        }
        self.mailbox.connection.set_upgrading(self.session.is_upgrading());
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
                    PollBody::Packets(packets) => {
                        PollAnswer::Payload { body: packets.into(), may_compress: true }
                    }
                    PollBody::Refused => PollAnswer::Refused,
                };
                // A request whose client is gone says so itself.
                self.answer(poll, answer);
            }
            // What comes behind a message after which the application closed the session has no effect.
            Output::Message(_) if self.mailbox.connection.is_closing() => {}
            Output::Message(message) => self.handler.message(message),
            Output::Pong { round_trip } => {
                self.handler.heartbeat(round_trip);
                self.give_back();
            }
            Output::Upgrading => self.handler.upgrading(TransportName::WebSocket),
            Output::Upgraded { to } => {
                tracing::debug!(transport = to.0, "upgraded to websocket");
                self.mailbox.moved_to_websocket();
                self.registration.moved_to_websocket();
                self.handler.upgraded(TransportName::WebSocket);
            }
            Output::CloseTransport(id) => {
                if let Some(websocket) = self.websocket(id) {
                    websocket.close();
                }
            }
            Output::Closed(reason) => self.closed(reason),
        }
    }

    /// Gives back what the last messages needed. With each heartbeat, so that a connection that is idle soon costs what a new one
    /// does, and a busy one does not pay for it with every message.
    fn give_back(&mut self) {
        self.session.give_back();
        self.mailbox.connection.with_outbox(Outbox::give_back);
        for carrier in &mut self.carriers {
            carrier.websocket.give_back();
        }
    }

    fn closed(&mut self, reason: CloseReason) {
        self.mailbox.connection.counters().closed.count(reason);
        self.mailbox.connection.has_closed(reason);
        self.mailbox.end_posts();
        if self.session.is_finished() {
            // Before any request is answered: whoever reads the answer must find the id unknown.
            self.forget();
        }
        self.handler.closed(reason);
    }

    /// The session is over: its id is unknown from here on.
    pub(super) fn forget(&mut self) {
        self.registration.forget();
        self.mailbox.connection.has_ended();
    }

    /// Says whether the request was still there to be answered.
    pub(super) fn answer(&mut self, poll: PollId, answer: PollAnswer) -> bool {
        let Some(index) = self.polls.iter().position(|(pending, _)| *pending == poll) else {
            return false;
        };
        let (_, sender) = self.polls.swap_remove(index);
        sender.send(answer).is_ok()
    }

    pub(super) fn websocket(&mut self, id: TransportId) -> Option<&mut WebSocket> {
        self.carrier(id).map(|carrier| &mut carrier.websocket)
    }

    pub(super) fn carrier(&mut self, id: TransportId) -> Option<&mut Carrier> {
        self.carriers.iter_mut().find(|carrier| carrier.websocket.id() == id)
    }
}
