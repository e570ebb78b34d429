use wigwag::socket_events;

#[socket_events(namespace = "chat")]
pub trait Chat {
    fn say(&self, text: &str);
    #[to_client(volatile)]
    async fn probe() -> u32;
    #[event("connect")]
    async fn enter(&self, cx: chat::Cx<Self>);
}

fn main() {}
