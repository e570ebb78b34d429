use wigwag::{Params, socket_events};

#[derive(Clone, Params)]
pub struct ChatParams {
    pub level: u8,
    pub room: String,
}

#[socket_events(namespace = "/chat/{room}/{level}")]
pub trait Chat {
    type Params = ChatParams;
}

struct App;

impl Chat for App {}

pub fn main() {
    chat::serve(App);
}
