use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[event]
    async fn say(cx: chat::Cx<Self>, text: String);
}

struct App;

impl Chat for App {
    async fn say(_: chat::Cx<Self>, _: String) {}
}

fn main() {
    chat::serve(App);
}
