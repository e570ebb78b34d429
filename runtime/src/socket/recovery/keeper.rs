//! Puts the events of a namespace in order, and keeps what its clients may come back for.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::time::Instant;

use super::delivery::{Stored, wire_len};
use super::log::{Gone, Log};
use super::offset::{Offset, Position, Run};
use super::pid::Pid;
use super::returning::{Asked, Return};
use super::sessions::{Found, Sessions};
use super::trail::{KeptTrail, Trail};
use super::{NotRecovered, Vault};
use crate::SocketId;
use crate::codec::Encoded;
use crate::config::Recovery;
use crate::panics::{Panicked, catching_panic};
use crate::socket::namespaces::Reservation;
use crate::socket::socket::{Belongings, Session};
use crate::socket::{Auth, DisconnectReason, Room, Socket};
use crate::sync::lock;

/// What a namespace knows of its past, and of the clients that may come back to it.
pub(in crate::socket) struct Keeper {
    pub(super) run: Run,
    vault: Arc<Vault>,
    state: Mutex<State>,
}

pub(super) struct State {
    pub(super) log: Log<Stored>,
    pub(super) sessions: Sessions<Socket, Kept>,
}

/// What is kept of a socket whose client is away.
pub(in crate::socket) struct Kept {
    pub(in crate::socket) id: SocketId,
    /// What the client presented when it was admitted.
    pub(in crate::socket) auth: Auth,
    pub(in crate::socket) belongings: Arc<Belongings>,
    pub(in crate::socket) session: Option<Session>,
    trail: KeptTrail,
    /// The event behind which it left.
    cut: Position,
    _reservation: Reservation,
}

/// A session that belongs to its client again: what to make its socket from.
pub(in crate::socket) struct Claim {
    /// How long to wait for the handlers that its socket still has to run elsewhere.
    pub(in crate::socket) patience: Duration,
    /// Whether the application is asked about the client again.
    pub(in crate::socket) asks_again: bool,
    kept: Box<Kept>,
    pid: Pid,
    returning: Return,
}

impl Claim {
    pub(in crate::socket) fn into_parts(self) -> (Box<Kept>, Trail) {
        let Self { mut kept, pid, returning, .. } = self;
        let trail = Trail::again(pid, std::mem::take(&mut kept.trail), returning);
        (kept, trail)
    }
}

impl Keeper {
    pub(super) fn new(run: Run, vault: Arc<Vault>) -> Self {
        let policy = vault.policy();
        let sessions =
            Sessions::new(policy.max_disconnection_duration, Arc::clone(&vault.sessions));
        let log = Log::new(vault.age_max, Arc::clone(&vault.log));
        Self { run, state: Mutex::new(State { log, sessions }), vault }
    }

    pub(in crate::socket) fn policy(&self) -> &Recovery {
        self.vault.policy()
    }

    /// Stops the events of the namespace, until the result is dropped. Nothing of the program may run meanwhile.
    pub(in crate::socket) fn order(&self) -> Order<'_> {
        Order { keeper: self, state: lock(&self.state) }
    }
}

/// Clients that come back.
impl Keeper {
    /// Takes the session that a client asks for. If its socket is still here, on a connection that the client has given up without the
    /// server's knowing, it leaves first.
    ///
    /// # Errors
    /// When there is no such session, or when not everything is there that its client has missed; the session is gone then.
    pub(in crate::socket) fn claim(&self, asked: &Asked) -> Result<Claim, NotRecovered> {
        let pid = asked.pid.ok_or(NotRecovered::UnknownSession)?;
        loop {
            let mut order = self.order();
            let (kept, absence) = match order.state.sessions.take(pid, Instant::now()) {
                Found::Away(kept, absence) => (kept, absence),
                Found::Here(socket) => {
                    drop(order);
                    socket.evict();
                    continue;
                }
                Found::Nothing => return Err(NotRecovered::UnknownSession),
                Found::TooOld(kept) => {
                    drop(order);
                    drop_quietly(kept);
                    return Err(NotRecovered::TooOld);
                }
            };
            match order.resumes_after(asked, &kept) {
                Ok(after) => {
                    let returning = Return { after, cut: kept.cut, absence };
                    let policy = self.policy();
                    return Ok(Claim {
                        patience: policy.handlers_timeout,
                        asks_again: !policy.skip_middlewares,
                        kept,
                        pid,
                        returning,
                    });
                }
                Err(reason) => {
                    order.state.end(pid);
                    drop(order);
                    drop_quietly(kept);
                    return Err(reason);
                }
            }
        }
    }

    /// Lets a socket in whose client has come back: sends what the client has missed, and then that it is connected.
    ///
    /// # Errors
    /// When not everything is there any more that the client has missed, or when it is too much.
    pub(in crate::socket) fn admit_again(
        &self,
        socket: &Socket,
        trail: &Trail,
    ) -> Result<(), NotRecovered> {
        let Some(mut after) = trail.returns_after() else { return Ok(()) };
        let (mut missed, mut bytes) = (Vec::new(), 0);
        loop {
            let order = self.order();
            if socket.reason_to_leave().is_some() {
                return Ok(());
            }
            let page = order.state.log.page(after, PAGE);
            let page = page.map_err(|Gone| NotRecovered::Incomplete)?;
            if page.is_empty() {
                return order.complete(socket, trail, missed);
            }
            // Others may go on while this one is looked through.
            drop(order);
            for entry in page {
                after = after.after(1);
                if entry.target.includes(socket.id(), |room| trail.was_in(room, after))
                    && let Some(packet) = entry.packet.send_again(socket, &self.run.offset(after))
                {
                    bytes += wire_len(&packet);
                    missed.push((after, packet));
                }
            }
            if bytes > self.vault.outbox_bytes_max {
                return Err(NotRecovered::TooMuchMissed);
            }
        }
    }

