//! Packets with attachments, which must reach a client whole.

use std::thread;

use wigwag::{AckError, Binary, Config, EncodeError};
use wigwag_tests::harness::{Handlers, Incoming, RawWebSocket, TestServer, echo};

const PLACEHOLDER: &str = r#"{"_placeholder":true,"num":0}"#;

/// Eleven attachments of a byte each.
fn eleven() -> Vec<Binary> {
    (0..11).map(|byte| Binary::from(vec![byte])).collect()
}

/// `{"_placeholder":true,"num":0},…,{"_placeholder":true,"num":10}`
fn eleven_placeholders() -> String {
    let placeholders = (0..11).map(|num| PLACEHOLDER.replace('0', &num.to_string()));
    placeholders.collect::<Vec<_>>().join(",")
}

#[tokio::test]
async fn c8_threads_do_not_tear_packets_apart() {
    const THREADS: u8 = 4;
    const EVENTS: u8 = 100;
    let (handlers, mut sockets) = Handlers::new().hand_over_sockets();
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    let socket = sockets.next().await;
    let threads = (0..THREADS).map(|thread| {
        let socket = socket.clone();
        thread::spawn(move || {
            for event in 0..EVENTS {
                let [one, two] = [[thread, event, 1], [thread, event, 2]].map(Vec::from);
                socket.emit("binary", &(thread, event, Binary::from(one), Binary::from(two)));
                socket.emit("text", &(thread, event));
            }
        })
    });
    let threads = threads.collect::<Vec<_>>();
    let mut next = [(0, false); THREADS as usize];
    for _ in 0..usize::from(THREADS) * usize::from(EVENTS) * 2 {
        let (thread, event, is_text) = read_event(&mut client).await;
        assert_eq!(next[usize::from(thread)], (event, is_text), "events of thread {thread}");
        next[usize::from(thread)] = if is_text { (event + 1, false) } else { (event, true) };
    }
    for thread in threads {
        thread.join().unwrap();
    }
}

/// The numbers of the next event, and whether it was without attachments. Those of one with them are what the event says.
async fn read_event(client: &mut RawWebSocket) -> (u8, u8, bool) {
    let packet = client.text().await;
    let numbers = |list: &str| {
        let mut numbers = list.split(',').map(|number| number.parse().unwrap());
        (numbers.next().unwrap(), numbers.next().unwrap())
    };
    if let Some(list) = packet.strip_prefix(r#"42["text","#) {
        let (thread, event) = numbers(list.strip_suffix(']').unwrap());
        return (thread, event, true);
    }
    let list = packet.strip_prefix(r#"452-["binary","#).unwrap();
    let (thread, event) = numbers(list.split(",{").next().unwrap());
    assert_eq!(client.binary().await, [thread, event, 1]);
    assert_eq!(client.binary().await, [thread, event, 2]);
    (thread, event, false)
}

#[tokio::test]
async fn one_attachment_reaches_many_and_comes_twice_where_it_is_sent_twice() {
    let (handlers, mut sockets) = Handlers::new().hand_over_sockets();
    let server = TestServer::with(handlers).await;
    let (mut one, _) = server.join().await;
    let (mut other, _) = server.join().await;
    let everybody = sockets.next().await.namespace();
    sockets.next().await;
    let shared = Binary::from(vec![7; 5000]);
    everybody.emit("both", &(&shared, [&shared]));
    for client in [&mut one, &mut other] {
        let second = PLACEHOLDER.replace('0', "1");
        assert_eq!(client.text().await, format!(r#"452-["both",{PLACEHOLDER},[{second}]]"#));
        assert_eq!(client.binary().await, *shared);
        assert_eq!(client.binary().await, *shared);
    }
}

#[tokio::test]
async fn d9_eleven_attachments_are_not_sent() {
    let (handlers, mut sockets) = Handlers::new()
        .event(|_, mut event| async move {
            let ack = event.take_ack().unwrap();
            let error = EncodeError::TooManyAttachments { count: 11, max: 10 };
            assert_eq!(ack.send(&(eleven(),)), Err(error));
            // The client is still without an answer.
            ack.send(&("sorry",)).unwrap();
        })
        .hand_over_sockets();
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    let everybody = sockets.next().await.namespace().everybody();
    everybody.emit("lost", &(eleven(),));
    let (_, answer) = everybody.emit_with_ack::<(), _>("lost", &(eleven(),)).next().await.unwrap();
    let error = EncodeError::TooManyAttachments { count: 11, max: 10 };
    assert_eq!(answer, Err(AckError::Encode(error)));
    client.send(r#"427["ask"]"#).await;
    assert_eq!(client.text().await, r#"437["sorry"]"#);
}

#[tokio::test]
async fn d9_eleven_attachments_travel_both_ways_where_they_are_allowed() {
    let config = Config::new().max_attachments(11);
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    let placeholders = eleven_placeholders();
    client.send(&format!(r#"4511-7["e",{placeholders}]"#)).await;
    for byte in 0..11 {
        client.send_binary(&[byte]).await;
    }
    assert_eq!(client.text().await, format!("4611-7[{placeholders}]"));
    for byte in 0..11 {
        assert_eq!(client.binary().await, [byte]);
    }
    client.send(r#"4512-7["e"]"#).await;
    assert!(matches!(client.next().await, Incoming::Close(None)));
}
