::core::compile_error! {
    "event `send` hides a type of its `Result`\nhelp: write both types, `Result<Data, Error>`: clients are told both\nexpected form: async fn send(&self, cx: chat::Cx<Self>, text: &str) -> Result<Data, Error>;"
}
::core::compile_error! {
    "contract `Chat`: the items of a trait have its visibility\nhelp: remove this"
}
::core::compile_error! {
    "event `disconnect` has a body, and a contract only declares\nhelp: end the declaration with `;`, the body belongs where the trait is implemented\nexpected form: async fn disconnect(&self, cx: chat::Cx<Self>);"
}
::core::compile_error! {
    "event `probe`: each argument needs a plain name\nhelp: write `name: Type`, the name appears in the documentation\nexpected form: #[to_client] async fn probe(argument: u32) -> Rtt;"
}
::core::compile_error! {
    "contract `Chat`: a namespace starts with `/`\nhelp: write `namespace = \"/chat\"`"
}
::core::compile_error! {
    "contract `Chat` is generic, and the wire has one form\nhelp: name the types, or write one contract for each of them"
}
::core::compile_error! {
    "contract `Chat` has supertraits\nhelp: remove them: `Send + Sync + 'static` is added, other bounds belong to the implementor"
}
::core::compile_error! {
    "contract `Chat` has no constants\nhelp: declare functions and types"
}
::core::compile_error! {
    "event `send`: argument `text` borrows, and what comes from the wire is owned\nhelp: take an owned type, such as `String` for `&str` and `Vec<T>` for `&[T]`"
}
::core::compile_error! {
    "`disconnect` is a method of every contract\nhelp: remove it here and implement it, or rename the function and give the name on the wire in the attribute"
}
::core::compile_error! {
    "event `probe` may be dropped, and waits for an answer\nhelp: remove `volatile`, or `async` and the return type"
}
::core::compile_error! {
    "two events that clients send have the function `send`\nhelp: rename one function, and give the name on the wire in the attribute"
}
::core::compile_error! {
    "two events that clients send have the function `send`\nhelp: rename one function, and give the name on the wire in the attribute"
}
#[allow(async_fn_in_trait, unused_variables)]
pub trait Chat<
    T,
>: Clone + ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static {
    /// What the server keeps for each socket of this namespace: what [`connect`](Self::connect)
    /// returns.
    type Session: ::core::marker::Send + ::core::marker::Sync + 'static;
    const ROOM: &'static str;
    /// Admits a client, by returning what the server keeps for its socket.
    fn connect(
        &self,
        cx: chat::ConnectCx,
        auth: Credentials,
    ) -> impl ::core::future::Future<Output = Self::Session> + ::core::marker::Send;
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
    /// Called at once when something went wrong in the namespace: a handler panicked, an event was refused, something could not
    /// be encoded. It is in the log already. `cx` is that of the socket that it is about, if it is about one that was admitted.
    fn error(
        &self,
        cx: ::core::option::Option<chat::Cx<Self>>,
        error: &::wigwag::socket::SocketError,
    ) {
        let _ = (cx, error);
    }
    async fn send(&self, cx: chat::Cx<Self>, text: &str) -> Result<u32>;
    async fn disconnect(&self, cx: chat::Cx<Self>) {}
}
/// Generated from the contract `Chat`: what its handlers are given, and what sends its events.
#[allow(deprecated, unused_qualifications)]
pub mod chat {
    #[allow(unused_imports)]
    use super::*;
    /// The namespace `chat`, as a type.
    #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
    pub enum Ns {}
    #[automatically_derived]
    impl ::wigwag::__private::Describe for Ns {
        const NAME: &'static str = "Chat";
        const NAMESPACE: &'static str = "chat";
        const VERSION: ::core::option::Option<&'static str> = ::core::option::Option::None;
        fn describe(ns: &mut ::wigwag::__private::NamespaceBuilder) {
            let _ = ns;
        }
    }
    #[automatically_derived]
    impl ::wigwag::Contract for Ns {
        type Auth = ();
        type Reject = ::core::convert::Infallible;
        type Params = ();
        type AuthForm = ::wigwag::__private::Empty;
        type RejectForm = ::wigwag::__private::Empty;
        type ParamsForm = ::wigwag::__private::Faulty;
        type Rooms = ::wigwag::__private::Faulty;
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
    /// Serves the contract with `handler`.
    pub fn serve<H>(handler: H) -> ::wigwag::Mount {
        let _ = handler;
        ::core::unreachable!("this contract has faults")
    }
    /// Emits the events of this namespace to a socket, to rooms, to all but one, to everybody.
    pub trait Emit: ::wigwag::Target<Ns> {
        /// Emits the event `probe`.
        fn probe(&self, unnamed_0: u32) -> Self::Ack<Rtt> {
            let _ = (unnamed_0,);
            ::core::unreachable!("this contract has faults")
        }
    }
    #[automatically_derived]
    impl<T: ::wigwag::Target<Ns> + ?::core::marker::Sized> Emit for T {}
}
