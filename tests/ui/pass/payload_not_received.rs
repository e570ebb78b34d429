use wigwag::socket_events;

#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct Draft {
    pub text: String,
}

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, draft: Draft);
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, draft: Draft) {
        drop(draft.text);
    }
}

pub fn main() {
    chat::serve(App);
}
