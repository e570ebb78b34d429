use wigwag::socket_events;

pub enum Refused {
    Muted,
}

#[socket_events]
pub trait Chat {
    async fn say(&self, cx: chat::Cx<Self>, text: String) -> Result<u32, Refused>;
}

struct App;

impl Chat for App {
    async fn say(&self, _: chat::Cx<Self>, _: String) -> Result<u32, Refused> {
        Err(Refused::Muted)
    }
}

fn main() {
    chat::serve(App);
}
