use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[event(ack = "raw")]
    async fn send(&self, cx: chat::Cx<Self>, text: String) -> Result<u32, String>;

    #[event(ack)]
    async fn say(&self, cx: chat::Cx<Self>, text: String) -> Result<u32, String>;

    #[event(ack = "node")]
    async fn count(&self, cx: chat::Cx<Self>) -> u32;

    #[event(ack = "node")]
    async fn shout(&self, cx: chat::Cx<Self>, text: String);

    #[event(ack = "node")]
    async fn find(&self, cx: chat::Cx<Self>, text: String) -> Result<u32, Option<String>>;

    #[to_client(ack = "node")]
    async fn probe() -> Result<u32, ()>;

    #[to_client(ack = "node")]
    fn said(text: &str);

    #[cluster(ack = "node")]
    async fn stop(&self, cx: chat::ClusterCx<Self>) -> Result<u32, String>;
}

fn main() {}
