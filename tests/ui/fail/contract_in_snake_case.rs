use wigwag::socket_events;

#[socket_events]
#[allow(non_camel_case_types)]
pub trait chat {
    async fn say(&self, cx: chat_contract::Cx<Self>, text: String);
}

fn main() {}
