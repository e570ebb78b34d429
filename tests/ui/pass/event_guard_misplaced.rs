use wigwag::{Cx, Forbidden, Guard, socket_events};

pub struct CanPost;

#[socket_events]
pub trait Chat {
    async fn send(&self, cx: chat::Cx<Self>, text: String);

    #[guard(CanPost)]
    async fn say(&self, cx: chat::Cx<Self>, text: String);

    #[to_client]
    fn said(text: &str);
}

impl Guard<chat::Ns, ()> for CanPost {
    async fn check(_: &Cx<chat::Ns, ()>, _: &str) -> Result<(), Forbidden> {
        Ok(())
    }
}

struct App;

impl Chat for App {
    async fn send(&self, _: chat::Cx<Self>, _text: String) {}
    async fn say(&self, _: chat::Cx<Self>, _text: String) {}
}

pub fn main() {
    chat::serve(App);
}
