use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: &chat::Cx<Self>, text: String);
}

struct App;

impl Chat for App {
    async fn say(&self, _: &chat::Cx<Self>, _: String) {}
}

fn main() {
    chat::serve(App);
}
