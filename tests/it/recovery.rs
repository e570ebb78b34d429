//! Clients that were cut off come back to what they had.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use wigwag::adapter::Bus;
use wigwag::socket::{Mount, Namespace, NotRecovered, RecoveryOutcome, Refusal, Socket};
use wigwag::{Binary, Config, DisconnectReason, Io, Recovery};
use wigwag_tests::harness::{
    Gate, Handlers, Journal, RawPolling, RawWebSocket, Sockets, TestServer, eventually, journal,
    sid,
};

/// How long a client says nothing until it counts as gone: long enough for a busy machine to let it join.
const SILENCE: Duration = Duration::from_secs(1);

/// A server whose clients may come back, with the main namespace in the hands of the test.
struct Desk {
    io: Io,
    server: TestServer,
    sockets: Sockets,
}

impl Desk {
    async fn new(recovery: Recovery) -> Self {
        Self::with(Config::new().connection_state_recovery(recovery), Handlers::new()).await
    }

    async fn with(config: Config, handlers: Handlers) -> Self {
        let (handlers, sockets) = handlers.hand_over_sockets();
        let io = Io::builder().config(config).namespace("/", handlers).build().unwrap();
        Self { server: TestServer::start(&io).await, io, sockets }
    }

    fn namespace(&self) -> Namespace {
        self.io.namespace("/").unwrap()
    }

