use super::close::CloseReason;
use super::config::SessionConfig;
use super::handshake::open_packet;
use super::heartbeat::{Beat, Heartbeat};
use super::output::{Output, PollBody, PollId, Route, TransportId};
use super::retirement::Retirement;
use super::upgrade::{Probe, Step};
use crate::codec::engine_packet::Packet;
use crate::codec::frame::Frame;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long queued frames may take to leave after a graceful close, and how long a polling session
/// then waits for the GET that carries the goodbye. The reference's `closeTimeout`.
pub(crate) const CLOSE_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a polling session waits for that GET when the server is shutting down. A client that is well asks again within a
/// round trip; one that is gone must not hold the server up.
const RETIREMENT_CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

const CLOSE: &str = "1";
const NOOP: &str = "6";
const NOOP_AND_CLOSE: &str = "6\x1e1";

/// Where a packet came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The body of a POST.
    Polling,
    /// A WebSocket, the session's own or a probing one.
    WebSocket(TransportId),
}

/// One Engine.IO session. The [module](super) says how to drive it.
///
/// It never fails on input, whatever the order: input that has no meaning in the present state is
/// ignored, and a peer that breaks a rule is an [`Output::Closed`] with the reason.
#[derive(Debug)]
pub(crate) struct Session {
    phase: Phase,
    transport: Transport,
    probe: Option<Probe>,
    heartbeat: Heartbeat,
    /// Whether no GET has come since a ping that found none pending.
    is_ping_unfetched: bool,
    /// One for all sessions of a server.
    config: Arc<SessionConfig>,
    retirement: Option<Retirement>,
    /// Whether its turn has come.
    is_retiring: bool,
    is_cut_off: bool,
    outputs: VecDeque<Output>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    /// Closed for the application; queued frames still leave.
    Draining {
        until: Instant,
    },
    /// Closed and drained; a polling client has still to be told, by the next GET or after `5`.
    Lingering {
        until: Instant,
    },
    /// The peer knows, or never will.
    Finished,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transport {
    Polling { pending: Option<PollId> },
    WebSocket(TransportId),
}

/// Constructors and questions.
impl Session {
    /// A session that begins with a GET without `sid`; hand that GET to `handle_poll`, and it is
    /// answered with the open packet.
    pub(crate) fn open_polling(sid: &str, config: &Arc<SessionConfig>, now: Instant) -> Self {
        let upgrades: &[&str] = if config.upgrades { &["websocket"] } else { &[] };
        Self::open(sid, upgrades, config, Transport::Polling { pending: None }, now)
    }

    /// A session that begins with a WebSocket handshake without `sid`.
    pub(crate) fn open_websocket(
        sid: &str,
        config: &Arc<SessionConfig>,
        id: TransportId,
        now: Instant,
    ) -> Self {
        Self::open(sid, &[], config, Transport::WebSocket(id), now)
    }

    fn open(
        sid: &str,
        upgrades: &[&str],
        config: &Arc<SessionConfig>,
        transport: Transport,
        now: Instant,
    ) -> Self {
        let open = Output::Send(open_packet(sid, upgrades, config));
        let first = config.initial_packet.clone().map(Output::Send);
        Self {
            phase: Phase::Open,
            transport,
            probe: None,
            heartbeat: Heartbeat::new(config, now),
            is_ping_unfetched: false,
            config: Arc::clone(config),
            retirement: None,
            is_retiring: false,
            is_cut_off: false,
            outputs: [open].into_iter().chain(first).collect(),
        }
    }

    /// True while frames may be queued and messages are delivered.
    pub(crate) fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    /// True from [`Output::Closed`] on: the application has nothing more to expect.
    pub(crate) fn is_closed(&self) -> bool {
        !self.is_open()
    }

    /// True when nothing is owed to the peer any more: once the outputs are polled, the driver
    /// forgets the session.
    pub(crate) fn is_finished(&self) -> bool {
        self.phase == Phase::Finished
    }

    /// True when the server is shutting down and this session takes no more.
    pub(crate) fn is_retiring(&self) -> bool {
        self.is_retiring
    }

    /// True when the server's end came before the session's own.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.is_cut_off
    }

    /// When the server's time for this session is over, if it is shutting down.
    pub(crate) fn retires_until(&self) -> Option<Instant> {
        self.retirement.map(|retirement| retirement.until)
    }

    /// True while a WebSocket to which the session may move is open.
    pub(crate) fn is_upgrading(&self) -> bool {
        self.probe.is_some()
    }

