use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[to_client("join")]
    fn joined(room: &str);
}

struct App;

impl Chat for App {}

pub fn main() {
    chat::serve(App);
}
