//! A whole namespace, by contract.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use super::{Broadcast, FetchedSockets, IntoRoom, Servers, Socket, Target, params};
use crate::adapter::Receipt;
use crate::audit::Audit;
use crate::codec::ToArgs;
use crate::socket::{
    AckStream, Broadcast as AllSockets, Namespace as Untyped, NamespacePattern, Namespaces,
    ReadAck, Scope, Socket as UntypedSocket,
};
use crate::{Contract, Params, SocketId};

/// The namespace of the contract `N` on this server: everybody who is connected to it.
///
/// Of a contract with [`Params`], [`Io::of`](crate::Io::of) gives all of its namespaces at once, and [`with`](Self::with) one of them.
/// What is done to all is done to each that there is at that moment; a room is then everybody who is in the room of that name in one of
/// them.
pub struct Namespace<N> {
    scope: Scope,
    contract: PhantomData<N>,
}

impl<N: Contract> Namespace<N> {
    /// The namespace where the contract is mounted, or the namespaces.
    pub(crate) fn of(namespaces: &Namespaces) -> Self {
        Self::new(namespaces.of(N::NAMESPACE))
    }

    /// The namespace that a socket is in; others of the contract can be had from it.
    pub(super) fn around(socket: &UntypedSocket) -> Self {
        let namespace = socket.of_namespace();
        let family = (namespace.name() != N::NAMESPACE)
            .then(|| socket.namespaces().family(N::NAMESPACE))
            .flatten();
        match family {
            Some(family) => Self::new(Scope::Child(family, namespace.name().into())),
            None => Self::new(namespace.clone()),
        }
    }

    /// The one namespace with these parameters. Nobody is in it before the first client has connected to it.
    ///
    /// ```
    /// # use wigwag::{Io, Params, socket_events};
    /// # #[derive(Clone, Params)]
    /// # pub struct ChatParams { pub room: String }
    /// # #[socket_events(namespace = "/chat/{room}")]
    /// # pub trait Chat {
    /// #     type Params = ChatParams;
    /// #     #[to_client]
    /// #     fn message(text: &str);
    /// # }
    /// # struct App;
    /// # impl Chat for App {}
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use chat::Emit as _;
    ///
    /// let io = Io::builder().mount(chat::serve(App)).build()?;
    /// io.of::<chat::Ns>().message("to all rooms");
    /// let blue = io.of::<chat::Ns>().with(&ChatParams { room: "deep blue".to_owned() });
    /// assert_eq!(blue.name(), "/chat/deep%20blue");
    /// blue.message("to this room");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with(&self, params: &N::Params) -> Self
    where
        N::Params: Params,
    {
        let family = match &self.scope {
            Scope::Family(family) | Scope::Child(family, _) => family,
            // The contract is not mounted: there is none.
            Scope::One(_) => return self.clone(),
        };
        let pattern = NamespacePattern::parse(N::NAMESPACE).ok();
        let name = pattern.and_then(|pattern| params::write(&pattern, params));
        // Nobody can connect to a namespace of which a parameter is written as nothing.
        Self::new(Scope::Child(family.clone(), name.unwrap_or_default().into()))
    }
}

impl<N> Namespace<N> {
    pub(super) fn new(scope: impl Into<Scope>) -> Self {
        Self { scope: scope.into(), contract: PhantomData }
    }

    /// The namespace's name, such as `/admin`; of several, their pattern, such as `/chat/{room}`.
    pub fn name(&self) -> &str {
        self.scope.name()
    }

    /// How many sockets are connected.
    pub fn len(&self) -> usize {
        self.scope.len()
    }

    /// Whether nobody is connected.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Everybody in `room`.
    pub fn to(&self, room: impl IntoRoom<N>) -> Broadcast<N> {
        self.everybody().to(room)
    }

    /// Everybody in one of `rooms`; nobody when there is none.
    pub fn to_any<R: IntoRoom<N>>(&self, rooms: impl IntoIterator<Item = R>) -> Broadcast<N> {
        self.everybody().to_any(rooms)
    }

