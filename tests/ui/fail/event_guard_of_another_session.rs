use wigwag::{Cx, Forbidden, Guard, socket_events};

pub struct CanPost;

impl Guard<chat::Ns, String> for CanPost {
    async fn check(_: &Cx<chat::Ns, String>, _: &str) -> Result<(), Forbidden> {
        Ok(())
    }
}

#[socket_events]
pub trait Chat {
    type Session;

    #[guard(CanPost)]
    async fn send(&self, cx: chat::Cx<Self>, text: String);
}

struct App;

impl Chat for App {
    type Session = u32;

    async fn connect(&self, _: chat::ConnectCx) -> u32 {
        7
    }

    async fn send(&self, _: chat::Cx<Self>, _text: String) {}
}

fn main() {
    chat::serve(App);
}
