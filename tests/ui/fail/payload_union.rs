use wigwag::{payload, socket_events};

#[payload]
pub union Draft {
    pub text: u32,
    pub code: f32,
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
