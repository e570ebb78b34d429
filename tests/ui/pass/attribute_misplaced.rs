use wigwag::{Cx, Forbidden, Guard, socket_events};

pub struct CanPost;

impl<S: Send + Sync> Guard<chat::Ns, S> for CanPost {
    async fn check(_: &Cx<chat::Ns, S>, _: &str) -> Result<(), Forbidden> {
        Ok(())
    }
}

#[socket_events]
pub trait Chat {
    /// What a client presents.
    type Auth = String;
    type Room = ChatRoom;

    #[event]
    #[guard(CanPost)]
    async fn say(&self, cx: chat::Cx<Self>, text: String);
}

#[derive(wigwag::RoomName)]
pub enum ChatRoom {
    Lobby,
}

struct App;

impl Chat for App {
    type Session = String;

    async fn connect(&self, _: chat::ConnectCx, auth: String) -> String {
        auth
    }

    async fn say(&self, cx: chat::Cx<Self>, _: String) {
        cx.socket().join(ChatRoom::Lobby);
    }
}

pub fn main() {
    chat::serve(App);
}
