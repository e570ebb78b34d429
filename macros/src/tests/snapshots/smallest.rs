pub trait Hello: ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static {
    /// Called when a client connects, before it is told so.
    fn connect(
        &self,
        cx: hello::ConnectCx,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = cx;
        async {}
    }
    /// Called once when a client has been told that it is connected, before its first event.
    fn connected(
        &self,
        cx: hello::Cx<Self>,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = cx;
        async {}
    }
    /// Called for an event that the contract does not name, in its turn. Unless you implement it, such events have no effect.
    fn unknown_event(
        &self,
        cx: hello::Cx<Self>,
        event: ::wigwag::socket::Event,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, event);
        async {}
    }
    /// Called once when a socket has left the namespace, while it is still known in which rooms it was, and before
    /// [`disconnect`](Self::disconnect).
    fn disconnecting(
        &self,
        cx: hello::Cx<Self>,
        reason: ::wigwag::DisconnectReason,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, reason);
        async {}
    }
    /// Called once when a socket has left the namespace.
    fn disconnect(
        &self,
        cx: hello::Cx<Self>,
        reason: ::wigwag::DisconnectReason,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, reason);
        async {}
    }
    /// Called at once when something went wrong in the namespace: a handler panicked, an event was refused, something could not
    /// be encoded. It is in the log already. `cx` is that of the socket that it is about, if it is about one that was admitted.
    fn error(
        &self,
        cx: ::core::option::Option<hello::Cx<Self>>,
        error: &::wigwag::socket::SocketError,
    ) {
        let _ = (cx, error);
    }
    fn greet(
        &self,
        cx: hello::Cx<Self>,
        name: String,
    ) -> impl ::core::future::Future<Output = String> + ::core::marker::Send;
}
/// Generated from the contract `Hello`: what its handlers are given, and what sends its events.
#[allow(deprecated, unused_qualifications)]
pub mod hello {
    #[allow(unused_imports)]
    use super::*;
    /// The namespace `/`, as a type.
    #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
    pub enum Ns {}
    #[automatically_derived]
    impl ::wigwag::__private::Describe for Ns {
        const NAME: &'static str = "Hello";
        const NAMESPACE: &'static str = "/";
        const VERSION: ::core::option::Option<&'static str> = ::core::option::Option::None;
        fn describe(ns: &mut ::wigwag::__private::NamespaceBuilder) {
            ::wigwag::__private::declared::<Ns>(ns);
            ::wigwag::__private::client_event::<Ns, 0>(ns);
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
    #[automatically_derived]
    impl ::wigwag::__private::ClientEvent<0> for Ns {
        const EVENT: &'static str = "greet";
        const ARGS: &'static [&'static str] = &["name"];
        type Args = ::wigwag::__private::Arg<String, ()>;
        type Answer = String;
        type Form = ::wigwag::__private::Value;
    }
    /// What handlers are given besides the event: the socket that sent it, what the server
    /// keeps for that socket, and whom to send to.
    pub type Cx<H> = ::wigwag::Cx<Ns, <H as ::wigwag::__private::NoSession>::Session>;
    /// What `connect` is given: a client that has not been admitted yet.
    pub type ConnectCx = ::wigwag::ConnectCx<Ns>;
    /// What handlers of events that other servers send are given: which server it was, and the namespace.
    pub type ClusterCx<H> = ::wigwag::ClusterCx<
        Ns,
        <H as ::wigwag::__private::NoSession>::Session,
    >;
    /// One connected client.
    pub type Socket = ::wigwag::Socket<Ns>;
    /// One client, on this server or on another one.
    pub type RemoteSocket = ::wigwag::RemoteSocket<Ns>;
    /// Serves the contract with `handler`: pass the result to `Io::builder().mount(…)`.
    pub fn serve<H: super::Hello>(handler: H) -> ::wigwag::Mount {
        ::wigwag::__private::mount(Server(handler))
    }
    struct Server<H>(H);
    #[automatically_derived]
    impl<H: super::Hello> ::wigwag::__private::Dispatch for Server<H> {
        type Ns = Ns;
        type Session = ();
        async fn connect(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::ConnectCx<Ns>,
            _: <Ns as ::wigwag::Contract>::Auth,
        ) -> ::core::result::Result<Self::Session, <Ns as ::wigwag::Contract>::Reject> {
            ::core::result::Result::Ok(super::Hello::connect(&self.0, cx).await)
        }
        async fn connected(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::Cx<Ns, Self::Session>,
        ) {
            super::Hello::connected(&self.0, cx).await;
        }
        fn dispatch(
            self: ::std::sync::Arc<Self>,
            call: ::wigwag::__private::Call<Ns, Self::Session>,
        ) -> ::wigwag::__private::Dispatched {
            match call.event() {
                "greet" => {
                    call.handle::<
                            0,
                            (),
                            _,
                            _,
                        >(move |cx, (name, ())| async move {
                        super::Hello::greet(&self.0, cx, name).await
                    })
                }
                _ => {
                    call.unknown(move |cx, event| async move {
                        super::Hello::unknown_event(&self.0, cx, event).await
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
            super::Hello::disconnecting(&self.0, cx, reason).await;
        }
        async fn disconnect(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::Cx<Ns, Self::Session>,
            reason: ::wigwag::DisconnectReason,
        ) {
            super::Hello::disconnect(&self.0, cx, reason).await;
        }
        fn error(
            &self,
            cx: ::core::option::Option<::wigwag::Cx<Ns, Self::Session>>,
            error: &::wigwag::socket::SocketError,
        ) {
            super::Hello::error(&self.0, cx, error);
        }
    }
    /// Emits the events of this namespace to a socket, to rooms, to all but one, to everybody.
    pub trait Emit: ::wigwag::Target<Ns> {}
    #[automatically_derived]
    impl<T: ::wigwag::Target<Ns> + ?::core::marker::Sized> Emit for T {}
}