    /// Forgets what is too old.
    pub(super) fn expire(&self, now: Instant) {
        let expired = {
            let mut order = self.order();
            let expired = order.state.sessions.expire(now);
            order.state.log.expire(now);
            order.state.tidy();
            expired
        };
        expired.into_iter().for_each(drop_quietly);
    }
}

/// What is not kept any more. It belongs to the application: to be dropped where no lock is held.
#[must_use]
pub(in crate::socket) struct Forgotten(
    #[expect(clippy::vec_box, reason = "they come boxed, and are moved often")] Vec<Box<Kept>>,
);

impl Drop for Forgotten {
    fn drop(&mut self) {
        std::mem::take(&mut self.0).into_iter().for_each(drop_quietly);
    }
}

/// The events of a namespace stand still.
pub(in crate::socket) struct Order<'a> {
    keeper: &'a Keeper,
    pub(super) state: MutexGuard<'a, State>,
}

impl Order<'_> {
    pub(super) fn run(&self) -> Run {
        self.keeper.run
    }

    /// A socket joins a room.
    pub(in crate::socket) fn join(&self, trail: &Trail, room: Room) {
        trail.join(room, self.state.log.head());
    }

    /// A socket leaves a room.
    pub(in crate::socket) fn leave_room(&self, trail: &Trail, room: &Room) {
        let stays_max = self.keeper.policy().max_room_changes;
        let log = &self.state.log;
        trail.leave(room, log.head(), log.floor(), stays_max);
    }

    /// Lets a new socket in.
    pub(in crate::socket) fn admit(mut self, socket: &Socket, trail: &Trail) {
        if socket.reason_to_leave().is_none() {
            let head = self.state.log.head();
            trail.begin(head);
            if socket.is_in_own_room() {
                trail.join(socket.id().into(), head);
            }
            socket.enter(Some(trail.pid));
            self.state.sessions.arrive(trail.pid, socket.clone());
        }
    }

    /// A socket has left. Its client may come back if it has not left on purpose, and if it was there at all.
    pub(in crate::socket) fn leave(
        mut self,
        socket: &Socket,
        trail: &Trail,
        reason: DisconnectReason,
    ) -> Forgotten {
        let may_return = reason.may_return();
        let State { log, sessions } = &mut *self.state;
        let dropped = match trail.take_return() {
            // It was not there again yet: nothing has changed.
            Some(Return { cut, absence, .. }) if may_return => {
                sessions.keep(trail.pid, Box::new(kept(socket, trail, cut)), absence)
            }
            None if may_return && socket.is_admitted() => {
                let kept = Box::new(kept(socket, trail, log.head()));
                sessions.leave(trail.pid, kept, Instant::now())
            }
            _ => {
                sessions.end(trail.pid);
                Vec::new()
            }
        };
        self.state.tidy();
        Forgotten(dropped)
    }

    /// The event from which on a client has to be told what it has missed.
    fn resumes_after(&self, asked: &Asked, kept: &Kept) -> Result<Position, NotRecovered> {
        let log = &self.state.log;
        let received = match asked.offset.as_deref().map(|text| self.keeper.run.read(text)) {
            // It has received nothing in this session.
            None | Some(Some(Offset::Foreign)) => Position::default(),
            Some(Some(Offset::Own(position))) if position <= log.head() => position,
            Some(Some(Offset::Own(_)) | None) => return Err(NotRecovered::UnknownOffset),
        };
        let after = kept.trail.resumes_after(received, kept.cut);
        if !log.reaches_back_to(after) || !kept.trail.rooms.reaches_back_to(after) {
            return Err(NotRecovered::Incomplete);
        }
        Ok(after)
    }

    /// The last step: all that was missed is known, and nothing else comes in between.
    fn complete(
        mut self,
        socket: &Socket,
        trail: &Trail,
        missed: Vec<(Position, Encoded)>,
    ) -> Result<(), NotRecovered> {
        let n_missed = missed.len();
        if let Some((last, _)) = missed.last() {
            trail.reached(*last);
        }
        let missed = missed.into_iter().flat_map(|(_, packet)| packet);
        if !socket.enter_again(missed, trail.pid) {
            return Err(NotRecovered::TooMuchMissed);
        }
        trail.take_return();
        trail.set_missed(n_missed);
        self.state.sessions.arrive(trail.pid, socket.clone());
        Ok(())
    }
}

impl State {
    fn end(&mut self, pid: Pid) {
        self.sessions.end(pid);
        self.tidy();
    }

    /// Nobody is there who could miss anything.
    fn tidy(&mut self) {
        if self.sessions.is_empty() {
            self.log.clear();
        }
    }
}

fn kept(socket: &Socket, trail: &Trail, cut: Position) -> Kept {
    let namespace = socket.of_namespace();
    // Only other servers have to be told.
    let rooms = namespace.clustered().map(|_| trail.rooms()).unwrap_or_default();
    Kept {
        id: socket.id(),
        auth: socket.auth().clone(),
        belongings: Arc::clone(socket.belongings()),
        session: socket.shared_session(),
        trail: trail.keep(),
        cut,
        _reservation: Reservation::new(&socket.peer().namespaces, namespace, rooms),
    }
}

/// Drops what belongs to the application, whose destructors may panic.
fn drop_quietly(kept: Box<Kept>) {
    if let Err(Panicked(message)) = catching_panic(|| drop(kept)) {
        tracing::error!(
            message,
            "a value that was kept with a socket panicked when it was dropped"
        );
    }
}

/// How many events are looked through while others wait.
const PAGE: usize = 256;
