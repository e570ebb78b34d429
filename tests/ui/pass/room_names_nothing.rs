use wigwag::RoomName;

#[derive(RoomName)]
pub enum Everything {
    #[room("all:{0}")]
    Topic(u32),
}

pub fn main() {
    Everything::Topic(1).room_name();
}
