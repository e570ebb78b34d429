use wigwag::socket_events;

#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct Answer {
    pub text: String,
}

#[socket_events]
pub trait Chat {
    #[to_client]
    async fn ask(text: &str) -> Answer;
}

struct App;

impl Chat for App {
    async fn connect(&self, cx: chat::ConnectCx) {
        use chat::Emit as _;
        drop(cx.socket().ask("why?"));
    }
}

pub fn main() {
    chat::serve(App);
}
