use wigwag::RoomName;

pub struct TopicId(u32);

#[derive(RoomName)]
pub enum ChatRoom {
    Topic(TopicId),
}

fn main() {
    ChatRoom::Topic(TopicId(7)).room_name();
}
