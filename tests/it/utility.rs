//! What can be done to many sockets of one server that is alone.

use std::time::Duration;

use wigwag::socket::Namespace;
use wigwag::{Io, SocketId};
use wigwag_tests::harness::{Handlers, RawWebSocket, TestServer, echo, within};

struct Guest {
    client: RawWebSocket,
    id: SocketId,
}

async fn start<const GUESTS: usize>() -> (Namespace, TestServer, [Guest; GUESTS]) {
    let io = Io::builder().namespace("/", Handlers::new().event(echo)).build().unwrap();
    let server = TestServer::start(&io).await;
    let mut guests = Vec::new();
    for _ in 0..GUESTS {
        let (client, id) = server.join().await;
        guests.push(Guest { client, id: id.parse().unwrap() });
    }
    let guests = guests.try_into().unwrap_or_else(|_| unreachable!("as many as were pushed"));
    (io.namespace("/").unwrap(), server, guests)
}

/// The ids of those who are in `room`, in the order of the guests.
fn members<const GUESTS: usize>(
    namespace: &Namespace,
    room: &str,
    guests: &[Guest; GUESTS],
) -> Vec<usize> {
    let sockets = namespace.to(room).sockets();
    let is_in = |guest: &Guest| sockets.iter().any(|socket| socket.id() == guest.id);
    (0..GUESTS).filter(|&index| is_in(&guests[index])).collect()
}

#[tokio::test]
async fn sockets_that_are_chosen_join_and_leave() {
    let (namespace, _server, guests) = start::<3>().await;
    let receipt = namespace.sockets_join("all");
    assert_eq!(receipt.await, Ok(()));
    namespace.to(guests[0].id).to(guests[1].id).sockets_join("a");
    namespace.to("a").except(guests[0].id).sockets_join("b");
    assert_eq!(members(&namespace, "all", &guests), [0, 1, 2]);
    assert_eq!(members(&namespace, "a", &guests), [0, 1]);
    assert_eq!(members(&namespace, "b", &guests), [1]);
    let nobody: [&str; 0] = [];
    namespace.to_any(nobody).sockets_join("c");
    namespace.to_any(nobody).sockets_leave("all");
    assert_eq!(members(&namespace, "c", &guests), [0; 0]);
    namespace.to("b").sockets_leave("all");
    assert_eq!(members(&namespace, "all", &guests), [0, 2]);
    namespace.sockets_leave("all");
    assert_eq!(members(&namespace, "all", &guests), [0; 0]);
}

#[tokio::test]
async fn sockets_that_are_chosen_are_disconnected() {
    let (namespace, _server, mut guests) = start::<3>().await;
    let nobody: [&str; 0] = [];
    namespace.to_any(nobody).disconnect_sockets(true);
    namespace.to(guests[0].id).disconnect_sockets(false);
    assert_eq!(guests[0].client.text().await, "41");
    // Its connection is as it was.
    guests[0].client.join("40").await;
    namespace.except(guests[2].id).disconnect_sockets(true);
    for guest in &mut guests[..2] {
        assert_eq!(guest.client.text().await, "41");
    }
    let [first, second, mut third] = guests;
    first.client.closes().await;
    second.client.closes().await;
    assert_eq!(third.client.texts_so_far().await, [""; 0]);
    assert_eq!(namespace.len(), 1);
}

#[tokio::test]
async fn fetched_sockets_are_the_sockets_themselves() {
    let (namespace, _server, guests) = start::<2>().await;
    namespace.to(guests[1].id).sockets_join("a");
    let found = namespace.fetch_sockets().await;
    assert_eq!((found.sockets.len(), found.missing_nodes.len()), (2, 0));
    let [socket] = &namespace.to("a").fetch_sockets().await.sockets[..] else { panic!("not one") };
    let local = socket.local().unwrap();
    assert_eq!((local.id(), socket.id()), (guests[1].id, guests[1].id));
    socket.join("b");
    assert_eq!(socket.rooms().len(), 3);
    local.leave("b");
    // It is no copy.
    assert_eq!(socket.rooms().len(), 2);
    local.data().set("name", "Ada").unwrap();
    assert_eq!(socket.data().to_json(), r#"{"name":"Ada"}"#);
}

#[tokio::test]
async fn message_is_the_event_without_a_name() {
    let (namespace, _server, mut guests) = start::<2>().await;
    namespace.send(&("a", 1));
    namespace.to(guests[0].id).send(&());
    assert_eq!(
        guests[0].client.texts_so_far().await,
        [r#"42["message","a",1]"#, r#"42["message"]"#]
    );
    assert_eq!(guests[1].client.texts_so_far().await, [r#"42["message","a",1]"#]);
}

#[tokio::test]
async fn several_rooms_can_be_excepted_at_once() {
    let (namespace, _server, mut guests) = start::<3>().await;
    let nobody: [&str; 0] = [];
    namespace.except_any([guests[0].id, guests[1].id]).emit("one", &());
    namespace.except_any(nobody).emit("two", &());
    for (guest, expected) in guests.iter_mut().zip([&["two"][..], &["two"], &["one", "two"]]) {
        for event in expected {
            assert_eq!(guest.client.text().await, format!(r#"42["{event}"]"#));
        }
    }
}

#[tokio::test]
async fn broadcast_of_a_socket_leaves_out_who_listens_in_its_own_room() {
    let (namespace, _server, mut guests) = start::<3>().await;
    let socket = namespace.socket(guests[0].id).unwrap();
    namespace.to(guests[1].id).sockets_join(guests[0].id);
    socket.broadcast().emit("one", &());
    socket.leave(socket.id());
    socket.broadcast().emit("two", &());
    assert_eq!(guests[0].client.texts_so_far().await, [""; 0]);
    assert_eq!(guests[1].client.texts_so_far().await, [""; 0]);
    assert_eq!(guests[2].client.texts_so_far().await, [r#"42["one"]"#, r#"42["two"]"#]);
}

#[tokio::test]
async fn server_that_is_alone_has_nobody_to_ask() {
    let (namespace, _server, mut guests) = start::<1>().await;
    namespace.on_server_side("ask", |_| async { (1,) });
    assert_eq!(namespace.server_side_emit("ask", &()).unwrap().await, Ok(()));
    let asked = namespace.server_side_emit_with_ack::<u32, _>("ask", &()).unwrap();
    let collected = within("the end", asked.timeout(Duration::from_secs(3600)).collect()).await;
    assert_eq!((collected.answers, collected.missing_nodes), (Vec::new(), Vec::new()));
    // `local` changes nothing here.
    namespace.local().emit("here", &());
    assert_eq!(guests[0].client.text().await, r#"42["here"]"#);
    let socket = namespace.socket(guests[0].id).unwrap();
    assert_eq!(socket.join("a").await, Ok(()));
}
