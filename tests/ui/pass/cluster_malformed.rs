use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn send(&self, cx: chat::Cx<Self>, text: String);

    #[cluster("namespace:new")]
    async fn announce(&self, cx: chat::ClusterCx<Self>, name: String);

    #[cluster("reload")]
    async fn reload(&self, cx: chat::ClusterCx<Self>, revision: u32);

    #[cluster("send")]
    async fn send_all(&self, cx: chat::ClusterCx<Self>, text: String);

    #[cluster]
    async fn stop(&self, cx: chat::ClusterCx<Self>, revision: u32) -> bool;
}

struct App;

impl Chat for App {
    async fn send(&self, _: chat::Cx<Self>, _text: String) {}
    async fn announce(&self, _: chat::ClusterCx<Self>, _name: String) {}
    async fn reload(&self, _: chat::ClusterCx<Self>, _revision: u32) {}
    async fn send_all(&self, _: chat::ClusterCx<Self>, _text: String) {}

    async fn stop(&self, _: chat::ClusterCx<Self>, revision: u32) -> bool {
        revision == 0
    }
}

pub fn main() {
    chat::serve(App);
}
