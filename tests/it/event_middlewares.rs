//! Who is asked about each event before its handlers.

use std::sync::Arc;

use wigwag::socket::{Event, EventRefusal, Mount, Socket, SocketErrorKind};
use wigwag::{Args, Config, Io};
use wigwag_tests::harness::{Gate, Handlers, Journal, RawWebSocket, TestServer, echo, journal};

use crate::desk::{Clerk, desk};

/// A middleware that writes its name and passes the event on.
fn writing(
    journal: &Journal,
    name: &'static str,
) -> impl Fn(Socket, Event) -> std::future::Ready<Result<Event, EventRefusal>> + Send + Sync + 'static
{
    let journal = journal.clone();
    move |_, event| {
        journal.write(format!("{name}: {}", event.name()));
        std::future::ready(Ok(event))
    }
}

async fn serve(mount: Mount) -> (TestServer, RawWebSocket) {
    serve_with(Config::new(), mount).await
}

async fn serve_with(config: Config, mount: Mount) -> (TestServer, RawWebSocket) {
    let io = Io::builder().config(config).mount(mount).build().unwrap();
    let server = TestServer::start(&io).await;
    let (client, _) = server.join().await;
    (server, client)
}

#[tokio::test]
async fn middlewares_run_in_written_order_between_catch_all_and_handler() {
    let (journal, mut entries) = journal();
    let written = journal.clone();
    let handlers = Handlers::recording(&journal).connected(move |socket| {
        let (any, listener) = (written.clone(), written.clone());
        socket.on_any(move |_, event| {
            any.write(format!("any: {}", event.name()));
            std::future::ready(())
        });
        socket.on("a", move |_, event| {
            listener.write(format!("listener: {}", event.name()));
            std::future::ready(())
        });
        socket.use_(writing(&written, "socket 1"));
        socket.use_(writing(&written, "socket 2"));
        std::future::ready(())
    });
    let mount = Mount::new("/", handlers)
        .event_middleware(writing(&journal, "namespace 1"))
        .event_middleware(writing(&journal, "namespace 2"));
    let (_server, mut client) = serve(mount).await;
    client.send(r#"420["a"]"#).await;
    assert_eq!(client.text().await, "430[]");
    let order = [
        "any: a",
        "namespace 1: a",
        "namespace 2: a",
        "socket 1: a",
        "socket 2: a",
        "event a",
        "listener: a",
    ];
    for entry in order {
        assert_eq!(entries.next().await, entry);
    }
}

#[tokio::test]
async fn middleware_changes_name_and_arguments() {
    let (journal, mut entries) = journal();
    let mount = Mount::new("/", Handlers::recording(&journal)).event_middleware(
        |_: Socket, event: Event| async move {
            let (first, rest) = event.args().read::<(String, u8)>().unwrap_or_default();
            let args =
                Args::of(&(rest, first)).map_err(|error| EventRefusal::new(error.to_string()))?;
            Ok(event.with_name("changed").with_args(args))
        },
    );
    let (_server, mut client) = serve(mount).await;
    assert_eq!(entries.next().await, "connected");
    client.send(r#"427["original","x",1]"#).await;
    assert_eq!(client.text().await, r#"437[1,"x"]"#);
    assert_eq!(entries.next().await, r#"event changed 1,"x""#);
}

#[tokio::test]
async fn renamed_event_reaches_the_listeners_of_its_new_name() {
    let handlers = Handlers::new().connected(|socket| {
        socket.on("new", |_, event| async move { event.ack().unwrap().send(&("new",)) });
        socket.on("old", |_, event| async move { event.ack().unwrap().send(&("old",)) });
        socket.use_(|_: Socket, event: Event| async move { Ok(event.with_name("new")) });
        std::future::ready(())
    });
    let (_server, mut client) = serve(Mount::new("/", handlers)).await;
    client.send(r#"420["old"]"#).await;
    assert_eq!(client.text().await, r#"430["new"]"#);
}

#[tokio::test]
async fn refused_event_reaches_nobody_and_the_hooks_are_told() {
    let (journal, mut entries) = journal();
    let (socket_hook, mount_hook) = (journal.clone(), journal.clone());
    let handlers = Handlers::recording(&journal).connected(move |socket| {
        let hook = socket_hook.clone();
        socket.on_error(move |error| hook.write(format!("socket: {:?}", error.event())));
        socket.on("secret", |_, event| async move { event.ack().unwrap().send(&("told",)) });
        std::future::ready(())
    });
    let mount = Mount::new("/", handlers)
        .event_middleware(|_: Socket, event: Event| async move {
            if event.name() == "secret" {
                return Err(EventRefusal::new("not for you"));
            }
            Ok(event)
        })
        .event_middleware(writing(&journal, "behind"))
        .on_error(move |error| {
            let is_refusal =
                matches!(error.kind(), SocketErrorKind::Refused(words) if words == "not for you");
            mount_hook.write(format!("mount: {:?} {is_refusal}", error.event()));
        });
    let (_server, mut client) = serve(mount).await;
    client.send(r#"420["secret"]"#).await;
    client.send(r#"421["open"]"#).await;
    assert_eq!(client.text().await, "431[]");
    for entry in
        [r#"mount: Some("secret") true"#, r#"socket: Some("secret")"#, "behind: open", "event open"]
    {
        assert_eq!(entries.next().await, entry);
    }
}

#[tokio::test]
async fn refusal_may_answer_the_acknowledgement() {
    let handlers = Handlers::new().event(echo);
    let mount = Mount::new("/", handlers).event_middleware(|_: Socket, event: Event| async move {
        if event.name() == "fence" {
            return Ok(event);
        }
        Err(EventRefusal::new("no").with_answer(("forbidden", 403)))
    });
    let (_server, mut client) = serve(mount).await;
    client.send(r#"427["a"]"#).await;
    assert_eq!(client.text().await, r#"437["forbidden",403]"#);
    client.send(r#"42["a"]"#).await;
    client.send(r#"428["fence"]"#).await;
    assert_eq!(client.text().await, "438[]");
}

#[tokio::test]
async fn application_may_disconnect_who_is_refused() {
    let mount = Mount::new("/", Handlers::new().event(echo))
        .event_middleware(|_: Socket, _: Event| async { Err(EventRefusal::new("no")) })
        .on_error(|error| {
            if let Some(socket) = error.socket() {
                socket.disconnect();
            }
        });
    let (_server, mut client) = serve(mount).await;
    client.send(r#"420["a"]"#).await;
    assert_eq!(client.text().await, "41");
}

#[tokio::test]
async fn socket_that_is_thrown_out_by_a_middleware_has_no_events_any_more() {
    let (journal, mut entries) = journal();
    let mount = Mount::new("/", Handlers::recording(&journal)).event_middleware(
        |socket: Socket, event: Event| async move {
            socket.disconnect();
            Ok(event)
        },
    );
    let (_server, mut client) = serve(mount).await;
    client.send(r#"42["a"]"#).await;
    client.send(r#"42["b"]"#).await;
    assert_eq!(client.text().await, "41");
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "disconnect server namespace disconnect");
}

#[tokio::test]
async fn a5_slow_middleware_lets_no_event_overtake_another() {
    let (journal, mut entries) = journal();
    let gate = Arc::new(Gate::new());
    let passed = Arc::clone(&gate);
    let mount = Mount::new("/", Handlers::recording(&journal)).event_middleware(
        move |_: Socket, event: Event| {
            let gate = Arc::clone(&passed);
            async move {
                if event.name() == "slow" {
                    gate.pass().await;
                }
                Ok(event)
            }
        },
    );
    let (server, mut client) = serve(mount).await;
    assert_eq!(entries.next().await, "connected");
    client.send(r#"42["slow"]"#).await;
    client.send(r#"420["fast"]"#).await;
    // Another client does not wait.
    let (mut other, _) = server.join().await;
    other.send(r#"420["other"]"#).await;
    assert_eq!(other.text().await, "430[]");
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "event other");
    gate.open();
    assert_eq!(client.text().await, "430[]");
    assert_eq!(entries.next().await, "event slow");
    assert_eq!(entries.next().await, "event fast");
}

#[tokio::test]
async fn panic_of_a_middleware_refuses_the_event() {
    let (journal, mut entries) = journal();
    let hook = journal.clone();
    let mount = Mount::new("/", Handlers::new().event(echo))
        .event_middleware(|_: Socket, event: Event| {
            assert!(event.name() != "at once", "a test asked for this panic");
            async move {
                assert!(event.name() != "later", "a test asked for this panic");
                Ok(event)
            }
        })
        .on_error(move |error| hook.write(format!("{:?} {:?}", error.event(), error.kind())));
    let (_server, mut client) = serve(mount).await;
    client.send(r#"420["at once"]"#).await;
    client.send(r#"421["later"]"#).await;
    client.send(r#"422["fine"]"#).await;
    assert_eq!(client.text().await, "432[]");
    for event in ["at once", "later"] {
        let told = format!(r#"Some("{event}") Panic("a test asked for this panic")"#);
        assert_eq!(entries.next().await, told);
    }
}

#[tokio::test]
async fn contract_gets_what_middlewares_leave() {
    let (journal, _entries) = journal();
    let mount =
        desk::serve(Clerk::new(journal)).event_middleware(|_: Socket, event: Event| async move {
            match event.name() {
                "whisper" => Ok(event.with_name("whoami")),
                "implode" => Err(EventRefusal::new("no").with_answer(("forbidden",))),
                _ => Ok(event),
            }
        });
    let io = Io::builder().mount(mount).build().unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    client.join(r#"40/desk,{"user":"Ada","level":3}"#).await;
    client.send(r#"42/desk,0["whisper"]"#).await;
    assert_eq!(client.text().await, r#"43/desk,0["Ada"]"#);
    client.send(r#"42/desk,1["implode"]"#).await;
    assert_eq!(client.text().await, r#"43/desk,1["forbidden"]"#);
}

#[tokio::test]
async fn middleware_of_a_socket_can_be_removed() {
    let handlers = Handlers::new().event(echo).connected(|socket| {
        let closing = socket.use_(|_: Socket, _: Event| async {
            Err(EventRefusal::new("no").with_answer(("closed",)))
        });
        socket.on_any(move |socket, event| async move {
            if event.name() == "open" {
                assert!(socket.off_listener(closing));
            }
        });
        std::future::ready(())
    });
    let (_server, mut client) = serve(Mount::new("/", handlers)).await;
    client.send(r#"420["a"]"#).await;
    assert_eq!(client.text().await, r#"430["closed"]"#);
    client.send(r#"421["open"]"#).await;
    assert_eq!(client.text().await, "431[]");
}
