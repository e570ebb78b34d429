use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[to_client("join")]
    fn joined(room: &str);
}

struct App;

impl Chat for App {
    async fn connect(&self, cx: chat::ConnectCx) {
        use chat::Emit as _;
        cx.socket().joined("lobby");
    }
}

pub fn main() {
    chat::serve(App);
}
