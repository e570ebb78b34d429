//! Contracts of every visibility, with payloads that are named like generated items, written as
//! paths, or deprecated. That this compiles without a warning is the test.

#![deny(
    warnings,
    dead_code,
    missing_debug_implementations,
    missing_docs,
    unnameable_types,
    unreachable_pub,
    reason = "generated code is quiet under the lints of its user"
)]

use wigwag::Mount;

/// All contracts of this file, mountable.
pub(super) fn mounts() -> Vec<Mount> {
    vec![
        public::chat::serve(public::App),
        private::mount(),
        nested::parent::child::restricted::serve(nested::parent::App),
        keywords::mount(),
    ]
}

mod public {
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    pub(super) struct Message {
        text: String,
    }

    /// A contract without a session, with one name in both directions.
    #[wigwag::socket_events(namespace = "/public")]
    pub(super) trait Chat {
        /// Post a message.
        async fn message(&self, cx: chat::Cx<Self>, message: Message) -> Option<Message>;
        #[deprecated(since = "1.0.0", note = "use `message`")]
        async fn say(&self, cx: chat::Cx<Self>, text: String);
        /// A message was posted.
        #[to_client]
        fn message(message: &Message);
        #[deprecated]
        #[to_client]
        fn said(text: &str, words: &[String], times: u32);
    }

    #[derive(Debug)]
    pub(super) struct App;

    impl Chat for App {
        async fn connect(&self, cx: chat::ConnectCx) {
            use chat::Emit as _;
            cx.socket().message(&Message { text: "welcome".to_owned() });
        }

        async fn message(&self, cx: chat::Cx<Self>, message: Message) -> Option<Message> {
            use chat::Emit as _;
            cx.broadcast().message(&message);
            let () = cx.session();
            Some(message)
        }

        async fn say(&self, cx: chat::Cx<Self>, text: String) {
            use chat::Emit as _;
            #[expect(deprecated, reason = "the emitter is as deprecated as the contract says")]
            cx.to("lobby").said(&text, &[], 1);
        }
    }
}

mod private {
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Socket(u32);
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Ns(u32);
    #[derive(Deserialize, JsonSchema)]
    struct Server(u32);
    #[derive(Serialize, JsonSchema)]
    struct Emit(u32);

    #[wigwag::socket_events(namespace = "/private")]
    trait Files {
        type Auth = Server;
        type Reject = Emit;

        async fn open(
            &self,
            cx: files::Cx<Self>,
            socket: Socket,
            all: Vec<Ns>,
        ) -> Result<Ns, Socket>;
        #[to_client]
        async fn close(socket: &Socket) -> Result<Vec<Ns>, Socket>;
    }

    struct App;

    impl Files for App {
        type Session = Server;

        async fn connect(&self, _: files::ConnectCx, auth: Server) -> Result<Server, Emit> {
            if auth.0 == 0 { Err(Emit(auth.0)) } else { Ok(auth) }
        }

        async fn open(
            &self,
            cx: files::Cx<Self>,
            socket: Socket,
            all: Vec<Ns>,
        ) -> Result<Ns, Socket> {
            use files::Emit as _;
            let _ = cx.socket().close(&socket).await;
            all.into_iter().find(|ns| ns.0 == cx.session().0).ok_or(socket)
        }
    }

    pub(super) fn mount() -> wigwag::Mount {
        files::serve(App)
    }
}

mod nested {
    pub(super) mod parent {
        #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub(in super::super) struct Above;

        #[allow(unused_qualifications, reason = "paths that start with `self` are what is tested")]
        pub(in super::super) mod child {
            #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
            pub(in super::super::super) struct Beside;

            #[wigwag::socket_events(namespace = "/restricted")]
            pub(in super::super::super) trait Restricted {
                type Session;

                async fn send(
                    &self,
                    cx: restricted::Cx<Self>,
                    above: super::Above,
                    beside: self::Beside,
                );
                #[to_client]
                fn sent(
                    above: &super::Above,
                    beside: &[self::Beside],
                    root: crate::scopes::nested::parent::Above,
                );
            }
        }

        pub(in super::super) struct App;

        impl child::Restricted for App {
            type Session = u32;

            async fn connect(&self, _: child::restricted::ConnectCx) -> u32 {
                7
            }

            async fn send(
                &self,
                cx: child::restricted::Cx<Self>,
                above: Above,
                beside: child::Beside,
            ) {
                use child::restricted::Emit as _;
                cx.namespace().sent(&above, &[beside], Above);
            }
        }
    }
}

mod keywords {
    /// Arguments may be called like what generated code uses, or by keywords.
    #[wigwag::socket_events(namespace = "/keywords")]
    trait Words {
        async fn r#move(
            &self,
            context: words::Cx<Self>,
            cx: u32,
            call: u32,
            r#type: u32,
            ns: u32,
        ) -> u32;
        #[to_client]
        fn r#loop(r#in: u32, target: u32, args: u32);
    }

    struct App;

    impl Words for App {
        async fn r#move(
            &self,
            _: words::Cx<Self>,
            cx: u32,
            call: u32,
            r#type: u32,
            ns: u32,
        ) -> u32 {
            cx + call + r#type + ns
        }

        async fn disconnect(&self, cx: words::Cx<Self>, _: wigwag::DisconnectReason) {
            use words::Emit as _;
            cx.broadcast().r#loop(1, 2, 3);
        }
    }

    pub(super) fn mount() -> wigwag::Mount {
        words::serve(App)
    }
}