    /// Everybody but those in `room`.
    pub fn except(&self, room: impl IntoRoom<N>) -> Broadcast<N> {
        self.everybody().except(room)
    }

    /// Everybody but those in one of `rooms`.
    pub fn except_any<R: IntoRoom<N>>(&self, rooms: impl IntoIterator<Item = R>) -> Broadcast<N> {
        self.everybody().except_any(rooms)
    }

    /// Everybody on this server. The reference's `local`.
    pub fn local(&self) -> Broadcast<N> {
        self.everybody().local()
    }

    /// Everybody, saying whether what is sent is worth compressing. The reference's `compress`.
    pub fn compress(&self, compress: bool) -> Broadcast<N> {
        self.everybody().compress(compress)
    }

    /// Everybody, dropping what cannot be written right now.
    pub fn volatile(&self) -> Broadcast<N> {
        self.everybody().volatile()
    }

    /// Everybody, giving up on acknowledgements after `timeout`.
    pub fn timeout(&self, timeout: Duration) -> Broadcast<N> {
        self.everybody().timeout(timeout)
    }

    /// Everybody who is connected right now.
    pub fn sockets(&self) -> Vec<Socket<N>> {
        self.everybody().sockets()
    }

    /// The socket with this id, if it is connected.
    pub fn socket(&self, id: SocketId) -> Option<Socket<N>> {
        self.scope.socket(id).map(Socket::new)
    }

    /// Everybody, on this server and on the others. See [`Broadcast::fetch_sockets`].
    ///
    /// # Cancel safety
    /// Dropping the future gives up the answers, and changes nothing.
    pub async fn fetch_sockets(&self) -> FetchedSockets<N> {
        self.everybody().fetch_sockets().await
    }

    /// The programs of the other servers in this namespace: for the contract's `#[cluster]` events.
    pub fn servers(&self) -> Servers<N> {
        Servers::new(self.scope.clone())
    }

    /// Has everybody join `room`. See [`Broadcast::sockets_join`].
    pub fn sockets_join(&self, room: impl IntoRoom<N>) -> Receipt {
        self.everybody().sockets_join(room)
    }

    /// Has everybody leave `room`. See [`Broadcast::sockets_leave`].
    pub fn sockets_leave(&self, room: impl IntoRoom<N>) -> Receipt {
        self.everybody().sockets_leave(room)
    }

    /// Disconnects everybody. See [`Broadcast::disconnect_sockets`].
    pub fn disconnect_sockets(&self, close: bool) -> Receipt {
        self.everybody().disconnect_sockets(close)
    }

    /// The namespaces without types: one, or those of the contract that there are right now.
    pub fn untyped(&self) -> Vec<Untyped> {
        let mut namespaces = Vec::new();
        self.scope.for_each(|namespace| namespaces.push(namespace.clone()));
        namespaces
    }

    fn everybody(&self) -> Broadcast<N> {
        Broadcast::new(AllSockets::of(self.scope.clone()))
    }
}

impl<N> super::target::sealed::Sealed for Namespace<N> {}

impl<N: Send + Sync> Target<N> for Namespace<N> {
    type Ack<T: Send + 'static> = AckStream<T>;

    fn audit(&self) -> Audit {
        self.scope.audit()
    }

    fn emit_args<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.everybody().emit_args(event, args);
    }

    fn emit_args_volatile<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.everybody().emit_args_volatile(event, args);
    }

    fn emit_args_with_ack<T: Send + 'static, A: ToArgs + ?Sized>(
        &self,
        event: &str,
        args: &A,
        read: ReadAck<T>,
    ) -> AckStream<T> {
        self.everybody().emit_args_with_ack(event, args, read)
    }
}

impl<N> Clone for Namespace<N> {
    fn clone(&self) -> Self {
        Self::new(self.scope.clone())
    }
}

impl<N> fmt::Debug for Namespace<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Namespace").field(&self.scope).finish()
    }
}
