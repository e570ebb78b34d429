use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    const ROOM: &'static str;

    async fn say(&self, cx: chat::Cx<Self>, text: String);
}

struct App;

impl Chat for App {
    const ROOM: &'static str = "lobby";

    async fn say(&self, _: chat::Cx<Self>, _: String) {}
}

fn main() {
    chat::serve(App);
}
