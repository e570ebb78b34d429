//! Listeners of one socket, and what they may do.

use std::sync::Arc;

use wigwag::socket::{Event, Mount, Socket, on_connect};
use wigwag::{Config, Io};
use wigwag_tests::harness::{
    Entries, Handlers, Journal, RawWebSocket, Sockets, TestServer, eventually, journal,
};

/// A client that has joined, and the server's end of it, which nobody listens to yet.
struct Rig {
    server: TestServer,
    client: RawWebSocket,
    socket: Socket,
    journal: Journal,
    entries: Entries,
}

impl Rig {
    async fn start() -> Self {
        Self::with(Handlers::new()).await
    }

    async fn with(handlers: Handlers) -> Self {
        let (handlers, mut sockets) = handlers.hand_over_sockets();
        let server = TestServer::with(handlers).await;
        let (client, _) = server.join().await;
        let socket = sockets.next().await;
        let (journal, entries) = journal();
        Self { server, client, socket, journal, entries }
    }

    /// A listener that writes down its name, the event and the arguments.
    fn writing(
        &self,
        name: &'static str,
    ) -> impl Fn(Socket, Event) -> std::future::Ready<()> + Send + Sync + 'static {
        let journal = self.journal.clone();
        move |_, event| {
            let args = event.args().json_list();
            journal.write(format!("{name}: {} {args}", event.name()).trim_end());
            std::future::ready(())
        }
    }

    /// Sends an event, and waits until everything that was sent before has been handled.
    async fn handled(&mut self, packet: &str) -> Vec<String> {
        self.socket
            .once("fence", |_, mut event| async move { event.take_ack().unwrap().send(&()) });
        self.client.send(packet).await;
        self.client.send(r#"42999["fence"]"#).await;
        assert_eq!(self.client.text().await, "43999[]");
        self.entries.so_far()
    }
}

