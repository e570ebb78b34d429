use wigwag::socket_events;

pub struct CanPost;

#[socket_events]
#[guard(CanPost)]
pub trait Chat {
    #[serde(rename = "credentials")]
    type Auth = String;

    #[event]
    type Room = ChatRoom;

    async fn say(&self, cx: chat::Cx<Self>, text: String);
}

#[derive(wigwag::RoomName)]
pub enum ChatRoom {
    Lobby,
}

fn main() {}
