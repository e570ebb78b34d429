use wigwag::socket_events;

#[derive(Clone)]
pub struct ChatParams {
    pub room: String,
}

#[socket_events(namespace = "/chat/{room}")]
pub trait Chat {
    type Params = ChatParams;
}

struct App;

impl Chat for App {}

fn main() {
    chat::serve(App);
}
