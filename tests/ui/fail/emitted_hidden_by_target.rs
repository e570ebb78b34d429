use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    #[to_client]
    fn join(room: &str);
}

struct App;

impl Chat for App {}

fn main() {
    chat::serve(App);
}
