use wigwag::{AckFuture, socket_events};

#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct Credentials {
    pub token: String,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
pub enum JoinError {
    Unknown,
}

#[socket_events(namespace = "/chat")]
pub trait Chat {
    type Auth = Credentials;
    type Reject = JoinError;

    #[event("quit")]
    async fn quit(&self, cx: chat::Cx<Self>);
    async fn say(&self, cx: chat::Cx<Self>, text: String) -> Result<u32, String>;
    #[to_client]
    fn said(text: &str);
    #[to_client]
    async fn probe(nonce: u32) -> u32;
}

struct App;

struct Session {
    user: String,
}

impl Chat for App {
    type Session = Session;

    async fn connect(&self, _: chat::ConnectCx, auth: Credentials) -> Result<Session, JoinError> {
        if auth.token.is_empty() {
            Err(JoinError::Unknown)
        } else {
            Ok(Session { user: auth.token })
        }
    }

    async fn quit(&self, cx: chat::Cx<Self>) {
        cx.socket().disconnect();
    }

    async fn say(&self, cx: chat::Cx<Self>, text: String) -> Result<u32, String> {
        use chat::Emit as _;
        cx.broadcast().said(&format!("{}: {text}", cx.session().user));
        let answer: AckFuture<u32> = cx.socket().probe(7);
        answer.await.map_err(|error| error.to_string())
    }

    async fn disconnect(&self, _: chat::Cx<Self>, _: wigwag::DisconnectReason) {}
}

wigwag::api! {
    pub fn api() -> Api { title: "Chat", version: "1.0.0", [chat::Ns] }
}

pub fn main() {
    assert_eq!(api().title(), "Chat");
    assert!(wigwag::Io::builder().mount(chat::serve(App)).build().is_ok());
}