    /// Where queued frames may go now.
    pub(crate) fn route(&self) -> Route {
        match (self.phase, self.transport) {
            (Phase::Finished, _) => Route::Hold,
            (_, Transport::Polling { pending: None }) => Route::Hold,
            (_, Transport::Polling { pending: Some(poll) }) => Route::Poll(poll),
            (_, Transport::WebSocket(id)) => Route::WebSocket(id),
        }
    }

    /// When to call `handle_timeout`. `None` exactly when the session is finished.
    pub(crate) fn timeout(&self) -> Option<Instant> {
        let deadline = match self.phase {
            Phase::Open => self.heartbeat.deadline(&self.config),
            Phase::Draining { until } | Phase::Lingering { until } => until,
            Phase::Finished => return None,
        };
        let probe = self.probe.as_ref().map_or(deadline, Probe::expires_at);
        let retirement = match self.retirement {
            None => deadline,
            Some(retirement) if self.is_retiring => retirement.until,
            Some(retirement) => retirement.from.min(retirement.until),
        };
        Some(deadline.min(probe).min(retirement))
    }

    /// The next thing to do.
    pub(crate) fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Gives back the room for outputs that have been taken.
    pub(crate) fn give_back(&mut self) {
        self.outputs.shrink_to_fit();
    }
}

/// Facts about transports.
impl Session {
    /// A GET came. It stays pending until there is something to answer it with.
    pub(crate) fn handle_poll(&mut self, poll: PollId) {
        self.is_ping_unfetched = false;
        match (self.phase, &mut self.transport) {
            (Phase::Finished, _) | (_, Transport::WebSocket(_)) => {
                self.answer(poll, PollBody::Refused);
            }
            (_, Transport::Polling { pending: Some(_) }) => {
                self.abort(CloseReason::TransportError("overlap from client"));
                self.answer(poll, PollBody::Refused);
            }
            (Phase::Lingering { .. }, Transport::Polling { pending: None }) => {
                self.answer(poll, PollBody::Packets(NOOP_AND_CLOSE));
                self.finish(CLOSE);
            }
            (_, Transport::Polling { pending }) => *pending = Some(poll),
        }
    }

    /// The driver has answered the pending GET with queued frames.
    pub(crate) fn poll_answered(&mut self) {
        self.take_pending_poll();
    }

    /// The client gave up a GET.
    pub(crate) fn handle_poll_dropped(&mut self, poll: PollId) {
        if self.transport == (Transport::Polling { pending: Some(poll) }) {
            self.take_pending_poll();
            self.abort(CloseReason::TransportError("poll connection closed prematurely"));
        }
    }

    /// A POST came while another one was in flight. The driver refuses the second itself.
    pub(crate) fn handle_overlap(&mut self) {
        self.handle_post_error("data request overlap from client");
    }

    /// The connection was lost in the middle of a POST.
    pub(crate) fn handle_post_aborted(&mut self) {
        self.handle_post_error("data request connection closed prematurely");
    }

    /// A POST came with the content type `application/octet-stream`, which only revision 3 allowed.
    pub(crate) fn handle_invalid_content(&mut self) {
        self.handle_post_error("invalid content");
    }

    fn handle_post_error(&mut self, description: &'static str) {
        if self.is_carried_by(Source::Polling) {
            self.abort(CloseReason::TransportError(description));
        }
    }

    /// A WebSocket was opened with the `sid` of this session: an attempt to upgrade. One is enough;
    /// a needless attempt is closed and does the session no harm.
    pub(crate) fn handle_websocket_opened(&mut self, now: Instant, id: TransportId) {
        let may_upgrade = self.is_open()
            && self.config.upgrades
            && self.is_carried_by(Source::Polling)
            && self.probe.is_none();
        if may_upgrade {
            self.probe = Some(Probe::new(id, now + self.config.upgrade_timeout));
        } else {
            self.outputs.push_back(Output::CloseTransport(id));
        }
    }

    /// A WebSocket is gone: by the peer's close (`None`), or with an error that has a description.
    /// A probing WebSocket takes only the upgrade with it.
    pub(crate) fn handle_transport_closed(&mut self, id: TransportId, error: Option<&'static str>) {
        if self.probe_is(id) {
            self.probe = None;
        } else if self.is_carried_by(Source::WebSocket(id)) {
            self.announce(error.map_or(CloseReason::TransportClose, CloseReason::TransportError));
            self.phase = Phase::Finished;
        }
    }

