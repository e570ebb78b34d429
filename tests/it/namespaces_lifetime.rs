//! When there is a namespace: mounted, made and removed while the server runs.

use wigwag::Io;
use wigwag::socket::{Auth, Matcher, Mount, NamespaceHandler, Refusal, Socket, on_connect};
use wigwag_tests::harness::{
    Entries, Gate, Handlers, RawWebSocket, TestServer, echo, eventually, hide_sid, journal,
};

async fn start(mount: Mount) -> (Io, TestServer) {
    let io = Io::builder().mount(mount).build().unwrap();
    let server = TestServer::start(&io).await;
    (io, server)
}

fn chats(handler: impl NamespaceHandler) -> Mount {
    Mount::dynamic("/chat/{room}", handler)
}

/// The names of all namespaces, sorted.
fn names(io: &Io) -> Vec<String> {
    let mut names: Vec<_> = io.namespaces().iter().map(|it| it.name().to_owned()).collect();
    names.sort();
    names
}

async fn has_names(io: &Io, expected: &[&str]) {
    eventually("namespaces to come and go", || names(io) == expected).await;
}

#[tokio::test]
async fn namespace_is_removed_when_its_last_client_leaves_it() {
    let (io, server) = start(chats(Handlers::new())).await;
    let (mut first, mut second) = (server.websocket().await, server.websocket().await);
    first.join("40/chat/a,").await;
    second.join("40/chat/a,").await;
    second.join("40/chat/b,").await;
    assert_eq!(names(&io), ["/chat/a", "/chat/b"]);
    first.send("41/chat/a,").await;
    second.send("41/chat/b,").await;
    has_names(&io, &["/chat/a"]).await;
    second.reset();
    has_names(&io, &[]).await;
    assert_eq!(io.family("/chat/{room}").unwrap().namespaces(), []);
}

#[tokio::test]
async fn namespace_is_removed_when_the_server_disconnects_its_last_client() {
    let (handlers, mut sockets) = Handlers::new().hand_over_sockets();
    let (io, server) = start(chats(handlers)).await;
    for disconnect in [Socket::disconnect, Socket::disconnect_client] {
        let mut client = server.websocket().await;
        client.join("40/chat/a,").await;
        disconnect(&sockets.next().await);
        assert_eq!(client.text().await, "41/chat/a,");
        has_names(&io, &[]).await;
    }
}

