use wigwag::socket_events;

pub struct Message {
    pub text: String,
}

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, text: String) -> Message;
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, text: String) -> Message {
        Message { text }
    }
}

fn main() {
    chat::serve(App);
}
