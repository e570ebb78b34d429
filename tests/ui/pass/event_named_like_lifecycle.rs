use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn quit(&self, cx: chat::Cx<Self>);
}

struct App;

impl Chat for App {
    async fn quit(&self, _: chat::Cx<Self>) {}
}

pub fn main() {
    chat::serve(App);
}
