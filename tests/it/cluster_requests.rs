//! What servers of a cluster ask each other: sockets, acknowledgements, answers of programs.

use std::future::IntoFuture as _;
use std::time::Duration;

use wigwag::adapter::{NodeError, Refused};
use wigwag::socket::ServerSideEvent;
use wigwag::{AckError, EncodeError};
use wigwag_tests::harness::{journal, within};

use super::cluster::{TIMEOUT, start};

#[tokio::test]
async fn sockets_of_every_server_are_fetched() {
    let nodes = start::<3>().await;
    nodes[1].socket().data().set("name", "Ada").unwrap();
    nodes[1].socket().join("a");
    nodes[2].socket().join("a");
    let found = within("sockets", nodes[0].namespace().fetch_sockets()).await;
    assert_eq!(found.missing_nodes, []);
    let mut ids: Vec<_> = found.sockets.iter().map(|socket| socket.id()).collect();
    let mut expected: Vec<_> = nodes.iter().map(|node| node.id).collect();
    assert_eq!(ids[0], nodes[0].id, "this server's own come first");
    ids.sort_unstable();
    expected.sort_unstable();
    assert_eq!(ids, expected);

    let found = nodes[0].namespace().to("a").except(nodes[2].id).fetch_sockets().await;
    let [socket] = &found.sockets[..] else { panic!("not one: {found:?}") };
    let original = nodes[1].socket();
    assert!(socket.local().is_none());
    assert_eq!(socket.data().get::<String>("name").unwrap().as_deref(), Some("Ada"));
    assert_eq!(socket.data().to_json(), r#"{"name":"Ada"}"#);
    let mut rooms: Vec<_> = socket.rooms().iter().map(ToString::to_string).collect();
    rooms.sort_by_key(String::len);
    assert_eq!(rooms, ["a", nodes[1].id.as_str()]);
    assert_eq!(socket.handshake().url(), original.handshake().url());
    assert_eq!(socket.handshake().header("host"), original.handshake().header("host"));
    assert_eq!(socket.handshake().address(), original.handshake().address());
    assert_eq!(socket.handshake().query("EIO").as_deref(), Some("4"));
    assert_eq!(socket.auth().as_json(), "{}");
}

#[tokio::test]
async fn fetched_socket_is_a_handle() {
    let mut nodes = start::<2>().await;
    let namespace = nodes[0].namespace();
    let found = namespace.to(nodes[1].id).fetch_sockets().await;
    let there = &found.sockets[0];
    there.join("a");
    namespace.to("a").emit("one", &());
    there.leave("a");
    namespace.to("a").emit("two", &());
    there.emit("three", &());
    let answer = there.emit_with_ack::<u32, _>("four", &());
    for event in ["one", "three"] {
        assert_eq!(nodes[1].client.text().await, format!(r#"42["{event}"]"#));
    }
    assert_eq!(nodes[1].client.text().await, r#"420["four"]"#);
    nodes[1].client.send("430[44]").await;
    assert_eq!(within("the answer", answer.into_future()).await, Ok(44));

    let late = there.emit_with_ack::<u32, _>("five", &()).timeout(TIMEOUT);
    assert_eq!(nodes[1].client.text().await, r#"421["five"]"#);
    let outcome = within("the timeout", late.into_future()).await;
    assert_eq!(outcome, Err(AckError::TimedOut { after: TIMEOUT }));
    there.disconnect(false);
    assert_eq!(nodes[1].client.text().await, "41");
    let gone = there.emit_with_ack::<u32, _>("six", &());
    assert_eq!(within("the answer", gone.into_future()).await, Err(AckError::Disconnected));

    let found = namespace.fetch_sockets().await;
    let here = &found.sockets[0];
    assert_eq!(here.local().map(|socket| socket.id()), Some(nodes[0].id));
    let answer = here.emit_with_ack::<String, _>("here", &());
    assert_eq!(nodes[0].client.text().await, r#"423["here"]"#);
    nodes[0].client.send(r#"433["yes"]"#).await;
    assert_eq!(within("the answer", answer.into_future()).await, Ok("yes".to_owned()));
    here.disconnect(true);
    assert_eq!(nodes[0].client.text().await, "41");
}

#[tokio::test]
async fn acknowledgements_of_every_server_come_as_they_come() {
    let mut nodes = start::<3>().await;
    let mut answers = nodes[0].namespace().emit_with_ack::<u32, _>("ask", &("how many?",));
    for node in &mut nodes {
        assert_eq!(node.client.text().await, r#"420["ask","how many?"]"#);
    }
    for (index, number) in [(2, 22), (0, 20), (1, 21)] {
        nodes[index].client.send(&format!("430[{number}]")).await;
        let answer = within("an answer", answers.next()).await;
        assert_eq!(answer, Some((nodes[index].id, Ok(number))));
        // Answering twice is no second answer.
        nodes[index].client.send("430[66]").await;
        nodes[index].client.texts_so_far().await;
    }
    assert_eq!(within("the end", answers.next()).await, None);
    assert_eq!((answers.missing(), answers.missing_nodes()), (0, &[][..]));
}

#[tokio::test]
async fn who_does_not_answer_in_time_or_leaves_is_named_wherever_it_is() {
    let mut nodes = start::<4>().await;
    let target = nodes[0].namespace().timeout(TIMEOUT);
    let answers = target.emit_with_ack::<u32, _>("ask", &());
    for node in &mut nodes {
        assert_eq!(node.client.text().await, r#"420["ask"]"#);
    }
    nodes[1].client.send("430[1]").await;
    nodes[2].client.send("41").await;
    let mut acks = within("the timeout", answers.collect()).await;
    acks.outcomes.sort_by_key(|(id, _)| nodes.iter().position(|node| node.id == *id));
    let late = || Err(AckError::TimedOut { after: TIMEOUT });
    let expected = [late(), Ok(1), Err(AckError::Disconnected), late()];
    let outcomes: Vec<_> = acks.outcomes.into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!(outcomes, expected);
    assert_eq!(acks.missing_nodes, []);
    // A late answer finds nobody.
    nodes[3].client.send("430[3]").await;
    assert_eq!(nodes[3].client.texts_so_far().await, [""; 0]);
}

#[tokio::test]
async fn question_to_nobody_ends_at_once() {
    let nodes = start::<3>().await;
    let target = nodes[0].namespace().to("nobody").timeout(Duration::from_secs(3600));
    let mut answers = target.emit_with_ack::<u32, _>("ask", &());
    assert_eq!(within("the end", answers.next()).await, None);
    assert_eq!(answers.missing_nodes(), []);
}

#[tokio::test]
async fn server_that_is_lost_settles_what_it_was_asked() {
    let mut nodes = start::<3>().await;
    let hour = Duration::from_secs(3600);
    let mut answers =
        nodes[0].namespace().except(nodes[0].id).timeout(hour).emit_with_ack::<u32, _>("ask", &());
    for node in &mut nodes[1..] {
        assert_eq!(node.client.text().await, r#"420["ask"]"#);
    }
    nodes[1].client.send("430[1]").await;
    assert_eq!(within("an answer", answers.next()).await, Some((nodes[1].id, Ok(1))));
    let [.., lost] = nodes;
    drop(lost.client);
    lost.io.close().await;
    let outcome = within("the loss", answers.next()).await;
    // Its client left before, and that was still heard.
    assert_eq!(outcome, Some((lost.id, Err(AckError::Disconnected))));
    assert_eq!(within("the end", answers.next()).await, None);
}

#[tokio::test]
async fn program_that_is_lost_is_named_and_the_others_answer() {
    let nodes = start::<3>().await;
    nodes[1].namespace().on_server_side("work", |_| async { ("done",) });
    nodes[2].namespace().on_server_side("work", |_| std::future::pending::<()>());
    let asked = nodes[0].namespace().server_side_emit_with_ack::<String, _>("work", &());
    let mut answers = asked.unwrap().timeout(Duration::from_secs(3600));
    let id = nodes[1].io.node_id().unwrap();
    let answer = within("an answer", answers.next()).await.unwrap().unwrap();
    assert_eq!(answer, (id, "done".to_owned()));
    let [.., lost] = nodes;
    drop(lost.client);
    lost.io.close().await;
    let missing = within("the loss", answers.next()).await.unwrap().unwrap_err();
    assert_eq!((missing.node, missing.error), (lost.io.node_id(), NodeError::Lost));
    assert!(within("the end", answers.next()).await.is_none());
}

#[tokio::test]
async fn server_side_events_go_to_the_other_programs_in_order() {
    let nodes = start::<3>().await;
    let (journal, mut entries) = journal();
    for (index, node) in nodes.iter().enumerate() {
        let (journal, sender) = (journal.clone(), nodes[0].io.node_id().unwrap());
        node.namespace().on_server_side("tell", move |event: ServerSideEvent| {
            assert_eq!((event.node(), event.name()), (&sender, "tell"));
            assert_eq!(
                event.namespace().map(|namespace| namespace.name().to_owned()).as_deref(),
                Some("/")
            );
            journal.write(format!("{index} {}", event.args().json_list()));
            std::future::ready(())
        });
    }
    for number in 0..3 {
        nodes[0].namespace().server_side_emit("tell", &(number, "a")).unwrap();
    }
    let mut heard = Vec::new();
    for _ in 0..6 {
        heard.push(entries.next().await);
    }
    heard.sort_by_key(|entry| entry[..1].to_owned());
    let expected =
        [r#"1 0,"a""#, r#"1 1,"a""#, r#"1 2,"a""#, r#"2 0,"a""#, r#"2 1,"a""#, r#"2 2,"a""#];
    assert_eq!(heard, expected);
    nodes[1].namespace().off_server_side("tell");
    nodes[0].namespace().server_side_emit("tell", &(3,)).unwrap();
    assert_eq!(entries.next().await, "2 3");
}

#[tokio::test]
async fn reserved_names_do_not_go_to_other_programs() {
    let nodes = start::<2>().await;
    for name in ["connect", "connection", "new_namespace"] {
        let refused = nodes[0].namespace().server_side_emit(name, &()).map(drop);
        assert_eq!(refused, Err(EncodeError::ReservedEventName));
        let refused = nodes[0].namespace().server_side_emit_with_ack::<(), _>(name, &()).map(drop);
        assert_eq!(refused, Err(EncodeError::ReservedEventName));
    }
    assert_eq!(nodes[0].io.cluster_stats().published, 0);
    // Between programs this one is an ordinary name.
    nodes[0].namespace().server_side_emit("disconnect", &()).unwrap();
}

#[tokio::test]
async fn programs_that_fail_or_do_not_listen_or_lag_are_named() {
    let nodes = start::<5>().await;
    nodes[1].namespace().on_server_side("ask", |_| async {
        assert!(std::env::args().count() == 0, "a test wants this panic");
    });
    nodes[2].namespace().on_server_side("ask", |_| std::future::pending::<()>());
    nodes[3].namespace().on_server_side("ask", |_| async { ("no number",) });
    let asked = nodes[0].namespace().server_side_emit_with_ack::<u32, _>("ask", &()).unwrap();
    let collected = within("the timeout", asked.collect()).await;
    assert_eq!(collected.answers, []);
    let missing = |index: usize| {
        let id = nodes[index].io.node_id();
        let found = collected.missing_nodes.iter().find(|missing| missing.node == id);
        found.map(|missing| missing.error.clone()).unwrap()
    };
    assert_eq!(missing(1), NodeError::Refused(Refused::Failed));
    assert_eq!(missing(2), NodeError::TimedOut { after: TIMEOUT });
    assert!(matches!(missing(3), NodeError::Decode(_)));
    assert_eq!(missing(4), NodeError::Refused(Refused::NoListener));
    assert_eq!(collected.missing_nodes.len(), 4);
}

#[tokio::test]
async fn first_of_several_handlers_answers() {
    let nodes = start::<2>().await;
    let (journal, mut entries) = journal();
    for number in 1..=2 {
        let journal = journal.clone();
        nodes[1].namespace().on_server_side("ask", move |_| {
            journal.write(number.to_string());
            async move { (number,) }
        });
    }
    let asked = nodes[0].namespace().server_side_emit_with_ack::<u32, _>("ask", &()).unwrap();
    let collected = within("answers", asked.collect()).await;
    assert_eq!(collected.answers, [(nodes[1].io.node_id().unwrap(), 1)]);
    assert_eq!([entries.next().await, entries.next().await], ["1", "2"]);
}