#[tokio::test]
async fn namespace_is_removed_when_its_only_client_is_refused() {
    let refusing = |_: Socket, auth: Auth| async move {
        assert!(auth.as_json() != r#"{"panic":1}"#, "a test asked for this panic");
        Err(Refusal::new("not you"))
    };
    let (io, server) = start(chats(Handlers::new()).middleware(refusing)).await;
    let mut client = server.websocket().await;
    for (auth, message) in [("", "not you"), (r#"{"panic":1}"#, "internal error")] {
        client.send(&format!("40/chat/a,{auth}")).await;
        assert_eq!(client.text().await, format!(r#"44/chat/a,{{"message":"{message}"}}"#));
        has_names(&io, &[]).await;
    }
}

#[tokio::test]
async fn namespace_stays_while_somebody_is_being_admitted() {
    let (asked, gate) = (Gate::new(), Gate::new());
    let slowly = {
        let (asked, gate) = (asked.clone(), gate.clone());
        move |_: Socket, auth: Auth| {
            let (asked, gate) = (asked.clone(), gate.clone());
            async move {
                if auth.as_json() == r#"{"slow":1}"# {
                    asked.open();
                    gate.pass().await;
                }
                Ok(())
            }
        }
    };
    let (io, server) = start(chats(Handlers::new()).middleware(slowly)).await;
    let (mut first, mut second) = (server.websocket().await, server.websocket().await);
    first.join("40/chat/a,").await;
    let namespace = io.namespace("/chat/a").unwrap();
    second.send(r#"40/chat/a,{"slow":1}"#).await;
    asked.pass().await;
    first.reset();
    server.has_sessions(1).await;
    eventually("the first client to leave", || namespace.is_empty()).await;
    assert_eq!(io.namespace("/chat/a").as_ref(), Some(&namespace));
    gate.open();
    assert_eq!(hide_sid(&second.text().await), r#"40/chat/a,{"sid":"SID"}"#);
    namespace.emit("still here", &());
    assert_eq!(second.text().await, r#"42/chat/a,["still here"]"#);
}

#[tokio::test]
async fn namespace_stays_until_its_last_handler_has_finished() {
    let (left, gate) = (Gate::new(), Gate::new());
    let handlers = Handlers::new().disconnect({
        let (left, gate) = (left.clone(), gate.clone());
        move |_, _| {
            let (left, gate) = (left.clone(), gate.clone());
            async move {
                left.open();
                gate.pass().await;
            }
        }
    });
    let (io, server) = start(chats(handlers)).await;
    let mut client = server.websocket().await;
    client.join("40/chat/a,").await;
    client.send("41/chat/a,").await;
    left.pass().await;
    assert_eq!(names(&io), ["/chat/a"]);
    gate.open();
    has_names(&io, &[]).await;
}

#[tokio::test]
async fn namespace_that_is_made_again_is_another_one() {
    let (io, server) = start(chats(Handlers::new().event(echo))).await;
    let mut client = server.websocket().await;
    let first_id = client.join("40/chat/a,").await;
    let old = io.namespace("/chat/a").unwrap();
    let old_socket = old.socket(first_id.parse().unwrap()).unwrap();
    client.send("41/chat/a,").await;
    has_names(&io, &[]).await;
    let second_id = client.join("40/chat/a,").await;
    let new = io.namespace("/chat/a").unwrap();
    assert_ne!((&old, first_id), (&new, second_id));
    // What is left of the old one reaches nobody and changes nothing.
    old.emit("old", &());
    old_socket.join("room");
    old_socket.emit("old", &());
    old_socket.broadcast().emit("old", &());
    old_socket.disconnect();
    assert_eq!((old.len(), new.len()), (0, 1));
    new.emit("new", &());
    assert_eq!(client.text().await, r#"42/chat/a,["new"]"#);
    client.send(r#"42/chat/a,0["ping"]"#).await;
    assert_eq!(client.text().await, "43/chat/a,0[]");
    drop((old, old_socket));
    assert_eq!(names(&io), ["/chat/a"]);
}

#[tokio::test]
async fn namespace_may_be_kept_without_clients() {
    let (io, server) = start(chats(Handlers::new()).keep_empty().max_children(1)).await;
    let mut client = server.websocket().await;
    client.join("40/chat/a,").await;
    let kept = io.namespace("/chat/a").unwrap();
    client.send("41/chat/a,").await;
    eventually("the client to leave", || kept.is_empty()).await;
    client.send("40/chat/b,").await;
    assert_eq!(
        client.text().await,
        r#"44/chat/b,{"message":"too many namespaces","data":{"code":"wigwag.too_many_namespaces"}}"#
    );
    client.join("40/chat/a,").await;
    assert_eq!((io.namespace("/chat/a"), kept.len()), (Some(kept.clone()), 1));
}

#[tokio::test]
async fn mounted_namespace_stays_without_clients() {
    let (io, server) = start(Mount::new("/a", Handlers::new())).await;
    let mut client = server.websocket().await;
    client.join("40/a,").await;
    client.send("41/a,").await;
    let namespace = io.namespace("/a").unwrap();
    eventually("the client to leave", || namespace.is_empty()).await;
    client.join("40/a,").await;
    assert_eq!(io.namespace("/a"), Some(namespace));
}

/// A server that writes down what is new, and who is admitted.
async fn start_announcing() -> (Io, TestServer, Entries) {
    let (journal, entries) = journal();
    let handler = || {
        let journal = journal.clone();
        on_connect(move |socket: Socket| {
            journal.write(format!("admitted to {}", socket.namespace_name()));
            std::future::ready(())
        })
    };
    let io = Io::builder()
        .mount(Mount::new("/", handler()))
        .mount(Mount::new("/admin", handler()))
        .mount(chats(handler()))
        .on_new_namespace({
            let journal = journal.clone();
            move |namespace| {
                journal.write(format!("new {}", namespace.name()));
                assert!(namespace.name() != "/chat/panic", "a test asked for this panic");
            }
        })
        .build()
        .unwrap();
    let server = TestServer::start(&io).await;
    (io, server, entries)
}

#[tokio::test]
async fn program_is_told_of_each_namespace_but_the_main_one() {
    let (io, server, mut entries) = start_announcing().await;
    assert_eq!(entries.so_far(), ["new /admin"]);
    let mut client = server.websocket().await;
    for connect in ["40", "40/admin,", "40/chat/a,"] {
        client.join(connect).await;
    }
    let mut other = server.websocket().await;
    other.join("40/chat/a,").await;
    other.join("40/chat/panic,").await;
    io.mount(Mount::new("late", Handlers::new())).unwrap();
    let expected = [
        "admitted to /",
        "admitted to /admin",
        "new /chat/a",
        "admitted to /chat/a",
        "admitted to /chat/a",
        "new /chat/panic",
        "admitted to /chat/panic",
        "new /late",
    ];
    for entry in expected {
        assert_eq!(entries.next().await, entry);
    }
}

#[tokio::test]
async fn program_is_told_again_of_a_namespace_that_is_made_again() {
    let (io, server, mut entries) = start_announcing().await;
    let mut client = server.websocket().await;
    assert_eq!(entries.next().await, "new /admin");
    for _ in 0..2 {
        client.join("40/chat/a,").await;
        assert_eq!(entries.next().await, "new /chat/a");
        assert_eq!(entries.next().await, "admitted to /chat/a");
        client.send("41/chat/a,").await;
        has_names(&io, &["/", "/admin"]).await;
    }
}

async fn refusal(client: &mut RawWebSocket, name: &str) -> String {
    client.send(&format!("40{name},")).await;
    client.text().await
}

#[tokio::test]
async fn namespaces_and_families_may_be_mounted_while_the_server_runs() {
    let io = Io::builder().build().unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    for name in ["/late", "/chat/a"] {
        let expected = format!(r#"44{name},{{"message":"Invalid namespace"}}"#);
        assert_eq!(refusal(&mut client, name).await, expected);
    }
    io.mount(Mount::new("/late", Handlers::new())).unwrap();
    io.mount(chats(Handlers::new())).unwrap();
    client.join("40/late,").await;
    client.join("40/chat/a,").await;
    let again = [
        (Mount::new("late", Handlers::new()), "the namespace `/late` is mounted twice"),
        (Mount::new("/chat/a", Handlers::new()), "the namespace `/chat/a` is mounted twice"),
        (chats(Handlers::new()), "the family `/chat/{room}` is mounted twice"),
    ];
    for (mount, error) in again {
        assert_eq!(io.mount(mount).unwrap_err().to_string(), error);
    }
    assert_eq!(names(&io), ["/chat/a", "/late"]);
}

#[tokio::test]
async fn namespace_may_be_taken_away_while_the_server_runs() {
    let (asked, gate) = (Gate::new(), Gate::new());
    let slowly = {
        let (asked, gate) = (asked.clone(), gate.clone());
        move |_: Socket, auth: Auth| {
            let (asked, gate) = (asked.clone(), gate.clone());
            async move {
                if auth.as_json() == r#"{"slow":1}"# {
                    asked.open();
                    gate.pass().await;
                }
                Ok(())
            }
        }
    };
    let (journal, mut entries) = journal();
    let mount = Mount::new("/a", Handlers::recording(&journal)).middleware(slowly);
    let (io, server) = start(mount).await;
    let (mut inside, mut before) = (server.websocket().await, server.websocket().await);
    inside.join("40/a,").await;
    before.send(r#"40/a,{"slow":1}"#).await;
    asked.pass().await;
    let old = io.namespace("/a").unwrap();
    assert!(io.unmount("a"));
    assert!(!io.unmount("/a"));
    assert_eq!(names(&io), [""; 0]);
    assert_eq!(inside.text().await, "41/a,");
    gate.open();
    let invalid = r#"44/a,{"message":"Invalid namespace"}"#;
    assert_eq!(before.text().await, invalid);
    assert_eq!(refusal(&mut inside, "/a").await, invalid);
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "disconnect server namespace disconnect");
    assert_eq!(entries.so_far(), [""; 0]);

    io.mount(Mount::new("/a", Handlers::new())).unwrap();
    inside.join("40/a,").await;
    old.emit("old", &());
    io.namespace("/a").unwrap().emit("new", &());
    assert_eq!(inside.text().await, r#"42/a,["new"]"#);
}

#[tokio::test]
async fn family_may_be_taken_away_while_the_server_runs() {
    let (asked, gate) = (Gate::new(), Gate::new());
    let matcher = Matcher::predicate("asked", {
        let (asked, gate) = (asked.clone(), gate.clone());
        move |name: String, _: Auth| {
            let (asked, gate) = (asked.clone(), gate.clone());
            async move {
                if name == "/slow" {
                    asked.open();
                    gate.pass().await;
                }
                true
            }
        }
    });
    let (io, server) = start(Mount::dynamic(matcher, Handlers::new())).await;
    io.mount(Mount::new("/own", Handlers::new())).unwrap();
    let mut client = server.websocket().await;
    for name in ["/a", "/b", "/own"] {
        client.join(&format!("40{name},")).await;
    }
    client.send("40/slow,").await;
    asked.pass().await;
    assert!(!io.unmount("/a"));
    assert!(io.unmount("asked"));
    assert_eq!(names(&io), ["/own"]);
    assert!(io.family("asked").is_none());
    let mut left = [client.text().await, client.text().await];
    left.sort();
    assert_eq!(left, ["41/a,", "41/b,"]);
    gate.open();
    assert_eq!(client.text().await, r#"44/slow,{"message":"Invalid namespace"}"#);
    assert_eq!(refusal(&mut client, "/a").await, r#"44/a,{"message":"Invalid namespace"}"#);
    io.namespace("/own").unwrap().emit("still here", &());
    assert_eq!(client.text().await, r#"42/own,["still here"]"#);
}

#[tokio::test]
async fn slash_that_is_missing_is_added() {
    let io = Io::builder()
        .namespace("", Handlers::new())
        .namespace("admin", Handlers::new())
        .build()
        .unwrap();
    assert_eq!(names(&io), ["/", "/admin"]);
    for (name, full) in [("", "/"), ("/", "/"), ("admin", "/admin"), ("/admin", "/admin")] {
        assert_eq!(io.namespace(name).unwrap().name(), full);
    }
    assert_eq!(io.namespace("/admin/"), None);
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    client.join("40").await;
    client.join("40/admin,").await;
}
