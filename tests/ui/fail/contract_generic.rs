use wigwag::socket_events;

#[socket_events]
pub trait Chat<T> {
    async fn say(&self, cx: chat::Cx<Self>, text: T);
}

struct App;

impl Chat<String> for App {
    async fn say(&self, _: chat::Cx<Self>, _: String) {}
}

fn main() {
    chat::serve(App);
}
