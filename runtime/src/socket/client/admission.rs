//! How a client gets into a namespace: to a new socket, or back to the one that it had.

use std::sync::Arc;

use super::member::{INTERNAL_ERROR, Member, Stage};
use super::returning::{HeldTurn, Returning};
use crate::SocketId;
use crate::id::random_id;
use crate::panics::catching_panic;
use crate::socket::handler::BoxFuture;
use crate::socket::middleware::admission;
use crate::socket::namespaces::Residence;
use crate::socket::peer::Peer;
use crate::socket::recovery::{Asked, Claim, NotRecovered, Trail};
use crate::socket::work::{Work, drop_quietly, report_panic};
use crate::socket::{Auth, DisconnectReason, Namespace, Refusal, Socket};

/// What a client presents to a namespace.
#[derive(Clone)]
pub(super) struct Credentials {
    /// What the application gets to see.
    pub(super) auth: Auth,
    /// The session that the client asks for.
    asked: Option<Arc<Asked>>,
}

impl Credentials {
    /// Splits what came in a CONNECT packet for a server where clients may come back to their sessions.
    pub(super) fn split(auth: Auth) -> Self {
        match Asked::read(&auth) {
            Some((asked, auth)) => Self { auth, asked: Some(Arc::new(asked)) },
            None => Self::new(auth),
        }
    }

    pub(super) fn new(auth: Auth) -> Self {
        Self { auth, asked: None }
    }
}

/// A socket that is not in its namespace yet.
struct Candidate {
    socket: Socket,
    turn: Option<HeldTurn>,
    admission: BoxFuture<Result<(), Refusal>>,
}

impl Candidate {
    /// A new socket, and what the application says to it.
    fn new(
        peer: &Arc<Peer>,
        namespace: &Namespace,
        auth: Auth,
        reason: NotRecovered,
    ) -> Result<Self, Refusal> {
        let no_ids = |_| Refusal::new("the server cannot make ids at the moment");
        let id = SocketId::from_bytes(random_id().map_err(no_ids)?);
        let trail = namespace.keeper().map(|_| Trail::new(reason)).transpose().map_err(no_ids)?;
        let turn = trail.as_ref().and_then(|trail| trail.turn().try_lock_owned().ok());
        let socket = Socket::new(id, Arc::clone(peer), namespace.clone(), auth.clone(), trail);
        let admission = ask(&socket, auth)?;
        Ok(Self { socket, turn, admission })
    }
}

/// Asks the application whether the client may join.
fn ask(socket: &Socket, auth: Auth) -> Result<BoxFuture<Result<(), Refusal>>, Refusal> {
    let application = socket.of_namespace().application();
    catching_panic(|| admission(application, socket.clone(), auth)).map_err(|panicked| {
        report_panic(socket, None, panicked);
        // It may be in rooms already.
        socket.leave_namespace(DisconnectReason::ServerNamespaceDisconnect);
        socket.forget_listeners();
        Refusal::new(INTERNAL_ERROR)
    })
}

impl Member {
    /// A client that knocks.
    ///
    /// # Errors
    /// When it is turned away at once.
    pub(super) fn knocking(
        peer: &Arc<Peer>,
        residence: Residence,
        credentials: &Credentials,
    ) -> Result<Self, Refusal> {
        let claim = match (residence.namespace.keeper(), &credentials.asked) {
            (Some(keeper), Some(asked)) => keeper.claim(asked),
            _ => Err(NotRecovered::NotAsked),
        };
        match claim {
            Ok(claim) => Ok(Self::returning(peer, residence, credentials, claim)),
            Err(reason) => Self::new(peer, residence, credentials, reason),
        }
    }

    fn new(
        peer: &Arc<Peer>,
        residence: Residence,
        credentials: &Credentials,
        reason: NotRecovered,
    ) -> Result<Self, Refusal> {
        let auth = credentials.auth.clone();
        let Candidate { socket, turn, admission } =
            Candidate::new(peer, &residence.namespace, auth, reason)?;
        let work =
            Work::new(Arc::clone(&residence.namespace.application().handler), socket.clone());
        let stage = Stage::Connecting(admission);
        Ok(Self { socket, stage, work, turn, returning: None, _residence: residence })
    }

    fn returning(
        peer: &Arc<Peer>,
        residence: Residence,
        credentials: &Credentials,
        claim: Claim,
    ) -> Self {
        let namespace = &residence.namespace;
        let (patience, asks_again) = (claim.patience, claim.asks_again);
        let (kept, trail) = claim.into_parts();
        let stage = Stage::Returning(Returning::new(trail.turn(), patience));
        let auth = credentials.auth.clone();
        // What nobody checks says nothing: without being asked, the client is who it was.
        let known = if asks_again { auth.clone() } else { kept.auth.clone() };
        let socket = Socket::again(&kept, trail, Arc::clone(peer), namespace.clone(), known);
        // An application that is asked again answers with a session as well.
        if let Some(session) = kept.session.as_ref().filter(|_| !asks_again) {
            socket.set_session(Arc::clone(session));
        }
        let work = Work::new(Arc::clone(&namespace.application().handler), socket.clone());
        Self {
            socket,
            stage,
            work,
            turn: None,
            returning: Some((auth, kept)),
            _residence: residence,
        }
    }

    /// The socket of a client that has come back may run handlers here.
    pub(super) fn go_on(&mut self, turn: HeldTurn) {
        self.turn = Some(turn);
        let keeper = self.socket.of_namespace().keeper();
        if keeper.is_none_or(|keeper| keeper.policy().skip_middlewares) {
            return self.enter();
        }
        match ask(&self.socket, self.presented()) {
            Ok(admission) => self.stage = Stage::Connecting(admission),
            Err(refusal) => self.turn_away(&refusal),
        }
    }

    /// What a client presents that comes back.
    fn presented(&self) -> Auth {
        self.returning.as_ref().map(|(auth, _)| auth.clone()).unwrap_or_default()
    }

    /// A client that cannot come back gets a new socket.
    pub(super) fn begin_anew(&mut self, reason: NotRecovered) {
        let namespace = self.socket.of_namespace().clone();
        self.socket.leave_namespace(DisconnectReason::ServerNamespaceDisconnect);
        self.socket.forget_listeners();
        let auth = self.presented();
        drop_quietly(self.returning.take(), &self.socket);
        match Candidate::new(self.socket.peer(), &namespace, auth, reason) {
            Ok(Candidate { socket, turn, admission }) => {
                self.work = Work::new(Arc::clone(&namespace.application().handler), socket.clone());
                self.socket = socket;
                self.turn = turn;
                self.stage = Stage::Connecting(admission);
            }
            Err(refusal) => self.turn_away(&refusal),
        }
    }
}
