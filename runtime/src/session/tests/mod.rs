//! The session against a scripted client, in virtual time.
//!
//! A test is a transcript of what everybody says, which reads like a log:
//!
//! ```text
//! > GET 1                  the client asks
//! < GET 1: 200 2           the server answers
//! > POST 3
//! > WS 1 opened            also: `closed`, `failed`, `stalled`
//! > WS 1: 2probe           a text message; `WS 1 binary: 0102` for a binary one
//! < WS 1: 3probe
//! < WS 1 closed
//! server sends 4hello      also: `closes`, `aborts`, `stops reading`, `reads again`, `is busy`, `is idle`
//! server retires 5s 30s    its turn comes after 5 s, and its end after 30 s
//! advance 25s
//! app: hello               what the application is told
//! session finished         the driver may forget the session
//! ```
//!
//! [`Transcript`] acts on the lines of the client, of the server's application and of the clock, and
//! writes down the others as they happen; then both texts must be equal. `\x1e` stands for the record
//! separator of a payload.

mod close;
mod connection;
mod handshake;
mod heartbeat;
mod outbox;
mod packets;
mod polling;
mod random_walk;
mod retirement;
mod upgrade;

use super::outbox::Push;
use super::{
    CloseReason, Outbox, Output, PollBody, PollId, Retirement, Route, Session, SessionConfig,
    Source, TransportId,
};
use crate::codec::engine_packet::{Packet, decode_text};
use crate::codec::frame::Frame;
use crate::codec::message::Message;
use crate::codec::payload::{decode_payload, encode_payload};
use bytes::Bytes;
use std::time::{Duration, Instant};

/// Plays a transcript that begins right after a polling handshake.
#[track_caller]
fn check_polling(script: &str) {
    check_polling_with(&SessionConfig::default(), script);
}

#[track_caller]
fn check_polling_with(config: &SessionConfig, script: &str) {
    let mut transcript = Transcript::open_polling(config);
    transcript.play("> GET 0");
    transcript.lines.clear();
    transcript.check(script);
}

/// Plays a transcript that begins right after a handshake over WebSocket 1.
#[track_caller]
fn check_websocket(script: &str) {
    check_websocket_with(&SessionConfig::default(), script);
}

#[track_caller]
fn check_websocket_with(config: &SessionConfig, script: &str) {
    let mut transcript = Transcript::open_websocket(config);
    transcript.lines.clear();
    transcript.check(script);
}

/// A driver as the module documentation describes it, and a log.
struct Transcript {
    session: Session,
    outbox: Outbox,
    now: Instant,
    is_stalled: bool,
    /// Whether the application has something to do.
    is_busy: bool,
    is_finished: bool,
    lines: Vec<String>,
}

impl Transcript {
    fn open_polling(config: &SessionConfig) -> Self {
        let now = Instant::now();
        Self::new(Session::open_polling("sid", &config.clone().into(), now), now)
    }

    fn open_websocket(config: &SessionConfig) -> Self {
        let now = Instant::now();
        Self::new(Session::open_websocket("sid", &config.clone().into(), TransportId(1), now), now)
    }

    fn new(session: Session, now: Instant) -> Self {
        let outbox = Outbox::new(usize::MAX);
        let lines = Vec::new();
        let mut transcript = Self {
            session,
            outbox,
            now,
            is_stalled: false,
            is_busy: false,
            is_finished: false,
            lines,
        };
        transcript.turn();
        transcript
    }

    #[track_caller]
    fn check(&mut self, script: &str) {
        let expected = script.lines().map(str::trim).filter(|line| !line.is_empty());
        let expected = expected.collect::<Vec<_>>();
        for line in &expected {
            self.play(line);
        }
        let (expected, actual) = (expected.join("\n"), self.lines.join("\n"));
        assert!(actual == expected, "\n--- expected\n{expected}\n--- actual\n{actual}\n---");
    }

    /// Acts on a line, unless it says what others are expected to do.
    fn play(&mut self, line: &str) {
        if let Some(action) = line.strip_prefix("> ") {
            self.lines.push(line.to_owned());
            self.play_client(action);
        } else if let Some(action) = line.strip_prefix("server ") {
            self.lines.push(line.to_owned());
            self.play_server(action);
        } else if let Some(duration) = line.strip_prefix("advance ") {
            self.lines.push(line.to_owned());
            self.advance(parse_duration(duration));
        }
        self.turn();
    }

    fn play_client(&mut self, action: &str) {
        let words = action.split(' ').collect::<Vec<_>>();
        match words[..] {
            ["GET", poll] => self.session.handle_poll(PollId(parse(poll))),
            ["GET", poll, "aborted"] => self.session.handle_poll_dropped(PollId(parse(poll))),
            ["POST", "overlaps"] => self.session.handle_overlap(),
            ["POST", "aborted"] => self.session.handle_post_aborted(),
            ["POST", "is", "octet-stream"] => self.session.handle_invalid_content(),
            ["POST", ..] => self.post(&action["POST ".len()..]),
            ["WS", id, "opened"] => {
                self.session.handle_websocket_opened(self.now, TransportId(parse(id)));
            }
            ["WS", id, "closed"] => {
                self.session.handle_transport_closed(TransportId(parse(id)), None);
            }
            ["WS", id, "failed"] => {
                self.session.handle_transport_closed(TransportId(parse(id)), Some("reset"));
            }
            ["WS", _, "stalled"] => self.is_stalled = true,
            ["WS", id, "binary:", hex] => {
                let message = Message::Binary(parse_hex(hex));
                let from = Source::WebSocket(TransportId(parse(id)));
                self.session.handle_packet(self.now, from, Packet::Message(message));
            }
            ["WS", id, ..] => {
                let id = id.trim_end_matches(':');
                let (_, text) = action.split_once(':').expect("text of a message");
                let from = Source::WebSocket(TransportId(parse(id)));
                let text = text.strip_prefix(' ').unwrap_or(text);
                self.handle_packet(from, decode_text(text.to_owned().into()).ok());
            }
            _ => panic!("unknown action {action:?}"),
        }
    }

