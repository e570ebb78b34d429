//! Who is asked before a client may join a namespace.

use std::time::Duration;

use wigwag::socket::{Auth, Middleware, Mount, Refusal, Socket, on_connect};
use wigwag::{Config, Io};
use wigwag_tests::harness::{
    Entries, Gate, Handlers, Journal, RawWebSocket, TestServer, echo, hide_sid, journal,
};

use crate::desk;

/// The namespace `/` with these middlewares, and a handler that writes down what happens.
async fn start(mount: impl FnOnce(Mount, &Journal) -> Mount) -> (TestServer, Entries) {
    let (journal, entries) = journal();
    let handlers = Handlers::recording(&journal).connect({
        let journal = journal.clone();
        move |_, _| {
            journal.write("connect");
            std::future::ready(Ok(()))
        }
    });
    let io = Io::builder().mount(mount(Mount::new("/", handlers), &journal)).build().unwrap();
    (TestServer::start(&io).await, entries)
}

/// Writes its name down and admits.
fn noting(journal: &Journal, name: &'static str) -> impl Middleware {
    let journal = journal.clone();
    move |_: Socket, auth: Auth| {
        let journal = journal.clone();
        async move {
            journal.write(format!("{name} {}", auth.as_json()));
            tokio::task::yield_now().await;
            Ok(())
        }
    }
}

