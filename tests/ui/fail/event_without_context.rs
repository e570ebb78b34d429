use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn say(&self, text: String);
}

struct App;

impl Chat for App {
    async fn say(&self, _: String) {}
}

fn main() {
    chat::serve(App);
}
