use wigwag::{Cx, Forbidden, Guard, socket_events};

pub struct CanPost;

impl<S> Guard<chat::Ns, S> for CanPost
where
    S: Send + Sync,
{
    async fn check(cx: &Cx<chat::Ns, S>, _: &str) -> Result<(), Forbidden> {
        if cx.socket().handshake().secure() { Ok(()) } else { Err(Forbidden::default()) }
    }
}

#[socket_events]
pub trait Chat {
    #[guard(CanPost)]
    async fn send(&self, cx: chat::Cx<Self>, text: String);
}

struct App;

impl Chat for App {
    async fn send(&self, _: chat::Cx<Self>, _text: String) {}
}

pub fn main() {
    chat::serve(App);
}
