//! Events that a contract has given another name, from clients that know the old one.

use wigwag::{Cx, Forbidden, Guard, Io, socket_events};
use wigwag_tests::harness::{Entries, Journal, RawWebSocket, TestServer, journal};

/// A parrot that has learned better words.
#[socket_events(namespace = "/parrot")]
trait Parrot {
    type Session;

    /// Say a text.
    #[event("text:say", alias = "say", alias = "text say", rate = "2/h")]
    #[guard(Overhears)]
    async fn say(&self, cx: parrot::Cx<Self>, text: String) -> Result<String, String>;

    /// An event whose old name is another one's function.
    #[event(alias = "hush")]
    async fn be_quiet(&self, cx: parrot::Cx<Self>);

    #[event("sleep")]
    async fn hush(&self, cx: parrot::Cx<Self>);

    /// A name of one direction is free in the other.
    #[to_client]
    fn hush_now(text: &str);

    #[to_client("text say")]
    fn said(text: &str);
}

struct Bird(Journal);

struct Overhears;

impl Guard<parrot::Ns, Journal> for Overhears {
    async fn check(cx: &Cx<parrot::Ns, Journal>, event: &str) -> Result<(), Forbidden> {
        cx.session().write(format!("overheard {event}"));
        Ok(())
    }
}

impl Parrot for Bird {
    type Session = Journal;

    async fn connect(&self, _cx: parrot::ConnectCx) -> Journal {
        self.0.clone()
    }

    async fn say(&self, _cx: parrot::Cx<Self>, text: String) -> Result<String, String> {
        self.0.write(format!("say {text}"));
        Ok(text)
    }

    async fn be_quiet(&self, cx: parrot::Cx<Self>) {
        use parrot::Emit as _;
        cx.socket().hush_now("psst");
        cx.socket().said("nothing");
        self.0.write("quiet");
    }

    async fn hush(&self, _cx: parrot::Cx<Self>) {
        self.0.write("asleep");
    }

    async fn unknown_event(&self, _cx: parrot::Cx<Self>, event: wigwag::socket::Event) {
        self.0.write(format!("{}?", event.name()));
    }
}

async fn start() -> (TestServer, RawWebSocket, Entries) {
    let (journal, entries) = journal();
    let io = Io::builder().mount(parrot::serve(Bird(journal))).build().unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    client.join("40/parrot,").await;
    (server, client, entries)
}

#[tokio::test]
async fn event_is_taken_by_each_of_its_names_and_shares_its_limits() {
    let (_server, mut client, mut entries) = start().await;
    client.send(r#"42/parrot,0["say","a"]"#).await;
    assert_eq!(client.text().await, r#"43/parrot,0[{"ok":true,"data":"a"}]"#);
    client.send(r#"42/parrot,1["text say","b"]"#).await;
    assert_eq!(client.text().await, r#"43/parrot,1[{"ok":true,"data":"b"}]"#);
    client.send(r#"42/parrot,2["text:say","c"]"#).await;
    let answer = client.text().await;
    assert!(answer.contains(r#""code":"wigwag.rate_limited""#), "{answer}");
    // Whoever decides over the event knows its one name.
    assert_eq!(entries.so_far(), ["overheard text:say", "say a", "overheard text:say", "say b"]);
}

#[tokio::test]
async fn old_name_of_an_event_may_be_the_function_of_another() {
    let (_server, mut client, mut entries) = start().await;
    client.send(r#"42/parrot,["hush"]"#).await;
    assert_eq!(client.text().await, r#"42/parrot,["hush_now","psst"]"#);
    assert_eq!(client.text().await, r#"42/parrot,["text say","nothing"]"#);
    client.send(r#"42/parrot,["sleep"]"#).await;
    client.send(r#"42/parrot,["be_quiet"]"#).await;
    assert_eq!(client.text().await, r#"42/parrot,["hush_now","psst"]"#);
    client.send(r#"42/parrot,["text"]"#).await;
    for entry in ["quiet", "asleep", "quiet", "text?"] {
        assert_eq!(entries.next().await, entry);
    }
}
