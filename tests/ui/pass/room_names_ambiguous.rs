use wigwag::RoomName;

#[derive(RoomName)]
#[allow(dead_code)]
pub enum ChatRoom {
    Lobby,
    #[room("entrance")]
    Entrance,
    #[room("topic:{0}")]
    Topic(u32),
    #[room("thread:{0}:{1}")]
    Thread(u32, u32),
    #[room("topics")]
    AllTopics,
    #[room("seat:{row}-{number}")]
    Seat {
        row: char,
        number: u8,
    },
    #[room("user:{0}")]
    User(String),
}

pub fn main() {
    ChatRoom::Lobby.room_name();
}
