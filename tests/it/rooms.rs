//! Broadcasts: whom they reach, once, and what everybody answers.

use std::time::Duration;

use wigwag::{AckError, Io, SocketId, socket_events};
use wigwag_tests::harness::{RawPolling, RawWebSocket, TestServer, within};

/// A place where people hear what the test says.
#[socket_events]
trait Hall {
    async fn fence(&self, cx: hall::Cx<Self>);

    #[to_client]
    fn heard(text: &str);

    #[to_client]
    async fn ask(question: &str) -> u32;
}

use hall::Emit as _;
use yard::Emit as _;

struct Silent;

impl Hall for Silent {
    async fn fence(&self, _cx: hall::Cx<Self>) {}
}

/// A place that is not the hall.
#[socket_events(namespace = "/yard")]
trait Yard {
    #[to_client]
    fn called(text: &str);
}

impl Yard for Silent {}

struct Guest {
    client: RawWebSocket,
    socket: hall::Socket,
}

impl Guest {
    fn id(&self) -> SocketId {
        self.socket.id()
    }
}

async fn start<const GUESTS: usize>() -> (Io, TestServer, [Guest; GUESTS]) {
    let io = Io::builder().mount(hall::serve(Silent)).mount(yard::serve(Silent)).build().unwrap();
    let server = TestServer::start_behind_axum(&io, axum::Router::new()).await;
    let mut guests = Vec::new();
    for _ in 0..GUESTS {
        let (client, id) = server.join().await;
        let socket = io.of::<hall::Ns>().socket(id.parse().unwrap()).unwrap();
        guests.push(Guest { client, socket });
    }
    let guests = guests.try_into().unwrap_or_else(|_| unreachable!("as many as were pushed"));
    (io, server, guests)
}

