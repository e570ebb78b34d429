use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[event("message:send", alias = "disconnect", alias = "")]
    async fn send(&self, cx: chat::Cx<Self>, text: String);

    #[event(alias = "say", alias = "talk", alias = "talk")]
    async fn say(&self, cx: chat::Cx<Self>, text: String);

    #[event(alias = "talk", alias = "message:send")]
    async fn shout(&self, cx: chat::Cx<Self>, text: String);

    #[event(alias)]
    async fn whisper(&self, cx: chat::Cx<Self>, text: String);

    #[event(alias = murmur)]
    async fn mumble(&self, cx: chat::Cx<Self>, text: String);

    #[event("sing", "chant")]
    async fn sing(&self, cx: chat::Cx<Self>, text: String);

    #[to_client(alias = "talked")]
    fn said(text: &str);
}

fn main() {}
