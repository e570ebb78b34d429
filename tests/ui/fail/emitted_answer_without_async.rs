use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[to_client]
    fn probe(nonce: u32) -> u32;
}

struct App;

impl Chat for App {
    async fn connect(&self, cx: chat::ConnectCx) {
        use chat::Emit as _;
        drop(cx.socket().probe(7));
    }
}

fn main() {
    chat::serve(App);
}