/// What each guest has heard since the last time, as one word for each event.
async fn heard<const GUESTS: usize>(guests: &mut [Guest; GUESTS]) -> [String; GUESTS] {
    let mut heard = [const { String::new() }; GUESTS];
    for (guest, heard) in guests.iter_mut().zip(&mut heard) {
        let texts = guest.client.texts_so_far().await;
        let words = texts.iter().map(|text| {
            let word =
                text.strip_prefix(r#"42["heard",""#).and_then(|rest| rest.strip_suffix("\"]"));
            word.unwrap_or(text)
        });
        *heard = words.collect::<Vec<_>>().join(" ");
    }
    heard
}

#[tokio::test]
async fn namespace_is_everybody_in_it_and_nobody_else() {
    let (io, server, mut guests) = start::<2>().await;
    let mut elsewhere = server.websocket().await;
    elsewhere.join("40/yard,").await;
    let (mut gone, _) = server.join().await;
    gone.send("41").await;
    // Waits until the server knows.
    gone.join("40/yard,").await;
    io.of::<hall::Ns>().heard("all");
    assert_eq!(heard(&mut guests).await, ["all", "all"]);
    io.of::<yard::Ns>().called("outside");
    assert_eq!(elsewhere.text().await, r#"42/yard,["called","outside"]"#);
    assert_eq!(gone.text().await, r#"42/yard,["called","outside"]"#);
    assert_eq!(heard(&mut guests).await, ["", ""]);
    assert_eq!((io.of::<hall::Ns>().len(), io.of::<yard::Ns>().len()), (2, 2));
}

#[tokio::test]
async fn room_is_who_joined_it() {
    let (io, _server, mut guests) = start::<3>().await;
    let hall = io.of::<hall::Ns>();
    guests[0].socket.join("a");
    guests[1].socket.join("a");
    guests[1].socket.join("a");
    hall.to("a").heard("one");
    hall.to("nobody").heard("two");
    guests[1].socket.leave("a");
    guests[1].socket.leave("a");
    hall.to("a").heard("three");
    assert_eq!(heard(&mut guests).await, ["one three", "one", ""]);
    guests[0].socket.leave("a");
    hall.to("a").heard("four");
    guests[2].socket.join("a");
    hall.to("a").heard("five");
    assert_eq!(heard(&mut guests).await, ["", "", "five"]);
}

#[tokio::test]
async fn several_rooms_reach_each_socket_once() {
    let (io, _server, mut guests) = start::<4>().await;
    let hall = io.of::<hall::Ns>();
    guests[0].socket.join("a");
    guests[1].socket.join("b");
    for room in ["a", "b", "c"] {
        guests[2].socket.join(room);
    }
    hall.to("a").to("b").to("c").heard("one");
    hall.to("a").to_any(["b", "b"]).heard("two");
    assert_eq!(heard(&mut guests).await, ["one two", "one two", "one two", ""]);
}

#[tokio::test]
async fn no_room_at_all_is_nobody() {
    let (io, _server, mut guests) = start::<2>().await;
    let none: [&str; 0] = [];
    guests[0].socket.broadcast().to_any(none).heard("one");
    guests[0].socket.to("a").to_any(none).heard("two");
    io.of::<hall::Ns>().except("a").to_any(none).heard("three");
    assert_eq!(heard(&mut guests).await, ["", ""]);
}

#[tokio::test]
async fn excluded_rooms_do_not_hear() {
    let (io, _server, mut guests) = start::<4>().await;
    let hall = io.of::<hall::Ns>();
    guests[0].socket.join("a");
    guests[1].socket.join("b");
    guests[2].socket.join("a");
    guests[2].socket.join("b");
    hall.except("a").heard("one");
    hall.to("a").except("b").heard("two");
    hall.to("a").to("b").except("nobody").heard("three");
    hall.except("a").except("b").heard("four");
    hall.except(guests[3].id()).heard("five");
    assert_eq!(
        heard(&mut guests).await,
        ["two three five", "one three five", "three five", "one four"]
    );
}

#[tokio::test]
async fn broadcast_from_a_socket_leaves_it_out() {
    let (_io, _server, mut guests) = start::<3>().await;
    guests[0].socket.join("a");
    guests[1].socket.join("a");
    guests[0].socket.broadcast().heard("one");
    guests[0].socket.to("a").heard("two");
    guests[2].socket.to("a").heard("three");
    assert_eq!(heard(&mut guests).await, ["three", "one two three", "one"]);
}

#[tokio::test]
async fn every_socket_is_alone_in_the_room_of_its_id() {
    let (io, _server, mut guests) = start::<3>().await;
    let hall = io.of::<hall::Ns>();
    hall.to(guests[1].id()).heard("one");
    guests[0].socket.to(guests[1].id()).heard("two");
    // The sender is left out, also of its own room.
    guests[0].socket.to(guests[0].id()).heard("three");
    hall.to(guests[0].id()).to(guests[2].id()).heard("four");
    guests[0].socket.join("a");
    hall.to("a").to(guests[0].id()).heard("five");
    assert_eq!(heard(&mut guests).await, ["four five", "one two", "four"]);

    guests[1].socket.leave(guests[1].id());
    hall.to(guests[1].id()).heard("six");
    hall.heard("seven");
    assert_eq!(heard(&mut guests).await, ["seven", "seven", "seven"]);
    guests[1].socket.join(guests[1].id());
    // Somebody else may listen in, if the server wants it.
    guests[2].socket.join(guests[1].id());
    hall.to(guests[1].id()).heard("eight");
    assert_eq!(heard(&mut guests).await, ["", "eight", "eight"]);
}

#[tokio::test]
async fn choice_that_is_kept_can_be_used_again() {
    let (io, _server, mut guests) = start::<2>().await;
    let choice = io.of::<hall::Ns>().to("a");
    let narrower = choice.clone().except("b");
    choice.heard("too early");
    for guest in &guests {
        guest.socket.join("a");
    }
    guests[1].socket.join("b");
    choice.heard("one");
    narrower.heard("two");
    choice.heard("three");
    assert_eq!(heard(&mut guests).await, ["one two three", "one three"]);
    let mut chosen: Vec<_> = choice.sockets().iter().map(|socket| socket.id()).collect();
    chosen.sort_by_key(ToString::to_string);
    let mut expected: Vec<_> = guests.iter().map(Guest::id).collect();
    expected.sort_by_key(ToString::to_string);
    assert_eq!(chosen, expected);
}

#[tokio::test]
async fn who_leaves_the_namespace_leaves_its_rooms() {
    let (io, server, mut guests) = start::<2>().await;
    let hall = io.of::<hall::Ns>();
    for guest in &guests {
        guest.socket.join("a");
    }
    guests[0].client.send("41").await;
    guests[0].client.join("40").await;
    hall.to("a").heard("one");
    // Joining after leaving does nothing.
    guests[0].socket.join("a");
    hall.to("a").heard("two");
    assert_eq!(heard(&mut guests).await, ["", "one two"]);
    assert_eq!(hall.to("a").sockets().len(), 1);
    assert!(hall.socket(guests[0].id()).is_none());
    drop(guests);
    server.has_sessions(0).await;
    assert_eq!(hall.to("a").sockets().len(), 0);
    assert!(hall.is_empty());
}

#[tokio::test]
async fn polling_and_websocket_clients_hear_the_same() {
    let (io, server, mut guests) = start::<1>().await;
    let (polling, _) = RawPolling::join(&server).await;
    let mut get = polling.start_get_in_session(&server).await;
    io.of::<hall::Ns>().heard("both");
    assert_eq!(get.response().await.body, r#"42["heard","both"]"#);
    assert_eq!(heard(&mut guests).await, ["both"]);
}

#[tokio::test]
async fn everybody_is_asked_with_one_id_and_answers_come_as_they_come() {
    let (io, _server, mut guests) = start::<3>().await;
    let mut answers = io.of::<hall::Ns>().ask("how many?");
    for guest in &mut guests {
        assert_eq!(guest.client.text().await, r#"420["ask","how many?"]"#);
    }
    assert_eq!(answers.missing(), 3);
    for (index, number) in [(2, 22), (0, 20), (1, 21)] {
        guests[index].client.send(&format!("430[{number}]")).await;
        let answer = within("an answer", answers.next()).await;
        assert_eq!(answer, Some((guests[index].id(), Ok(number))));
        // Answering twice is no second answer.
        guests[index].client.send("430[66]").await;
        guests[index].client.texts_so_far().await;
    }
    assert_eq!(within("the end", answers.next()).await, None);
    assert_eq!(answers.missing(), 0);
}

#[tokio::test]
async fn who_does_not_answer_in_time_or_leaves_is_named() {
    let (io, _server, mut guests) = start::<4>().await;
    for guest in &guests[..3] {
        guest.socket.join("a");
    }
    let timeout = Duration::from_secs(1);
    let answers = io.of::<hall::Ns>().to("a").timeout(timeout).ask("how many?");
    for guest in &mut guests[..3] {
        assert_eq!(guest.client.text().await, r#"420["ask","how many?"]"#);
    }
    guests[0].client.send("430[1]").await;
    guests[1].client.send("41").await;
    let mut answers = within("the timeout", answers.collect()).await.outcomes;
    answers.sort_by_key(|(id, _)| guests.iter().position(|guest| guest.id() == *id));
    let expected = [
        (guests[0].id(), Ok(1)),
        (guests[1].id(), Err(AckError::Disconnected)),
        (guests[2].id(), Err(AckError::TimedOut { after: timeout })),
    ];
    assert_eq!(answers, expected);
    // A late answer finds nobody, and who is not in the room was not asked.
    guests[2].client.send("430[3]").await;
    assert_eq!(guests[2].client.texts_so_far().await, [""; 0]);
    assert_eq!(guests[3].client.texts_so_far().await, [""; 0]);
}

#[tokio::test]
async fn answer_of_another_shape_is_that_socket_s_error() {
    let (io, _server, mut guests) = start::<2>().await;
    let mut answers = io.of::<hall::Ns>().ask("how many?");
    for guest in &mut guests {
        guest.client.text().await;
    }
    guests[0].client.send(r#"430["a few"]"#).await;
    let Some((id, Err(AckError::Decode(error)))) = within("an answer", answers.next()).await else {
        panic!("a text is no number");
    };
    assert_eq!((id, error.path()), (guests[0].id(), "[0]"));
    guests[1].client.send("430[5]").await;
    assert_eq!(within("an answer", answers.next()).await, Some((guests[1].id(), Ok(5))));
}

#[tokio::test]
async fn question_to_nobody_has_no_answers() {
    let (io, _server, _guests) = start::<1>().await;
    let mut answers = io.of::<hall::Ns>().to("nobody").ask("how many?");
    assert_eq!(within("the end", answers.next()).await, None);
}

#[tokio::test]
async fn question_of_a_socket_does_not_go_to_itself() {
    let (_io, _server, mut guests) = start::<2>().await;
    let mut answers = guests[0].socket.broadcast().ask("how many?");
    guests[1].client.text().await;
    guests[1].client.send("430[5]").await;
    assert_eq!(within("an answer", answers.next()).await, Some((guests[1].id(), Ok(5))));
    assert_eq!(within("the end", answers.next()).await, None);
    assert_eq!(guests[0].client.texts_so_far().await, [""; 0]);
}
