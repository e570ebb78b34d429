use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, text: &str);
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, _: &str) {}
}

fn main() {
    chat::serve(App);
}
