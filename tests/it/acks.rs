//! Acknowledgements between the server and one client, both ways.

use std::time::Duration;

use tokio::sync::mpsc;
use wigwag::socket::Socket;
use wigwag::{AckError, Binary, Io};
use wigwag_tests::harness::{Handlers, RawWebSocket, Sockets, TestServer, echo, within};

#[tokio::test]
async fn client_gets_as_many_arguments_as_the_handler_gives() {
    let handlers = Handlers::new().event(|_, mut event| async move {
        let Some(ack) = event.take_ack() else { return };
        let sent = match event.name() {
            "none" => ack.send(&()),
            "one" => ack.send(&("only",)),
            "three" => ack.send(&(1, Some("two"), None::<u8>)),
            _ => ack.send(&(Binary::from(vec![1, 2]), Binary::from(vec![3]))),
        };
        assert_eq!(sent, Ok(()));
    });
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    client.send(r#"420["none"]"#).await;
    assert_eq!(client.text().await, "430[]");
    client.send(r#"421["one"]"#).await;
    assert_eq!(client.text().await, r#"431["only"]"#);
    client.send(r#"422["three"]"#).await;
    assert_eq!(client.text().await, r#"432[1,"two",null]"#);
    client.send(r#"423["binary"]"#).await;
    assert_eq!(
        client.text().await,
        r#"462-3[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#
    );
    assert_eq!(client.binary().await, [1, 2]);
    assert_eq!(client.binary().await, [3]);
}

#[tokio::test]
async fn every_id_that_fits_64_bits_comes_back() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    let ids = [("0", "0"), ("007", "7"), ("18446744073709551615", "18446744073709551615")];
    for (asked, answered) in ids {
        client.send(&format!(r#"42{asked}["a"]"#)).await;
        assert_eq!(client.text().await, format!("43{answered}[]"));
    }
}

#[tokio::test]
async fn event_without_an_id_has_nothing_to_acknowledge() {
    let handlers = Handlers::new().event(|socket, mut event| async move {
        socket.emit("wanted", &(event.take_ack().is_some(), event.take_ack().is_some()));
    });
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    client.send(r#"42["a"]"#).await;
    assert_eq!(client.text().await, r#"42["wanted",false,false]"#);
    client.send(r#"427["a"]"#).await;
    assert_eq!(client.text().await, r#"42["wanted",true,false]"#);
}

#[tokio::test]
async fn acknowledgement_that_is_dropped_is_not_sent() {
    let handlers = Handlers::new().event(|socket, event| async move {
        if event.name() == "fence" {
            echo(socket, event).await;
        }
    });
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    client.send(r#"420["nobody handles this"]"#).await;
    assert_eq!(client.texts_so_far().await, [""; 0]);
}

#[tokio::test]
async fn acknowledgement_may_come_long_after_the_event() {
    let (sender, mut acks) = mpsc::unbounded_channel();
    let handlers = Handlers::new().event(move |_, mut event| {
        let _ = sender.send(event.take_ack());
        std::future::ready(())
    });
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    client.send(r#"420["first"]"#).await;
    client.send(r#"421["second"]"#).await;
    let first = within("an event", acks.recv()).await.flatten().unwrap();
    let second = within("an event", acks.recv()).await.flatten().unwrap();
    assert_eq!(second.send(&("b",)), Ok(()));
    assert_eq!(client.text().await, r#"431["b"]"#);
    assert_eq!(first.send(&("a",)), Ok(()));
    assert_eq!(client.text().await, r#"430["a"]"#);
    client.send("41").await;
    client.join("40").await;
}

async fn start() -> (TestServer, Sockets) {
    let (handlers, sockets) = Handlers::new().event(echo).hand_over_sockets();
    (TestServer::with(handlers).await, sockets)
}

/// A client that joins, and the server's end of it.
async fn join(server: &TestServer, sockets: &mut Sockets) -> (RawWebSocket, Socket) {
    let (client, id) = server.join().await;
    let socket = sockets.next().await;
    assert_eq!(socket.id().as_str(), id);
    (client, socket)
}

#[tokio::test]
async fn client_is_asked_and_its_answer_is_given() {
    let (server, mut sockets) = start().await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    let answer = socket.emit_with_ack::<String, _>("ask", &("name?", 1));
    assert_eq!(client.text().await, r#"420["ask","name?",1]"#);
    client.send(r#"430["Ada","further arguments are ignored"]"#).await;
    assert_eq!(within("an answer", answer).await.as_deref(), Ok("Ada"));
}

#[tokio::test]
async fn k2_all_arguments_of_an_answer_are_given() {
    let (server, mut sockets) = start().await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    let answer = socket.emit_with_ack_args::<(u8, Option<String>, Option<bool>), _>("ask", &());
    assert_eq!(client.text().await, r#"420["ask"]"#);
    client.send(r#"430[5,"and more"]"#).await;
    assert_eq!(within("an answer", answer).await, Ok((5, Some("and more".to_owned()), None)));

    let answer = socket.emit_with_ack_args::<(u8, u8), _>("ask", &());
    assert_eq!(client.text().await, r#"421["ask"]"#);
    client.send("431[5]").await;
    assert!(matches!(within("an answer", answer).await, Err(AckError::Decode(_))));
}

#[tokio::test]
async fn ids_count_up_for_all_sockets_of_a_namespace() {
    let (server, mut sockets) = start().await;
    let (mut first, first_socket) = join(&server, &mut sockets).await;
    let (mut second, second_socket) = join(&server, &mut sockets).await;
    let _kept = [
        first_socket.emit_with_ack::<u8, _>("ask", &()),
        second_socket.emit_with_ack::<u8, _>("ask", &()),
        first_socket.emit_with_ack::<u8, _>("ask", &()),
    ];
    assert_eq!(first.text().await, r#"420["ask"]"#);
    assert_eq!(second.text().await, r#"421["ask"]"#);
    assert_eq!(first.text().await, r#"422["ask"]"#);
}

#[tokio::test]
async fn answers_may_come_in_any_order() {
    let (server, mut sockets) = start().await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    let first = socket.emit_with_ack::<u8, _>("ask", &());
    let second = socket.emit_with_ack::<u8, _>("ask", &());
    client.text().await;
    client.text().await;
    client.send("431[11]").await;
    assert_eq!(within("an answer", second).await, Ok(11));
    client.send("430[10]").await;
    assert_eq!(within("an answer", first).await, Ok(10));
}

#[tokio::test]
async fn answer_may_be_binary_or_missing() {
    let (server, mut sockets) = start().await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    let sketch = socket.emit_with_ack::<Binary, _>("sketch", &(Binary::from(vec![9]),));
    assert_eq!(client.text().await, r#"451-0["sketch",{"_placeholder":true,"num":0}]"#);
    assert_eq!(client.binary().await, [9]);
    client.send(r#"461-0[{"_placeholder":true,"num":0}]"#).await;
    client.send_binary(&[1, 2, 3]).await;
    assert_eq!(within("an answer", sketch).await, Ok(Binary::from(vec![1, 2, 3])));

    let nothing = socket.emit_with_ack::<(), _>("nudge", &());
    assert_eq!(client.text().await, r#"421["nudge"]"#);
    client.send("431[]").await;
    assert_eq!(within("an answer", nothing).await, Ok(()));

    let perhaps = socket.emit_with_ack::<Option<u8>, _>("guess", &());
    assert_eq!(client.text().await, r#"422["guess"]"#);
    client.send("432").await;
    assert_eq!(within("an answer", perhaps).await, Ok(None));
}

#[tokio::test]
async fn answer_of_another_shape_is_an_error_of_its_own() {
    let (server, mut sockets) = start().await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    let answer = socket.emit_with_ack::<u8, _>("ask", &());
    client.text().await;
    client.send(r#"430["many"]"#).await;
    let Err(AckError::Decode(error)) = within("an answer", answer).await else {
        panic!("a text is no number");
    };
    assert_eq!(error.path(), "[0]");
    assert_eq!(error.message(), r#"invalid type: string "many", expected u8"#);
}

#[tokio::test]
async fn unknown_doubled_and_foreign_answers_have_no_effect() {
    let (server, mut sockets) = start().await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    let (mut stranger, _) = join(&server, &mut sockets).await;
    let answer = socket.emit_with_ack::<u8, _>("ask", &());
    client.text().await;
    // Ids are shared by the namespace, answers are not.
    stranger.send("430[66]").await;
    assert_eq!(stranger.texts_so_far().await, [""; 0]);
    client.send("431[66]").await;
    client.send("43999[66]").await;
    client.send("430[1]").await;
    client.send("430[66]").await;
    assert_eq!(client.texts_so_far().await, [""; 0]);
    assert_eq!(within("an answer", answer).await, Ok(1));
}

#[tokio::test]
async fn waiting_ends_with_the_timeout_and_a_late_answer_has_no_effect() {
    let (server, mut sockets) = start().await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    let timeout = Duration::from_millis(50);
    let answer = socket.emit_with_ack::<u8, _>("ask", &()).timeout(timeout);
    client.text().await;
    let answer = within("the timeout", answer).await;
    assert_eq!(answer, Err(AckError::TimedOut { after: timeout }));
    client.send("430[1]").await;
    let answer = socket.emit_with_ack::<u8, _>("ask", &()).timeout(Duration::from_secs(20));
    assert_eq!(client.text().await, r#"421["ask"]"#);
    client.send("431[2]").await;
    assert_eq!(within("an answer", answer).await, Ok(2));
}

#[tokio::test]
async fn waiting_ends_when_the_client_leaves() {
    for farewell in [Some("41"), Some("1"), None] {
        let (server, mut sockets) = start().await;
        let (mut client, socket) = join(&server, &mut sockets).await;
        let answer = socket.emit_with_ack::<u8, _>("ask", &());
        client.text().await;
        match farewell {
            Some(farewell) => client.send(farewell).await,
            None => drop(client),
        }
        let answer = within("an answer", answer).await;
        assert_eq!(answer, Err(AckError::Disconnected), "{farewell:?}");
        // Who has left is not waited for.
        let answer = within("an answer", socket.emit_with_ack::<u8, _>("ask", &())).await;
        assert_eq!(answer, Err(AckError::Disconnected), "{farewell:?}");
    }
}

#[tokio::test]
async fn waiting_ends_when_the_server_puts_the_client_out() {
    let (server, mut sockets) = start().await;
    let (_client, socket) = join(&server, &mut sockets).await;
    let answer = socket.emit_with_ack::<u8, _>("ask", &());
    socket.disconnect();
    assert_eq!(within("an answer", answer).await, Err(AckError::Disconnected));
}

#[tokio::test]
async fn event_that_cannot_be_encoded_is_not_sent() {
    let (server, mut sockets) = start().await;
    let (mut client, socket) = join(&server, &mut sockets).await;
    let eleven = vec![Binary::from(vec![1]); 11];
    let answer = within("an answer", socket.emit_with_ack::<u8, _>("ask", &(&eleven,))).await;
    assert!(matches!(answer, Err(AckError::Encode(_))), "{answer:?}");
    socket.emit("tell", &(&eleven,));
    let reserved = within("an answer", socket.emit_with_ack::<u8, _>("disconnect", &())).await;
    assert!(matches!(reserved, Err(AckError::Encode(_))), "{reserved:?}");
    socket.emit("connect", &());
    socket.emit("tell", &(eleven.len(),));
    assert_eq!(client.text().await, r#"42["tell",11]"#);
}

#[tokio::test]
async fn k9_answers_are_for_the_namespace_that_asked() {
    let (main, mut sockets) = Handlers::new().hand_over_sockets();
    let (admin, mut others) = Handlers::new().hand_over_sockets();
    let io = Io::builder().namespace("/", main).namespace("/admin", admin).build().unwrap();
    let server = TestServer::start(&io).await;
    let (mut client, _) = server.join().await;
    client.join("40/admin,").await;
    let (socket, other) = (sockets.next().await, others.next().await);
    let answer = socket.emit_with_ack::<u8, _>("ask", &());
    let other_answer = other.emit_with_ack::<Binary, _>("ask", &());
    assert_eq!(client.text().await, r#"420["ask"]"#);
    assert_eq!(client.text().await, r#"42/admin,0["ask"]"#);
    client.send(r#"461-/admin,0[{"_placeholder":true,"num":0}]"#).await;
    client.send_binary(&[1, 2]).await;
    assert_eq!(within("an answer", other_answer).await.as_deref(), Ok(&[1, 2][..]));
    client.send("430[9]").await;
    assert_eq!(within("an answer", answer).await, Ok(9));
}
