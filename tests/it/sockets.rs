//! A socket as an object: what it knows, what it keeps, how it sends, and how it ends.

use std::time::Duration;

use wigwag::socket::{DataError, Mount, Socket};
use wigwag::{AckError, Binary, Config, Io};
use wigwag_tests::harness::{
    Entries, Handlers, Journal, RawPolling, RawWebSocket, Sockets, TestServer, echo, journal,
    masked, within,
};

async fn start() -> (TestServer, Sockets) {
    start_with(Config::new()).await
}

async fn start_with(config: Config) -> (TestServer, Sockets) {
    let (handlers, sockets) = Handlers::new().event(echo).hand_over_sockets();
    (TestServer::with_config(config, handlers).await, sockets)
}

async fn join(server: &TestServer, sockets: &mut Sockets) -> (RawWebSocket, Socket) {
    let (client, id) = server.join().await;
    let socket = sockets.next().await;
    assert_eq!(socket.id().as_str(), id);
    (client, socket)
}

#[tokio::test]
async fn s41_what_the_client_presented_stays_with_each_of_its_sockets() {
    let (main, mut mains) = Handlers::new().hand_over_sockets();
    let (admin, mut admins) = Handlers::new().hand_over_sockets();
    let io = Io::builder().namespace("/", main).namespace("/admin", admin).build().unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    client.join("40").await;
    client.join(r#"40/admin,{"token":"x"}"#).await;
    let (main, admin) = (mains.next().await, admins.next().await);
    assert_eq!(main.auth().as_json(), "{}");
    assert_eq!(admin.auth().as_json(), r#"{"token":"x"}"#);
    assert_eq!(main.handshake().query("transport").as_deref(), Some("websocket"));
    assert_eq!(admin.handshake().issued(), main.handshake().issued());
    assert_eq!(admin.namespace().name(), "/admin");
    assert_ne!(main.id(), admin.id());
    // It is what was presented here, also after the client has left.
    client.send("41/admin,").await;
    client.join(r#"40/admin,{"token":"y"}"#).await;
    assert_eq!(admins.next().await.auth().as_json(), r#"{"token":"y"}"#);
    assert_eq!(admin.auth().as_json(), r#"{"token":"x"}"#);
}

#[tokio::test]
async fn s43_application_keeps_values_with_a_socket() {
    struct Nickname(&'static str);

    let (server, mut sockets) = start_with(Config::new().socket_data_bytes_max(20)).await;
    let (_client, socket) = join(&server, &mut sockets).await;
    let (_other, other) = join(&server, &mut sockets).await;
    socket.extensions().insert(Nickname("Ada"));
    socket.data().set("name", "Ada").unwrap();
    let too_large = Err(DataError::TooLarge { bytes_max: 20 });
    assert_eq!(socket.data().set("text", "more than there is room for"), too_large);
    let found = socket.namespace().socket(socket.id()).unwrap();
    assert_eq!(found.extensions().get::<Nickname>().unwrap().0, "Ada");
    assert_eq!(found.data().get::<String>("name").unwrap().as_deref(), Some("Ada"));
    assert!(other.data().is_empty());
    assert!(other.extensions().get::<Nickname>().is_none());
}

#[tokio::test]
async fn s44_socket_is_connected_from_its_admission_until_it_leaves() {
    let (journal, mut entries) = journal();
    let [connect, connected, disconnecting, disconnect] = [(); 4].map(|()| journal.clone());
    let write = |journal: &Journal, when: &str, socket: &Socket| {
        let (is_connected, reason) = (socket.is_connected(), socket.disconnect_reason());
        journal.write(format!("{when}: {is_connected} {reason:?}"));
    };
    let handlers = Handlers::new()
        .connect(move |socket, _| {
            write(&connect, "connect", &socket);
            std::future::ready(Ok(()))
        })
        .connected(move |socket| {
            write(&connected, "connected", &socket);
            std::future::ready(())
        })
        .disconnecting(move |socket, _| {
            write(&disconnecting, "disconnecting", &socket);
            std::future::ready(())
        })
        .disconnect(move |socket, _| {
            write(&disconnect, "disconnect", &socket);
            std::future::ready(())
        });
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    assert_eq!(entries.next().await, "connect: false None");
    assert_eq!(entries.next().await, "connected: true None");
    client.send("41").await;
    for when in ["disconnecting", "disconnect"] {
        let entry = format!("{when}: false Some(ClientNamespaceDisconnect)");
        assert_eq!(entries.next().await, entry);
    }
}

#[tokio::test]
async fn s49_message_is_the_event_that_has_a_method_of_its_own() {
    let (server, mut sockets) = start().await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    socket.send(&("hello", 1));
    assert_eq!(client.text().await, r#"42["message","hello",1]"#);
    socket.volatile().send(&());
    assert_eq!(client.text().await, r#"42["message"]"#);
}

#[tokio::test]
async fn flags_are_values_and_leave_the_socket_as_it_was() {
    let (server, mut sockets) = start().await;
    let (client, _) = RawPolling::join(&server).await;
    let socket = sockets.next().await;
    let volatile = socket.volatile();
    // Nobody polls: what is volatile is lost, whatever else is said.
    volatile.emit("lost", &());
    socket.emit("kept", &());
    volatile.clone().compress(false).emit("lost", &());
    socket.compress(false).emit("kept too", &());
    assert_eq!(client.poll().await, "42[\"kept\"]\x1e42[\"kept too\"]");
    // An emitter that is kept can be used again.
    let mut get = client.start_get_in_session(&server).await;
    volatile.emit("arrives", &());
    assert_eq!(get.response().await.status_and_body(), (200, r#"42["arrives"]"#));
}

#[tokio::test]
async fn k3_timeout_of_one_question_is_not_that_of_another() {
    let config = Config::new().ack_timeout(Duration::from_secs(60));
    let (server, mut sockets) = start_with(config).await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    let short = Duration::from_millis(1);
    let hasty = socket.timeout(short).emit_with_ack::<u8, _>("ask", &());
    let patient = socket.emit_with_ack::<u8, _>("ask", &());
    assert_eq!(within("a timeout", hasty).await, Err(AckError::TimedOut { after: short }));
    assert_eq!(client.text().await, r#"420["ask"]"#);
    assert_eq!(client.text().await, r#"421["ask"]"#);
    client.send("430[1]").await;
    client.send("431[2]").await;
    assert_eq!(within("an answer", patient).await, Ok(2));
}

#[tokio::test]
async fn k2_question_that_is_given_up_leaves_nothing_behind() {
    let (server, mut sockets) = start_with(Config::new().handler_queue_max(1)).await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    let answer = socket.emit_with_ack::<u8, _>("ask", &(Binary::from(vec![1]),));
    drop(answer);
    let answers = socket.namespace().everybody().emit_with_ack::<u8, _>("ask all", &());
    assert_eq!(answers.missing(), 1);
    drop(answers);
    assert_eq!(client.text().await, r#"451-0["ask",{"_placeholder":true,"num":0}]"#);
    assert_eq!(client.binary().await, [1]);
    assert_eq!(client.text().await, r#"421["ask all"]"#);
    // Late answers mean nothing, and the next question has its own.
    client.send("430[1]").await;
    client.send("431[1]").await;
    let answer = socket.emit_with_ack::<u8, _>("again", &());
    assert_eq!(client.text().await, r#"422["again"]"#);
    client.send("432[3]").await;
    assert_eq!(within("an answer", answer).await, Ok(3));
}

#[tokio::test]
async fn k2_question_to_somebody_who_has_left_is_over_at_once() {
    let (server, mut sockets) = start().await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    socket.disconnect();
    let answer = within("an answer", socket.emit_with_ack::<u8, _>("ask", &())).await;
    assert_eq!(answer, Err(AckError::Disconnected));
    assert_eq!(client.text().await, "41");
    client.join("40").await;
}

#[tokio::test]
async fn s50_socket_that_has_left_joins_no_room() {
    let (server, mut sockets) = start().await;
    let (_other, other) = join(&server, &mut sockets).await;
    let (_client, socket) = join(&server, &mut sockets).await;
    socket.on_disconnect(|socket, _| async move {
        socket.join("room");
        socket.join(socket.id());
        socket.report(format!("{:?}", socket.rooms()));
    });
    let (journal, mut entries) = journal();
    socket.on_error(move |error| journal.write(error.kind().to_string()));
    socket.disconnect();
    socket.join("room");
    assert_eq!(entries.next().await, "[]");
    assert!(other.namespace().to("room").sockets().is_empty());
    assert!(other.to(socket.id()).sockets().is_empty());
}

#[tokio::test]
async fn s50_socket_that_leaves_its_own_room_gets_no_private_messages() {
    let (server, mut sockets) = start().await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    let (_other, other) = join(&server, &mut sockets).await;
    socket.leave(socket.id());
    other.to(socket.id()).emit("private", &(1,));
    socket.emit("direct", &());
    socket.join(socket.id());
    other.to(socket.id()).emit("private", &(2,));
    assert_eq!(client.text().await, r#"42["direct"]"#);
    assert_eq!(client.text().await, r#"42["private",2]"#);
    // The sender is left out, also of its own room.
    socket.to(socket.id()).emit("private", &(3,));
    assert_eq!(client.texts_so_far().await, [""; 0]);
}

#[tokio::test]
async fn s51_socket_chooses_among_all_others() {
    let (server, mut sockets) = start().await;
    let (_client, sender) = join(&server, &mut sockets).await;
    let (_first, first) = join(&server, &mut sockets).await;
    let (_second, second) = join(&server, &mut sockets).await;
    let (_third, third) = join(&server, &mut sockets).await;
    for socket in [&sender, &first, &second] {
        socket.join("a");
    }
    second.join("b");
    third.join("c");
    let chosen = |broadcast: wigwag::socket::Broadcast| {
        let sockets = broadcast.sockets();
        let name = |socket: &Socket| {
            let named = [(&sender, "sender"), (&first, "1"), (&second, "2"), (&third, "3")];
            named.iter().find(|(known, _)| known.id() == socket.id()).unwrap().1
        };
        let mut names: Vec<_> = sockets.iter().map(name).collect();
        names.sort_unstable();
        names.join(" ")
    };
    assert_eq!(chosen(sender.broadcast()), "1 2 3");
    assert_eq!(chosen(sender.local()), "1 2 3");
    assert_eq!(chosen(sender.to("a")), "1 2");
    assert_eq!(chosen(sender.to_any(["b", "c"])), "2 3");
    assert_eq!(chosen(sender.to_any([""; 0])), "");
    assert_eq!(chosen(sender.except("a")), "3");
    assert_eq!(chosen(sender.except_any(["b", "c"])), "1");
    assert_eq!(chosen(sender.to("a").except("b")), "1");
    assert_eq!(chosen(sender.namespace().everybody()), "1 2 3 sender");
}

/// Two namespaces that write down how their sockets leave.
async fn leaving() -> (TestServer, Entries) {
    let (journal, entries) = journal();
    let mounts = ["/", "/admin"].map(|name| {
        let journal = journal.clone();
        Mount::new(
            name,
            Handlers::new().connected(move |socket| {
                let [disconnecting, disconnect] = [(); 2].map(|()| journal.clone());
                let write = |journal: Journal, when: &'static str| {
                    move |socket: Socket, reason: wigwag::DisconnectReason| {
                        let (rooms, description) =
                            (socket.rooms().len(), socket.disconnect_description());
                        let name = socket.namespace_name();
                        journal.write(format!("{name} {when} {reason} {description:?} {rooms}"));
                        std::future::ready(())
                    }
                };
                socket.join("room");
                socket.on_disconnecting(write(disconnecting, "disconnecting"));
                socket.on_disconnect(write(disconnect, "disconnect"));
                std::future::ready(())
            }),
        )
    });
    let io = mounts.into_iter().fold(Io::builder(), |builder, mount| builder.mount(mount));
    (TestServer::start(&io.build().unwrap()).await, entries)
}

#[tokio::test]
async fn dr_reason_and_description_are_told_before_and_after() {
    let cases: [(&[u8], &str, &str); 6] = [
        (&masked(0x88, b"\x03\xe8"), "transport close", "None"),
        (&masked(0x81, b"2"), "transport error", r#"Some("invalid heartbeat direction")"#),
        (&masked(0x81, b"x"), "parse error", "None"),
        (&masked(0x81, b"42{}"), "forced close", "None"),
        (&masked(0x81, b"40"), "forced server close", "None"),
        (&masked(0x81, b"41"), "client namespace disconnect", "None"),
    ];
    for (bytes, reason, description) in cases {
        let (server, mut entries) = leaving().await;
        let mut client = server.websocket().await;
        client.join("40").await;
        client.write(bytes).await;
        let before = format!("/ disconnecting {reason} {description} 2");
        assert_eq!(entries.next().await, before);
        let after = format!("/ disconnect {reason} {description} 0");
        assert_eq!(entries.next().await, after);
    }
}

#[tokio::test]
async fn rooms_hear_of_who_is_disconnecting() {
    let handlers = Handlers::new()
        .event(echo)
        .connected(|socket| {
            socket.join("room");
            std::future::ready(())
        })
        .disconnecting(|socket, _| {
            for room in socket.rooms() {
                socket.to(room).emit("left", &(socket.id(),));
            }
            std::future::ready(())
        });
    let server = TestServer::with(handlers).await;
    let (mut stays, _) = server.join().await;
    let (mut leaves, id) = server.join().await;
    leaves.send("41").await;
    assert_eq!(stays.text().await, format!(r#"42["left","{id}"]"#));
    assert_eq!(stays.texts_so_far().await, [""; 0]);
}
