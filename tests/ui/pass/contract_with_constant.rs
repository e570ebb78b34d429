use wigwag::socket_events;

const ROOM: &str = "lobby";

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, text: String);
}

struct App;

impl Chat for App {
    async fn say(&self, cx: chat::Cx<Self>, _: String) {
        cx.socket().join(ROOM);
    }
}

pub fn main() {
    chat::serve(App);
}
