//! Everything that is done to a family is done to each of its namespaces.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use wigwag::adapter::Bus;
use wigwag::socket::{Family, Mount, Socket};
use wigwag::{AckError, Io};
use wigwag_tests::harness::{Handlers, RawWebSocket, Sockets, TestServer, eventually};

struct Guest {
    client: RawWebSocket,
    socket: Socket,
    name: &'static str,
}

impl Guest {
    async fn join(server: &TestServer, sockets: &mut Sockets, name: &'static str) -> Self {
        let mut client = server.websocket().await;
        client.join(&format!("40{name},")).await;
        Self { client, socket: sockets.next().await, name }
    }

    /// What came for the guest in its namespace, without the packet's type and the namespace, up to now.
    async fn heard(&mut self) -> Vec<String> {
        self.socket.emit("fence", &());
        let mut heard = Vec::new();
        loop {
            let packet = self.client.text().await;
            let event = packet.strip_prefix(&format!("42{},", self.name)).unwrap();
            if event == r#"["fence"]"# {
                return heard;
            }
            heard.push(event.to_owned());
        }
    }
}

/// Ada and Ben are in `/chat/a`, Cleo is in `/chat/b`, Dan is somewhere else. Ada and Cleo are in the room `front`.
async fn start() -> (TestServer, Family, [Guest; 4]) {
    let (handlers, mut sockets) = Handlers::new().hand_over_sockets();
    let (others, mut other_sockets) = Handlers::new().hand_over_sockets();
    let io = Io::builder()
        .mount(Mount::dynamic("/chat/{room}", handlers))
        .namespace("/other", others)
        .build()
        .unwrap();
    let server = TestServer::start(&io).await;
    let guests = [
        Guest::join(&server, &mut sockets, "/chat/a").await,
        Guest::join(&server, &mut sockets, "/chat/a").await,
        Guest::join(&server, &mut sockets, "/chat/b").await,
        Guest::join(&server, &mut other_sockets, "/other").await,
    ];
    for index in [0, 2, 3] {
        guests[index].socket.join("front");
    }
    (server, io.family("/chat/{room}").unwrap(), guests)
}

/// What each guest has heard, by the first letter of the name.
async fn heard(guests: &mut [Guest; 4]) -> String {
    let mut all = String::new();
    for (guest, letter) in guests.iter_mut().zip(["A", "B", "C", "D"]) {
        for event in guest.heard().await {
            all.push_str(&format!("{letter}{event} "));
        }
    }
    all.trim_end().to_owned()
}

