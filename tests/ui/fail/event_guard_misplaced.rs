use wigwag::socket_events;

pub struct CanPost;

#[socket_events]
pub trait Chat {
    #[guard]
    async fn send(&self, cx: chat::Cx<Self>, text: String);

    #[guard("CanPost")]
    async fn say(&self, cx: chat::Cx<Self>, text: String);

    #[to_client]
    #[guard(CanPost)]
    fn said(text: &str);
}

struct App;

impl Chat for App {
    async fn send(&self, _: chat::Cx<Self>, _text: String) {}
    async fn say(&self, _: chat::Cx<Self>, _text: String) {}
}

fn main() {
    chat::serve(App);
}