    /// A client that joins for the first time.
    async fn guest(&mut self) -> Guest {
        let mut client = self.server.websocket().await;
        client.send("40").await;
        let answer = client.text().await;
        let (id, pid) = (sid(&answer).to_owned(), pid(&answer).to_owned());
        assert_eq!(answer, format!(r#"40{{"sid":"{id}","pid":"{pid}"}}"#));
        Guest { client, id, pid, socket: self.sockets.next().await }
    }

    /// Waits until the server knows that nobody is connected.
    async fn is_deserted(&self) {
        eventually("everybody to be away", || self.namespace().is_empty()).await;
    }

    /// The guest leaves for the reason, and somebody else comes back to its session.
    async fn keeps(&mut self, guest: &Guest, reason: DisconnectReason) {
        self.is_deserted().await;
        assert_eq!(guest.socket.disconnect_reason(), Some(reason));
        let (_, told) = self.asks(&format!(r#"{{"pid":"{}"}}"#, guest.pid)).await;
        assert_eq!(told, [guest.answer()], "{reason:?}");
        self.sockets.next().await;
        self.is_deserted().await;
    }

    /// A client that asks for a session; what it is told, up to the answer to its CONNECT.
    async fn asks(&mut self, auth: &str) -> (RawWebSocket, Vec<String>) {
        let mut client = self.server.websocket().await;
        client.send(&format!("40{auth}")).await;
        let mut told = Vec::new();
        while !told.last().is_some_and(|text: &String| text.starts_with("40")) {
            told.push(client.text().await);
        }
        (client, told)
    }

    /// A client that comes back to the session of `guest`.
    async fn comes_back(&mut self, guest: &Guest, offset: &str) -> (RawWebSocket, Vec<String>) {
        self.asks(&format!(r#"{{"pid":"{}","offset":"{offset}"}}"#, guest.pid)).await
    }

    /// Asks for a session that there is not, and says why there is none.
    async fn is_not_recovered(&mut self, guest: &Guest, auth: &str) -> NotRecovered {
        let (_client, told) = self.asks(auth).await;
        let [answer] = &*told else { panic!("{told:?}") };
        assert_ne!(sid(answer), guest.id);
        assert_ne!(pid(answer), guest.pid);
        let socket = self.sockets.next().await;
        assert!(!socket.recovered());
        match socket.recovery() {
            RecoveryOutcome::NotRecovered(reason) => reason,
            outcome => panic!("{outcome:?}"),
        }
    }
}

struct Guest {
    client: RawWebSocket,
    id: String,
    pid: String,
    socket: Socket,
}

impl Guest {
    fn answer(&self) -> String {
        format!(r#"40{{"sid":"{}","pid":"{}"}}"#, self.id, self.pid)
    }

    /// The offset of the next event, which has to be `event` but for it.
    async fn hears(&mut self, event: &str) -> String {
        let text = self.client.text().await;
        let rest = text.strip_prefix(event.strip_suffix(']').unwrap());
        let offset = rest.and_then(|rest| rest.strip_prefix(",\"")?.strip_suffix("\"]"));
        offset.unwrap_or_else(|| panic!("{text} is not {event}")).to_owned()
    }
}

/// The value of `"pid"` in a packet.
fn pid(packet: &str) -> &str {
    let (_, rest) = packet.split_once(r#""pid":""#).unwrap_or_else(|| panic!("no pid: {packet}"));
    assert_eq!(rest.find('"'), Some(20), "{packet}");
    &rest[..20]
}

/// The offset of the event that is `events` behind the one at `offset`.
fn later(offset: &str, events: u64) -> String {
    let (run, number) = offset.split_once('.').unwrap();
    format!("{run}.{:x}", u64::from_str_radix(number, 16).unwrap() + events)
}

#[tokio::test]
async fn r1_events_carry_their_offset_as_the_last_argument() {
    let mut desk = Desk::new(Recovery::new()).await;
    let mut guest = desk.guest().await;
    desk.namespace().emit("foo", &(1,));
    let first = guest.hears(r#"42["foo",1]"#).await;
    assert_eq!((first.len(), first.find('.')), (10, Some(8)));
    guest.socket.emit("bar", &());
    assert_eq!(guest.hears(r#"42["bar"]"#).await, later(&first, 1));
    guest.socket.emit("binary", &(Binary::from(vec![1, 2]), "x"));
    let second = guest.hears(r#"451-["binary",{"_placeholder":true,"num":0},"x"]"#).await;
    assert_eq!((second, guest.client.binary().await), (later(&first, 2), vec![1, 2]));
}

#[tokio::test]
async fn r2_events_with_acknowledgement_carry_none_and_are_not_stored() {
    let mut desk = Desk::new(Recovery::new()).await;
    let mut guest = desk.guest().await;
    guest.socket.emit("foo", &());
    let offset = guest.hears(r#"42["foo"]"#).await;
    let _answer = guest.socket.emit_with_ack::<u8, _>("ask", &("a",));
    let _answers = desk.namespace().everybody().emit_with_ack::<u8, _>("ask", &("b",));
    assert_eq!(guest.client.text().await, r#"420["ask","a"]"#);
    assert_eq!(guest.client.text().await, r#"421["ask","b"]"#);
    guest.socket.emit("bar", &());
    assert_eq!(guest.hears(r#"42["bar"]"#).await, later(&offset, 1));
    drop(std::mem::replace(&mut guest.client, desk.server.websocket().await));
    desk.is_deserted().await;
    let (_, told) = desk.comes_back(&guest, &offset).await;
    assert_eq!(told, [format!(r#"42["bar","{}"]"#, later(&offset, 1)), guest.answer()]);
}

#[tokio::test]
async fn d6_volatile_events_carry_the_last_stored_offset_and_are_not_stored() {
    let mut desk = Desk::new(Recovery::new()).await;
    let mut guest = desk.guest().await;
    guest.socket.emit_volatile("before", &("text",));
    let start = guest.hears(r#"42["before","text"]"#).await;
    assert!(start.ends_with(".0"), "{start}");
    guest.socket.emit("foo", &());
    let offset = guest.hears(r#"42["foo"]"#).await;
    desk.namespace().volatile().emit("after", &("text",));
    assert_eq!(guest.hears(r#"42["after","text"]"#).await, offset);
    cut(&mut guest, &desk).await;
    let (_, told) = desk.comes_back(&guest, &start).await;
    assert_eq!(told, [format!(r#"42["foo","{offset}"]"#), guest.answer()]);
}

/// Cuts a client off, and waits until the server knows.
async fn cut(guest: &mut Guest, desk: &Desk) {
    drop(std::mem::replace(&mut guest.client, desk.server.websocket().await));
    desk.is_deserted().await;
}

#[tokio::test]
async fn r4_r6_r9_missed_events_come_before_the_answer_with_the_old_ids() {
    let mut desk = Desk::new(Recovery::new()).await;
    let mut guest = desk.guest().await;
    assert_eq!(guest.socket.recovery(), RecoveryOutcome::NotRecovered(NotRecovered::NotAsked));
    guest.socket.join("room");
    guest.socket.data().set("name", "Ada").unwrap();
    guest.socket.extensions().insert(7_u8);
    guest.socket.emit("seen", &());
    let offset = guest.hears(r#"42["seen"]"#).await;
    cut(&mut guest, &desk).await;

    desk.namespace().emit("all", &());
    desk.namespace().to("room").emit("room", &(Binary::from(vec![1]),));
    desk.namespace().to("elsewhere").emit("elsewhere", &());
    desk.namespace().to(guest.socket.id()).emit("private", &());
    desk.namespace().except("room").emit("others", &());
    guest.socket.emit("direct", &());
    let (mut client, mut told) = {
        let mut client = desk.server.websocket().await;
        let auth = format!(r#"40{{"pid":"{}","offset":"{offset}"}}"#, guest.pid);
        client.send(&auth).await;
        let told = vec![client.text().await, client.text().await];
        assert_eq!(client.binary().await, [1]);
        (client, told)
    };
    for _ in 0..3 {
        told.push(client.text().await);
    }
    assert_eq!(
        told,
        [
            format!(r#"42["all","{}"]"#, later(&offset, 1)),
            format!(r#"451-["room",{{"_placeholder":true,"num":0}},"{}"]"#, later(&offset, 2)),
            format!(r#"42["private","{}"]"#, later(&offset, 4)),
            format!(r#"42["direct","{}"]"#, later(&offset, 6)),
            guest.answer(),
        ]
    );
    let socket = desk.sockets.next().await;
    assert!(socket.recovered());
    assert!(matches!(socket.recovery(), RecoveryOutcome::Recovered { missed: 4, .. }));
    assert_eq!(socket.id().as_str(), guest.id);
    let mut rooms: Vec<_> = socket.rooms().iter().map(ToString::to_string).collect();
    rooms.sort_unstable_by_key(String::len);
    assert_eq!(rooms, ["room".to_owned(), guest.id.clone()]);
    assert_eq!(socket.data().get::<String>("name").unwrap().as_deref(), Some("Ada"));
    assert_eq!(socket.extensions().get::<u8>().as_deref(), Some(&7));

    desk.namespace().to("room").emit("after", &());
    assert_eq!(client.text().await, format!(r#"42["after","{}"]"#, later(&offset, 7)));
    // The socket that the application has kept is as good as the new one.
    guest.socket.emit("old", &());
    assert_eq!(client.text().await, format!(r#"42["old","{}"]"#, later(&offset, 8)));
}

#[tokio::test]
async fn session_is_found_before_the_first_event() {
    let mut desk = Desk::new(Recovery::new()).await;
    desk.namespace().emit("too early", &());
    let mut guest = desk.guest().await;
    cut(&mut guest, &desk).await;
    desk.namespace().emit("missed", &());
    let (_, told) = desk.asks(&format!(r#"{{"pid":"{}"}}"#, guest.pid)).await;
    let [missed, answer] = &*told else { panic!("{told:?}") };
    assert!(missed.starts_with(r#"42["missed","#), "{missed}");
    assert_eq!(*answer, guest.answer());
}

#[tokio::test]
async fn r4_whoever_does_not_ask_in_due_form_gets_a_new_session() {
    let mut desk = Desk::new(Recovery::new()).await;
    let mut guest = desk.guest().await;
    cut(&mut guest, &desk).await;
    let pid = guest.pid.clone();
    for auth in [
        String::new(),
        r#"{"offset":"x.1"}"#.to_owned(),
        r#"{"pid":1}"#.to_owned(),
        format!(r#"{{"pid":"{pid}","offset":1}}"#),
    ] {
        assert_eq!(desk.is_not_recovered(&guest, &auth).await, NotRecovered::NotAsked, "{auth}");
    }
    let unknown = r#"{"pid":"aaaaaaaaaaaaaaaaaaaa","offset":"x"}"#;
    assert_eq!(desk.is_not_recovered(&guest, unknown).await, NotRecovered::UnknownSession);
    let odd = r#"{"pid":"a","offset":"x"}"#;
    assert_eq!(desk.is_not_recovered(&guest, odd).await, NotRecovered::UnknownSession);
}

#[tokio::test]
async fn r7_unknown_offsets_lead_to_a_new_session() {
    let mut desk = Desk::new(Recovery::new()).await;
    for offset in ["abc", "1690000000000-0", "", "later"] {
        let mut guest = desk.guest().await;
        guest.socket.emit("foo", &());
        let known = guest.hears(r#"42["foo"]"#).await;
        cut(&mut guest, &desk).await;
        let offset = if offset == "later" { later(&known, 1) } else { offset.to_owned() };
        let auth = format!(r#"{{"pid":"{}","offset":"{offset}"}}"#, guest.pid);
        assert_eq!(desk.is_not_recovered(&guest, &auth).await, NotRecovered::UnknownOffset);
        desk.is_deserted().await;
        // The session is gone with the question.
        let reason = desk.is_not_recovered(&guest, &auth).await;
        assert_eq!(reason, NotRecovered::UnknownSession);
        desk.is_deserted().await;
    }
}

#[tokio::test]
async fn d5_a_session_is_used_once() {
    let mut desk = Desk::new(Recovery::new()).await;
    let mut guest = desk.guest().await;
    guest.socket.emit("foo", &());
    let offset = guest.hears(r#"42["foo"]"#).await;
    cut(&mut guest, &desk).await;
    let (mut client, told) = desk.comes_back(&guest, &offset).await;
    assert_eq!(told, [guest.answer()]);
    desk.sockets.next().await;
    // Its client leaves of its own accord.
    client.send("41").await;
    desk.is_deserted().await;
    let auth = format!(r#"{{"pid":"{}","offset":"{offset}"}}"#, guest.pid);
    assert_eq!(desk.is_not_recovered(&guest, &auth).await, NotRecovered::UnknownSession);
}

#[tokio::test]
async fn d5_a_socket_whose_client_comes_back_on_another_connection_makes_room() {
    let (journal, mut entries) = journal();
    let config = Config::new().connection_state_recovery(Recovery::new());
    let mut desk = Desk::with(config, Handlers::recording(&journal)).await;
    let mut guest = desk.guest().await;
    guest.socket.emit("foo", &());
    let offset = guest.hears(r#"42["foo"]"#).await;
    guest.socket.emit("bar", &());
    let (mut client, told) = desk.comes_back(&guest, &offset).await;
    assert_eq!(told, [format!(r#"42["bar","{}"]"#, later(&offset, 1)), guest.answer()]);
    let socket = desk.sockets.next().await;
    assert!(socket.recovered());
    assert_eq!(desk.namespace().len(), 1);
    assert_eq!(entries.next().await, "disconnect transport close");

    // Should the old connection live, it is told, and what it had on its way does no harm.
    guest.hears(r#"42["bar"]"#).await;
    assert_eq!(guest.client.text().await, "41");
    guest.client.send(r#"42["late"]"#).await;
    desk.namespace().emit("after", &());
    assert!(client.text().await.starts_with(r#"42["after","#));
    client.send(r#"427["alive"]"#).await;
    assert_eq!(client.text().await, "437[]");
    assert_eq!(entries.so_far(), ["event alive"]);
    let again = guest.client.join("40").await;
    assert_ne!(again, guest.id);
}

#[tokio::test]
async fn r5_sockets_that_are_left_on_purpose_are_not_kept() {
    let mut desk = Desk::new(Recovery::new()).await;
    for leaves in ["client", "server", "server with its connection", "nonsense for Engine.IO"] {
        let mut guest = desk.guest().await;
        match leaves {
            "client" => guest.client.send("41").await,
            "server" => guest.socket.disconnect(),
            "nonsense for Engine.IO" => guest.client.send("x").await,
            _ => guest.socket.disconnect_client(),
        }
        desk.is_deserted().await;
        let auth = format!(r#"{{"pid":"{}"}}"#, guest.pid);
        let reason = desk.is_not_recovered(&guest, &auth).await;
        assert_eq!(reason, NotRecovered::UnknownSession, "{leaves}");
        desk.is_deserted().await;
    }
}

#[tokio::test]
async fn r5_sockets_whose_connection_ends_are_kept() {
    let config = Config::new().connection_state_recovery(Recovery::new());
    let mut desk = Desk::with(config.clone(), Handlers::new()).await;
    let ends = [
        ("an answer of the wrong kind", DisconnectReason::TransportError),
        ("nonsense for Socket.IO", DisconnectReason::ForcedClose),
        ("a second join", DisconnectReason::ForcedServerClose),
        ("a lost connection", DisconnectReason::TransportClose),
    ];
    for (end, reason) in ends {
        let mut guest = desk.guest().await;
        match end {
            "an answer of the wrong kind" => guest.client.send("2").await,
            "nonsense for Socket.IO" => guest.client.send("4x").await,
            "a second join" => guest.client.send("40").await,
            _ => drop(std::mem::replace(&mut guest.client, desk.server.websocket().await)),
        }
        desk.keeps(&guest, reason).await;
    }

    let heartbeats = config.ping_interval(SILENCE / 4).ping_timeout(SILENCE * 3 / 4);
    let mut desk = Desk::with(heartbeats, Handlers::new()).await;
    let silent = desk.guest().await;
    desk.keeps(&silent, DisconnectReason::PingTimeout).await;
}

#[tokio::test]
async fn pings_and_pids_of_a_server_without_recovery_are_as_before() {
    let server = TestServer::with(Handlers::new()).await;
    let mut client = server.websocket().await;
    client.send(r#"40{"pid":"aaaaaaaaaaaaaaaaaaaa","offset":"x"}"#).await;
    let answer = client.text().await;
    assert_eq!(answer, format!(r#"40{{"sid":"{}"}}"#, sid(&answer)));
}

#[tokio::test]
async fn r8_nobody_becomes_somebody_else_unasked() {
    let mut desk = Desk::new(Recovery::new()).await;
    let (client, told) = desk.asks(r#"{"user":"ada"}"#).await;
    let pid = pid(&told[0]).to_owned();
    assert_eq!(desk.sockets.next().await.auth().as_json(), r#"{"user":"ada"}"#);
    drop(client);
    desk.is_deserted().await;

    let (_client, _) = desk.asks(&format!(r#"{{"pid":"{pid}","user":"admin"}}"#)).await;
    let socket = desk.sockets.next().await;
    assert!(socket.recovered());
    assert_eq!(socket.auth().as_json(), r#"{"user":"ada"}"#);
}

/// A server that asks everybody for a token, also those who come back, and writes down whom it has asked.
async fn strict(journal: &Journal) -> Desk {
    let recovery = Recovery::new().skip_middlewares(false);
    let asked = journal.clone();
    let handlers = Handlers::new().connect(move |socket, auth| {
        let mut rooms = socket.rooms();
        rooms.retain(|room| room.as_str() != socket.id().as_str());
        asked.write(format!("{} {} {rooms:?}", auth.as_json(), socket.recovered()));
        let is_known = auth.as_json().contains("token");
        socket.join("joined in connect");
        std::future::ready(if is_known { Ok(()) } else { Err(Refusal::new("no token")) })
    });
    Desk::with(Config::new().connection_state_recovery(recovery), handlers).await
}

#[tokio::test]
async fn r8_the_application_is_asked_again_if_it_wants_to_be() {
    let (journal, mut entries) = journal();
    let mut desk = strict(&journal).await;
    let mut client = desk.server.websocket().await;
    client.send(r#"40{"token":1}"#).await;
    let answer = client.text().await;
    let (id, pid) = (sid(&answer).to_owned(), pid(&answer).to_owned());
    assert_eq!(entries.next().await, r#"{"token":1} false []"#);
    let socket = desk.sockets.next().await;
    socket.leave("joined in connect");
    socket.join("room");
    drop(client);
    desk.is_deserted().await;
    desk.namespace().to("room").emit("missed", &());

    // The rooms are there before anybody is asked, and the client's own fields do not reach the application.
    let (client, told) = desk.asks(&format!(r#"{{"token":2,"pid":"{pid}"}}"#)).await;
    assert_eq!(entries.next().await, r#"{"token":2} true ["room"]"#);
    assert!(told[0].starts_with(r#"42["missed","#), "{told:?}");
    assert_eq!(told[1..], [answer]);
    let socket = desk.sockets.next().await;
    assert_eq!((socket.recovered(), socket.id().as_str()), (true, &*id));
    drop(client);
    desk.is_deserted().await;

    // A refusal is the end of the session.
    let mut refused = desk.server.websocket().await;
    refused.send(&format!(r#"40{{"pid":"{pid}"}}"#)).await;
    assert_eq!(refused.text().await, r#"44{"message":"no token"}"#);
    assert_eq!(entries.next().await, r#"{} true ["joined in connect", "room"]"#);
    let (_, told) = desk.asks(&format!(r#"{{"token":3,"pid":"{pid}"}}"#)).await;
    assert_ne!(sid(&told[0]), id);
}

#[tokio::test]
async fn r8_nobody_is_asked_about_a_client_that_comes_back() {
    let (journal, mut entries) = journal();
    let asked = journal.clone();
    let handlers = Handlers::new().connect(move |_, _| {
        asked.write("asked");
        std::future::ready(Ok(()))
    });
    let config = Config::new().connection_state_recovery(Recovery::new());
    let mut desk = Desk::with(config, handlers).await;
    let mut guest = desk.guest().await;
    assert_eq!(entries.next().await, "asked");
    cut(&mut guest, &desk).await;
    let (_, told) = desk.asks(&format!(r#"{{"pid":"{}"}}"#, guest.pid)).await;
    assert_eq!(told, [guest.answer()]);
    assert_eq!(entries.so_far(), Vec::<String>::new());
}

#[tokio::test]
async fn calls_for_one_socket_do_not_overlap_when_its_client_comes_back() {
    let (journal, mut entries) = journal();
    let (gate, is_first) = (Gate::new(), AtomicBool::new(true));
    let passed = gate.clone();
    let handlers = Handlers::new().disconnect(move |_, reason| {
        let (journal, gate) = (journal.clone(), passed.clone());
        let is_first = is_first.swap(false, Ordering::Relaxed);
        async move {
            if is_first {
                journal.write(format!("begins: {reason}"));
                gate.pass().await;
                journal.write("ends");
            }
        }
    });
    let config = Config::new().connection_state_recovery(Recovery::new());
    let mut desk = Desk::with(config, handlers).await;
    let mut guest = desk.guest().await;
    cut(&mut guest, &desk).await;
    assert_eq!(entries.next().await, "begins: transport close");
    let auth = format!(r#"{{"pid":"{}"}}"#, guest.pid);
    let mut client = desk.server.websocket().await;
    client.send(&format!("40{auth}")).await;
    client.send("40/nowhere,").await;
    assert_eq!(client.text().await, r#"44/nowhere,{"message":"Invalid namespace"}"#);

    // While it waits, the session is nobody else's.
    assert_eq!(desk.is_not_recovered(&guest, &auth).await, NotRecovered::UnknownSession);

    // Its client may give up and come back again. One session is left, which nobody uses.
    drop(client);
    desk.server.has_sessions(1).await;
    let mut client = desk.server.websocket().await;
    client.send(&format!("40{auth}")).await;
    client.send("40/nowhere,").await;
    assert_eq!(client.text().await, r#"44/nowhere,{"message":"Invalid namespace"}"#);
    desk.namespace().to(guest.socket.id()).emit("missed", &());
    assert_eq!(entries.so_far(), Vec::<String>::new());
    gate.open();
    assert!(client.text().await.starts_with(r#"42["missed","#));
    assert_eq!(client.text().await, guest.answer());
    assert_eq!(entries.next().await, "ends");
}

#[tokio::test]
async fn handlers_that_never_end_cost_the_session() {
    let recovery = Recovery::new().handlers_timeout(Duration::ZERO);
    let handlers = Handlers::new().disconnect(|_, _| std::future::pending());
    let config = Config::new().connection_state_recovery(recovery);
    let mut desk = Desk::with(config, handlers).await;
    let mut guest = desk.guest().await;
    cut(&mut guest, &desk).await;
    let auth = format!(r#"{{"pid":"{}"}}"#, guest.pid);
    assert_eq!(desk.is_not_recovered(&guest, &auth).await, NotRecovered::HandlersBusy);
}

#[tokio::test]
async fn what_does_not_fit_into_the_outbox_is_not_sent() {
    let config = Config::new().connection_state_recovery(Recovery::new()).outbox_bytes_max(10_000);
    let mut desk = Desk::with(config, Handlers::new()).await;
    let mut guest = desk.guest().await;
    cut(&mut guest, &desk).await;
    for _ in 0..3 {
        desk.namespace().emit("large", &("x".repeat(4_000),));
    }
    let auth = format!(r#"{{"pid":"{}"}}"#, guest.pid);
    assert_eq!(desk.is_not_recovered(&guest, &auth).await, NotRecovered::TooMuchMissed);
}

#[tokio::test]
async fn r10_a_session_has_its_time() {
    let recovery = Recovery::new().max_disconnection_duration(Duration::from_nanos(1));
    let mut desk = Desk::new(recovery).await;
    let mut guest = desk.guest().await;
    cut(&mut guest, &desk).await;
    let auth = format!(r#"{{"pid":"{}"}}"#, guest.pid);
    assert_eq!(desk.is_not_recovered(&guest, &auth).await, NotRecovered::TooOld);
}

#[tokio::test]
async fn r10_what_is_not_kept_any_more_costs_the_session() {
    for missed in [2, 3] {
        let mut desk = Desk::new(Recovery::new().max_log_entries(2)).await;
        let mut guest = desk.guest().await;
        cut(&mut guest, &desk).await;
        for number in 0..missed {
            desk.namespace().emit("missed", &(number,));
        }
        let auth = format!(r#"{{"pid":"{}"}}"#, guest.pid);
        if missed == 2 {
            assert_eq!(desk.asks(&auth).await.1.len(), 3);
        } else {
            let reason = desk.is_not_recovered(&guest, &auth).await;
            assert_eq!(reason, NotRecovered::Incomplete);
        }
    }
}

#[tokio::test]
async fn quiet_client_comes_back_however_much_went_to_others() {
    let mut desk = Desk::new(Recovery::new().max_log_entries(2)).await;
    let mut guest = desk.guest().await;
    guest.socket.emit("foo", &());
    let offset = guest.hears(r#"42["foo"]"#).await;
    for _ in 0..10 {
        desk.namespace().to("others").emit("not for it", &());
    }
    cut(&mut guest, &desk).await;
    let (_, told) = desk.comes_back(&guest, &offset).await;
    assert_eq!(told, [guest.answer()]);
}

#[tokio::test]
async fn r10_oldest_sessions_make_room() {
    let mut desk = Desk::new(Recovery::new().max_saved_sessions(1)).await;
    let mut first = desk.guest().await;
    cut(&mut first, &desk).await;
    let mut second = desk.guest().await;
    cut(&mut second, &desk).await;
    let auth = |guest: &Guest| format!(r#"{{"pid":"{}"}}"#, guest.pid);
    let reason = desk.is_not_recovered(&first, &auth(&first)).await;
    assert_eq!(reason, NotRecovered::UnknownSession);
    desk.is_deserted().await;
}

#[tokio::test]
async fn client_of_a_polling_session_comes_back_to_a_websocket_and_on() {
    let mut desk = Desk::new(Recovery::new()).await;
    let client = RawPolling::open(&desk.server).await;
    client.send("40").await;
    let answer = client.poll().await;
    let (_, pid) = (sid(&answer).to_owned(), pid(&answer).to_owned());
    desk.sockets.next().await;
    // Its transport is half open: the server does not know yet, and what it sends goes nowhere.
    desk.namespace().emit("missed", &());
    let (upgraded, told) = desk.asks(&format!(r#"{{"pid":"{pid}"}}"#)).await;
    assert!(told[0].starts_with(r#"42["missed","#), "{told:?}");
    assert_eq!(told[1], answer);
    assert_eq!(desk.namespace().len(), 1);
    drop(upgraded);
    desk.is_deserted().await;

    let again = RawPolling::open(&desk.server).await;
    again.send(&format!(r#"40{{"pid":"{pid}"}}"#)).await;
    let polled = again.poll().await;
    let (missed, connect) = polled.split_once('\x1e').unwrap();
    assert!(missed.starts_with(r#"42["missed","#), "{polled}");
    assert_eq!(connect, answer);
}

#[tokio::test]
async fn namespace_of_a_family_lives_while_somebody_may_come_back() {
    let (handlers, mut sockets) = Handlers::new().hand_over_sockets();
    let recovery = Recovery::new();
    let io = Io::builder()
        .config(Config::new().connection_state_recovery(recovery))
        .mount(Mount::dynamic("/room/{name}", handlers))
        .build()
        .unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    client.send("40/room/a,").await;
    let answer = client.text().await;
    let pid = pid(&answer).to_owned();
    sockets.next().await;
    drop(client);
    eventually("the client to be away", || io.namespace("/room/a").unwrap().is_empty()).await;
    server.has_sessions(0).await;
    io.namespace("/room/a").unwrap().emit("missed", &());
    let mut client = server.websocket().await;
    client.send(&format!(r#"40/room/a,{{"pid":"{pid}"}}"#)).await;
    assert!(client.text().await.starts_with(r#"42/room/a,["missed","#));
    assert_eq!(client.text().await, answer);
    assert!(sockets.next().await.recovered());

    // Gone for good, the last one takes the namespace along.
    client.send("41/room/a,").await;
    eventually("the namespace to be removed", || io.namespace("/room/a").is_none()).await;
}

#[tokio::test]
async fn middlewares_of_outgoing_events_see_what_was_missed() {
    let (handlers, mut sockets) = Handlers::new().hand_over_sockets();
    let mount = Mount::new("/", handlers).outgoing_middleware(|socket, event| {
        let is_staff = socket.data().get::<bool>("staff").unwrap().unwrap_or_default();
        match event.name() {
            "secret" => is_staff.then_some(event),
            _ => Some(event.with_name("changed")),
        }
    });
    let config = Config::new().connection_state_recovery(Recovery::new());
    let io = Io::builder().config(config).mount(mount).build().unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    client.send("40").await;
    let answer = client.text().await;
    let socket = sockets.next().await;
    let (seen, overheard) = (socket.clone(), journal());
    let (journal, mut entries) = overheard;
    socket.on_any_outgoing(move |_, event| {
        // A listener may send something itself.
        if event.name() != "heard" {
            journal.write(event.name());
        }
    });
    let namespace = io.namespace("/").unwrap();
    namespace.emit("secret", &());
    namespace.emit("open", &());
    let first = client.text().await;
    let offset = first.strip_prefix(r#"42["changed",""#).and_then(|rest| rest.strip_suffix("\"]"));
    let offset = offset.unwrap_or_else(|| panic!("{first}")).to_owned();
    assert_eq!(entries.next().await, "changed");
    drop((client, seen));
    eventually("the client to be away", || namespace.is_empty()).await;
    namespace.emit("secret", &());
    namespace.emit("open", &());
    let mut client = server.websocket().await;
    client.send(&format!(r#"40{{"pid":"{}","offset":"{offset}"}}"#, pid(&answer))).await;
    assert_eq!(client.text().await, format!(r#"42["changed","{}"]"#, later(&offset, 2)));
    assert_eq!(client.text().await, answer);
}

#[tokio::test]
async fn events_of_other_servers_are_kept_as_well() {
    let bus = Bus::new();
    let build = |handlers| {
        let config = Config::new().connection_state_recovery(Recovery::new());
        Io::builder()
            .config(config)
            .adapter(bus.adapter())
            .namespace("/", handlers)
            .build()
            .unwrap()
    };
    let (handlers, sockets) = Handlers::new().hand_over_sockets();
    let (io, other) = (build(handlers), build(Handlers::new()));
    let mut desk = Desk { server: TestServer::start(&io).await, io, sockets };
    let mut guest = desk.guest().await;
    guest.socket.join("room").await.unwrap();
    cut(&mut guest, &desk).await;
    let elsewhere = other.namespace("/").unwrap();
    elsewhere.to("room").emit("missed", &(1,));
    elsewhere.to("another").emit("missed", &(2,));
    elsewhere.to(guest.socket.id()).emit("missed", &(3,));
    elsewhere.emit("missed", &(4,));
    eventually("publications", || desk.io.cluster_stats().received == 3).await;
    let (mut client, told) = desk.asks(&format!(r#"{{"pid":"{}"}}"#, guest.pid)).await;
    let numbers: Vec<_> =
        told.iter().filter_map(|text| text.strip_prefix(r#"42["missed","#)).collect();
    let numbers: Vec<_> = numbers.iter().map(|rest| &rest[..1]).collect();
    assert_eq!((numbers, told.last()), (vec!["1", "3", "4"], Some(&guest.answer())));
    elsewhere.to("room").emit("after", &());
    assert!(client.text().await.starts_with(r#"42["after","#));

    // Gone for good, it is in no room any more that others would have to tell about.
    client.send("41").await;
    desk.is_deserted().await;
    elsewhere.to("room").emit("nobody", &());
    elsewhere.emit("all", &());
    eventually("a publication", || desk.io.cluster_stats().received == 5).await;
}
