use wigwag::socket_events;

#[derive(serde::Serialize, schemars::JsonSchema)]
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

pub fn main() {
    chat::serve(App);
}
