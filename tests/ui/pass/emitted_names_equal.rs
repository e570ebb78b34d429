use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[to_client("message")]
    fn said(text: &str);
    #[to_client("message:loud")]
    fn shouted(text: &str);
}

struct App;

impl Chat for App {
    async fn connect(&self, cx: chat::ConnectCx) {
        use chat::Emit as _;
        cx.socket().said("hello");
    }
}

pub fn main() {
    chat::serve(App);
}
