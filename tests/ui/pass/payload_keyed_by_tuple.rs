use std::collections::HashMap;

use wigwag::{payload, socket_events};

#[payload]
pub struct Draft {
    pub marks: Vec<((u8, u8), String)>,
    pub by_line: HashMap<u8, String>,
}

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, draft: Draft);
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, _draft: Draft) {}
}

pub fn main() {
    chat::serve(App);
}
