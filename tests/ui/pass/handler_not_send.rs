use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, text: String);
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, text: String) {
        let text = std::sync::Arc::new(text);
        std::future::ready(()).await;
        drop(text);
    }
}

pub fn main() {
    chat::serve(App);
}
