use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, text: String) -> Result<u32, String>;
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, _: String) -> Result<u32, String> {
        Ok(1)
    }
}

pub fn main() {
    chat::serve(App);
}
