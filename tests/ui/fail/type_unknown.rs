use wigwag::socket_events;

#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct Credentials {
    pub token: String,
}

#[socket_events]
pub trait Chat {
    type Credentials = Credentials;
}

struct App;

impl Chat for App {}

fn main() {
    chat::serve(App);
}