#[tokio::test]
async fn event_reaches_everybody_in_all_of_them() {
    let (_server, family, mut guests) = start().await;
    family.emit("e", &(1,));
    assert_eq!(heard(&mut guests).await, r#"A["e",1] B["e",1] C["e",1]"#);
}

#[tokio::test]
async fn operators_choose_within_each_of_them() {
    let (_server, family, mut guests) = start().await;
    let ben = guests[1].socket.id();
    family.to("front").emit("front", &());
    family.to("front").to(ben).emit("union", &());
    family.to_any(["front", "nowhere"]).emit("any", &());
    family.to_any([""; 0]).emit("nobody", &());
    family.except("front").emit("behind", &());
    family.everybody().except(ben).compress(false).emit("others", &());
    assert_eq!(
        heard(&mut guests).await,
        r#"A["front"] A["union"] A["any"] A["others"] B["union"] B["behind"] C["front"] C["union"] C["any"] C["others"]"#
    );
}

#[tokio::test]
async fn everybody_is_found_and_counted() {
    let (_server, family, guests) = start().await;
    let ids = |sockets: Vec<Socket>| {
        let mut ids: Vec<_> = sockets.iter().map(Socket::id).collect();
        ids.sort_unstable_by_key(ToString::to_string);
        ids
    };
    let of = |indices: &[usize]| {
        ids(indices.iter().map(|&index| guests[index].socket.clone()).collect())
    };
    assert_eq!(family.len(), 3);
    assert!(!family.is_empty());
    assert_eq!(ids(family.sockets()), of(&[0, 1, 2]));
    assert_eq!(ids(family.to("front").sockets()), of(&[0, 2]));
    let found = family.except("front").fetch_sockets().await;
    let found: Vec<_> = found.into_iter().map(|socket| socket.id()).collect();
    assert_eq!(found, [guests[1].socket.id()]);
    assert_eq!(family.name(), "/chat/{room}");
    assert_eq!(family.namespaces().len(), 2);
    assert_eq!(family.namespace("/chat/b"), Some(guests[2].socket.namespace()));
    assert_eq!(family.namespace("/other"), None);
    for (index, is_there) in [(0, true), (2, true), (3, false)] {
        let id = guests[index].socket.id();
        assert_eq!(family.socket(id).map(|socket| socket.id()), is_there.then_some(id));
    }
}

#[tokio::test]
async fn one_of_them_may_be_meant_before_it_exists_and_when_it_is_made_again() {
    let (handlers, mut sockets) = Handlers::new().hand_over_sockets();
    let io = Io::builder()
        .mount(Mount::dynamic("/chat/{room}", handlers))
        .namespace("/chat/other", Handlers::new())
        .build()
        .unwrap();
    let server = TestServer::start(&io).await;
    let family = io.family("/chat/{room}").unwrap();
    let blue = family.of(family.pattern().unwrap().name(["blue"]).unwrap());
    let other = family.of("/chat/other");
    blue.emit("nobody", &());
    for _ in 0..2 {
        let mut blue_guest = Guest::join(&server, &mut sockets, "/chat/blue").await;
        let mut red_guest = Guest::join(&server, &mut sockets, "/chat/red").await;
        let mut other_guest = server.websocket().await;
        other_guest.join("40/chat/other,").await;
        blue.emit("blue", &());
        // The name is another mount's, and not of this family.
        other.emit("other", &());
        io.namespace("/chat/other").unwrap().emit("fence", &());
        assert_eq!(other_guest.text().await, r#"42/chat/other,["fence"]"#);
        assert_eq!(blue_guest.heard().await, [r#"["blue"]"#]);
        assert_eq!(red_guest.heard().await, [""; 0]);
        assert_eq!((blue.sockets().len(), other.sockets().len()), (1, 0));
        drop((blue_guest, red_guest));
        eventually("both to be removed", || family.namespaces().is_empty()).await;
    }
}

#[tokio::test]
async fn everybody_is_asked_in_all_of_them() {
    let (_server, family, mut guests) = start().await;
    let answers = family.timeout(Duration::from_secs(30)).emit_with_ack::<u8, _>("ask", &());
    for (index, guest) in guests[..3].iter_mut().enumerate() {
        let name = guest.name;
        assert_eq!(guest.client.text().await, format!(r#"42{name},0["ask"]"#));
        guest.client.send(&format!("43{name},0[{index}]")).await;
    }
    let mut answers: Vec<_> =
        answers.collect().await.into_iter().map(|(id, answer)| (id, answer.unwrap())).collect();
    answers.sort_by_key(|(_, answer)| *answer);
    let expected = [0, 1, 2].map(|index| (guests[usize::from(index)].socket.id(), index));
    assert_eq!(answers, expected);
}

#[tokio::test]
async fn who_does_not_answer_is_named_in_all_of_them() {
    let (_server, family, mut guests) = start().await;
    let mut answers = family.timeout(Duration::from_millis(20)).emit_with_ack::<u8, _>("ask", &());
    let mut missing = Vec::new();
    while let Some((id, answer)) = answers.next().await {
        assert!(matches!(answer, Err(AckError::TimedOut { .. })), "{answer:?}");
        missing.push(id);
    }
    missing.sort_unstable_by_key(ToString::to_string);
    let mut expected = [0, 1, 2].map(|index: usize| guests[index].socket.id());
    expected.sort_unstable_by_key(ToString::to_string);
    assert_eq!(missing, expected);
    assert_eq!(heard(&mut guests).await, r#"A0["ask"] B0["ask"] C0["ask"]"#);
}

#[tokio::test]
async fn rooms_are_joined_and_left_in_all_of_them() {
    let (_server, family, mut guests) = start().await;
    family.everybody().sockets_join("all");
    family.to("front").sockets_leave("all");
    family.to("all").emit("behind", &());
    family.to("front").sockets_join("again");
    family.to("again").emit("front", &());
    assert_eq!(heard(&mut guests).await, r#"A["front"] B["behind"] C["front"]"#);
}

#[tokio::test]
async fn everybody_chosen_is_disconnected_from_all_of_them() {
    let (server, family, mut guests) = start().await;
    family.to("front").disconnect_sockets(false);
    for index in [0, 2] {
        let name = guests[index].name;
        assert_eq!(guests[index].client.text().await, format!("41{name},"));
    }
    eventually("an empty namespace to be removed", || family.namespaces().len() == 1).await;
    assert_eq!(server.sessions(), 4);
    let [_, ben, _, dan] = &mut guests;
    family.emit("left", &());
    assert_eq!(ben.heard().await, [r#"["left"]"#]);
    assert_eq!(dan.heard().await, [""; 0]);
    family.everybody().disconnect_sockets(true);
    assert_eq!(ben.client.text().await, "41/chat/a,");
    server.has_sessions(3).await;
    eventually("an empty namespace to be removed", || family.namespaces().is_empty()).await;
}

#[tokio::test]
async fn family_of_a_cluster_is_that_of_all_servers() {
    let bus = Bus::new();
    let build = |handlers| {
        let io = Io::builder().mount(Mount::dynamic("/chat/{room}", handlers));
        io.adapter(bus.adapter()).build().unwrap()
    };
    let (handlers, mut sockets) = Handlers::new().hand_over_sockets();
    let (here, there) = (build(Handlers::new()), build(handlers));
    let server = TestServer::start(&there).await;
    let mut blue = Guest::join(&server, &mut sockets, "/chat/blue").await;
    let mut red = Guest::join(&server, &mut sockets, "/chat/red").await;
    // There is no such namespace on the server that emits.
    let family = here.family("/chat/{room}").unwrap();
    assert_eq!(family.namespaces(), []);
    family.emit("all", &());
    family.of("/chat/blue").emit("blue", &());
    family.everybody().sockets_join("room");
    family.to("room").emit("joined", &());
    family.everybody().local().emit("local", &());
    let found = family.fetch_sockets().await;
    assert!(found.missing_nodes.is_empty());
    let mut found: Vec<_> = found.into_iter().map(|socket| socket.id().to_string()).collect();
    found.sort();
    let mut expected = [&blue, &red].map(|guest| guest.socket.id().to_string());
    expected.sort();
    assert_eq!(found, expected);
    family.of("/chat/red").disconnect_sockets(false);
    for event in ["all", "blue", "joined"] {
        assert_eq!(blue.client.text().await, format!(r#"42/chat/blue,["{event}"]"#));
    }
    for event in ["all", "joined"] {
        assert_eq!(red.client.text().await, format!(r#"42/chat/red,["{event}"]"#));
    }
    assert_eq!(red.client.text().await, "41/chat/red,");
    assert_eq!(blue.heard().await, [""; 0]);
    let answers = family.timeout(Duration::from_secs(30)).emit_with_ack::<u8, _>("ask", &());
    let question = blue.client.text().await;
    let id = question.strip_prefix("42/chat/blue,").unwrap().strip_suffix(r#"["ask"]"#).unwrap();
    blue.client.send(&format!("43/chat/blue,{id}[7]")).await;
    let answers = answers.collect().await.outcomes;
    let answers: Vec<_> = answers.into_iter().map(|(id, answer)| (id, answer.unwrap())).collect();
    assert_eq!(answers, [(blue.socket.id(), 7)]);
}

#[tokio::test]
async fn listeners_to_other_servers_go_with_the_namespace() {
    let bus = Bus::new();
    let here = Io::builder().namespace("/chat/a", Handlers::new()).adapter(bus.adapter());
    let here = here.build().unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let there = Io::builder()
        .mount(Mount::dynamic("/chat/{room}", Handlers::new()))
        .on_new_namespace(move |namespace| {
            let counter = Arc::clone(&counter);
            namespace.on_server_side("count", move |_| {
                let n_before = counter.fetch_add(1, Ordering::Relaxed);
                async move { (n_before,) }
            });
        })
        .adapter(bus.adapter())
        .build()
        .unwrap();
    let server = TestServer::start(&there).await;
    for _ in 0..3 {
        let mut client = server.websocket().await;
        client.join("40/chat/a,").await;
        client.send("41/chat/a,").await;
        eventually("the end of the namespace", || there.namespace("/chat/a").is_none()).await;
    }
    let mut client = server.websocket().await;
    client.join("40/chat/a,").await;
    let namespace = here.namespace("/chat/a").unwrap();
    let asked = namespace.server_side_emit_with_ack::<usize, _>("count", &()).unwrap();
    let answers = asked.collect().await.answers;
    assert_eq!(answers, [(there.node_id().unwrap(), 0)]);
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}
