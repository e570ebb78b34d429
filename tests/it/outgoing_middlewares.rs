//! Who is asked about each event that goes to a client.

use wigwag::socket::{Event, Mount, Socket, SocketErrorKind};
use wigwag::{AckError, Args, Binary, Io};
use wigwag_tests::harness::{Handlers, RawWebSocket, Sockets, TestServer, echo, journal, within};

struct Rig {
    server: TestServer,
    sockets: Sockets,
}

impl Rig {
    /// A namespace whose outgoing events pass `middleware`.
    async fn with<F>(middleware: F) -> Self
    where
        F: Fn(&Socket, Event) -> Option<Event> + Send + Sync + 'static,
    {
        Self::mounting(|mount| mount.outgoing_middleware(middleware)).await
    }

    async fn mounting(change: impl FnOnce(Mount) -> Mount) -> Self {
        let (handlers, sockets) = Handlers::new().event(echo).hand_over_sockets();
        let io = Io::builder().mount(change(Mount::new("/", handlers))).build().unwrap();
        Self { server: TestServer::start(&io).await, sockets }
    }

    async fn join(&mut self) -> (RawWebSocket, Socket) {
        let (client, _) = self.server.join().await;
        (client, self.sockets.next().await)
    }
}

/// Puts the number of the socket's rooms behind the arguments.
fn stamp(socket: &Socket, event: Event) -> Option<Event> {
    let (text,) = event.args().read::<(String,)>().ok()?;
    let args = Args::of(&(text, socket.rooms().len())).ok()?;
    Some(event.with_args(args))
}

#[tokio::test]
async fn each_recipient_gets_its_own_arguments() {
    let mut rig = Rig::with(stamp).await;
    let (mut first, one) = rig.join().await;
    let (mut second, other) = rig.join().await;
    other.join("room");
    one.emit_volatile("volatile", &("a",));
    one.emit("alone", &("b",));
    one.namespace().emit("all", &("c",));
    for packet in [r#"42["volatile","a",1]"#, r#"42["alone","b",1]"#, r#"42["all","c",1]"#] {
        assert_eq!(first.text().await, packet);
    }
    assert_eq!(second.text().await, r#"42["all","c",2]"#);
}

#[tokio::test]
async fn middlewares_run_in_written_order_and_before_the_listeners() {
    let (journal, mut entries) = journal();
    let (a, b) = (journal.clone(), journal.clone());
    let mut rig = Rig::mounting(|mount| {
        mount
            .outgoing_middleware(move |_, event| {
                a.write(format!("first {}", event.name()));
                Some(event.with_name("renamed"))
            })
            .outgoing_middleware(move |_, event| {
                b.write(format!("second {}", event.name()));
                Some(event)
            })
    })
    .await;
    let (mut client, socket) = rig.join().await;
    socket.on_any_outgoing(move |_, event| journal.write(format!("listener {}", event.name())));
    socket.emit("a", &(Binary::from(vec![7]),));
    assert_eq!(entries.so_far(), ["first a", "second renamed", "listener renamed"]);
    assert_eq!(client.text().await, r#"451-["renamed",{"_placeholder":true,"num":0}]"#);
    assert_eq!(client.binary().await, [7]);
}

#[tokio::test]
async fn event_that_is_withheld_reaches_nobody() {
    let mut rig = Rig::with(|_, event| (event.name() != "secret").then_some(event)).await;
    let (mut client, socket) = rig.join().await;
    let (journal, mut entries) = journal();
    socket.on_any_outgoing(move |_, event| journal.write(event.name()));
    socket.emit("secret", &());
    socket.volatile().emit("secret", &());
    socket.namespace().emit("secret", &());
    socket.emit("open", &());
    assert_eq!(client.text().await, r#"42["open"]"#);
    assert_eq!(entries.so_far(), ["open"]);
}

#[tokio::test]
async fn whoever_waits_for_the_answer_to_a_withheld_event_is_told() {
    let mut rig = Rig::with(|socket, event| {
        let is_withheld = socket.rooms().iter().any(|room| room.as_str() == "nobody asks");
        (!is_withheld).then_some(event)
    })
    .await;
    let (_first, quiet) = rig.join().await;
    let (mut second, asked) = rig.join().await;
    quiet.join("nobody asks");
    let answer = within("an answer", quiet.emit_with_ack::<u8, _>("ask", &())).await;
    assert_eq!(answer, Err(AckError::Withheld));

    let answers = quiet.namespace().everybody().emit_with_ack::<u8, _>("ask", &());
    assert_eq!(second.text().await, r#"421["ask"]"#);
    second.send("431[5]").await;
    let mut answers = within("the answers", answers.collect()).await.outcomes;
    answers.sort_by_key(|(id, _)| *id == asked.id());
    assert_eq!(answers, [(quiet.id(), Err(AckError::Withheld)), (asked.id(), Ok(5))]);
}

#[tokio::test]
async fn changed_event_keeps_its_acknowledgement() {
    let mut rig = Rig::with(stamp).await;
    let (mut client, socket) = rig.join().await;
    let answer = socket.emit_with_ack::<String, _>("ask", &("name",));
    assert_eq!(client.text().await, r#"420["ask","name",1]"#);
    client.send(r#"430["Ada"]"#).await;
    assert_eq!(within("an answer", answer).await.as_deref(), Ok("Ada"));
}

#[tokio::test]
async fn acknowledgements_of_the_server_do_not_pass() {
    let mut rig = Rig::with(|_, _| None).await;
    let (mut client, _) = rig.join().await;
    client.send(r#"420["a",1]"#).await;
    assert_eq!(client.text().await, "430[1]");
}

#[tokio::test]
async fn what_cannot_be_sent_after_a_change_is_reported() {
    let (journal, mut entries) = journal();
    let mut rig = Rig::mounting(|mount| {
        mount
            .outgoing_middleware(|_, event| match event.name() {
                "panic" => panic!("a test asked for this panic"),
                "reserved" => Some(event.with_name("disconnect")),
                _ => Some(event),
            })
            .on_error(move |error| {
                let is_encode = matches!(error.kind(), SocketErrorKind::Encode(_));
                journal.write(format!("{:?} {is_encode} {error}", error.event()));
            })
    })
    .await;
    let (mut client, socket) = rig.join().await;
    let id = socket.id();
    socket.emit("panic", &());
    socket.namespace().emit("reserved", &());
    socket.emit("fine", &());
    assert_eq!(client.text().await, r#"42["fine"]"#);
    let told = [
        format!(r#"Some("panic") false / {id} "panic": panicked: a test asked for this panic"#),
        format!(r#"Some("disconnect") true / {id} "disconnect": the event name is reserved"#),
    ];
    assert_eq!(entries.so_far(), told);
}
