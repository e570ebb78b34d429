use wigwag::socket_events;

pub enum ChatRoom {
    Lobby,
}

#[socket_events]
pub trait Chat {
    type Room = ChatRoom;
}

struct App;

impl Chat for App {}

fn main() {
    chat::serve(App);
}
