use wigwag::{RoomName, socket_events};

#[derive(RoomName)]
pub enum ChatRoom {
    Lobby,
}

#[socket_events]
pub trait Chat {
    type Room = ChatRoom;
}

struct App;

impl Chat for App {
    async fn connect(&self, cx: chat::ConnectCx) {
        cx.socket().join("lobby");
        cx.namespace().to_any([ChatRoom::Lobby]).except("backyard");
    }
}

fn main() {
    chat::serve(App);
}
