use wigwag::{Params, RoomName, socket_events};

pub mod my_api {
    pub use wigwag;
}

#[derive(RoomName)]
#[wigwag(crate = "my_api/wigwag")]
pub enum ChatRoom {
    Lobby,
}

#[derive(Clone, Params)]
#[wigwag(path = "my_api::wigwag")]
pub struct ChatParams {
    pub room: String,
}

#[socket_events(namespace = "/chat/{room}", crate = my_api::wigwag)]
pub trait Chat {
    type Params = ChatParams;
    type Room = ChatRoom;

    async fn say(&self, cx: chat::Cx<Self>, text: String);
}

#[socket_events(crate = "wigwag in my_api")]
pub trait Game {
    async fn play(&self, cx: game::Cx<Self>);
}

struct App;

impl Chat for App {
    async fn say(&self, cx: chat::Cx<Self>, _: String) {
        cx.socket().join(ChatRoom::Lobby);
    }
}

impl Game for App {
    async fn play(&self, _: game::Cx<Self>) {}
}

fn main() {
    chat::serve(App);
    game::serve(App);
}
