pub(crate) trait Game: ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static {
    /// What the server keeps for each socket of this namespace: what [`connect`](Self::connect)
    /// returns.
    type Session: ::core::marker::Send + ::core::marker::Sync + 'static;
    /// Admits a client, by returning what the server keeps for its socket.
    fn connect(
        &self,
        cx: game::ConnectCx,
    ) -> impl ::core::future::Future<Output = Self::Session> + ::core::marker::Send;
    /// Called once when a client has been told that it is connected, before its first event.
    fn connected(
        &self,
        cx: game::Cx<Self>,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = cx;
        async {}
    }
    /// Called for an event that the contract does not name, in its turn. Unless you implement it, such events have no effect.
    fn unknown_event(
        &self,
        cx: game::Cx<Self>,
        event: ::wigwag::socket::Event,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, event);
        async {}
    }
    /// Called once when a socket has left the namespace, while it is still known in which rooms it was, and before
    /// [`disconnect`](Self::disconnect).
    fn disconnecting(
        &self,
        cx: game::Cx<Self>,
        reason: ::wigwag::DisconnectReason,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, reason);
        async {}
    }
    /// Called once when a socket has left the namespace.
    fn disconnect(
        &self,
        cx: game::Cx<Self>,
        reason: ::wigwag::DisconnectReason,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, reason);
        async {}
    }
    /// Called at once when something went wrong in the namespace: a handler panicked, an event was refused, something could not
    /// be encoded. It is in the log already. `cx` is that of the socket that it is about, if it is about one that was admitted.
    fn error(
        &self,
        cx: ::core::option::Option<game::Cx<Self>>,
        error: &::wigwag::socket::SocketError,
    ) {
        let _ = (cx, error);
    }
}
/// Generated from the contract `Game`: what its handlers are given, and what sends its events.
#[allow(deprecated, unused_qualifications)]
pub(crate) mod game {
    #[allow(unused_imports)]
    use super::*;
    /// The namespace `/`, as a type.
    #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
    pub(crate) enum Ns {}
    #[automatically_derived]
    impl ::wigwag::__private::Describe for Ns {
        const NAME: &'static str = "Game";
        const NAMESPACE: &'static str = "/";
        const VERSION: ::core::option::Option<&'static str> = ::core::option::Option::None;
        fn describe(ns: &mut ::wigwag::__private::NamespaceBuilder) {
            ::wigwag::__private::declared::<Ns>(ns);
        }
    }
    #[automatically_derived]
    impl ::wigwag::Contract for Ns {
        type Auth = ();
        type Reject = ::core::convert::Infallible;
        type Params = ();
        type AuthForm = ::wigwag::__private::Empty;
        type RejectForm = ::wigwag::__private::Empty;
        type ParamsForm = ::wigwag::__private::Empty;
        type Rooms = ::wigwag::__private::AnyRooms;
    }
    /// What handlers are given besides the event: the socket that sent it, what the server
    /// keeps for that socket, and whom to send to.
    pub(crate) type Cx<H> = ::wigwag::Cx<Ns, <H as super::Game>::Session>;
    /// What `connect` is given: a client that has not been admitted yet.
    pub(crate) type ConnectCx = ::wigwag::ConnectCx<Ns>;
    /// What handlers of events that other servers send are given: which server it was, and the namespace.
    pub(crate) type ClusterCx<H> = ::wigwag::ClusterCx<Ns, <H as super::Game>::Session>;
    /// One connected client.
    pub(crate) type Socket = ::wigwag::Socket<Ns>;
    /// One client, on this server or on another one.
    pub(crate) type RemoteSocket = ::wigwag::RemoteSocket<Ns>;
    /// Serves the contract with `handler`: pass the result to `Io::builder().mount(…)`.
    pub(crate) fn serve<H: super::Game>(handler: H) -> ::wigwag::Mount {
        ::wigwag::__private::mount(Server(handler))
    }
    struct Server<H>(H);
    #[automatically_derived]
    impl<H: super::Game> ::wigwag::__private::Dispatch for Server<H> {
        type Ns = Ns;
        type Session = <H as super::Game>::Session;
        async fn connect(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::ConnectCx<Ns>,
            _: <Ns as ::wigwag::Contract>::Auth,
        ) -> ::core::result::Result<Self::Session, <Ns as ::wigwag::Contract>::Reject> {
            ::core::result::Result::Ok(super::Game::connect(&self.0, cx).await)
        }
        async fn connected(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::Cx<Ns, Self::Session>,
        ) {
            super::Game::connected(&self.0, cx).await;
        }
        fn dispatch(
            self: ::std::sync::Arc<Self>,
            call: ::wigwag::__private::Call<Ns, Self::Session>,
        ) -> ::wigwag::__private::Dispatched {
            match call.event() {
                _ => {
                    call.unknown(move |cx, event| async move {
                        super::Game::unknown_event(&self.0, cx, event).await
                    })
                }
            }
        }
        const CLUSTER_EVENTS: &'static [&'static str] = &[];
        fn dispatch_cluster(
            self: ::std::sync::Arc<Self>,
            call: ::wigwag::__private::ClusterCall<Ns, Self::Session>,
        ) -> ::wigwag::__private::Answered {
            match call.event() {
                _ => call.unknown(),
            }
        }
        async fn disconnecting(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::Cx<Ns, Self::Session>,
            reason: ::wigwag::DisconnectReason,
        ) {
            super::Game::disconnecting(&self.0, cx, reason).await;
        }
        async fn disconnect(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::Cx<Ns, Self::Session>,
            reason: ::wigwag::DisconnectReason,
        ) {
            super::Game::disconnect(&self.0, cx, reason).await;
        }
        fn error(
            &self,
            cx: ::core::option::Option<::wigwag::Cx<Ns, Self::Session>>,
            error: &::wigwag::socket::SocketError,
        ) {
            super::Game::error(&self.0, cx, error);
        }
    }
    /// Emits the events of this namespace to a socket, to rooms, to all but one, to everybody.
    pub(crate) trait Emit: ::wigwag::Target<Ns> {}
    #[automatically_derived]
    impl<T: ::wigwag::Target<Ns> + ?::core::marker::Sized> Emit for T {}
}
