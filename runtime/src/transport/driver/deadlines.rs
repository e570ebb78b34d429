//! When something is due, and sleeping until then.

use std::task::{Context, Poll};
use std::time::Instant;

use super::Driver;
use super::carrier::Overdue;

impl Driver {
    /// Reading stops while handlers lag behind; the silence that follows is ours and not the peer's.
    pub(super) fn pause_or_resume(&mut self, now: Instant) -> bool {
        let is_reading = self.is_reading();
        if self.is_paused != is_reading {
            return false;
        }
        self.is_paused = !is_reading;
        if !is_reading {
            if self.is_saturated() {
                self.mailbox.connection.counters().reading_pauses.count();
            }
            self.session.pause_heartbeat();
        } else {
            self.session.resume_heartbeat(now);
        }
        true
    }

    pub(super) fn expire(&mut self, now: Instant) -> bool {
        let moved = self.expire_carriers(now);
        if self.session.timeout().is_none_or(|deadline| now < deadline) {
            return moved;
        }
        self.session.handle_timeout(now);
        self.act();
        true
    }

    /// While the server shuts down: once what came before has been taken, the application is told that nothing else comes.
    pub(super) fn retire(&mut self) {
        if self.session.is_retiring() && self.retiring.is_none() && !self.has_earlier() {
            self.retiring = Some(self.mailbox.connection.counters().retiring.hold());
            self.handler.retire();
        }
    }

    /// While the server shuts down, a session ends when its work is done.
    pub(super) fn close_when_done(&mut self, now: Instant, is_idle: bool) -> bool {
        if is_idle && self.retiring.is_some() {
            self.session.handle_idle(now);
        }
        self.act()
    }

    /// Drops WebSockets whose peers had their time.
    fn expire_carriers(&mut self, now: Instant) -> bool {
        let mut moved = false;
        for index in 0..self.carriers.len() {
            let Some(carrier) = self.carriers.get_mut(index) else { break };
            let cut_off = self.session.retires_until();
            let Some((deadline, overdue)) = carrier.deadline(&self.bounds, now, cut_off) else {
                continue;
            };
            if now < deadline {
                continue;
            }
            carrier.websocket.abandon();
            let id = carrier.websocket.id();
            let description = match overdue {
                Overdue::Opening => "websocket handshake timed out",
                Overdue::Write => {
                    self.mailbox.connection.counters().write_timeouts.count();
                    "write timeout"
                }
                Overdue::Close => continue,
            };
            self.session.handle_transport_closed(id, Some(description));
            self.act();
            moved = true;
        }
        moved
    }

    pub(super) fn poll_sleep(&mut self, cx: &mut Context<'_>, now: Instant) -> Poll<()> {
        let may_write = self.may_write();
        if self.mailbox.connection.poll_sleep(cx, may_write).is_ready() {
            return Poll::Ready(());
        }
        let carriers = self.carriers.iter_mut();
        let cut_off = self.session.retires_until();
        let overdue = carriers.filter_map(|carrier| carrier.deadline(&self.bounds, now, cut_off));
        let deadline = overdue.map(|(deadline, _)| deadline).chain(self.session.timeout()).min();
        self.timer.poll(cx, deadline)
    }
}
