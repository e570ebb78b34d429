//! When something is due, and sleeping until then.

use std::task::{Context, Poll};
use std::time::Instant;

use super::Driver;

impl Driver {
    /// Reading stops while handlers lag behind; the silence that follows is ours and not the peer's.
    pub(super) fn pause_or_resume(&mut self, now: Instant) -> bool {
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

    pub(super) fn expire(&mut self, now: Instant) -> bool {
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

    pub(super) fn poll_sleep(&mut self, cx: &mut Context<'_>, now: Instant) -> Poll<()> {
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
