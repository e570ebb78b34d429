use wigwag::socket_events;

#[socket_events]
pub struct Chat;

fn main() {
    let _ = Chat;
}