    /// The outbox is empty. Tell it in every turn in which that is so.
    pub(crate) fn handle_drained(&mut self, now: Instant) {
        match (self.phase, self.transport) {
            (Phase::Open, Transport::Polling { pending: Some(_) }) => self.end_poll_for_upgrade(),
            (Phase::Draining { .. }, Transport::Polling { pending: None }) => {
                let timeout =
                    if self.is_retiring { RETIREMENT_CLOSE_TIMEOUT } else { CLOSE_TIMEOUT };
                self.phase = Phase::Lingering { until: now + timeout };
            }
            (Phase::Draining { .. }, _) => self.finish(CLOSE),
            (Phase::Open | Phase::Lingering { .. } | Phase::Finished, _) => {}
        }
    }

    /// The deadline of `timeout` has passed.
    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        if self.probe.as_ref().is_some_and(|probe| probe.expires_at() <= now) {
            self.close_probe();
        }
        self.check_retirement(now);
        match self.phase {
            Phase::Open => match self.heartbeat.handle_timeout(&self.config, now) {
                Some(Beat::Ping) => self.ping(),
                Some(Beat::Expired) => self.abort(CloseReason::PingTimeout),
                None => {}
            },
            Phase::Draining { until } | Phase::Lingering { until } if until <= now => {
                self.finish(CLOSE);
            }
            Phase::Draining { .. } | Phase::Lingering { .. } | Phase::Finished => {}
        }
    }
}

/// Packets of the peer.
impl Session {
    /// A packet came. One from a transport that no longer carries the session has no effect.
    pub(crate) fn handle_packet(&mut self, now: Instant, from: Source, packet: Packet) {
        match from {
            Source::WebSocket(id) if self.probe_is(id) => self.handle_probe_packet(id, &packet),
            from if self.is_carried_by(from) => self.handle_session_packet(now, packet),
            Source::Polling | Source::WebSocket(_) => {}
        }
    }

    /// Bytes came that are no packet. On a probing WebSocket they end only the probe, like every
    /// packet that does not belong there.
    pub(crate) fn handle_decode_error(&mut self, from: Source) {
        match from {
            Source::WebSocket(id) if self.probe_is(id) => self.close_probe(),
            from if self.is_carried_by(from) && self.is_open() => {
                self.abort(CloseReason::ParseError);
            }
            Source::Polling | Source::WebSocket(_) => {}
        }
    }

    fn handle_session_packet(&mut self, now: Instant, packet: Packet) {
        match packet {
            Packet::Close => {
                self.announce(CloseReason::TransportClose);
                self.finish(NOOP);
            }
            _ if self.is_closed() => {}
            Packet::Pong(_) => {
                let round_trip = self.heartbeat.handle_pong(&self.config, now);
                self.outputs.push_back(Output::Pong { round_trip });
            }
            // The server pings and the client answers; it was the other way round in revision 3.
            Packet::Ping(_) => {
                self.abort(CloseReason::TransportError("invalid heartbeat direction"));
            }
            Packet::Message(message) => {
                self.heartbeat.handle_other_packet(&self.config, now);
                self.outputs.push_back(Output::Message(message));
            }
            Packet::Open | Packet::Upgrade | Packet::Noop => {
                self.heartbeat.handle_other_packet(&self.config, now);
            }
        }
    }

    fn handle_probe_packet(&mut self, id: TransportId, packet: &Packet) {
        match self.probe.as_mut().map(|probe| probe.handle_packet(packet)) {
            Some(Step::Answer) => {
                self.outputs.push_back(Output::SendTo(id, Frame::packet("3probe")));
                if self.is_open() {
                    self.outputs.push_back(Output::Upgrading);
                }
            }
            Some(Step::Complete) => self.complete_upgrade(id),
            Some(Step::Reject) => self.close_probe(),
            Some(Step::Ignore) | None => {}
        }
    }

    /// A peer that is not read cannot answer, but one that polls can still be seen to: it is dead when it has not fetched a ping
    /// by the next one.
    fn ping(&mut self) {
        if self.is_ping_unfetched && self.heartbeat.is_paused() {
            return self.abort(CloseReason::PingTimeout);
        }
        self.is_ping_unfetched = self.transport == Transport::Polling { pending: None };
        self.outputs.push_back(Output::Send(Frame::packet("2")));
    }

