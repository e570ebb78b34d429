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
        cx.socket().join(ChatRoom::Lobby);
        let _ = cx.namespace().to_any([ChatRoom::Lobby]).except(cx.socket().id());
        cx.socket().untyped().join("backyard");
    }
}

pub fn main() {
    chat::serve(App);
}
