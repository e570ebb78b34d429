use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[event(rate = "20/s")]
    async fn one(&self, cx: chat::Cx<Self>);

    #[event(rate = "1/min")]
    async fn two(&self, cx: chat::Cx<Self>);

    #[event(rate = "1/h")]
    async fn three(&self, cx: chat::Cx<Self>);

    #[event(rate = "20/s", max_bytes = "7B")]
    async fn four(&self, cx: chat::Cx<Self>);

    #[event(max_bytes = "64 KiB")]
    async fn five(&self, cx: chat::Cx<Self>, text: String);

    #[event("number:six", max_bytes = "1 MiB")]
    async fn six(&self, cx: chat::Cx<Self>, text: String);

    #[event(max_bytes = "1 GiB")]
    async fn seven(&self, cx: chat::Cx<Self>, text: String);

    #[to_client]
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

pub fn main() {
    chat::serve(App);
}
