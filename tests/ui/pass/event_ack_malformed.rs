use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[event(ack = "node")]
    async fn send(&self, cx: chat::Cx<Self>, text: String) -> Result<u32, String>;

    #[event]
    async fn count(&self, cx: chat::Cx<Self>) -> u32;

    #[event(ack = "node")]
    async fn find(&self, cx: chat::Cx<Self>, text: String) -> Result<Option<u32>, String>;

    #[to_client(ack = "node")]
    async fn probe() -> Result<u32, String>;

    #[to_client]
    fn said(text: &str);

    #[cluster]
    async fn stop(&self, cx: chat::ClusterCx<Self>) -> Result<u32, String>;
}

struct App;

impl Chat for App {
    async fn send(&self, _: chat::Cx<Self>, _: String) -> Result<u32, String> {
        Ok(1)
    }

    async fn count(&self, _: chat::Cx<Self>) -> u32 {
        2
    }

    async fn find(&self, _: chat::Cx<Self>, _: String) -> Result<Option<u32>, String> {
        Ok(None)
    }

    async fn stop(&self, _: chat::ClusterCx<Self>) -> Result<u32, String> {
        Ok(3)
    }
}

pub fn main() {
    chat::serve(App);
}
