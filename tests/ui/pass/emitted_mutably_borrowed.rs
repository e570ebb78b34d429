use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[to_client]
    fn said(text: &String);
}

struct App;

impl Chat for App {
    async fn connect(&self, cx: chat::ConnectCx) {
        use chat::Emit as _;
        cx.socket().said(&String::new());
    }
}

pub fn main() {
    chat::serve(App);
}
