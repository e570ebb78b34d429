use wigwag::{Params, socket_events};

#[derive(Clone, Params)]
pub struct ChatParams {
    pub topic: String,
}

#[socket_events(namespace = "/chat/{room}/{level}")]
pub trait Chat {
    type Params = ChatParams;
}

struct App;

impl Chat for App {}

fn main() {
    chat::serve(App);
}
