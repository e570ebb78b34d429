//! The contract that is tested on the wire, and its handler.

use std::collections::BTreeMap;
use std::sync::Mutex;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wigwag::{Binary, DisconnectReason, Io, Mount, socket_events};
use wigwag_tests::harness::{Entries, Journal, RawWebSocket, TestServer, journal};

use self::desk::Emit as _;

/// Where papers are filed.
#[socket_events(namespace = "/desk", version = "1.0.0")]
pub(crate) trait Desk {
    type Auth = Badge;
    type Reject = Refused;

    /// File a paper.
    async fn file(&self, cx: desk::Cx<Self>, paper: Paper) -> Result<u32, FileError>;

    /// Read a title.
    #[event("desk:read")]
    async fn read_title(&self, cx: desk::Cx<Self>, number: u32) -> String;

    /// Ring the bell, perhaps more than once.
    async fn ring(&self, cx: desk::Cx<Self>, tone: u32, times: Option<u8>);

    /// Put a stamp on everything.
    async fn stamp(&self, cx: desk::Cx<Self>, text: String, times: u32);

    /// Who sits here?
    async fn whoami(&self, cx: desk::Cx<Self>) -> String;

    /// Turn a picture around.
    async fn turn(&self, cx: desk::Cx<Self>, picture: Picture) -> Picture;

    /// Fail.
    async fn explode(&self, cx: desk::Cx<Self>, mode: String) -> Result<(), FileError>;

    /// Fail without anybody being told.
    async fn implode(&self, cx: desk::Cx<Self>) -> u32;

    /// Answer with something that JSON cannot say.
    async fn puzzle(&self, cx: desk::Cx<Self>) -> Result<BTreeMap<Key, u8>, FileError>;

    /// Take an empty note.
    async fn ready(&self, cx: desk::Cx<Self>);

    /// A paper was filed.
    #[to_client]
    fn filed(paper: &Paper, by: &str);

    /// The bell rang.
    #[to_client("desk:bell", volatile)]
    fn bell();

    /// Sign here.
    #[to_client]
    async fn sign(text: &str) -> Result<Signature, String>;
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Badge {
    user: String,
    #[serde(default)]
    level: u8,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase")]
pub(crate) enum Refused {
    TooLow { level: u8, needed: u8 },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Paper {
    pub(crate) title: String,
    pub(crate) pages: Vec<Page>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Page {
    words: u32,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase")]
pub(crate) enum FileError {
    NoPages { title: String },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Picture {
    name: String,
    pixels: Binary,
    thumbnails: Vec<Binary>,
}

#[derive(Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) struct Signature {
    pub(crate) name: String,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub(crate) struct Key {
    half: u8,
}

pub(crate) struct Clerk {
    journal: Journal,
    papers: Mutex<Vec<Paper>>,
}

impl Clerk {
    pub(crate) fn new(journal: Journal) -> Self {
        Self { journal, papers: Mutex::default() }
    }
}

pub(crate) struct Session {
    user: String,
}

impl Desk for Clerk {
    type Session = Session;

    async fn connect(&self, cx: desk::ConnectCx, badge: Badge) -> Result<Session, Refused> {
        assert!(badge.user != "panic", "a test asked for this panic");
        if badge.level < 2 {
            return Err(Refused::TooLow { level: badge.level, needed: 2 });
        }
        cx.socket().join("staff");
        Ok(Session { user: badge.user })
    }

    async fn connected(&self, cx: desk::Cx<Self>) {
        self.journal.write(format!("connected {}", cx.session().user));
    }

    async fn file(&self, cx: desk::Cx<Self>, paper: Paper) -> Result<u32, FileError> {
        if paper.pages.is_empty() {
            return Err(FileError::NoPages { title: paper.title });
        }
        cx.to("staff").except_self().filed(&paper, &cx.session().user);
        let mut papers = self.papers.lock().unwrap();
        papers.push(paper);
        Ok(papers.len() as u32)
    }

    async fn ring(&self, _cx: desk::Cx<Self>, tone: u32, times: Option<u8>) {
        self.journal.write(format!("ring {tone} {times:?}"));
    }

    async fn read_title(&self, _cx: desk::Cx<Self>, number: u32) -> String {
        self.journal.write(format!("read {number}"));
        let papers = self.papers.lock().unwrap();
        papers.get(number as usize).map_or_else(String::new, |paper| paper.title.clone())
    }

    async fn stamp(&self, _cx: desk::Cx<Self>, text: String, times: u32) {
        self.journal.write(format!("stamp {text} {times}"));
    }

    async fn whoami(&self, cx: desk::Cx<Self>) -> String {
        cx.session().user.clone()
    }

    async fn turn(&self, _cx: desk::Cx<Self>, picture: Picture) -> Picture {
        let turn = |bytes: &Binary| bytes.iter().rev().copied().collect::<Vec<u8>>().into();
        Picture {
            name: picture.name,
            pixels: turn(&picture.pixels),
            thumbnails: picture.thumbnails.iter().map(turn).collect(),
        }
    }

    async fn explode(&self, _cx: desk::Cx<Self>, mode: String) -> Result<(), FileError> {
        if mode == "later" {
            tokio::task::yield_now().await;
        }
        panic!("a test asked for this panic");
    }

    async fn implode(&self, _cx: desk::Cx<Self>) -> u32 {
        panic!("a test asked for this panic");
    }

    async fn puzzle(&self, _cx: desk::Cx<Self>) -> Result<BTreeMap<Key, u8>, FileError> {
        Ok(BTreeMap::from([(Key { half: 1 }, 2)]))
    }

    async fn ready(&self, cx: desk::Cx<Self>) {
        cx.socket().bell();
    }

    async fn disconnect(&self, cx: desk::Cx<Self>, reason: DisconnectReason) {
        self.journal.write(format!("{} left: {reason}", cx.session().user));
    }
}

pub(crate) fn serve(journal: &Journal) -> Mount {
    desk::serve(Clerk::new(journal.clone()))
}

pub(crate) async fn start() -> (Io, TestServer, Entries) {
    let (journal, entries) = journal();
    let io = Io::builder().mount(serve(&journal)).build().unwrap();
    let server = TestServer::start(&io).await;
    (io, server, entries)
}

/// A client named Ada that has joined.
pub(crate) async fn start_with_client() -> (Io, TestServer, Entries, RawWebSocket, String) {
    let (io, server, mut entries) = start().await;
    let mut client = server.websocket().await;
    let id = client.join(r#"40/desk,{"user":"Ada","level":3}"#).await;
    assert_eq!(entries.next().await, "connected Ada");
    (io, server, entries, client, id)
}
