use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn history(&self, cx: chat::Cx<Self>, since: u32, limit: Option<u32>) -> Vec<String>;

    #[to_client]
    async fn ask(question: &str, hint: Option<u32>) -> String;
}

struct App;

impl Chat for App {
    async fn history(&self, _: chat::Cx<Self>, _since: u32, _limit: Option<u32>) -> Vec<String> {
        Vec::new()
    }
}

fn main() {
    chat::serve(App);
}
