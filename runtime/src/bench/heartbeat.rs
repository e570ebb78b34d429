//! The state machine of a session that has nothing to do but its heartbeat.

use std::time::Instant;

use bytestring::ByteString;

use crate::codec::engine_packet::Packet;
use crate::session::{Output, Session, SessionConfig, Source, TransportId};

const WEBSOCKET: TransportId = TransportId(0);

/// A session on a WebSocket, in virtual time.
#[derive(Debug)]
pub struct Heartbeat {
    session: Session,
    now: Instant,
}

impl Heartbeat {
    /// A session that has just been opened.
    #[expect(clippy::new_without_default, reason = "there is one caller")]
    pub fn new() -> Self {
        let now = Instant::now();
        let config = SessionConfig::default().into();
        let mut session = Session::open_websocket("sid", &config, WEBSOCKET, now);
        while session.poll_output().is_some() {}
        Self { session, now }
    }

    /// The time of the next ping comes, and its pong at once. Gives how many frames leave, and whether the pong was one that was
    /// waited for.
    pub fn turn(&mut self) -> (usize, bool) {
        self.now = self.session.timeout().unwrap_or(self.now);
        self.session.handle_timeout(self.now);
        let mut n_frames = 0;
        while let Some(output) = self.session.poll_output() {
            n_frames += usize::from(matches!(output, Output::Send(_)));
        }
        self.session.handle_drained(self.now);
        let pong = Packet::Pong(ByteString::new());
        self.session.handle_packet(self.now, Source::WebSocket(WEBSOCKET), pong);
        let mut is_answered = false;
        while let Some(output) = self.session.poll_output() {
            is_answered |= matches!(output, Output::Pong { round_trip: Some(_) });
        }
        (n_frames, is_answered)
    }
}
