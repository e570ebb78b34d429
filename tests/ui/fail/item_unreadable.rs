use wigwag::{AckFuture, Io, Params, RoomName, socket_events};

#[derive(RoomName)]
pub enum ChatRoom {
    Lobby,
}

#[derive(Clone, Params)]
pub struct ChatParams {
    pub room: String,
}

#[socket_events(namespace = "/chat/{room}", version "1.0.0")]
pub trait Chat {
    type Params = ChatParams;
    type Room = ChatRoom;
    type Session;

    #[event("message:send", rate "20/s")]
    async fn send(&self, cx: chat::Cx<Self>, text String) -> u32;

    async fn ask(&self, cx: chat::Cx<Self>, text: String) -> Result<u32, String>

    #[to_client]
    fn said(text: &str, times);

    #[to_client]
    async fn probe(nonce u32) -> u32;

    #[cluster]
    async fn reload(&self, cx: chat::ClusterCx<Self>, revision: u32) -> u32;

    async fn typ
}

struct App;

impl Chat for App {
    type Session = u32;

    async fn connect(&self, cx: chat::ConnectCx) -> u32 {
        u32::from(cx.params().room.is_empty())
    }

    async fn send(&self, cx: chat::Cx<Self>, text: String) -> u32 {
        use chat::Emit as _;
        cx.to(ChatRoom::Lobby).said(&text, 3);
        *cx.session()
    }

    async fn ask(&self, cx: chat::Cx<Self>, text: String) -> Result<u32, String> {
        use chat::Emit as _;
        cx.broadcast().said(&text, 3);
        let answer: AckFuture<u32> = cx.socket().probe(7);
        answer.await.map_err(|error| error.to_string())
    }

    async fn reload(&self, cx: chat::ClusterCx<Self>, revision: u32) -> u32 {
        let _ = cx.node();
        revision
    }
}

fn main() {
    use chat::EmitToServers as _;
    let io = Io::builder().mount(chat::serve(App)).build();
    let chat = io.as_ref().map(|io| io.of::<chat::Ns>().with(&ChatParams { room: "x".into() }));
    assert!(chat.is_ok_and(|chat| chat.servers().reload(&3).is_ok()));
}
