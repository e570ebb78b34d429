use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    fn say(&self, cx: chat::Cx<Self>, text: String) -> impl Future<Output = u32> + Send;
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, _: String) -> u32 {
        1
    }
}

fn main() {
    chat::serve(App);
}
