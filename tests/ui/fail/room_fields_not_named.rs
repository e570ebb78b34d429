use wigwag::RoomName;

#[derive(RoomName)]
pub enum ChatRoom {
    #[room("topic")]
    Topic(u32),
    #[room("seat:{row}:{column}")]
    Seat { row: u8, number: u8 },
    #[room("table:{0}:{0}")]
    Table(u8),
    #[room("lobby:{0}")]
    Lobby,
    #[room("user:{0")]
    User(u32),
    #[room("100%")]
    Full,
    #[room("")]
    Nowhere,
    #[room]
    Somewhere,
    #[room("a")]
    #[room("b")]
    Two,
}

fn main() {
    ChatRoom::Lobby.room_name();
}
