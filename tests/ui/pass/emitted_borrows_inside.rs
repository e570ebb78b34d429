use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[to_client]
    fn said(words: &[String]);
}

struct App;

impl Chat for App {
    async fn connect(&self, cx: chat::ConnectCx) {
        use chat::Emit as _;
        cx.socket().said(&["hello".to_owned()]);
    }
}

pub fn main() {
    chat::serve(App);
}
