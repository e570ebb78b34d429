use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use wigwag::RoomName;

pub struct TopicId(u32);

impl fmt::Display for TopicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TopicId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

#[derive(RoomName)]
pub enum ChatRoom {
    Topic(TopicId),
}

pub fn main() {
    assert_eq!(ChatRoom::Topic(TopicId(7)).room_name(), "topic:7");
}