#[tokio::test]
async fn they_run_in_written_order_before_the_handler() {
    let (server, mut entries) = start(|mount, journal| {
        mount.middleware(noting(journal, "first")).middleware(noting(journal, "second"))
    })
    .await;
    let mut client = server.websocket().await;
    client.join(r#"40{"token":"x"}"#).await;
    let expected = [r#"first {"token":"x"}"#, r#"second {"token":"x"}"#, "connect", "connected"];
    for entry in expected {
        assert_eq!(entries.next().await, entry);
    }
}

#[tokio::test]
async fn first_refusal_ends_it_and_the_connection_lives() {
    let (server, mut entries) = start(|mount, journal| {
        let guard = |_: Socket, auth: Auth| async move {
            match auth.as_json() {
                "{}" => Err(Refusal::new("who are you?")),
                r#"{"token":"old"}"# => Err(Refusal::new("expired").with_data(("since", 3))),
                _ => Ok(()),
            }
        };
        mount.middleware(guard).middleware(noting(journal, "behind"))
    })
    .await;
    let mut client = server.websocket().await;
    client.send("40").await;
    assert_eq!(client.text().await, r#"44{"message":"who are you?"}"#);
    client.send(r#"40{"token":"old"}"#).await;
    assert_eq!(client.text().await, r#"44{"message":"expired","data":["since",3]}"#);
    client.join(r#"40{"token":"new"}"#).await;
    client.send("41").await;
    // Who was refused is neither connected nor disconnected.
    let expected = [
        r#"behind {"token":"new"}"#,
        "connect",
        "connected",
        "disconnect client namespace disconnect",
    ];
    for entry in expected {
        assert_eq!(entries.next().await, entry);
    }
}

/// A middleware with a type of its own, which borrows from itself while it waits.
struct Doorman {
    greeting: String,
}

struct Greeted(String);

impl Middleware for Doorman {
    async fn admit(&self, socket: Socket, auth: Auth) -> Result<(), Refusal> {
        #[derive(serde::Deserialize)]
        struct Presented {
            name: String,
        }
        let greeting = &self.greeting;
        tokio::task::yield_now().await;
        let Presented { name } = auth.read().map_err(|error| Refusal::new(error.to_string()))?;
        socket.data().set("name", &name).map_err(|error| Refusal::new(error.to_string()))?;
        socket.extensions().insert(Greeted(format!("{greeting} {name}")));
        Ok(())
    }
}

#[tokio::test]
async fn what_one_has_learnt_reaches_the_handler() {
    let handler = on_connect(|socket: Socket| async move {
        let greeted = socket.extensions().get::<Greeted>().unwrap();
        let name: Option<String> = socket.data().get("name").unwrap();
        socket.emit("welcome", &(&greeted.0, name));
    });
    let mount = Mount::new("/", handler).middleware(Doorman { greeting: "hello".to_owned() });
    let server = TestServer::start(&Io::builder().mount(mount).build().unwrap()).await;
    let mut client = server.websocket().await;
    client.join(r#"40{"name":"Ada"}"#).await;
    assert_eq!(client.text().await, r#"42["welcome","hello Ada","Ada"]"#);
}

#[tokio::test]
async fn panic_refuses_the_client() {
    let (server, mut entries) = start(|mount, _| {
        mount.middleware(|_: Socket, auth: Auth| {
            assert!(auth.as_json() != r#"{"panic":"now"}"#, "a test asked for this panic");
            async move {
                tokio::task::yield_now().await;
                assert!(auth.as_json() == "{}", "a test asked for this panic");
                Ok(())
            }
        })
    })
    .await;
    let mut client = server.websocket().await;
    for auth in [r#"{"panic":"now"}"#, r#"{"panic":"later"}"#] {
        client.send(&format!("40{auth}")).await;
        assert_eq!(client.text().await, r#"44{"message":"internal error"}"#);
    }
    client.join("40").await;
    assert_eq!(entries.next().await, "connect");
}

/// Says so when it is dropped.
struct Witness(Journal);

impl Drop for Witness {
    fn drop(&mut self) {
        self.0.write("dropped");
    }
}

#[tokio::test]
async fn client_that_goes_drops_the_one_that_runs() {
    for cut in [drop, RawWebSocket::reset] {
        let asked = Gate::new();
        let (server, mut entries) = start(|mount, journal| {
            let (asked, journal) = (asked.clone(), journal.clone());
            mount.middleware(move |_: Socket, _: Auth| {
                let (asked, witness) = (asked.clone(), Witness(journal.clone()));
                async move {
                    let _witness = witness;
                    asked.open();
                    std::future::pending().await
                }
            })
        })
        .await;
        let mut client = server.websocket().await;
        client.send("40").await;
        asked.pass().await;
        cut(client);
        assert_eq!(entries.next().await, "dropped");
        server.has_sessions(0).await;
        assert_eq!(entries.so_far(), [""; 0]);
    }
}

#[tokio::test]
async fn what_one_emits_precedes_the_admission_and_the_refusal() {
    let (server, _) = start(|mount, _| {
        mount.middleware(|socket: Socket, auth: Auth| async move {
            socket.emit("early", &());
            if auth.as_json() == "{}" { Ok(()) } else { Err(Refusal::new("no")) }
        })
    })
    .await;
    let mut client = server.websocket().await;
    client.send(r#"40{"x":1}"#).await;
    assert_eq!(client.text().await, r#"42["early"]"#);
    assert_eq!(client.text().await, r#"44{"message":"no"}"#);
    client.send("40").await;
    assert_eq!(client.text().await, r#"42["early"]"#);
    assert_eq!(hide_sid(&client.text().await), r#"40{"sid":"SID"}"#);
}

#[tokio::test]
async fn those_of_one_namespace_do_not_run_for_another() {
    let closed = Mount::new("/", Handlers::new())
        .middleware(|_: Socket, _: Auth| async { Err(Refusal::new("closed")) });
    let io = Io::builder().mount(closed).namespace("/open", Handlers::new()).build().unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    client.join("40/open,").await;
    client.send("40").await;
    assert_eq!(client.text().await, r#"44{"message":"closed"}"#);
}

#[tokio::test]
async fn socket_is_nowhere_while_one_is_asked() {
    let (asked, gate) = (Gate::new(), Gate::new());
    let mount = Mount::new("/", Handlers::new().event(echo)).middleware({
        let (asked, gate) = (asked.clone(), gate.clone());
        move |socket: Socket, _: Auth| {
            let (asked, gate) = (asked.clone(), gate.clone());
            async move {
                assert!(!socket.is_connected());
                socket.join("room");
                asked.open();
                gate.pass().await;
                Ok(())
            }
        }
    });
    let io = Io::builder().mount(mount).build().unwrap();
    let server = TestServer::start(&io).await;
    let namespace = io.namespace("/").unwrap();
    let mut client = server.websocket().await;
    client.send("40").await;
    asked.pass().await;
    namespace.emit("to nobody", &());
    namespace.to("room").emit("to nobody", &());
    assert_eq!((namespace.len(), namespace.sockets().len()), (0, 0));
    gate.open();
    assert_eq!(hide_sid(&client.text().await), r#"40{"sid":"SID"}"#);
    namespace.to("room").emit("to one", &());
    assert_eq!(client.text().await, r#"42["to one"]"#);
    assert_eq!((namespace.len(), namespace.sockets().len()), (1, 1));
}

#[tokio::test]
async fn one_that_hangs_is_ended_by_the_connect_timeout() {
    let config = Config::new().connect_timeout(Duration::from_millis(50));
    let mount = Mount::new("/", Handlers::new())
        .middleware(|_: Socket, _: Auth| std::future::pending::<Result<(), Refusal>>());
    let server =
        TestServer::start(&Io::builder().config(config).mount(mount).build().unwrap()).await;
    let mut client = server.websocket().await;
    client.send("40").await;
    client.closes().await;
    server.has_sessions(0).await;
}

#[tokio::test]
async fn contract_has_them_as_well() {
    let (journal, mut entries) = journal();
    let mount = desk::serve(&journal).middleware(|_: Socket, auth: Auth| async move {
        if auth.as_json().contains("Eve") { Err(Refusal::new("not Eve")) } else { Ok(()) }
    });
    let server = TestServer::start(&Io::builder().mount(mount).build().unwrap()).await;
    let mut client = server.websocket().await;
    client.send(r#"40/desk,{"user":"Eve","level":3}"#).await;
    assert_eq!(client.text().await, r#"44/desk,{"message":"not Eve"}"#);
    client.join(r#"40/desk,{"user":"Ada","level":3}"#).await;
    assert_eq!(entries.next().await, "connected Ada");
}
