use wigwag::socket_events;

pub struct CanPost;

#[socket_events]
pub trait Chat {
    #[guard(CanPost)]
    async fn send(&self, cx: chat::Cx<Self>, text: String);
}

struct App;

impl Chat for App {
    async fn send(&self, _: chat::Cx<Self>, _text: String) {}
}

fn main() {
    chat::serve(App);
}
