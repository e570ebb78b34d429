use wigwag::{payload, socket_events};

#[payload(tag = "kind", untagged)]
pub enum Draft {
    Plain,
    Rich { text: String },
}

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, draft: Draft);
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, _draft: Draft) {}
}

fn main() {
    chat::serve(App);
}
