use wigwag::socket_events;

pub struct Message {
    pub text: String,
}

#[socket_events]
pub trait Chat {
    #[to_client]
    fn said(message: &Message);
}

struct App;

impl Chat for App {
    async fn connect(&self, cx: chat::ConnectCx) {
        use chat::Emit as _;
        cx.socket().said(&Message { text: String::new() });
    }
}

fn main() {
    chat::serve(App);
}
