use wigwag::{RoomName, socket_events};

#[derive(RoomName)]
#[allow(dead_code)]
pub enum ChatRoom {
    Lobby,
}

#[socket_events]
pub trait Chat {
    type Room = ChatRoom;
}

struct App;

impl Chat for App {}

pub fn main() {
    chat::serve(App);
}
