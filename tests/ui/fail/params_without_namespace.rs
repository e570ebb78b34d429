use wigwag::{Params, socket_events};

#[derive(Clone, Params)]
pub struct ChatParams {
    pub room: String,
}

#[socket_events(namespace = "/chat")]
pub trait Chat {
    type Params = ChatParams;
}

struct App;

impl Chat for App {}

fn main() {
    chat::serve(App);
}
