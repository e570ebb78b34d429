::core::compile_error! {
    "event `whole` does not end\nhelp: write `;` behind it"
}
::core::compile_error! {
    "contract `Chat`: unexpected token\nhelp: the options are `namespace = \"/chat\"`, `version = \"1.0.0\"` and `crate = \"my_api::wigwag\"`, all can be left out"
}
::core::compile_error! {
    "event `whole`: `alias` has no value\nhelp: write `#[event(\"wire:name\", alias = \"old:name\", ack = \"node\", rate = \"20/s\", max_bytes = \"64 KiB\")]`, where everything can be left out: `#[event]`"
}
::core::compile_error! {
    "event `said`: expected `:`\nhelp: an event has the form `#[to_client] fn said(name: &Type);`"
}
::core::compile_error! {
    "event `probe`: unexpected end of input, expected one of: `for`, parentheses, `unsafe`, `fn`, `extern`, identifier, `::`, `<`, `dyn`, square brackets, `*`, `&`, `!`, `impl`, `_`, lifetime\nhelp: an event has the form `#[to_client] fn probe(name: &Type);`"
}
::core::compile_error! {
    "contract `Chat`: expected identifier\nhelp: declare functions and types"
}
::core::compile_error! {
    "contract `Chat`: expected identifier\nhelp: declare functions and types"
}
::core::compile_error! {
    "contract `Chat`: expected `!`\nhelp: declare functions and types"
}
#[allow(async_fn_in_trait, unused_variables)]
trait Chat: ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static {
    /// Called when a client connects, before it is told so.
    fn connect(
        &self,
        cx: chat::ConnectCx,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = cx;
        async {}
    }
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
        event: my_api::wigwag::socket::Event,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, event);
        async {}
    }
    /// Called once when a socket has left the namespace, while it is still known in which rooms it was, and before
    /// [`disconnect`](Self::disconnect).
    fn disconnecting(
        &self,
        cx: chat::Cx<Self>,
        reason: my_api::wigwag::DisconnectReason,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, reason);
        async {}
    }
    /// Called once when a socket has left the namespace.
    fn disconnect(
        &self,
        cx: chat::Cx<Self>,
        reason: my_api::wigwag::DisconnectReason,
    ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
        let _ = (cx, reason);
        async {}
    }
    /// Called at once when something went wrong in the namespace: a handler panicked, an event was refused, something could not
    /// be encoded. It is in the log already. `cx` is that of the socket that it is about, if it is about one that was admitted.
    fn error(
        &self,
        cx: ::core::option::Option<chat::Cx<Self>>,
        error: &my_api::wigwag::socket::SocketError,
    ) {
        let _ = (cx, error);
    }
    async fn whole(&self, cx: chat::Cx<Self>) -> u32;
}
/// Generated from the contract `Chat`: what its handlers are given, and what sends its events.
#[allow(deprecated, unused_qualifications)]
mod chat {
    #[allow(unused_imports)]
    use super::*;
    /// The namespace `/`, as a type.
    #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
    pub(super) enum Ns {}
    #[automatically_derived]
    impl my_api::wigwag::__private::Describe for Ns {
        const NAME: &'static str = "Chat";
        const NAMESPACE: &'static str = "/";
        const VERSION: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "1.0.0",
        );
        fn describe(ns: &mut my_api::wigwag::__private::NamespaceBuilder) {
            let _ = ns;
        }
    }
    #[automatically_derived]
    impl my_api::wigwag::Contract for Ns {
        type Auth = ();
        type Reject = ::core::convert::Infallible;
        type Params = ();
        type AuthForm = my_api::wigwag::__private::Empty;
        type RejectForm = my_api::wigwag::__private::Empty;
        type ParamsForm = my_api::wigwag::__private::Faulty;
        type Rooms = my_api::wigwag::__private::Faulty;
    }
    /// What handlers are given besides the event: the socket that sent it, what the server
    /// keeps for that socket, and whom to send to.
    pub(super) type Cx<H> = my_api::wigwag::Cx<
        Ns,
        <H as my_api::wigwag::__private::NoSession>::Session,
    >;
    /// What `connect` is given: a client that has not been admitted yet.
    pub(super) type ConnectCx = my_api::wigwag::ConnectCx<Ns>;
    /// What handlers of events that other servers send are given: which server it was, and the namespace.
    pub(super) type ClusterCx<H> = my_api::wigwag::ClusterCx<
        Ns,
        <H as my_api::wigwag::__private::NoSession>::Session,
    >;
    /// One connected client.
    pub(super) type Socket = my_api::wigwag::Socket<Ns>;
    /// One client, on this server or on another one.
    pub(super) type RemoteSocket = my_api::wigwag::RemoteSocket<Ns>;
    /// Serves the contract with `handler`.
    pub(super) fn serve<H>(handler: H) -> my_api::wigwag::Mount {
        let _ = handler;
        ::core::unreachable!("this contract has faults")
    }
    /// Emits the events of this namespace to a socket, to rooms, to all but one, to everybody.
    pub(super) trait Emit: my_api::wigwag::Target<Ns> {
        /// Emits the event `said`.
        fn said(&self, unnamed_0: impl ::core::marker::Sized, by: HashMap<u8, u8>) {
            let _ = (unnamed_0, by);
            ::core::unreachable!("this contract has faults")
        }
        /// Emits the event `probe`.
        fn probe(&self, unnamed_0: impl ::core::marker::Sized) -> Self::Ack<Rtt> {
            let _ = (unnamed_0,);
            ::core::unreachable!("this contract has faults")
        }
    }
    #[automatically_derived]
    impl<T: my_api::wigwag::Target<Ns> + ?::core::marker::Sized> Emit for T {}
}
