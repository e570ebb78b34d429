use wigwag::{Params, socket_events};

#[derive(Clone, Params)]
pub struct Room {
    pub room: String,
}

#[socket_events(namespace = "/chat-{room}")]
pub trait Chat {
    type Params = Room;
}

#[socket_events(namespace = "/talk/{room")]
pub trait Talk {
    type Params = Room;
}

#[socket_events(namespace = "/call/{room}/{room}")]
pub trait Call {
    type Params = Room;
}

struct App;

impl Chat for App {}

fn main() {
    chat::serve(App);
}
