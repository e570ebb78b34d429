use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn say(&self, text: String, cx: chat::Cx<Self>);
}

struct App;

impl Chat for App {
    async fn say(&self, _: String, _: chat::Cx<Self>) {}
}

fn main() {
    chat::serve(App);
}
