//! What handlers are given besides the event.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::{Broadcast, IntoRoom, Namespace, Socket};
use crate::Contract;
use crate::handshake::Handshake;
use crate::socket::{Extensions, Socket as Untyped};

/// What a handler of the contract `N` is given: whose event it is, what the server keeps for that socket, and where to send.
pub struct Cx<N: Contract, S> {
    socket: Socket<N>,
    admitted: Arc<Admitted<N, S>>,
}

/// What `connect` returned for a socket: see [`Socket::session`]. Can be kept for as long as it is of use.
pub struct SessionRef<N: Contract, S>(Arc<Admitted<N, S>>);

impl<N: Contract, S> SessionRef<N, S> {
    pub(super) fn of(socket: &Untyped) -> Option<Self>
    where
        S: Send + Sync + 'static,
    {
        socket.session().map(Self)
    }
}

impl<N: Contract, S> Deref for SessionRef<N, S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.0.session
    }
}

impl<N: Contract, S> Clone for SessionRef<N, S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<N: Contract, S: fmt::Debug> fmt::Debug for SessionRef<N, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// What is kept for a socket that has been admitted.
pub(super) struct Admitted<N: Contract, S> {
    pub(super) session: S,
    pub(super) params: N::Params,
}

impl<N: Contract, S> Cx<N, S> {
    pub(super) fn new(socket: Untyped, admitted: Arc<Admitted<N, S>>) -> Self {
        Self { socket: Socket::new(socket), admitted }
    }

    /// The socket whose event is being handled.
    pub fn socket(&self) -> &Socket<N> {
        &self.socket
    }

    /// What `connect` returned for this socket.
    pub fn session(&self) -> &S {
        &self.admitted.session
    }

    /// The parameters in the name of the socket's namespace; `()` when the contract has none.
    pub fn params(&self) -> &N::Params {
        &self.admitted.params
    }

    /// What middlewares of the mount have learnt about the socket, and whatever else is kept with it on this server. See
    /// [`socket::Middleware`](crate::socket::Middleware).
    pub fn extensions(&self) -> &Extensions {
        self.socket.extensions()
    }

    /// Everybody in `room`, this socket included; see [`except_self`](Broadcast::except_self).
    pub fn to(&self, room: impl IntoRoom<N>) -> Broadcast<N> {
        self.everybody().to(room)
    }

    /// Everybody in the namespace but this socket. The reference's `socket.broadcast`.
    pub fn broadcast(&self) -> Broadcast<N> {
        self.everybody().except_self()
    }

    /// Everybody in the namespace but those in `room`.
    pub fn except(&self, room: impl IntoRoom<N>) -> Broadcast<N> {
        self.everybody().except(room)
    }

    /// The namespace that the socket is in.
    pub fn namespace(&self) -> Namespace<N> {
        Namespace::around(self.socket.untyped())
    }

    /// The namespace of another contract on this server.
    pub fn of<M: Contract>(&self) -> Namespace<M> {
        Namespace::of(self.socket.untyped().namespaces())
    }

    fn everybody(&self) -> Broadcast<N> {
        let all = crate::socket::Broadcast::of(self.socket.untyped().of_namespace().clone());
        Broadcast::from_sender(all, self.socket.id())
    }
}

impl<N: Contract, S> Clone for Cx<N, S> {
    fn clone(&self) -> Self {
        Self { socket: self.socket.clone(), admitted: Arc::clone(&self.admitted) }
    }
}

impl<N: Contract, S> fmt::Debug for Cx<N, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cx").field("socket", &self.socket).finish_non_exhaustive()
    }
}

/// What `connect` is given: a client that has not been admitted yet.
pub struct ConnectCx<N: Contract> {
    socket: Socket<N>,
    params: N::Params,
}

impl<N: Contract> ConnectCx<N> {
    pub(super) fn new(socket: Untyped, params: N::Params) -> Self {
        Self { socket: Socket::new(socket), params }
    }

    /// The parameters in the name of the namespace; `()` when the contract has none.
    pub fn params(&self) -> &N::Params {
        &self.params
    }

    /// The socket that the client will have. It can join rooms already; what is emitted to it arrives before it is told that it is
    /// connected, and also when it is refused.
    pub fn socket(&self) -> &Socket<N> {
        &self.socket
    }

    /// The request that opened the session: headers, query, address.
    pub fn handshake(&self) -> &Handshake {
        self.socket.handshake()
    }

    /// What middlewares of the mount have learnt about the socket. See [`socket::Middleware`](crate::socket::Middleware).
    pub fn extensions(&self) -> &Extensions {
        self.socket.extensions()
    }

    /// The namespace that the socket is in.
    pub fn namespace(&self) -> Namespace<N> {
        Namespace::around(self.socket.untyped())
    }

    /// The namespace of another contract on this server.
    pub fn of<M: Contract>(&self) -> Namespace<M> {
        Namespace::of(self.socket.untyped().namespaces())
    }
}

impl<N: Contract> fmt::Debug for ConnectCx<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectCx").field("socket", &self.socket).finish_non_exhaustive()
    }
}