#[tokio::test]
async fn listeners_of_an_event_are_called_in_their_order() {
    let mut rig = Rig::start().await;
    for name in ["first", "second", "third"] {
        rig.socket.on("a", rig.writing(name));
    }
    rig.socket.on("b", rig.writing("other"));
    let said = rig.handled(r#"42["a",1]"#).await;
    assert_eq!(said, ["first: a 1", "second: a 1", "third: a 1"]);
    assert_eq!(rig.handled(r#"42["b",2]"#).await, ["other: b 2"]);
    assert_eq!(rig.handled(r#"42["c",3]"#).await, [""; 0]);
}

#[tokio::test]
async fn next_event_waits_until_every_listener_is_done() {
    let mut rig = Rig::start().await;
    let journal = rig.journal.clone();
    rig.socket.on("a", move |_, event| {
        let journal = journal.clone();
        async move {
            tokio::task::yield_now().await;
            journal.write(format!("slow: {}", event.args().json_list()));
        }
    });
    rig.socket.on("a", rig.writing("fast"));
    rig.client.send(r#"42["a",1]"#).await;
    let said = rig.handled(r#"42["a",2]"#).await;
    assert_eq!(said, ["slow: 1", "fast: a 1", "slow: 2", "fast: a 2"]);
}

#[tokio::test]
async fn k1_first_answer_of_several_listeners_counts() {
    let mut rig = Rig::start().await;
    for name in ["first", "second"] {
        let journal = rig.journal.clone();
        rig.socket.on("ask", move |_, event| {
            let journal = journal.clone();
            async move {
                let ack = event.ack().unwrap();
                journal.write(format!("{name} {}", ack.is_sent()));
                ack.send(&(name,))
            }
        });
    }
    rig.client.send(r#"427["ask"]"#).await;
    assert_eq!(rig.client.text().await, r#"437["first"]"#);
    assert_eq!(rig.handled(r#"42["nothing"]"#).await, ["first false", "second true"]);
}

#[tokio::test]
async fn listener_is_called_once() {
    let mut rig = Rig::start().await;
    let given_up = Arc::new(());
    let held = Arc::clone(&given_up);
    let journal = rig.journal.clone();
    rig.socket.once("a", move |_, event| async move {
        drop(held);
        journal.write(format!("once: {}", event.args().json_list()));
    });
    rig.socket.on("a", rig.writing("always"));
    rig.client.send(r#"42["a",1]"#).await;
    let said = rig.handled(r#"42["a",2]"#).await;
    assert_eq!(said, ["once: 1", "always: a 1", "always: a 2"]);
    assert_eq!(Arc::strong_count(&given_up), 1);
}

#[tokio::test]
async fn listeners_are_removed_by_event_and_by_id() {
    let mut rig = Rig::start().await;
    let first = rig.socket.on("a", rig.writing("first"));
    rig.socket.on("a", rig.writing("second"));
    rig.socket.on("b", rig.writing("third"));
    let once = rig.socket.once("c", rig.writing("fourth"));
    assert_eq!(rig.socket.event_names(), ["a", "b", "c"]);
    assert!(rig.socket.off_listener(first));
    assert!(!rig.socket.off_listener(first));
    assert_eq!(rig.handled(r#"42["a"]"#).await, ["second: a"]);
    assert!(rig.socket.off("a"));
    assert!(!rig.socket.off("a"));
    assert!(rig.socket.off_listener(once));
    assert_eq!(rig.socket.event_names(), ["b"]);
    assert_eq!(rig.handled(r#"42["a"]"#).await, [""; 0]);
    assert_eq!(rig.handled(r#"42["c"]"#).await, [""; 0]);
    assert_eq!(rig.handled(r#"42["b"]"#).await, ["third: b"]);
}

#[tokio::test]
async fn socket_without_listeners_has_none_to_remove() {
    let rig = Rig::start().await;
    let id = rig.socket.on("a", rig.writing("only"));
    let (other, mut others) = Handlers::new().hand_over_sockets();
    let server = TestServer::with(other).await;
    let (_client, _) = server.join().await;
    let other = others.next().await;
    assert!(!other.off("a"));
    assert!(!other.off_listener(id));
    assert_eq!(other.event_names(), [""; 0]);
    other.off_any();
    other.off_any_outgoing();
}

#[tokio::test]
async fn catch_all_listeners_come_before_the_listeners_of_the_event() {
    let mut rig = Rig::start().await;
    rig.socket.on("a", rig.writing("a"));
    let any = rig.socket.on_any(rig.writing("any"));
    rig.socket.prepend_any(rig.writing("before any"));
    let said = rig.handled(r#"427["a",1]"#).await;
    let fence = ["before any: fence", "any: fence"];
    assert_eq!(said, [["before any: a 1", "any: a 1", "a: a 1"].as_slice(), &fence].concat());
    assert!(rig.socket.off_listener(any));
    let said = rig.handled(r#"42["b"]"#).await;
    assert_eq!(said, ["before any: b", "before any: fence"]);
    rig.socket.off_any();
    assert_eq!(rig.handled(r#"42["b"]"#).await, [""; 0]);
}

#[tokio::test]
async fn catch_all_listener_may_acknowledge() {
    let mut rig = Rig::start().await;
    rig.socket.on_any(|_, mut event| async move {
        event.take_ack().map_or(Ok(()), |ack| ack.send(&("from any",)))
    });
    rig.socket.on("a", |_, mut event| async move { event.take_ack().unwrap().send(&("late",)) });
    rig.client.send(r#"427["a"]"#).await;
    rig.client.send(r#"428["a"]"#).await;
    assert_eq!(rig.client.text().await, r#"437["from any"]"#);
    assert_eq!(rig.client.text().await, r#"438["from any"]"#);
}

#[tokio::test]
async fn handler_of_the_namespace_comes_before_the_listeners() {
    let (journal, mut entries) = journal();
    let written = journal.clone();
    let handlers = Handlers::new()
        .event(move |_, event| {
            written.write(format!("handler: {}", event.name()));
            event.ack().map(|ack| ack.send(&("handler",)));
            std::future::ready(())
        })
        .connected(move |socket| {
            let journal = journal.clone();
            socket.on("a", move |_, mut event| {
                journal.write(format!("listener: {}", event.name()));
                event.take_ack().map(|ack| ack.send(&("listener",)));
                std::future::ready(())
            });
            std::future::ready(())
        });
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    for id in 0..2 {
        client.send(&format!(r#"42{id}["a"]"#)).await;
        assert_eq!(client.text().await, format!(r#"43{id}["handler"]"#));
        assert_eq!(entries.next().await, "handler: a");
        assert_eq!(entries.next().await, "listener: a");
    }
}

#[tokio::test]
async fn what_a_listener_changes_counts_from_the_next_event_on() {
    let mut rig = Rig::start().await;
    let (journal, added) = (rig.journal.clone(), rig.writing("added"));
    let added = Arc::new(added);
    rig.socket.on("a", move |socket, _| {
        journal.write("first");
        assert!(socket.off("a"));
        let added = Arc::clone(&added);
        socket.on("a", move |socket, event| added(socket, event));
        std::future::ready(())
    });
    rig.socket.on("a", rig.writing("second"));
    assert_eq!(rig.handled(r#"42["a"]"#).await, ["first", "second: a"]);
    assert_eq!(rig.handled(r#"42["a"]"#).await, ["added: a"]);
}

#[tokio::test]
async fn event_called_error_is_an_event_like_others() {
    let mut rig = Rig::start().await;
    let journal = rig.journal.clone();
    rig.socket.on_error(move |error| journal.write(format!("on_error: {error}")));
    assert_eq!(rig.handled(r#"42["error",1]"#).await, [""; 0]);
    rig.socket.on("error", rig.writing("listener"));
    assert_eq!(rig.handled(r#"42["error",1]"#).await, ["listener: error 1"]);
}

#[tokio::test]
async fn outgoing_listeners_see_what_is_emitted_and_what_is_broadcast() {
    let mut rig = Rig::start().await;
    for name in ["first", "second"] {
        let journal = rig.journal.clone();
        rig.socket.on_any_outgoing(move |_, event| {
            let (args, asks) = (event.args().json_list(), event.ack().is_some());
            journal.write(format!("{name}: {} {args} {asks}", event.name()));
        });
    }
    let journal = rig.journal.clone();
    let prepended = rig.socket.prepend_any_outgoing(move |_, _| journal.write("prepended"));
    let (_other, _) = rig.server.join().await;

    rig.socket.emit("alone", &(1,));
    assert_eq!(
        rig.entries.so_far(),
        ["prepended", "first: alone 1 false", "second: alone 1 false"]
    );
    assert!(rig.socket.off_listener(prepended));
    rig.socket.namespace().emit("all", &("x", wigwag::Binary::from(vec![1])));
    let args = r#""x",{"_placeholder":true,"num":0}"#;
    let seen = [format!("first: all {args} false"), format!("second: all {args} false")];
    assert_eq!(rig.entries.so_far(), seen);
    drop(rig.socket.emit_with_ack::<u8, _>("asked", &()));
    drop(rig.socket.namespace().everybody().emit_with_ack::<u8, _>("asked all", &()));
    let seen = rig.entries.so_far();
    assert_eq!(seen[0], "first: asked  false");
    assert_eq!(seen[2], "first: asked all  false");
    // What does not reach it is not seen.
    rig.socket.broadcast().emit("others", &());
    rig.socket.emit("connect", &());
    rig.socket.off_any_outgoing();
    rig.socket.emit("unseen", &());
    assert_eq!(rig.entries.so_far(), [""; 0]);

    assert_eq!(rig.client.text().await, r#"42["alone",1]"#);
    assert_eq!(rig.client.text().await, format!(r#"451-["all",{args}]"#));
    assert_eq!(rig.client.binary().await, [1]);
    assert_eq!(rig.client.text().await, r#"420["asked"]"#);
    assert_eq!(rig.client.text().await, r#"421["asked all"]"#);
    assert_eq!(rig.client.text().await, r#"42["unseen"]"#);
}

#[tokio::test]
async fn outgoing_listeners_do_not_see_acknowledgements_nor_what_is_emitted_too_late() {
    let mut rig = Rig::start().await;
    let journal = rig.journal.clone();
    rig.socket.on_any_outgoing(move |_, event| journal.write(event.name()));
    assert_eq!(rig.handled(r#"42["a"]"#).await, [""; 0]);
    rig.socket.disconnect();
    rig.socket.emit("late", &());
    assert_eq!(rig.entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn number_is_the_name_of_an_event() {
    let mut rig = Rig::start().await;
    rig.socket.on("42", rig.writing("number"));
    assert_eq!(rig.handled(r#"42[42,"x"]"#).await, [r#"number: 42 "x""#]);
}

#[tokio::test]
async fn application_that_is_one_function_adds_its_listeners() {
    let (journal, mut entries) = journal();
    let mount = Mount::new(
        "/",
        on_connect(|socket: Socket| async move {
            socket.on("add", |_, mut event| async move {
                let (a, b) = event.args().read::<(u8, u8)>().map_err(|error| error.to_string())?;
                let ack = event.take_ack().ok_or("nobody asks")?;
                ack.send(&(a + b,)).map_err(|error| error.to_string())
            });
            if socket.auth().as_json() == "{}" {
                return Err("nobody knows you");
            }
            Ok(())
        }),
    )
    .on_error(move |error| journal.write(error.kind().to_string()));
    let server = TestServer::start(&Io::builder().mount(mount).build().unwrap()).await;
    let mut client = server.websocket().await;
    client.join(r#"40{"name":"Ada"}"#).await;
    client.send(r#"420["add",1,2]"#).await;
    assert_eq!(client.text().await, "430[3]");
    client.send(r#"42["add",1,2]"#).await;
    assert_eq!(entries.next().await, "nobody asks");
    let (mut other, _) = server.join().await;
    assert_eq!(entries.next().await, "nobody knows you");
    other.send(r#"420["add",1,2]"#).await;
    assert_eq!(other.text().await, "430[3]");
}

/// Counts who holds it.
struct Held {
    server: TestServer,
    sockets: Sockets,
    token: Arc<()>,
}

impl Held {
    async fn start(config: Config) -> Self {
        let (handlers, sockets) = Handlers::new().hand_over_sockets();
        let server = TestServer::with_config(config, handlers).await;
        Self { server, sockets, token: Arc::new(()) }
    }

    /// Adds listeners of every kind that hold the socket itself.
    fn hold(&self, socket: &Socket) {
        let held = || (socket.clone(), Arc::clone(&self.token));
        let (a, b, c, d, e, f, g) = (held(), held(), held(), held(), held(), held(), held());
        socket.on("a", move |_, _| {
            let _ = &a;
            std::future::ready(())
        });
        socket.once("a", move |_, _| {
            drop(b);
            std::future::ready(())
        });
        socket.on_any(move |_, _| {
            let _ = &c;
            std::future::ready(())
        });
        socket.on_any_outgoing(move |_, _| {
            let _ = &d;
        });
        socket.on_disconnect(move |_, _| {
            drop(e);
            std::future::ready(())
        });
        socket.on_error(move |_| {
            let _ = &f;
        });
        socket.use_(move |_: Socket, event: Event| {
            let _ = &g;
            std::future::ready(Ok(event))
        });
        assert_eq!(Arc::strong_count(&self.token), 8);
    }

    async fn is_let_go(&self) {
        eventually("the listeners to be dropped", || Arc::strong_count(&self.token) == 1).await;
    }
}

#[tokio::test]
async fn listeners_that_hold_their_socket_go_with_it() {
    let mut held = Held::start(Config::new()).await;
    for leave in ["41", "1", ""] {
        let (mut client, _) = held.server.join().await;
        let socket = held.sockets.next().await;
        held.hold(&socket);
        if leave.is_empty() {
            socket.disconnect();
        } else {
            client.write(&wigwag_tests::harness::masked(0x81, leave.as_bytes())).await;
        }
        held.is_let_go().await;
        // One that comes too late is not kept.
        let late = Arc::clone(&held.token);
        socket.on("a", move |_, _| {
            let _ = &late;
            std::future::ready(())
        });
        held.is_let_go().await;
        assert_eq!(socket.event_names(), [""; 0]);
    }
}

#[tokio::test]
async fn listeners_of_a_client_that_was_refused_are_dropped() {
    let token = Arc::new(());
    let held = Arc::clone(&token);
    let handlers = Handlers::new().connect(move |socket, _| {
        let held = (socket.clone(), Arc::clone(&held));
        socket.on("a", move |_, _| {
            let _ = &held;
            std::future::ready(())
        });
        std::future::ready(Err(wigwag::socket::Refusal::new("no")))
    });
    let server = TestServer::with(handlers).await;
    let mut client = server.websocket().await;
    client.send("40").await;
    assert_eq!(client.text().await, r#"44{"message":"no"}"#);
    eventually("the listener to be dropped", || Arc::strong_count(&token) == 2).await;
}
