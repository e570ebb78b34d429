trait Files: ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static {
    /// What the server keeps for each socket of this namespace: what [`connect`](Self::connect)
    /// returns.
    type Session: ::core::marker::Send + ::core::marker::Sync + 'static;
    /// Admits a client, by returning what the server keeps for its socket.
    fn connect(
        &self,
        cx: files::ConnectCx,
        auth: self::login::Token,
    ) -> impl ::core::future::Future<Output = Self::Session> + ::core::marker::Send;
    /// Called once when a client has been told that it is connected, before its first event.
    fn connected(
        &self,
        cx: files::Cx<Self>,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = cx;
        async {}
    }
    /// Called for an event that the contract does not name, in its turn. Unless you implement it, such events have no effect.
    fn unknown_event(
        &self,
        cx: files::Cx<Self>,
        event: ::wigwag::socket::Event,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, event);
        async {}
    }
    /// Called once when a socket has left the namespace, while it is still known in which rooms it was, and before
    /// [`disconnect`](Self::disconnect).
    fn disconnecting(
        &self,
        cx: files::Cx<Self>,
        reason: ::wigwag::DisconnectReason,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, reason);
        async {}
    }
    /// Called once when a socket has left the namespace.
    fn disconnect(
        &self,
        cx: files::Cx<Self>,
        reason: ::wigwag::DisconnectReason,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, reason);
        async {}
    }
    /// Called at once when something went wrong in the namespace: a handler panicked, an event was refused, something could not
    /// be encoded. It is in the log already. `cx` is that of the socket that it is about, if it is about one that was admitted.
    fn error(
        &self,
        cx: ::core::option::Option<files::Cx<Self>>,
        error: &::wigwag::socket::SocketError,
    ) {
        let _ = (cx, error);
    }
    fn put(
        &self,
        cx: files::Cx<Self>,
        file: super::File,
        socket: Socket,
        at: ::std::time::Duration,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send;
}
/// Generated from the contract `Files`: what its handlers are given, and what sends its events.
#[allow(deprecated, unused_qualifications)]
mod files {
    #[allow(unused_imports)]
    use super::*;
    /// The namespace `/`, as a type.
    #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
    pub(super) enum Ns {}
    #[automatically_derived]
    impl ::wigwag::__private::Describe for Ns {
        const NAME: &'static str = "Files";
        const NAMESPACE: &'static str = "/";
        const VERSION: ::core::option::Option<&'static str> = ::core::option::Option::None;
        fn describe(ns: &mut ::wigwag::__private::NamespaceBuilder) {
            ::wigwag::__private::declared::<Ns>(ns);
            ::wigwag::__private::client_event::<Ns, 0>(ns);
            ::wigwag::__private::server_event::<Ns, 0>(ns);
        }
    }
    #[automatically_derived]
    impl ::wigwag::Contract for Ns {
        type Auth = super::login::Token;
        type Reject = ::core::convert::Infallible;
        type Params = ();
        type AuthForm = ::wigwag::__private::Value;
        type RejectForm = ::wigwag::__private::Empty;
        type ParamsForm = ::wigwag::__private::Empty;
        type Rooms = ::wigwag::__private::AnyRooms;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ClientEvent<0> for Ns {
        const EVENT: &'static str = "put";
        const ARGS: &'static [&'static str] = &["file", "socket", "at"];
        type Args = ::wigwag::__private::Arg<
            super::super::File,
            ::wigwag::__private::Arg<
                super::Socket,
                ::wigwag::__private::Arg<::std::time::Duration, ()>,
            >,
        >;
        type Answer = ();
        type Form = ::wigwag::__private::Empty;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ServerEvent<0> for Ns {
        const EVENT: &'static str = "changed";
        const ARGS: &'static [&'static str] = &["files", "ns", "other"];
        type Args<'a> = ::wigwag::__private::Arg<
            &'a [super::super::File],
            ::wigwag::__private::Arg<
                &'a Option<super::Ns>,
                ::wigwag::__private::Arg<&'a crate::Socket, ()>,
            >,
        >;
        type Answer = ();
        type Form = ::wigwag::__private::Empty;
    }
    /// What handlers are given besides the event: the socket that sent it, what the server
    /// keeps for that socket, and whom to send to.
    pub(super) type Cx<H> = ::wigwag::Cx<Ns, <H as super::Files>::Session>;
    /// What `connect` is given: a client that has not been admitted yet.
    pub(super) type ConnectCx = ::wigwag::ConnectCx<Ns>;
    /// What handlers of events that other servers send are given: which server it was, and the namespace.
    pub(super) type ClusterCx<H> = ::wigwag::ClusterCx<Ns, <H as super::Files>::Session>;
    /// One connected client.
    pub(super) type Socket = ::wigwag::Socket<Ns>;
    /// One client, on this server or on another one.
    pub(super) type RemoteSocket = ::wigwag::RemoteSocket<Ns>;
    /// Serves the contract with `handler`: pass the result to `Io::builder().mount(…)`.
    pub(super) fn serve<H: super::Files>(handler: H) -> ::wigwag::Mount {
        ::wigwag::__private::mount(Server(handler))
    }
    struct Server<H>(H);
    #[automatically_derived]
    impl<H: super::Files> ::wigwag::__private::Dispatch for Server<H> {
        type Ns = Ns;
        type Session = <H as super::Files>::Session;
        async fn connect(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::ConnectCx<Ns>,
            auth: <Ns as ::wigwag::Contract>::Auth,
        ) -> ::core::result::Result<Self::Session, <Ns as ::wigwag::Contract>::Reject> {
            ::core::result::Result::Ok(super::Files::connect(&self.0, cx, auth).await)
        }
        async fn connected(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::Cx<Ns, Self::Session>,
        ) {
            super::Files::connected(&self.0, cx).await;
        }
        fn dispatch(
            self: ::std::sync::Arc<Self>,
            call: ::wigwag::__private::Call<Ns, Self::Session>,
        ) -> ::wigwag::__private::Dispatched {
            match call.event() {
                "put" => {
                    call.handle::<
                            0,
                            (),
                            _,
                            _,
                        >(move |cx, (file, (socket, (at, ())))| async move {
                        super::Files::put(&self.0, cx, file, socket, at).await
                    })
                }
                _ => {
                    call.unknown(move |cx, event| async move {
                        super::Files::unknown_event(&self.0, cx, event).await
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
            super::Files::disconnecting(&self.0, cx, reason).await;
        }
        async fn disconnect(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::Cx<Ns, Self::Session>,
            reason: ::wigwag::DisconnectReason,
        ) {
            super::Files::disconnect(&self.0, cx, reason).await;
        }
        fn error(
            &self,
            cx: ::core::option::Option<::wigwag::Cx<Ns, Self::Session>>,
            error: &::wigwag::socket::SocketError,
        ) {
            super::Files::error(&self.0, cx, error);
        }
    }
    /// Emits the events of this namespace to a socket, to rooms, to all but one, to everybody.
    pub(super) trait Emit: ::wigwag::Target<Ns> {
        /// Emits the event `changed`.
        fn changed(
            &self,
            files: &[super::super::File],
            ns: Option<super::Ns>,
            other: crate::Socket,
        ) {
            ::wigwag::__private::emit::<Ns, 0>(self, (files, (&ns, (&other, ()))))
        }
    }
    #[automatically_derived]
    impl<T: ::wigwag::Target<Ns> + ?::core::marker::Sized> Emit for T {}
}
