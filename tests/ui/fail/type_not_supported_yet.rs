use wigwag::socket_events;

#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct Credentials {
    pub token: String,
}

#[socket_events]
pub trait Chat {
    type Auth = Credentials;
    type Params = String;
}

struct App;

impl Chat for App {
    type Session = String;

    async fn connect(&self, _: chat::ConnectCx, auth: Credentials) -> String {
        auth.token
    }
}

fn main() {
    chat::serve(App);
}
