/// One chat room.
///
/// With a second paragraph.
pub trait Chat: ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static {
    /// What the server keeps for each socket of this namespace: what [`connect`](Self::connect)
    /// returns.
    type Session: ::core::marker::Send + ::core::marker::Sync + 'static;
    /// Admits a client, by returning what the server keeps for its socket, or refuses it.
    fn connect(
        &self,
        cx: chat::ConnectCx,
        auth: Credentials,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<Self::Session, JoinError>,
    > + ::core::marker::Send;
    /// Called once when a client has been told that it is connected, before its first event.
    fn connected(
        &self,
        cx: chat::Cx<Self>,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = cx;
        async {}
    }
    /// Called for an event that the contract does not name, in its turn. Unless you implement it, such events have no effect.
    fn unknown_event(
        &self,
        cx: chat::Cx<Self>,
        event: ::wigwag::socket::Event,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, event);
        async {}
    }
    /// Called once when a socket has left the namespace, while it is still known in which rooms it was, and before
    /// [`disconnect`](Self::disconnect).
    fn disconnecting(
        &self,
        cx: chat::Cx<Self>,
        reason: ::wigwag::DisconnectReason,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, reason);
        async {}
    }
    /// Called once when a socket has left the namespace.
    fn disconnect(
        &self,
        cx: chat::Cx<Self>,
        reason: ::wigwag::DisconnectReason,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, reason);
        async {}
    }
    /// Called at once when something went wrong in the namespace: a handler panicked, an event was refused, something could not
    /// be encoded. It is in the log already. `cx` is that of the socket that it is about, if it is about one that was admitted.
    fn error(
        &self,
        cx: ::core::option::Option<chat::Cx<Self>>,
        error: &::wigwag::socket::SocketError,
    ) {
        let _ = (cx, error);
    }
    /// Post a message.
    fn send(
        &self,
        cx: chat::Cx<Self>,
        msg: NewMessage,
    ) -> impl ::core::future::Future<
        Output = Result<Message, SendError>,
    > + ::core::marker::Send;
    fn typing(
        &self,
        _: chat::Cx<Self>,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send;
    #[deprecated(since = "1.2.0", note = "use `message:send`")]
    fn say(
        &self,
        context: chat::Cx<Self>,
        cx: String,
        r#type: u32,
    ) -> impl ::core::future::Future<Output = u64> + ::core::marker::Send;
    fn rename(
        &self,
        cx: chat::Cx<Self>,
        title: String,
    ) -> impl ::core::future::Future<
        Output = Result<(), Refusal>,
    > + ::core::marker::Send;
    /// Tell every other server.
    #[deprecated(note = "they tell each other")]
    fn reload_filters(
        &self,
        cx: chat::ClusterCx<Self>,
        revision: u32,
    ) -> impl ::core::future::Future<Output = NodeReport> + ::core::marker::Send;
    fn stop(
        &self,
        cx: chat::ClusterCx<Self>,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send;
}
/// Generated from the contract `Chat`: what its handlers are given, and what sends its events.
#[allow(deprecated, unused_qualifications)]
pub mod chat {
    #[allow(unused_imports)]
    use super::*;
    /// The namespace `/chat/{room}`, as a type.
    #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
    pub enum Ns {}
    #[automatically_derived]
    impl ::wigwag::__private::Describe for Ns {
        const NAME: &'static str = "Chat";
        const NAMESPACE: &'static str = "/chat/{room}";
        const VERSION: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "1.3.0",
        );
        fn describe(ns: &mut ::wigwag::__private::NamespaceBuilder) {
            ns.docs("One chat room.\n\nWith a second paragraph.");
            ::wigwag::__private::declared::<Ns>(ns);
            ::wigwag::__private::client_event::<Ns, 0>(ns)
                .docs("Post a message.")
                .guard("CanPost")
                .guard("self::guards::Within<5>");
            ::wigwag::__private::client_event::<Ns, 1>(ns);
            ::wigwag::__private::client_event::<Ns, 2>(ns)
                .deprecated(
                    ::core::option::Option::Some("1.2.0"),
                    ::core::option::Option::Some("use `message:send`"),
                );
            ::wigwag::__private::client_event::<Ns, 3>(ns);
            ::wigwag::__private::server_event::<Ns, 0>(ns).docs("A message was posted.");
            ::wigwag::__private::server_event::<Ns, 1>(ns).volatile();
            ::wigwag::__private::server_event::<Ns, 2>(ns);
            ::wigwag::__private::server_event::<Ns, 3>(ns);
            ::wigwag::__private::server_event::<Ns, 4>(ns);
            ::wigwag::__private::server_event::<Ns, 5>(ns)
                .deprecated(::core::option::Option::None, ::core::option::Option::None);
            ::wigwag::__private::cluster_event::<Ns, 0>(ns)
                .docs("Tell every other server.")
                .deprecated(
                    ::core::option::Option::None,
                    ::core::option::Option::Some("they tell each other"),
                );
            ::wigwag::__private::cluster_event::<Ns, 1>(ns);
        }
    }
    #[automatically_derived]
    impl ::wigwag::Contract for Ns {
        type Auth = Credentials;
        type Reject = JoinError;
        type Params = ChatParams;
        type AuthForm = ::wigwag::__private::Value;
        type RejectForm = ::wigwag::__private::Value;
        type ParamsForm = ::wigwag::__private::Value;
        type Rooms = ::wigwag::__private::TypedRooms<ChatRoom>;
    }
    const _: () = ::core::assert!(
        ::wigwag::__private::has_params:: < ChatParams > (& ["room"]), "{}",
        "the fields of `ChatParams` are not the parameters of `/chat/{room}`, which are: room",
    );
    #[automatically_derived]
    impl ::wigwag::__private::ClientEvent<0> for Ns {
        const EVENT: &'static str = "message:send";
        const ARGS: &'static [&'static str] = &["msg"];
        const ALIASES: &'static [&'static str] = &["send", "post"];
        const LIMITS: ::wigwag::__private::Limits = ::wigwag::__private::Limits::NONE
            .rate(20u32, 1u32)
            .max_bytes(65536u64);
        type Args = ::wigwag::__private::Arg<NewMessage, ()>;
        type Answer = ::core::result::Result<Message, SendError>;
        type Form = ::wigwag::__private::Outcome;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ClientEvent<1> for Ns {
        const EVENT: &'static str = "typing";
        const ARGS: &'static [&'static str] = &[];
        type Args = ();
        type Answer = ();
        type Form = ::wigwag::__private::Empty;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ClientEvent<2> for Ns {
        const EVENT: &'static str = "say";
        const ARGS: &'static [&'static str] = &["cx", "type"];
        const DEPRECATED: bool = true;
        type Args = ::wigwag::__private::Arg<String, ::wigwag::__private::Arg<u32, ()>>;
        type Answer = u64;
        type Form = ::wigwag::__private::Value;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ClientEvent<3> for Ns {
        const EVENT: &'static str = "rename";
        const ARGS: &'static [&'static str] = &["title"];
        type Args = ::wigwag::__private::Arg<String, ()>;
        type Answer = ::core::result::Result<(), Refusal>;
        type Form = ::wigwag::__private::Node;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ServerEvent<0> for Ns {
        const EVENT: &'static str = "message";
        const ARGS: &'static [&'static str] = &["msg"];
        type Args<'a> = ::wigwag::__private::Arg<&'a Message, ()>;
        type Answer = ();
        type Form = ::wigwag::__private::Empty;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ServerEvent<1> for Ns {
        const EVENT: &'static str = "typing";
        const ARGS: &'static [&'static str] = &["user", "names", "place"];
        type Args<'a> = ::wigwag::__private::Arg<
            &'a UserId,
            ::wigwag::__private::Arg<&'a [String], ::wigwag::__private::Arg<&'a str, ()>>,
        >;
        type Answer = ();
        type Form = ::wigwag::__private::Empty;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ServerEvent<2> for Ns {
        const EVENT: &'static str = "probe";
        const ARGS: &'static [&'static str] = &["nonce"];
        type Args<'a> = ::wigwag::__private::Arg<&'a u32, ()>;
        type Answer = Rtt;
        type Form = ::wigwag::__private::Value;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ServerEvent<3> for Ns {
        const EVENT: &'static str = "ask";
        const ARGS: &'static [&'static str] = &["question"];
        type Args<'a> = ::wigwag::__private::Arg<&'a str, ()>;
        type Answer = ::core::result::Result<Answer, Refusal>;
        type Form = ::wigwag::__private::Outcome;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ServerEvent<4> for Ns {
        const EVENT: &'static str = "vote";
        const ARGS: &'static [&'static str] = &["question"];
        type Args<'a> = ::wigwag::__private::Arg<&'a str, ()>;
        type Answer = ::core::result::Result<u8, Refusal>;
        type Form = ::wigwag::__private::Node;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ServerEvent<5> for Ns {
        const EVENT: &'static str = "flush";
        const ARGS: &'static [&'static str] = &[];
        type Args<'a> = ();
        type Answer = ();
        type Form = ::wigwag::__private::Value;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ClusterEvent<0> for Ns {
        const EVENT: &'static str = "reload_filters";
        const ARGS: &'static [&'static str] = &["revision"];
        type Args = ::wigwag::__private::Arg<u32, ()>;
        type Lent<'a> = ::wigwag::__private::Arg<&'a u32, ()>;
        type Answer = NodeReport;
        type Form = ::wigwag::__private::Value;
    }
    #[automatically_derived]
    impl ::wigwag::__private::ClusterEvent<1> for Ns {
        const EVENT: &'static str = "node:stop";
        const ARGS: &'static [&'static str] = &[];
        type Args = ();
        type Lent<'a> = ();
        type Answer = ();
        type Form = ::wigwag::__private::Empty;
    }
    /// What handlers are given besides the event: the socket that sent it, what the server
    /// keeps for that socket, and whom to send to.
    pub type Cx<H> = ::wigwag::Cx<Ns, <H as super::Chat>::Session>;
    /// What `connect` is given: a client that has not been admitted yet.
    pub type ConnectCx = ::wigwag::ConnectCx<Ns>;
    /// What handlers of events that other servers send are given: which server it was, and the namespace.
    pub type ClusterCx<H> = ::wigwag::ClusterCx<Ns, <H as super::Chat>::Session>;
    /// One connected client.
    pub type Socket = ::wigwag::Socket<Ns>;
    /// One client, on this server or on another one.
    pub type RemoteSocket = ::wigwag::RemoteSocket<Ns>;
    /// Serves the contract with `handler`: pass the result to `Io::builder().mount(…)`.
    pub fn serve<H: super::Chat>(handler: H) -> ::wigwag::Mount
    where
        CanPost: ::wigwag::Guard<Ns, <H as super::Chat>::Session>,
        super::guards::Within<5>: ::wigwag::Guard<Ns, <H as super::Chat>::Session>,
    {
        ::wigwag::__private::mount(Server(handler))
    }
    struct Server<H>(H);
    #[automatically_derived]
    impl<H: super::Chat> ::wigwag::__private::Dispatch for Server<H>
    where
        CanPost: ::wigwag::Guard<Ns, <H as super::Chat>::Session>,
        super::guards::Within<5>: ::wigwag::Guard<Ns, <H as super::Chat>::Session>,
    {
        type Ns = Ns;
        type Session = <H as super::Chat>::Session;
        async fn connect(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::ConnectCx<Ns>,
            auth: <Ns as ::wigwag::Contract>::Auth,
        ) -> ::core::result::Result<Self::Session, <Ns as ::wigwag::Contract>::Reject> {
            super::Chat::connect(&self.0, cx, auth).await
        }
        async fn connected(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::Cx<Ns, Self::Session>,
        ) {
            super::Chat::connected(&self.0, cx).await;
        }
        fn dispatch(
            self: ::std::sync::Arc<Self>,
            call: ::wigwag::__private::Call<Ns, Self::Session>,
        ) -> ::wigwag::__private::Dispatched {
            match call.event() {
                "message:send" | "send" | "post" => {
                    call.handle::<
                            0,
                            (CanPost, (super::guards::Within<5>, ())),
                            _,
                            _,
                        >(move |cx, (msg, ())| async move {
                        super::Chat::send(&self.0, cx, msg).await
                    })
                }
                "typing" => {
                    call.handle::<
                            1,
                            (),
                            _,
                            _,
                        >(move |cx, ()| async move {
                        super::Chat::typing(&self.0, cx).await
                    })
                }
                "say" => {
                    call.handle::<
                            2,
                            (),
                            _,
                            _,
                        >(move |cx, (cx, (r#type, ()))| async move {
                        super::Chat::say(&self.0, cx, cx, r#type).await
                    })
                }
                "rename" => {
                    call.handle::<
                            3,
                            (),
                            _,
                            _,
                        >(move |cx, (title, ())| async move {
                        super::Chat::rename(&self.0, cx, title).await
                    })
                }
                _ => {
                    call.unknown(move |cx, event| async move {
                        super::Chat::unknown_event(&self.0, cx, event).await
                    })
                }
            }
        }
        const CLUSTER_EVENTS: &'static [&'static str] = &["reload_filters", "node:stop"];
        fn dispatch_cluster(
            self: ::std::sync::Arc<Self>,
            call: ::wigwag::__private::ClusterCall<Ns, Self::Session>,
        ) -> ::wigwag::__private::Answered {
            match call.event() {
                "reload_filters" => {
                    call.handle::<
                            0,
                            _,
                            _,
                        >(move |cx, (revision, ())| async move {
                        super::Chat::reload_filters(&self.0, cx, revision).await
                    })
                }
                "node:stop" => {
                    call.handle::<
                            1,
                            _,
                            _,
                        >(move |cx, ()| async move {
                        super::Chat::stop(&self.0, cx).await
                    })
                }
                _ => call.unknown(),
            }
        }
        async fn disconnecting(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::Cx<Ns, Self::Session>,
            reason: ::wigwag::DisconnectReason,
        ) {
            super::Chat::disconnecting(&self.0, cx, reason).await;
        }
        async fn disconnect(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::Cx<Ns, Self::Session>,
            reason: ::wigwag::DisconnectReason,
        ) {
            super::Chat::disconnect(&self.0, cx, reason).await;
        }
        fn error(
            &self,
            cx: ::core::option::Option<::wigwag::Cx<Ns, Self::Session>>,
            error: &::wigwag::socket::SocketError,
        ) {
            super::Chat::error(&self.0, cx, error);
        }
    }
    /// Emits the events of this namespace to a socket, to rooms, to all but one, to everybody.
    pub trait Emit: ::wigwag::Target<Ns> {
        /// A message was posted.
        fn message(&self, msg: &Message) {
            ::wigwag::__private::emit::<Ns, 0>(self, (msg, ()))
        }
        /// Emits the event `typing`.
        fn is_typing(&self, user: UserId, names: &[String], place: &str) {
            ::wigwag::__private::emit_volatile::<
                Ns,
                1,
            >(self, (&user, (names, (place, ()))))
        }
        /// Emits the event `probe`.
        fn probe(&self, nonce: u32) -> Self::Ack<Rtt> {
            ::wigwag::__private::emit_with_ack::<Ns, 2, Self>(self, (&nonce, ()))
        }
        /// Emits the event `ask`.
        fn ask(
            &self,
            question: &str,
        ) -> Self::Ack<::core::result::Result<Answer, Refusal>> {
            ::wigwag::__private::emit_with_ack::<Ns, 3, Self>(self, (question, ()))
        }
        /// Emits the event `vote`.
        fn vote(
            &self,
            question: &str,
        ) -> Self::Ack<::core::result::Result<u8, Refusal>> {
            ::wigwag::__private::emit_with_ack::<Ns, 4, Self>(self, (question, ()))
        }
        /// Emits the event `flush`.
        #[deprecated]
        fn flush(&self) -> Self::Ack<()> {
            ::wigwag::__private::emit_with_ack::<Ns, 5, Self>(self, ())
        }
    }
    #[automatically_derived]
    impl<T: ::wigwag::Target<Ns> + ?::core::marker::Sized> Emit for T {}
    /// Emits the events of this namespace that are for the programs of other servers.
    pub trait EmitToServers: ::core::convert::AsRef<::wigwag::Servers<Ns>> {
        /// Tell every other server.
        #[deprecated(note = "they tell each other")]
        fn reload_filters(
            &self,
            revision: &u32,
        ) -> ::core::result::Result<
            ::wigwag::socket::NodeAnswers<NodeReport>,
            ::wigwag::EncodeError,
        > {
            ::wigwag::__private::ask_servers::<Ns, 0>(self.as_ref(), (revision, ()))
        }
        /// Emits the event `node:stop`.
        fn stop(
            &self,
        ) -> ::core::result::Result<::wigwag::adapter::Receipt, ::wigwag::EncodeError> {
            ::wigwag::__private::emit_to_servers::<Ns, 1>(self.as_ref(), ())
        }
    }
    #[automatically_derived]
    impl EmitToServers for ::wigwag::Servers<Ns> {}
}
