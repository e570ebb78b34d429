//! Who is told when something goes wrong.

use std::collections::BTreeMap;

use wigwag::socket::{Mount, TooManyRooms};
use wigwag::{Config, Io};
use wigwag_tests::harness::{Entries, Handlers, Journal, Sockets, TestServer, echo, journal};

use crate::desk::{Clerk, desk};

/// Writes down every error that the namespace and its sockets are told of.
pub(crate) fn told(mount: Mount, journal: &Journal) -> Mount {
    let journal = journal.clone();
    mount.on_error(move |error| {
        let whose = if error.socket().is_some() { "socket" } else { "namespace" };
        let (namespace, event) = (error.namespace().name(), error.event().unwrap_or("-"));
        journal.write(format!("{namespace} {whose} {event}: {:?}", error.kind()));
    })
}

async fn serve(config: Config, handlers: Handlers) -> (TestServer, Sockets, Entries) {
    let (journal, entries) = journal();
    let (handlers, sockets) = handlers.hand_over_sockets();
    let mount = told(Mount::new("/", handlers), &journal);
    let io = Io::builder().config(config).mount(mount).build().unwrap();
    (TestServer::start(&io).await, sockets, entries)
}

#[tokio::test]
async fn error_that_a_listener_returns_is_told_and_the_others_are_called() {
    let (server, mut sockets, mut entries) = serve(Config::new(), Handlers::new()).await;
    let (mut client, _) = server.join().await;
    let socket = sockets.next().await;
    socket.on_any(|_, _| async { Err("any failed") });
    socket.on("a", |_, event| async move { event.args().read::<(u8,)>().map(|_| ()) });
    socket.on("a", |_, event| async move {
        assert!(event.name() != "a", "a test asked for this panic");
    });
    socket.on("a", |_, event| async move { event.ack().unwrap().send(&("last",)) });
    client.send(r#"420["a","x"]"#).await;
    assert_eq!(client.text().await, r#"430["last"]"#);
    let words = r#"[0]: invalid type: string \"x\", expected u8"#;
    assert_eq!(entries.next().await, r#"/ socket a: Handler("any failed")"#);
    assert_eq!(entries.next().await, format!(r#"/ socket a: Handler("{words}")"#));
    assert_eq!(entries.next().await, r#"/ socket a: Panic("a test asked for this panic")"#);
}

#[tokio::test]
async fn panics_of_the_handler_are_told() {
    let handlers = Handlers::new()
        .event(|_, event| {
            assert!(event.name() != "at once", "at once, as a test asked");
            async move { panic!("later, as a test asked: {}", event.name()) }
        })
        .disconnecting(|_, _| async { panic!("disconnecting, as a test asked") })
        .disconnect(|_, _| async { panic!("disconnect, as a test asked") });
    let (server, mut sockets, mut entries) = serve(Config::new(), handlers).await;
    let (mut client, _) = server.join().await;
    let socket = sockets.next().await;
    client.send(r#"42["at once"]"#).await;
    client.send(r#"42["a"]"#).await;
    assert_eq!(entries.next().await, r#"/ socket at once: Panic("at once, as a test asked")"#);
    assert_eq!(entries.next().await, r#"/ socket a: Panic("later, as a test asked: a")"#);
    // With a listener the event takes another way, and fails alike.
    socket.on("a", |_, event| async move { event.ack().unwrap().send(&()) });
    client.send(r#"420["a"]"#).await;
    assert_eq!(client.text().await, "430[]");
    assert_eq!(entries.next().await, r#"/ socket a: Panic("later, as a test asked: a")"#);
    client.send("41").await;
    assert_eq!(entries.next().await, r#"/ socket -: Panic("disconnecting, as a test asked")"#);
    assert_eq!(entries.next().await, r#"/ socket -: Panic("disconnect, as a test asked")"#);
}

#[tokio::test]
async fn panic_while_a_client_joins_is_told() {
    let handlers = Handlers::new().connect(|_, _| async { panic!("as a test asked") });
    let (server, _sockets, mut entries) = serve(Config::new(), handlers).await;
    let mut client = server.websocket().await;
    client.send("40").await;
    assert_eq!(client.text().await, r#"44{"message":"internal error"}"#);
    assert_eq!(entries.next().await, r#"/ socket -: Panic("as a test asked")"#);
}

#[tokio::test]
async fn packet_that_is_none_is_told_to_every_socket_of_the_client() {
    let (journal, mut entries) = journal();
    let mounts = ["/", "/a", "/b"].map(|name| told(Mount::new(name, Handlers::new()), &journal));
    let io = mounts.into_iter().fold(Io::builder(), |builder, mount| builder.mount(mount));
    let server = TestServer::start(&io.build().unwrap()).await;
    let (bystander, _) = server.join().await;
    let mut client = server.websocket().await;
    client.join("40").await;
    client.join("40/a,").await;
    client.send("42{}").await;
    client.closes().await;
    let mut told = [entries.next().await, entries.next().await];
    told.sort();
    assert_eq!(
        told,
        ["/ socket -: Packet(UnexpectedPayload)", "/a socket -: Packet(UnexpectedPayload)"]
    );
    assert_eq!(entries.so_far(), [""; 0]);
    drop(bystander);
}

#[tokio::test]
async fn event_that_cannot_be_encoded_is_told_and_not_sent() {
    let (server, mut sockets, mut entries) = serve(Config::new(), Handlers::new()).await;
    let (mut client, _) = server.join().await;
    let socket = sockets.next().await;
    let without_text = BTreeMap::from([((1, 2), 3)]);
    socket.emit("a", &(&without_text,));
    socket.namespace().emit("b", &(&without_text,));
    socket.emit("disconnecting", &());
    let words = r#"Encode(Serialize { path: "[0]", message: "key must be a string" })"#;
    let told = [
        format!("/ socket a: {words}"),
        format!("/ namespace b: {words}"),
        "/ socket disconnecting: Encode(ReservedEventName)".to_owned(),
    ];
    assert_eq!(entries.so_far(), told);
    socket.emit("fine", &());
    assert_eq!(client.text().await, r#"42["fine"]"#);
}

#[tokio::test]
async fn program_reports_failures_of_its_own() {
    let (server, mut sockets, mut entries) = serve(Config::new(), Handlers::new()).await;
    let (_client, _) = server.join().await;
    let socket = sockets.next().await;
    socket.report("the database is away");
    assert_eq!(entries.so_far(), [r#"/ socket -: Handler("the database is away")"#]);
}

#[tokio::test]
async fn hooks_that_fail_themselves_are_not_told_of_it() {
    let (journal, mut entries) = journal();
    let (first, last) = (journal.clone(), journal.clone());
    let (handlers, mut sockets) = Handlers::new().event(echo).hand_over_sockets();
    let mount = Mount::new("/", handlers)
        .on_error(move |error| {
            first.write("first");
            // Would be told to this hook, and so on.
            error.socket().unwrap().emit("connect", &());
            panic!("a test asked for this panic");
        })
        .on_error(move |_| last.write("last"));
    let server = TestServer::start(&Io::builder().mount(mount).build().unwrap()).await;
    let (mut client, _) = server.join().await;
    let socket = sockets.next().await;
    socket.on_error(move |_| journal.write("socket"));
    for _ in 0..2 {
        socket.report("a failure");
        assert_eq!(entries.so_far(), ["first", "last", "socket"]);
    }
    client.send(r#"420["a"]"#).await;
    assert_eq!(client.text().await, "430[]");
}

#[tokio::test]
async fn contract_answers_and_the_hooks_are_told() {
    let (journal, mut entries) = journal();
    let mount = told(desk::serve(Clerk::new(journal.clone())), &journal);
    let server = TestServer::start(&Io::builder().mount(mount).build().unwrap()).await;
    let mut client = server.websocket().await;
    client.join(r#"40/desk,{"user":"Ada","level":3}"#).await;
    let mut told = async || loop {
        let entry = entries.next().await;
        if entry.starts_with("/desk ") {
            return entry;
        }
    };
    client.send(r#"42/desk,0["stamp","x","often"]"#).await;
    let words =
        r#"ArgsError { path: "[1]", message: "invalid type: string \"often\", expected u32" }"#;
    assert_eq!(told().await, format!("/desk socket stamp: Args({words})"));
    client.send(r#"42/desk,1["puzzle"]"#).await;
    let internal = r#"{"ok":false,"error":{"code":"wigwag.internal","message":"internal error"}}"#;
    assert_eq!(client.text().await, format!("43/desk,1[{internal}]"));
    let words = r#"Serialize { path: "[0].data", message: "key must be a string" }"#;
    assert_eq!(told().await, format!("/desk socket puzzle: Encode({words})"));
    client.send(r#"42/desk,2["explode","panic"]"#).await;
    assert_eq!(client.text().await, format!("43/desk,2[{internal}]"));
    assert!(told().await.starts_with("/desk socket explode: Panic("));
}

#[tokio::test]
async fn socket_joins_as_many_rooms_as_it_may() {
    let config = Config::new().max_rooms_per_socket(2);
    let (server, mut sockets, mut entries) = serve(config, Handlers::new()).await;
    let (_client, id) = server.join().await;
    let socket = sockets.next().await;
    socket.join("a");
    socket.join("b");
    socket.join("a");
    socket.join(socket.id());
    assert!(socket.try_join("b").is_ok());
    assert_eq!(entries.so_far(), [""; 0]);
    socket.join("c");
    assert_eq!(entries.so_far(), ["/ socket -: TooManyRooms { max: 2 }"]);
    assert_eq!(socket.try_join("c").err(), Some(TooManyRooms { max: 2 }));
    assert_eq!(entries.so_far(), [""; 0]);
    let mut rooms: Vec<_> = socket.rooms().iter().map(ToString::to_string).collect();
    rooms.sort_by_key(String::len);
    rooms[..2].sort();
    assert_eq!(rooms, ["a", "b", id.as_str()]);
    socket.leave("a");
    assert!(socket.try_join("c").is_ok());
    assert_eq!(socket.to("c").sockets().len(), 0);
    assert_eq!(socket.namespace().to("c").sockets().len(), 1);
}
