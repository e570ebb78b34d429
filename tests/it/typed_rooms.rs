//! Rooms that are values of a type.

use wigwag::{Io, Room, RoomName, socket_events};
use wigwag_tests::harness::{RawWebSocket, TestServer};

#[derive(Debug, Clone, PartialEq, Eq, RoomName)]
enum Box {
    Stage,
    Row(u8),
    #[room("seat {row}/{name}")]
    Seat {
        name: String,
        row: u8,
    },
}

/// A theatre, where everybody sits somewhere.
#[socket_events]
trait Theatre {
    type Room = Box;

    async fn sit(&self, cx: theatre::Cx<Self>, name: String);

    async fn stand_up(&self, cx: theatre::Cx<Self>);

    async fn whisper(&self, cx: theatre::Cx<Self>, name: String, text: String);

    async fn say(&self, cx: theatre::Cx<Self>, text: String);

    async fn rooms(&self, cx: theatre::Cx<Self>) -> Vec<String>;

    #[to_client]
    fn heard(text: &str);
}

use theatre::Emit as _;

struct Usher;

fn seat(name: &str) -> Box {
    Box::Seat { name: name.to_owned(), row: 1 }
}

impl Theatre for Usher {
    async fn connect(&self, cx: theatre::ConnectCx) {
        cx.socket().join(Box::Row(1));
    }

    async fn sit(&self, cx: theatre::Cx<Self>, name: String) {
        let seat = seat(&name);
        cx.socket().join(&seat);
    }

    async fn stand_up(&self, cx: theatre::Cx<Self>) {
        cx.socket().leave(Box::Row(1));
    }

    async fn whisper(&self, cx: theatre::Cx<Self>, name: String, text: String) {
        cx.to(seat(&name)).heard(&text);
    }

    async fn say(&self, cx: theatre::Cx<Self>, text: String) {
        cx.to(Box::Row(1)).except_self().heard(&text);
    }

    async fn rooms(&self, cx: theatre::Cx<Self>) -> Vec<String> {
        let own = Room::from(cx.socket().id());
        let rooms = cx.socket().rooms().into_iter().filter(|room| *room != own);
        let mut rooms: Vec<_> =
            rooms.map(|room| format!("{room} = {:?}", Box::from_room(&room))).collect();
        rooms.sort();
        rooms
    }
}

async fn start() -> (Io, TestServer) {
    let io = Io::builder().mount(theatre::serve(Usher)).build().unwrap();
    let server = TestServer::start(&io).await;
    (io, server)
}

async fn call(client: &mut RawWebSocket, packet: &str) -> String {
    client.send(packet).await;
    client.text().await
}

#[tokio::test]
async fn values_name_the_rooms_that_are_joined_and_sent_to() {
    let (_io, server) = start().await;
    let (mut ada, _) = server.join().await;
    let (mut bob, _) = server.join().await;
    assert_eq!(call(&mut ada, r#"420["sit","a/b"]"#).await, "430[]");
    assert_eq!(call(&mut bob, r#"420["sit","a"]"#).await, "430[]");
    assert_eq!(
        call(&mut ada, r#"421["rooms"]"#).await,
        r#"431[["row:1 = Some(Row(1))","seat 1/a/b = Some(Seat { name: \"a/b\", row: 1 })"]]"#
    );
    bob.send(r#"42["whisper","a/b","psst"]"#).await;
    assert_eq!(ada.text().await, r#"42["heard","psst"]"#);
    ada.send(r#"42["say","hush"]"#).await;
    assert_eq!(bob.text().await, r#"42["heard","hush"]"#);
    assert_eq!(call(&mut bob, r#"422["stand_up"]"#).await, "432[]");
    ada.send(r#"42["say","anybody?"]"#).await;
    assert_eq!(call(&mut ada, r#"423["rooms"]"#).await.get(..4), Some("433["));
    assert_eq!(call(&mut bob, r#"424["rooms"]"#).await.get(..4), Some("434["));
}

#[tokio::test]
async fn rooms_of_sockets_and_rooms_without_a_type_can_be_sent_to() {
    let (io, server) = start().await;
    let (mut ada, ada_id) = server.join().await;
    let (mut bob, bob_id) = server.join().await;
    let all = io.of::<theatre::Ns>();
    all.to(ada_id.parse::<wigwag::SocketId>().unwrap()).heard("you");
    assert_eq!(ada.text().await, r#"42["heard","you"]"#);
    all.to_any([Box::Row(1), Box::Stage])
        .except(all.socket(ada_id.parse().unwrap()).unwrap().id())
        .heard("not you");
    assert_eq!(bob.text().await, r#"42["heard","not you"]"#);
    all.except(Box::Row(1)).heard("nobody");
    all.to_any::<Box>([]).heard("nobody");
    let bob_socket = all.socket(bob_id.parse().unwrap()).unwrap();
    bob_socket.untyped().join("backyard");
    bob_socket.untyped().namespace().to("backyard").emit("heard", &("outside",));
    assert_eq!(bob.text().await, r#"42["heard","outside"]"#);
    assert!(bob_socket.rooms().iter().any(|room| Box::from_room(room).is_none()));
}

#[test]
fn names_are_read_back_only_as_they_are_written() {
    let rooms = [
        (Box::Stage, "stage"),
        (Box::Row(7), "row:7"),
        (Box::Seat { name: "a/b %".to_owned(), row: 2 }, "seat 2/a/b %25"),
        (Box::Seat { name: String::new(), row: 0 }, "seat 0/"),
    ];
    for (room, name) in rooms {
        assert_eq!(room.room_name(), name);
        assert_eq!(room.to_room().as_str(), name);
        assert_eq!(Box::from_room_name(name), Some(room));
    }
    for name in
        ["", "Stage", "stage ", "row:", "row:07", "row:256", "row:+7", "seat 2", "seat 2/%61"]
    {
        assert_eq!(Box::from_room(&Room::from(name)), None, "{name}");
    }
}
