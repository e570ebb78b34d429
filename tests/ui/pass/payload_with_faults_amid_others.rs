use wigwag::{payload, socket_events};

#[payload]
#[derive(Clone)]
pub struct Draft {
    pub text: String,
}

#[payload]
pub struct Drafts {
    pub all: Vec<Draft>,
}

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, drafts: Drafts);
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, _drafts: Drafts) {}
}

pub fn main() {
    chat::serve(App);
}
