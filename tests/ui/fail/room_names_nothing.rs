use wigwag::RoomName;

#[derive(RoomName)]
pub enum Nothing {}

#[derive(RoomName)]
#[room("all:{0}")]
pub enum Everything {
    Topic(u32),
}

#[derive(RoomName)]
pub enum Generic<T> {
    Topic(T),
}

#[derive(RoomName)]
pub union Either {
    number: u32,
    letter: char,
}

fn main() {
    Everything::Topic(1).room_name();
}
