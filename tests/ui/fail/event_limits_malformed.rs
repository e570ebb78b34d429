use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[event(rate = "often")]
    async fn one(&self, cx: chat::Cx<Self>);

    #[event(rate = "0/s")]
    async fn two(&self, cx: chat::Cx<Self>);

    #[event(rate = "20/day")]
    async fn three(&self, cx: chat::Cx<Self>);

    #[event(rate = 20)]
    async fn four(&self, cx: chat::Cx<Self>);

    #[event(max_bytes = "64 KB")]
    async fn five(&self, cx: chat::Cx<Self>, text: String);

    #[event(max_bytes = "-1 B", max_bytes = "1 B")]
    async fn six(&self, cx: chat::Cx<Self>, text: String);

    #[event(max_byte = "1 B")]
    async fn seven(&self, cx: chat::Cx<Self>, text: String);

    #[to_client(rate = "20/s")]
    fn eight();
}

struct App;

impl Chat for App {
    async fn one(&self, _: chat::Cx<Self>) {}
    async fn two(&self, _: chat::Cx<Self>) {}
    async fn three(&self, _: chat::Cx<Self>) {}
    async fn four(&self, _: chat::Cx<Self>) {}
    async fn five(&self, _: chat::Cx<Self>, _text: String) {}
    async fn six(&self, _: chat::Cx<Self>, _text: String) {}
    async fn seven(&self, _: chat::Cx<Self>, _text: String) {}
}

fn main() {
    chat::serve(App);
}
