use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[event("message:send", alias = "send")]
    async fn send(&self, cx: chat::Cx<Self>, text: String);

    #[event(alias = "talk", alias = "tell")]
    async fn say(&self, cx: chat::Cx<Self>, text: String);

    #[event(alias = "said")]
    async fn shout(&self, cx: chat::Cx<Self>, text: String);

    #[event("sing", alias = "chant")]
    async fn sing(&self, cx: chat::Cx<Self>, text: String);

    #[to_client]
    fn said(text: &str);
}

struct App;

impl Chat for App {
    async fn send(&self, _: chat::Cx<Self>, _: String) {}
    async fn say(&self, _: chat::Cx<Self>, _: String) {}
    async fn shout(&self, _: chat::Cx<Self>, _: String) {}
    async fn sing(&self, _: chat::Cx<Self>, _: String) {}
}

pub fn main() {
    chat::serve(App);
}
