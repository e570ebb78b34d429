use wigwag::socket_events;

type Result<T> = std::result::Result<T, String>;

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, text: String) -> Result<u32>;
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, _: String) -> Result<u32> {
        Ok(1)
    }
}

fn main() {
    chat::serve(App);
}
