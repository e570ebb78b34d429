use wigwag::socket_events;

#[socket_events]
pub trait Chat {}

pub fn main() {
    let _ = chat::Ns::clone;
}
