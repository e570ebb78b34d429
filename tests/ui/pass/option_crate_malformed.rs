use self::my_api::wigwag::{Params, RoomName, socket_events};

/// A crate that others have wigwag from.
pub mod my_api {
    pub use wigwag;
}

#[derive(RoomName)]
#[wigwag(crate = "my_api::wigwag")]
pub enum ChatRoom {
    Lobby,
}

#[derive(Clone, Params)]
#[wigwag(crate = "self::my_api::wigwag")]
pub struct ChatParams {
    pub room: String,
}

#[socket_events(namespace = "/chat/{room}", crate = "my_api::wigwag")]
pub trait Chat {
    type Params = ChatParams;
    type Room = ChatRoom;

    #[event(rate = "20/s")]
    async fn say(&self, cx: chat::Cx<Self>, text: String) -> Result<u32, String>;

    #[to_client]
    async fn probe() -> u32;

    #[cluster]
    async fn count(&self, cx: chat::ClusterCx<Self>) -> u32;
}

#[socket_events(crate = "self::my_api::wigwag")]
pub trait Game {
    async fn play(&self, cx: game::Cx<Self>);
}

struct App;

impl Chat for App {
    async fn say(&self, cx: chat::Cx<Self>, _: String) -> Result<u32, String> {
        use chat::Emit as _;
        cx.socket().join(ChatRoom::Lobby);
        cx.socket().probe().await.map_err(|error| error.to_string())
    }

    async fn count(&self, _: chat::ClusterCx<Self>) -> u32 {
        7
    }
}

impl Game for App {
    async fn play(&self, _: game::Cx<Self>) {}
}

pub fn main() {
    chat::serve(App);
    game::serve(App);
}
