use wigwag::socket_events;

#[socket_events(namespace = "/chat")]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, text: String);
    #[to_client]
    async fn probe() -> u32;
    #[event("enter")]
    async fn enter(&self, cx: chat::Cx<Self>);
}

pub fn main() {}
