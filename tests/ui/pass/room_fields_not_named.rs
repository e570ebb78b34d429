use wigwag::RoomName;

#[derive(RoomName)]
#[allow(dead_code)]
pub enum ChatRoom {
    #[room("topic:{0}")]
    Topic(u32),
    #[room("seat:{row}:{number}")]
    Seat {
        row: u8,
        number: u8,
    },
    #[room("table:{0}")]
    Table(u8),
    #[room("lobby")]
    Lobby,
    #[room("user:{0}")]
    User(u32),
    #[room("full")]
    Full,
    #[room("nowhere")]
    Nowhere,
    Somewhere,
    #[room("a")]
    Two,
}

pub fn main() {
    ChatRoom::Lobby.room_name();
}
