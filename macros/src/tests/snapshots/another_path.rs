pub trait Hello: ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static {
    /// What the server keeps for each socket of this namespace: what [`connect`](Self::connect)
    /// returns.
    type Session: ::core::marker::Send + ::core::marker::Sync + 'static;
    /// Admits a client, by returning what the server keeps for its socket.
    fn connect(
        &self,
        cx: hello::ConnectCx,
        auth: Token,
    ) -> impl ::core::future::Future<Output = Self::Session> + ::core::marker::Send;
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
        event: self::api::wigwag::socket::Event,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, event);
        async {}
    }
    /// Called once when a socket has left the namespace, while it is still known in which rooms it was, and before
    /// [`disconnect`](Self::disconnect).
    fn disconnecting(
        &self,
        cx: hello::Cx<Self>,
        reason: self::api::wigwag::DisconnectReason,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, reason);
        async {}
    }
    /// Called once when a socket has left the namespace.
    fn disconnect(
        &self,
        cx: hello::Cx<Self>,
        reason: self::api::wigwag::DisconnectReason,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, reason);
        async {}
    }
    /// Called at once when something went wrong in the namespace: a handler panicked, an event was refused, something could not
    /// be encoded. It is in the log already. `cx` is that of the socket that it is about, if it is about one that was admitted.
    fn error(
        &self,
        cx: ::core::option::Option<hello::Cx<Self>>,
        error: &self::api::wigwag::socket::SocketError,
    ) {
        let _ = (cx, error);
    }
    fn greet(
        &self,
        cx: hello::Cx<Self>,
        name: String,
    ) -> impl ::core::future::Future<Output = String> + ::core::marker::Send;
    fn count(
        &self,
        cx: hello::ClusterCx<Self>,
    ) -> impl ::core::future::Future<Output = u32> + ::core::marker::Send;
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
    impl super::api::wigwag::__private::Describe for Ns {
        const NAME: &'static str = "Hello";
        const NAMESPACE: &'static str = "/";
        const VERSION: ::core::option::Option<&'static str> = ::core::option::Option::None;
        fn describe(ns: &mut super::api::wigwag::__private::NamespaceBuilder) {
            super::api::wigwag::__private::declared::<Ns>(ns);
            super::api::wigwag::__private::client_event::<Ns, 0>(ns).guard("Knows");
            super::api::wigwag::__private::server_event::<Ns, 0>(ns);
            super::api::wigwag::__private::cluster_event::<Ns, 0>(ns);
        }
    }
    #[automatically_derived]
    impl super::api::wigwag::Contract for Ns {
        type Auth = Token;
        type Reject = ::core::convert::Infallible;
        type Params = ();
        type AuthForm = super::api::wigwag::__private::Value;
        type RejectForm = super::api::wigwag::__private::Empty;
        type ParamsForm = super::api::wigwag::__private::Empty;
        type Rooms = super::api::wigwag::__private::AnyRooms;
    }
    #[automatically_derived]
    impl super::api::wigwag::__private::ClientEvent<0> for Ns {
        const EVENT: &'static str = "greet";
        const ARGS: &'static [&'static str] = &["name"];
        type Args = super::api::wigwag::__private::Arg<String, ()>;
        type Answer = String;
        type Form = super::api::wigwag::__private::Value;
    }
    #[automatically_derived]
    impl super::api::wigwag::__private::ServerEvent<0> for Ns {
        const EVENT: &'static str = "greeted";
        const ARGS: &'static [&'static str] = &["name"];
        type Args<'a> = super::api::wigwag::__private::Arg<&'a str, ()>;
        type Answer = ();
        type Form = super::api::wigwag::__private::Empty;
    }
    #[automatically_derived]
    impl super::api::wigwag::__private::ClusterEvent<0> for Ns {
        const EVENT: &'static str = "count";
        const ARGS: &'static [&'static str] = &[];
        type Args = ();
        type Lent<'a> = ();
        type Answer = u32;
        type Form = super::api::wigwag::__private::Value;
    }
    /// What handlers are given besides the event: the socket that sent it, what the server
    /// keeps for that socket, and whom to send to.
    pub type Cx<H> = super::api::wigwag::Cx<Ns, <H as super::Hello>::Session>;
    /// What `connect` is given: a client that has not been admitted yet.
    pub type ConnectCx = super::api::wigwag::ConnectCx<Ns>;
    /// What handlers of events that other servers send are given: which server it was, and the namespace.
    pub type ClusterCx<H> = super::api::wigwag::ClusterCx<
        Ns,
        <H as super::Hello>::Session,
    >;
    /// One connected client.
    pub type Socket = super::api::wigwag::Socket<Ns>;
    /// One client, on this server or on another one.
    pub type RemoteSocket = super::api::wigwag::RemoteSocket<Ns>;
    /// Serves the contract with `handler`: pass the result to `Io::builder().mount(…)`.
    pub fn serve<H: super::Hello>(handler: H) -> super::api::wigwag::Mount
    where
        Knows: super::api::wigwag::Guard<Ns, <H as super::Hello>::Session>,
    {
        super::api::wigwag::__private::mount(Server(handler))
    }
    struct Server<H>(H);
    #[automatically_derived]
    impl<H: super::Hello> super::api::wigwag::__private::Dispatch for Server<H>
    where
        Knows: super::api::wigwag::Guard<Ns, <H as super::Hello>::Session>,
    {
        type Ns = Ns;
        type Session = <H as super::Hello>::Session;
        async fn connect(
            self: ::std::sync::Arc<Self>,
            cx: super::api::wigwag::ConnectCx<Ns>,
            auth: <Ns as super::api::wigwag::Contract>::Auth,
        ) -> ::core::result::Result<
            Self::Session,
            <Ns as super::api::wigwag::Contract>::Reject,
        > {
            ::core::result::Result::Ok(super::Hello::connect(&self.0, cx, auth).await)
        }
        async fn connected(
            self: ::std::sync::Arc<Self>,
            cx: super::api::wigwag::Cx<Ns, Self::Session>,
        ) {
            super::Hello::connected(&self.0, cx).await;
        }
        fn dispatch(
            self: ::std::sync::Arc<Self>,
            call: super::api::wigwag::__private::Call<Ns, Self::Session>,
        ) -> super::api::wigwag::__private::Dispatched {
            match call.event() {
                "greet" => {
                    call.handle::<
                            0,
                            (Knows, ()),
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
        const CLUSTER_EVENTS: &'static [&'static str] = &["count"];
        fn dispatch_cluster(
            self: ::std::sync::Arc<Self>,
            call: super::api::wigwag::__private::ClusterCall<Ns, Self::Session>,
        ) -> super::api::wigwag::__private::Answered {
            match call.event() {
                "count" => {
                    call.handle::<
                            0,
                            _,
                            _,
                        >(move |cx, ()| async move {
                        super::Hello::count(&self.0, cx).await
                    })
                }
                _ => call.unknown(),
            }
        }
        async fn disconnecting(
            self: ::std::sync::Arc<Self>,
            cx: super::api::wigwag::Cx<Ns, Self::Session>,
            reason: super::api::wigwag::DisconnectReason,
        ) {
            super::Hello::disconnecting(&self.0, cx, reason).await;
        }
        async fn disconnect(
            self: ::std::sync::Arc<Self>,
            cx: super::api::wigwag::Cx<Ns, Self::Session>,
            reason: super::api::wigwag::DisconnectReason,
        ) {
            super::Hello::disconnect(&self.0, cx, reason).await;
        }
        fn error(
            &self,
            cx: ::core::option::Option<super::api::wigwag::Cx<Ns, Self::Session>>,
            error: &super::api::wigwag::socket::SocketError,
        ) {
            super::Hello::error(&self.0, cx, error);
        }
    }
    /// Emits the events of this namespace to a socket, to rooms, to all but one, to everybody.
    pub trait Emit: super::api::wigwag::Target<Ns> {
        /// Emits the event `greeted`.
        fn greeted(&self, name: &str) {
            super::api::wigwag::__private::emit::<Ns, 0>(self, (name, ()))
        }
    }
    #[automatically_derived]
    impl<T: super::api::wigwag::Target<Ns> + ?::core::marker::Sized> Emit for T {}
    /// Emits the events of this namespace that are for the programs of other servers.
    pub trait EmitToServers: ::core::convert::AsRef<super::api::wigwag::Servers<Ns>> {
        /// Emits the event `count`.
        fn count(
            &self,
        ) -> ::core::result::Result<
            super::api::wigwag::socket::NodeAnswers<u32>,
            super::api::wigwag::EncodeError,
        > {
            super::api::wigwag::__private::ask_servers::<Ns, 0>(self.as_ref(), ())
        }
    }
    #[automatically_derived]
    impl EmitToServers for super::api::wigwag::Servers<Ns> {}
}