    fn post(&mut self, body: &str) {
        let body = if body == "(empty)" { String::new() } else { unescape(body) };
        for packet in decode_payload(Bytes::from(body)) {
            self.handle_packet(Source::Polling, packet.ok());
            self.act();
        }
    }

    fn handle_packet(&mut self, from: Source, packet: Option<Packet>) {
        match packet {
            Some(packet) => self.session.handle_packet(self.now, from, packet),
            None => self.session.handle_decode_error(from),
        }
    }

    fn play_server(&mut self, action: &str) {
        match action {
            "closes" => self.session.close(self.now, CloseReason::ForcedClose),
            "aborts" => self.session.abort(CloseReason::ForcedServerClose),
            "stops reading" => self.session.pause_heartbeat(),
            "is busy" => self.is_busy = true,
            "is idle" => self.is_busy = false,
            "reads again" => self.session.resume_heartbeat(self.now),
            _ if action.starts_with("retires ") => {
                let mut moments = action.split(' ').skip(1);
                let mut next = || self.now + parse_duration(moments.next().expect("a duration"));
                self.session.retire(Retirement { from: next(), until: next() });
                // As a driver that finds its deadline in the past.
                self.session.handle_timeout(self.now);
            }
            _ => {
                let packet = action.strip_prefix("sends ").expect("a known action");
                if self.outbox.push([Frame::packet(packet)]) == Push::Closed {
                    self.lines.push("dropped".to_owned());
                }
            }
        }
    }

    /// Wakes the session at each of its deadlines on the way.
    fn advance(&mut self, duration: Duration) {
        let until = self.now + duration;
        while let Some(deadline) = self.session.timeout()
            && deadline <= until
        {
            self.now = deadline;
            self.session.handle_timeout(deadline);
            self.turn();
            assert_ne!(self.session.timeout(), Some(deadline), "the deadline stays in the past");
        }
        self.now = until;
    }

    fn turn(&mut self) {
        self.act();
        if !self.is_busy {
            self.session.handle_idle(self.now);
            self.act();
        }
        self.send_queued();
        if self.outbox.is_empty() {
            self.session.handle_drained(self.now);
            self.act();
        }
        if self.session.is_finished() && !self.is_finished {
            self.is_finished = true;
            self.lines.push("session finished".to_owned());
        }
    }

    fn act(&mut self) {
        while let Some(output) = self.session.poll_output() {
            let line = match output {
                Output::Send(frame) => {
                    self.outbox.push_control(frame);
                    continue;
                }
                Output::SendTo(id, frame) => format!("< WS {}: {}", id.0, text_of(&frame)),
                Output::AnswerPoll { poll, body: PollBody::Packets(packets) } => {
                    format!("< GET {}: 200 {}", poll.0, escape(packets))
                }
                Output::AnswerPoll { poll, body: PollBody::Refused } => {
                    format!("< GET {}: 400", poll.0)
                }
                Output::Message(Message::Text(text)) => format!("app: {text}"),
                Output::Message(Message::Binary(bytes)) => {
                    format!("app: binary {:02x?}", &bytes[..])
                }
                // Tests that ask for these look at them themselves: every transcript would be full of them.
                Output::Pong { .. } | Output::Upgrading => continue,
                Output::Upgraded { to } => format!("app: upgraded to WS {}", to.0),
                Output::CloseTransport(id) => format!("< WS {} closed", id.0),
                Output::Closed(reason) => {
                    self.outbox.close();
                    match reason.description() {
                        Some(description) => format!("app: {reason} ({description})"),
                        None => format!("app: {reason}"),
                    }
                }
            };
            self.lines.push(line);
        }
    }

    fn send_queued(&mut self) {
        if self.outbox.is_empty() || self.is_stalled {
            return;
        }
        match self.session.route() {
            Route::Hold => {}
            Route::Poll(poll) => {
                let body = encode_payload(self.outbox.take_all().iter());
                let body = escape(&String::from_utf8_lossy(&body));
                self.lines.push(format!("< GET {}: 200 {body}", poll.0));
                self.session.poll_answered();
            }
            Route::WebSocket(id) => {
                for frame in self.outbox.take_all() {
                    self.lines.push(format!("< WS {}: {}", id.0, text_of(&frame)));
                }
            }
        }
    }
}

fn text_of(frame: &Frame) -> String {
    String::from_utf8_lossy(frame.payload()).into_owned()
}

fn escape(payload: &str) -> String {
    payload.replace('\x1e', r"\x1e")
}

fn unescape(payload: &str) -> String {
    payload.replace(r"\x1e", "\x1e")
}

fn parse<T: std::str::FromStr>(number: &str) -> T {
    number.trim_end_matches(':').parse().unwrap_or_else(|_| panic!("{number:?} is no number"))
}

/// `25s` or `300ms`.
fn parse_duration(duration: &str) -> Duration {
    match duration.strip_suffix("ms") {
        Some(millis) => Duration::from_millis(parse(millis)),
        None => Duration::from_secs(parse(duration.trim_end_matches('s'))),
    }
}

fn parse_hex(hex: &str) -> Bytes {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|pair| {
            let pair = std::str::from_utf8(pair).expect("hexadecimal digits");
            u8::from_str_radix(pair, 16).expect("hexadecimal digits")
        })
        .collect()
}
