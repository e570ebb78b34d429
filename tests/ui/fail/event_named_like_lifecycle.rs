use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn disconnect(&self, cx: chat::Cx<Self>);
}

struct App;

impl Chat for App {
    async fn disconnect(&self, _: chat::Cx<Self>) {}
}

fn main() {
    chat::serve(App);
}