    /// The client waits for its pending GET before it switches, so that this GET must end although
    /// there is nothing to send. Frames that are queued go first, which is why this waits for an
    /// empty outbox: until `5`, data still flows over polling.
    fn end_poll_for_upgrade(&mut self) {
        if self.probe.as_ref().is_some_and(Probe::is_answered)
            && let Some(poll) = self.take_pending_poll()
        {
            self.answer(poll, PollBody::Packets(NOOP));
        }
    }

    /// All that is queued goes to the WebSocket from here on. A session that was being closed
    /// upgrades first and closes then.
    fn complete_upgrade(&mut self, id: TransportId) {
        if let Some(poll) = self.take_pending_poll() {
            self.answer(poll, PollBody::Packets(CLOSE));
        }
        self.probe = None;
        self.is_ping_unfetched = false;
        self.transport = Transport::WebSocket(id);
        match self.phase {
            Phase::Open => self.outputs.push_back(Output::Upgraded { to: id }),
            Phase::Lingering { .. } => self.finish(CLOSE),
            Phase::Draining { .. } | Phase::Finished => {}
        }
    }
}

/// Commands.
impl Session {
    /// Closes the session gracefully: the application is told at once, and the peer when it has
    /// got what is queued. Without effect on a closed session.
    pub(crate) fn close(&mut self, now: Instant, reason: CloseReason) {
        if self.is_open() {
            self.announce(reason);
            self.phase = Phase::Draining { until: now + CLOSE_TIMEOUT };
        }
    }

    /// Ends the session at once, also in the middle of a graceful close. What is queued is lost; a
    /// pending GET still carries the close packet.
    pub(crate) fn abort(&mut self, reason: CloseReason) {
        self.is_cut_off |= reason == CloseReason::ServerShuttingDown && !self.is_finished();
        self.announce(reason);
        self.finish(CLOSE);
    }

    /// The server shuts down. Told twice, the earlier times count.
    pub(crate) fn retire(&mut self, retirement: Retirement) {
        self.retirement = Some(retirement.and(self.retirement));
    }

    /// The application has nothing left to do, and nothing that was received waits for it. Tell it in every turn in which that is
    /// so.
    pub(crate) fn handle_idle(&mut self, now: Instant) {
        if self.is_retiring {
            self.close(now, CloseReason::ServerShuttingDown);
        }
    }

    fn check_retirement(&mut self, now: Instant) {
        let Some(Retirement { from, until }) = self.retirement else { return };
        self.is_retiring |= from <= now;
        if until <= now {
            self.abort(CloseReason::ServerShuttingDown);
        }
    }

    /// The driver stops reading: the peer's silence is no sign of death until `resume_heartbeat`.
    pub(crate) fn pause_heartbeat(&mut self) {
        self.heartbeat.pause();
    }

    /// The driver reads again.
    pub(crate) fn resume_heartbeat(&mut self, now: Instant) {
        self.heartbeat.resume(&self.config, now);
    }

    fn announce(&mut self, reason: CloseReason) {
        if self.is_open() {
            self.outputs.push_back(Output::Closed(reason));
        }
    }

    /// Ends every transport; a pending GET gets `farewell`.
    fn finish(&mut self, farewell: &'static str) {
        if self.is_finished() {
            return;
        }
        self.phase = Phase::Finished;
        match self.transport {
            Transport::Polling { .. } => {
                if let Some(poll) = self.take_pending_poll() {
                    self.answer(poll, PollBody::Packets(farewell));
                }
            }
            Transport::WebSocket(id) => self.outputs.push_back(Output::CloseTransport(id)),
        }
        self.close_probe();
    }

    fn close_probe(&mut self) {
        if let Some(probe) = self.probe.take() {
            self.outputs.push_back(Output::CloseTransport(probe.transport()));
        }
    }

    fn answer(&mut self, poll: PollId, body: PollBody) {
        self.outputs.push_back(Output::AnswerPoll { poll, body });
    }

    fn take_pending_poll(&mut self) -> Option<PollId> {
        match &mut self.transport {
            Transport::Polling { pending } => pending.take(),
            Transport::WebSocket(_) => None,
        }
    }

    fn probe_is(&self, id: TransportId) -> bool {
        self.probe.as_ref().is_some_and(|probe| probe.transport() == id)
    }

    fn is_carried_by(&self, source: Source) -> bool {
        match (self.transport, source) {
            (Transport::Polling { .. }, Source::Polling) => true,
            (Transport::WebSocket(own), Source::WebSocket(id)) => own == id,
            (Transport::Polling { .. }, Source::WebSocket(_))
            | (Transport::WebSocket(_), Source::Polling) => false,
        }
    }
}
