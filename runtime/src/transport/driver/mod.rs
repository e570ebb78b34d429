//! The task of one session: the only place where its state machine, its transports and its application meet.

mod carrier;
mod deadlines;
mod departure;
mod inputs;
mod outputs;
mod settling;
mod writing;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::oneshot;

pub(super) use self::carrier::{Bounds, Carrier};
use self::departure::Departure;
use self::settling::{SETTLING_MESSAGES, Settling};
use super::heap;
use super::mailbox::{Mailbox, PollAnswer, PostPermit};
use super::sessions::Registration;
use super::timer::Timer;
use crate::codec::PayloadDecoder;
use crate::session::{Held, PollId, Session, SessionHandler};

/// How often a task goes around before it lets others have the thread.
const ROUNDS_MAX: usize = 32;

/// How many packets of a POST are taken before its session's task does something else: a POST may have half a million of them.
const PACKETS_MAX: usize = 64;

/// How many messages are taken from a connection before what they caused is written.
const READS_MAX: usize = 32;

/// How many WebSockets one session may have: its own, one that probes, and some whose close is not answered yet.
const WEBSOCKETS_MAX: usize = 4;

/// Runs one session from its first packet to its last.
///
/// A round takes everything that has arrived, lets the application work, and writes everything that is due. Most of the time one is
/// enough; another follows when something was left, or happened too late in the round for those who had their turn.
pub(super) struct Driver {
    session: Session,
    mailbox: Arc<Mailbox>,
    registration: Registration,
    handler: Box<dyn SessionHandler>,
    /// GETs that wait for an answer: one, or two for the moment in which the second ends the session.
    polls: Vec<(PollId, oneshot::Sender<PollAnswer>)>,
    /// The POST whose packets are being taken. Boxed because it is rare, and an idle session should be small.
    post: Option<Box<Post>>,
    /// The session's WebSockets: its transport, one that probes, some that are being closed.
    carriers: Vec<Carrier>,
    bounds: Bounds,
    next_transport: u32,
    timer: Timer,
    /// How many of its first messages have not come yet.
    settling_messages: u8,
    /// One of them that waits for its turn. Until then nothing else is read.
    settling: Option<Box<Settling>>,
    /// Whether the heartbeat is at rest because we do not read.
    is_paused: bool,
    /// The WebSocket that carried the session and is gone, of which the session has to be told.
    departure: Option<Box<Departure>>,
    /// Held while the session takes no more because the server is shutting down, and the application knows.
    retiring: Option<Held>,
}

/// A POST whose packets are taken as fast as the application takes them.
struct Post {
    packets: PayloadDecoder,
    taken: oneshot::Sender<()>,
    /// Whether the server was shutting down when it came.
    is_late: bool,
    /// Until they are taken, another POST is one too many.
    _permit: PostPermit,
}

impl Driver {
    pub(super) fn new(
        session: Session,
        mailbox: Arc<Mailbox>,
        registration: Registration,
        handler: Box<dyn SessionHandler>,
        carriers: Vec<Carrier>,
        bounds: Bounds,
    ) -> Self {
        Self {
            session,
            mailbox,
            registration,
            handler,
            polls: Vec::new(),
            post: None,
            next_transport: carriers.len() as u32,
            carriers,
            bounds,
            timer: Timer::default(),
            settling_messages: SETTLING_MESSAGES,
            settling: None,
            is_paused: false,
            departure: None,
            retiring: None,
        }
    }
}

impl Future for Driver {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        for _ in 0..ROUNDS_MAX {
            let now = tokio::time::Instant::now().into_std();
            this.take_wishes(now);
            this.take_inputs(now);
            this.take_packets(now);
            this.settle(cx, now);
            let mut again = this.read(cx, now);
            again |= this.depart(cx);
            this.retire();
            let is_idle = this.handler.poll_work(cx).is_ready();
            again |= this.close_when_done(now, is_idle);
            again |= this.pause_or_resume(now);
            again |= this.expire(now);
            again |= this.write(cx, now);
            again |= this.has_packets();
            if this.session.is_finished() {
                this.forget();
            }
            if again {
                continue;
            }
            if is_idle && this.session.is_finished() && this.carriers.is_empty() {
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
        heap::join_pieces();
        self.mailbox.close();
        if self.session.is_cut_off() {
            self.registration.cut_off();
        }
    }
}
