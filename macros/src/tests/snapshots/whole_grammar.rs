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
    /// Called once when a client has been told that it is connected, before its first event.
    fn connected(
        &self,
        cx: chat::Cx<Self>,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = cx;
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
}
/// Generated from the contract `Chat`: what its handlers are given, and what sends its events.
#[allow(deprecated)]
pub mod chat {
    #[allow(unused_imports)]
    use super::*;
    /// The namespace `/chat`, as a type.
    #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
    pub enum Ns {}
    #[automatically_derived]
    impl ::wigwag::__private::Describe for Ns {
        const NAME: &'static str = "Chat";
        const NAMESPACE: &'static str = "/chat";
        const VERSION: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "1.3.0",
        );
        fn describe(ns: &mut ::wigwag::__private::NamespaceBuilder) {
            ns.docs("One chat room.\n\nWith a second paragraph.");
            ns.auth::<Credentials>();
            ns.reject::<JoinError>();
            ns.client_event("message:send")
                .docs("Post a message.")
                .arg::<NewMessage>("msg")
                .outcome::<Message, SendError>();
            ns.client_event("typing");
            ns.client_event("say")
                .deprecated(
                    ::core::option::Option::Some("1.2.0"),
                    ::core::option::Option::Some("use `message:send`"),
                )
                .arg::<String>("cx")
                .arg::<u32>("type")
                .reply::<u64>();
            ns.server_event("message")
                .docs("A message was posted.")
                .arg::<Message>("msg");
            ns.server_event("typing")
                .volatile()
                .arg::<UserId>("user")
                .arg::<[String]>("names")
                .arg::<str>("place");
            ns.server_event("probe").arg::<u32>("nonce").reply::<Rtt>();
            ns.server_event("ask").arg::<str>("question").outcome::<Answer, Refusal>();
            ns.server_event("flush")
                .deprecated(::core::option::Option::None, ::core::option::Option::None)
                .reply::<()>();
        }
    }
    #[automatically_derived]
    impl ::wigwag::Contract for Ns {
        type Auth = Credentials;
        type Reject = JoinError;
    }
    /// What handlers are given besides the event: the socket that sent it, what the server
    /// keeps for that socket, and whom to send to.
    pub type Cx<H> = ::wigwag::Cx<Ns, <H as super::Chat>::Session>;
    /// What `connect` is given: a client that has not been admitted yet.
    pub type ConnectCx = ::wigwag::ConnectCx<Ns>;
    /// One connected client.
    pub type Socket = ::wigwag::Socket<Ns>;
    /// Serves the contract with `handler`: pass the result to `Io::builder().mount(…)`.
    pub fn serve<H: super::Chat>(handler: H) -> ::wigwag::Mount {
        ::wigwag::__private::mount(Server(handler))
    }
    struct Server<H>(H);
    #[automatically_derived]
    impl<H: super::Chat> ::wigwag::__private::Dispatch for Server<H> {
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
                "message:send" => {
                    call.outcome(move |cx, (msg,): (NewMessage,)| async move {
                        super::Chat::send(&self.0, cx, msg).await
                    })
                }
                "typing" => {
                    call.notify(move |cx, (): ()| async move {
                        super::Chat::typing(&self.0, cx).await
                    })
                }
                "say" => {
                    call.reply(move |cx, (cx, r#type): (String, u32)| async move {
                        super::Chat::say(&self.0, cx, cx, r#type).await
                    })
                }
                _ => call.unknown(),
            }
        }
        async fn disconnect(
            self: ::std::sync::Arc<Self>,
            cx: ::wigwag::Cx<Ns, Self::Session>,
            reason: ::wigwag::DisconnectReason,
        ) {
            super::Chat::disconnect(&self.0, cx, reason).await;
        }
    }
    /// Emits the events of this namespace to a socket, to rooms, to all but one, to everybody.
    pub trait Emit: ::wigwag::Target<Ns> {
        /// A message was posted.
        fn message(&self, msg: &Message) {
            ::wigwag::__private::emit(self, "message", &(msg,));
        }
        /// Emits the event `typing`.
        fn is_typing(&self, user: UserId, names: &[String], place: &str) {
            ::wigwag::__private::emit_volatile(self, "typing", &(user, names, place));
        }
        /// Emits the event `probe`.
        fn probe(&self, nonce: u32) -> Self::Ack<Rtt> {
            ::wigwag::__private::emit_with_ack(
                self,
                "probe",
                &(nonce,),
                ::wigwag::__private::read_reply::<Rtt>,
            )
        }
        /// Emits the event `ask`.
        fn ask(
            &self,
            question: &str,
        ) -> Self::Ack<::core::result::Result<Answer, Refusal>> {
            ::wigwag::__private::emit_with_ack(
                self,
                "ask",
                &(question,),
                ::wigwag::__private::read_outcome::<Answer, Refusal>,
            )
        }
        /// Emits the event `flush`.
        #[deprecated]
        fn flush(&self) -> Self::Ack<()> {
            ::wigwag::__private::emit_with_ack(
                self,
                "flush",
                &(),
                ::wigwag::__private::read_reply::<()>,
            )
        }
    }
    #[automatically_derived]
    impl<T: ::wigwag::Target<Ns> + ?::core::marker::Sized> Emit for T {}
    const _: fn() = || {
        ::wigwag::__private::assert_received::<Credentials>();
        ::wigwag::__private::assert_emitted::<JoinError>();
        ::wigwag::__private::assert_received::<NewMessage>();
        ::wigwag::__private::assert_emitted::<Message>();
        ::wigwag::__private::assert_emitted::<SendError>();
        ::wigwag::__private::assert_received::<String>();
        ::wigwag::__private::assert_received::<u32>();
        ::wigwag::__private::assert_emitted::<u64>();
        ::wigwag::__private::assert_emitted::<Message>();
        ::wigwag::__private::assert_emitted::<UserId>();
        ::wigwag::__private::assert_emitted::<[String]>();
        ::wigwag::__private::assert_emitted::<str>();
        ::wigwag::__private::assert_emitted::<u32>();
        ::wigwag::__private::assert_received::<Rtt>();
        ::wigwag::__private::assert_emitted::<str>();
        ::wigwag::__private::assert_received::<Answer>();
        ::wigwag::__private::assert_received::<Refusal>();
        ::wigwag::__private::assert_received::<()>();
    };
}
