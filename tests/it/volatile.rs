//! Events that are dropped when they cannot leave at once.

use wigwag::{Binary, Config};
use wigwag_tests::harness::{Handlers, RawPolling, Sockets, TestServer, echo};

/// How many megabytes are sent to a client that does not read.
const PAGES: usize = 30;

async fn start() -> (TestServer, Sockets) {
    let (handlers, sockets) = Handlers::new().event(echo).hand_over_sockets();
    // Room for all the pages of a test.
    let config = Config::new().outbox_bytes_max(2 * PAGES * 1_000_000);
    (TestServer::with_config(config, handlers).await, sockets)
}

#[tokio::test]
async fn polling_client_without_a_get_misses_volatile_events() {
    let (server, mut sockets) = start().await;
    let (client, _) = RawPolling::join(&server).await;
    let socket = sockets.next().await;
    socket.emit_volatile("lost", &());
    socket.emit("kept", &());
    assert_eq!(client.poll().await, r#"42["kept"]"#);
}

#[tokio::test]
async fn pending_get_brings_a_volatile_event() {
    let (server, mut sockets) = start().await;
    let (client, _) = RawPolling::join(&server).await;
    let socket = sockets.next().await;
    let mut get = client.start_get_in_session(&server).await;
    socket.emit_volatile("seen", &());
    // Behind another event, an event does not leave at once.
    socket.emit_volatile("lost", &());
    assert_eq!(get.response().await.body, r#"42["seen"]"#);
    socket.emit_volatile("lost", &());
    socket.emit("kept", &());
    assert_eq!(client.poll().await, r#"42["kept"]"#);
}

#[tokio::test]
async fn volatile_event_with_attachments_leaves_whole() {
    let (server, mut sockets) = start().await;
    let (mut client, _) = server.join().await;
    let socket = sockets.next().await;
    client.texts_so_far().await;
    socket.emit_volatile("sketch", &(Binary::from(vec![1]),));
    assert_eq!(client.text().await, r#"451-["sketch",{"_placeholder":true,"num":0}]"#);
    assert_eq!(client.binary().await, [1]);
}

#[tokio::test]
async fn client_that_does_not_read_misses_volatile_events_and_sees_no_other_order() {
    let (server, mut sockets) = start().await;
    let (mut client, _) = server.join().await;
    let socket = sockets.next().await;
    client.texts_so_far().await;
    socket.emit_volatile("seen", &(0,));
    assert_eq!(client.text().await, r#"42["seen",0]"#);
    // More than the buffers between both ends hold.
    let page = Binary::from(vec![7; 1_000_000]);
    for number in 0..PAGES {
        socket.emit("kept", &(number, &page));
        // The session has its turn.
        tokio::task::yield_now().await;
    }
    socket.emit_volatile("lost", &());
    socket.emit("kept", &("last",));
    socket.emit_volatile("lost", &());
    for number in 0..PAGES {
        let packet = format!(r#"451-["kept",{number},{{"_placeholder":true,"num":0}}]"#);
        assert_eq!(client.text().await, packet);
        assert!(client.binary().await == *page, "{number}");
    }
    assert_eq!(client.text().await, r#"42["kept","last"]"#);
    // All is read, so that there is room again.
    assert_eq!(client.texts_so_far().await, [""; 0]);
    socket.emit_volatile("seen", &(1,));
    assert_eq!(client.text().await, r#"42["seen",1]"#);
}

#[tokio::test]
async fn volatile_broadcast_reaches_those_who_can_take_it() {
    let (server, mut sockets) = start().await;
    let (mut reader, _) = server.join().await;
    let (polling, _) = RawPolling::join(&server).await;
    let (_sender, _) = server.join().await;
    sockets.next().await;
    sockets.next().await;
    let sender = sockets.next().await;
    reader.texts_so_far().await;
    sender.broadcast().volatile().emit("now", &());
    sender.broadcast().emit("then", &());
    assert_eq!(reader.text().await, r#"42["now"]"#);
    assert_eq!(reader.text().await, r#"42["then"]"#);
    assert_eq!(polling.poll().await, r#"42["then"]"#);
}
