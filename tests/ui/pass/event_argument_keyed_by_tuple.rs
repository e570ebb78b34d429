use std::collections::BTreeMap;

use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn mark(&self, cx: chat::Cx<Self>, marks: BTreeMap<u8, String>);
}

struct App;

impl Chat for App {
    async fn mark(&self, _: chat::Cx<Self>, _marks: BTreeMap<u8, String>) {}
}

pub fn main() {
    chat::serve(App);
}
