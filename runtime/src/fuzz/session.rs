//! Every order of inputs of a session, sensible or not: its promises hold.

use crate::codec::engine_packet::Packet;
use crate::codec::message::Message;
use crate::session::{
    CloseReason, Output, PollBody, PollId, Retirement, Route, Session, SessionConfig, Source,
    TransportId,
};
use arbitrary::Unstructured;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Walks through a session as the input says, and gives what was seen on the way.
pub(crate) fn walk(input: &[u8]) -> Vec<&'static str> {
    let mut walk = Walk::new(input);
    while !walk.random.is_used_up() {
        walk.step();
        walk.turn();
    }
    walk.run_out();
    if walk.session.is_cut_off() {
        walk.seen.push("cut off");
    }
    walk.seen
}

/// A driver that knows what it may expect, and inputs without any sense.
struct Walk<'a> {
    session: Session,
    random: Random<'a>,
    now: Instant,
    /// GETs that wait for an answer.
    polls: BTreeSet<u64>,
    next_poll: u64,
    /// WebSockets that neither side has closed.
    websockets: BTreeSet<u32>,
    next_websocket: u32,
    has_queued_frames: bool,
    /// True between the input of a message and its output.
    has_message: bool,
    is_upgraded: bool,
    closed: Option<CloseReason>,
    /// When the session has to be finished, since the server shuts down.
    until: Option<Instant>,
    seen: Vec<&'static str>,
}

impl<'a> Walk<'a> {
    fn new(input: &'a [u8]) -> Self {
        let mut random = Random(Unstructured::new(input));
        let now = Instant::now();
        let config = SessionConfig { upgrades: random.below(8) > 0, ..SessionConfig::default() };
        let config = Arc::new(config);
        let starts_on_websocket = random.below(4) == 0;
        let session = if starts_on_websocket {
            Session::open_websocket("sid", &config, TransportId(0), now)
        } else {
            Session::open_polling("sid", &config, now)
        };
        let mut walk = Self {
            session,
            random,
            now,
            polls: BTreeSet::new(),
            next_poll: 0,
            websockets: if starts_on_websocket { [0].into() } else { [].into() },
            next_websocket: 1,
            has_queued_frames: false,
            has_message: false,
            is_upgraded: false,
            closed: None,
            until: None,
            seen: Vec::new(),
        };
        walk.turn();
        walk
    }

    fn step(&mut self) {
        match self.random.below(40) {
            0..8 => self.poll(),
            8..22 => self.receive(),
            22..26 => self.open_websocket(),
            26 => self.lose_websocket(),
            27 => self.drop_poll(),
            28..31 => self.has_queued_frames = true,
            31..36 => self.advance(),
            36 => self.session.pause_heartbeat(),
            37 => self.session.resume_heartbeat(self.now),
            38 => self.fail_post(),
            _ if self.random.below(4) == 0 => self.retire(),
            _ => self.end(),
        }
    }

    fn poll(&mut self) {
        self.polls.insert(self.next_poll);
        self.session.handle_poll(PollId(self.next_poll));
        self.next_poll += 1;
    }

    fn drop_poll(&mut self) {
        let poll = self.random.below(self.next_poll + 1);
        self.polls.remove(&poll);
        self.session.handle_poll_dropped(PollId(poll));
    }

    fn receive(&mut self) {
        let from = match self.random.below(2) {
            0 => Source::Polling,
            _ => Source::WebSocket(self.any_websocket()),
        };
        let packet = match self.random.below(24) {
            0..6 => Packet::Ping("probe".into()),
            6..12 => Packet::Upgrade,
            12..17 => Packet::Message(Message::Text("hello".into())),
            17..20 => Packet::Pong("".into()),
            20 => Packet::Close,
            21 => Packet::Noop,
            22 => Packet::Ping("".into()),
            _ => return self.session.handle_decode_error(from),
        };
        self.has_message = matches!(packet, Packet::Message(_));
        self.session.handle_packet(self.now, from, packet);
    }

    fn open_websocket(&mut self) {
        self.websockets.insert(self.next_websocket);
        self.session.handle_websocket_opened(self.now, TransportId(self.next_websocket));
        self.next_websocket += 1;
    }

    fn lose_websocket(&mut self) {
        let id = self.any_websocket();
        self.websockets.remove(&id.0);
        let error = (self.random.below(2) == 0).then_some("reset");
        self.session.handle_transport_closed(id, error);
    }

    /// The latest one as a rule; otherwise also one that was closed, or never existed.
    fn any_websocket(&mut self) -> TransportId {
        match self.random.below(4) {
            0 => TransportId(self.random.below(u64::from(self.next_websocket) + 1) as u32),
            _ => TransportId(self.next_websocket - 1),
        }
    }

    fn advance(&mut self) {
        match (self.random.below(3), self.session.timeout()) {
            (0, Some(deadline)) => self.now = self.now.max(deadline),
            _ => self.now += Duration::from_millis(self.random.below(12_000)),
        }
        self.session.handle_timeout(self.now);
    }

    fn fail_post(&mut self) {
        match self.random.below(30) {
            0 => self.session.handle_overlap(),
            1 => self.session.handle_post_aborted(),
            2 => self.session.handle_invalid_content(),
            _ => {}
        }
    }

    fn retire(&mut self) {
        let mut after = |millis| self.now + Duration::from_millis(self.random.below(millis));
        let (from, until) = (after(30_000), after(60_000));
        self.session.retire(Retirement { from, until });
        self.until = Some(self.until.map_or(until, |earlier| earlier.min(until)));
    }

