use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn say<T: Send>(&self, cx: chat::Cx<Self>, text: T);
}

struct App;

impl Chat for App {
    async fn say<T: Send>(&self, _: chat::Cx<Self>, _: T) {}
}

fn main() {
    chat::serve(App);
}
