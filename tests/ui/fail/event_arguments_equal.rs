use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, text: String, text: u32);

    #[to_client]
    fn said(text: &str, text: u32);
}

fn main() {}
