use wigwag::RoomName;

#[derive(RoomName)]
pub enum ChatRoom {
    Lobby,
    #[room("lobby")]
    Entrance,
    #[room("topic:{0}")]
    Topic(u32),
    #[room("topic:{0}:{1}")]
    Thread(u32, u32),
    #[room("topic:all")]
    AllTopics,
    #[room("seat:{row}{number}")]
    Seat { row: char, number: u8 },
    #[room("{0}")]
    User(String),
}

fn main() {
    ChatRoom::Lobby.room_name();
}
