use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[cfg(debug_assertions)]
    async fn debug(&self, cx: chat::Cx<Self>);
    async fn say(&self, cx: chat::Cx<Self>, text: String);
}

struct App;

impl Chat for App {
    async fn debug(&self, _: chat::Cx<Self>) {}
    async fn say(&self, _: chat::Cx<Self>, _: String) {}
}

fn main() {
    chat::serve(App);
}
