use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, text: String, times: u32);

    #[to_client]
    fn said(text: &str, times: u32);
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, _: String, _: u32) {}
}

pub fn main() {
    chat::serve(App);
}
