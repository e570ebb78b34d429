use wigwag::socket_events;

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[allow(dead_code)]
pub struct Options {
    since: u32,
    limit: Option<u32>,
}

#[socket_events]
pub trait Chat {
    async fn history(&self, cx: chat::Cx<Self>, options: Options) -> Vec<String>;

    async fn note(&self, cx: chat::Cx<Self>, text: String, colour: Option<u32>);

    #[to_client]
    async fn ask(question: &str, hint: &str) -> String;
}

struct App;

impl Chat for App {
    async fn history(&self, _: chat::Cx<Self>, _options: Options) -> Vec<String> {
        Vec::new()
    }

    async fn note(&self, _: chat::Cx<Self>, _text: String, _colour: Option<u32>) {}
}

pub fn main() {
    chat::serve(App);
}