    fn end(&mut self) {
        match self.random.below(4) {
            0 => self.session.abort(CloseReason::ServerShuttingDown),
            1 => self.session.close(self.now, CloseReason::ForcedClose),
            _ => {}
        }
    }

    fn turn(&mut self) {
        self.act();
        // A driver is woken when it is over; a walk has to look.
        if self.until.is_some_and(|until| until <= self.now) {
            self.session.handle_timeout(self.now);
            self.act();
        }
        if self.random.below(4) == 0 {
            self.be_idle();
        }
        let is_writable = self.random.below(4) > 0;
        if self.has_queued_frames && is_writable {
            self.send_queued();
        }
        if !self.has_queued_frames {
            self.session.handle_drained(self.now);
            self.act();
        }
        self.check_state();
    }

    fn be_idle(&mut self) {
        let was_open = self.session.is_open();
        self.session.handle_idle(self.now);
        self.act();
        if was_open && self.session.is_closed() {
            assert!(self.session.is_retiring());
            self.seen.push("retired in order");
        }
    }

    fn act(&mut self) {
        while let Some(output) = self.session.poll_output() {
            match output {
                Output::Send(_) => {
                    assert_eq!(self.closed, None, "control packet after the close");
                    self.has_queued_frames = true;
                }
                Output::SendTo(id, _) => {
                    assert!(self.websockets.contains(&id.0), "{id:?} is closed");
                }
                Output::AnswerPoll { poll, body } => {
                    assert!(self.polls.remove(&poll.0), "{poll:?} does not wait");
                    self.seen.push(match body {
                        PollBody::Packets("1") => "answered 1",
                        PollBody::Packets("6") => "answered 6",
                        PollBody::Packets("6\x1e1") => "answered 6 1",
                        PollBody::Packets(other) => panic!("unknown answer {other:?}"),
                        PollBody::Refused => "refused",
                    });
                }
                Output::Message(_) => {
                    assert_eq!(self.closed, None, "message after the close");
                    assert!(std::mem::take(&mut self.has_message), "a message nobody sent");
                    self.seen.push("message");
                }
                Output::Pong { round_trip } => {
                    assert_eq!(self.closed, None, "pong after the close");
                    self.seen.push(if round_trip.is_some() { "pong" } else { "stray pong" });
                }
                Output::Upgrading => {
                    assert_eq!(self.closed, None, "upgrade after the close");
                    assert!(self.session.is_upgrading() && !self.is_upgraded);
                    self.seen.push("upgrading");
                }
                Output::Upgraded { to } => {
                    assert_eq!(self.closed, None, "upgrade after the close");
                    assert!(self.websockets.contains(&to.0), "{to:?} is closed");
                    assert!(!std::mem::replace(&mut self.is_upgraded, true), "second upgrade");
                    assert_eq!(self.session.route(), Route::WebSocket(to));
                    self.seen.push("upgraded");
                }
                Output::CloseTransport(id) => {
                    assert!(self.websockets.remove(&id.0), "{id:?} is closed already");
                }
                Output::Closed(reason) => {
                    assert_eq!(self.closed.replace(reason), None, "second close");
                    self.seen.push(name_of(reason));
                }
            }
        }
        self.has_message = false;
    }

    fn send_queued(&mut self) {
        match self.session.route() {
            Route::Hold => return,
            Route::Poll(poll) => {
                assert!(self.polls.remove(&poll.0), "{poll:?} does not wait");
                self.session.poll_answered();
                self.seen.push("answered with data");
            }
            Route::WebSocket(id) => assert!(self.websockets.contains(&id.0), "{id:?} is closed"),
        }
        self.has_queued_frames = false;
    }

    fn check_state(&self) {
        let session = &self.session;
        assert_eq!(session.is_closed(), self.closed.is_some());
        assert_eq!(session.timeout().is_none(), session.is_finished());
        assert!(self.polls.len() <= 1, "{:?} wait", self.polls);
        let is_over = self.until.is_some_and(|until| until <= self.now);
        assert!(session.is_finished() || !is_over, "outlives its server");
        if session.is_finished() {
            assert!(session.is_closed());
            assert_eq!(session.route(), Route::Hold);
            assert!(self.polls.is_empty(), "{:?} wait", self.polls);
            assert!(self.websockets.is_empty(), "{:?} are open", self.websockets);
        }
    }

    /// When the peer says nothing more, a session ends after a few timeouts.
    fn run_out(&mut self) {
        self.session.resume_heartbeat(self.now);
        for _ in 0..8 {
            let Some(deadline) = self.session.timeout() else { break };
            self.now = self.now.max(deadline);
            self.session.handle_timeout(self.now);
            self.turn();
        }
        assert!(self.session.is_finished(), "{:?}", self.session);
    }
}

fn name_of(reason: CloseReason) -> &'static str {
    match reason {
        CloseReason::TransportError(_) => "transport error",
        CloseReason::TransportClose => "transport close",
        CloseReason::PingTimeout => "ping timeout",
        CloseReason::ParseError => "parse error",
        CloseReason::ForcedClose => "forced close",
        CloseReason::ForcedServerClose => "forced server close",
        CloseReason::ServerShuttingDown => "server shutting down",
    }
}

/// Decisions, read from the input; always the first possibility when it is used up.
struct Random<'a>(Unstructured<'a>);

impl Random<'_> {
    fn is_used_up(&self) -> bool {
        self.0.is_empty()
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0.int_in_range(0..=bound - 1).unwrap_or_default()
    }
}
