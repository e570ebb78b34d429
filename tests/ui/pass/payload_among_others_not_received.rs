use wigwag::socket_events;

#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct Draft {
    pub text: String,
}

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, room: Vec<String>, draft: Draft, loud: bool) -> u32;
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, _: Vec<String>, draft: Draft, _: bool) -> u32 {
        drop(draft.text);
        1
    }
}

pub fn main() {
    chat::serve(App);
}
