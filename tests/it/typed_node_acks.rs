//! Acknowledgements as Node calls callbacks, `(error, value)`, both ways.

use serde_json::Value;
use wigwag::{AckError, Binary, Cx, Forbidden, Guard, Io, SocketId, socket_events};
use wigwag_tests::harness::{RawWebSocket, TestServer, within};

#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(tag = "code")]
enum Missing {
    Book { title: String },
}

/// A library that was written for callbacks.
#[socket_events(namespace = "/library")]
trait Library {
    /// Borrow a book; how many are left?
    #[event("borrow", ack = "node", max_bytes = "40 B")]
    async fn lend(&self, cx: library::Cx<Self>, title: String) -> Result<u32, Missing>;

    /// Give a book back.
    #[event(ack = "node")]
    async fn give_back(&self, cx: library::Cx<Self>, title: String) -> Result<(), String>;

    /// The picture on a book.
    #[event(ack = "node")]
    async fn cover(&self, cx: library::Cx<Self>) -> Result<Binary, Binary>;

    /// Nobody may.
    #[event(ack = "node")]
    #[guard(Nobody)]
    async fn burn(&self, cx: library::Cx<Self>) -> Result<(), String>;

    /// Ask a reader for a book.
    #[to_client(ack = "node")]
    async fn recall(title: &str) -> Result<u32, Missing>;

    /// Ask a reader whether all is well.
    #[to_client(ack = "node")]
    async fn greet() -> Result<Option<String>, Value>;
}

use library::Emit as _;

struct Librarian;

struct Nobody;

impl<S: Send + Sync> Guard<library::Ns, S> for Nobody {
    async fn check(_cx: &Cx<library::Ns, S>, _event: &str) -> Result<(), Forbidden> {
        Err(Forbidden::new("books!"))
    }
}

impl Library for Librarian {
    async fn lend(&self, _cx: library::Cx<Self>, title: String) -> Result<u32, Missing> {
        match title.as_str() {
            "Dust" => panic!("a test asked for this panic"),
            "Ulysses" => Ok(3),
            _ => Err(Missing::Book { title }),
        }
    }

    async fn give_back(&self, _cx: library::Cx<Self>, title: String) -> Result<(), String> {
        if title.is_empty() { Err("which?".to_owned()) } else { Ok(()) }
    }

    async fn cover(&self, _cx: library::Cx<Self>) -> Result<Binary, Binary> {
        Ok(Binary::from(vec![1, 2, 3]))
    }

    async fn burn(&self, _cx: library::Cx<Self>) -> Result<(), String> {
        Ok(())
    }
}

async fn start() -> (Io, TestServer, RawWebSocket, SocketId) {
    let io = Io::builder().mount(library::serve(Librarian)).build().unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    let id = client.join("40/library,").await.parse().unwrap();
    (io, server, client, id)
}

#[tokio::test]
async fn handlers_are_acknowledged_with_null_and_a_value_or_with_an_error() {
    let (_io, _server, mut client, _) = start().await;
    let exchanges = [
        (r#"42/library,0["borrow","Ulysses"]"#, "43/library,0[null,3]"),
        (r#"42/library,1["borrow","Emma"]"#, r#"43/library,1[{"code":"Book","title":"Emma"}]"#),
        (r#"42/library,2["give_back","Emma"]"#, "43/library,2[null,null]"),
        (r#"42/library,3["give_back",""]"#, r#"43/library,3["which?"]"#),
        (r#"42/library,4["cover"]"#, r#"461-/library,4[null,{"_placeholder":true,"num":0}]"#),
    ];
    for (sent, answer) in exchanges {
        client.send(sent).await;
        assert_eq!(client.text().await, answer, "{sent}");
    }
    assert_eq!(client.binary().await, [1, 2, 3]);
}

#[tokio::test]
async fn what_the_server_itself_has_to_say_stands_in_the_place_of_the_error() {
    let (_io, _server, mut client, _) = start().await;
    let exchanges = [
        (
            r#"42/library,0["borrow",7]"#,
            r#"43/library,0[{"code":"wigwag.invalid_payload","path":"[0]","message":"invalid type: integer `7`, expected a string"}]"#,
        ),
        (
            r#"42/library,1["borrow","Dust"]"#,
            r#"43/library,1[{"code":"wigwag.internal","message":"internal error"}]"#,
        ),
        (
            r#"42/library,2["borrow","A title that takes more than forty bytes"]"#,
            r#"43/library,2[{"code":"wigwag.too_large","max_bytes":40,"message":"larger than 40 bytes"}]"#,
        ),
        (
            r#"42/library,3["burn"]"#,
            r#"43/library,3[{"code":"wigwag.forbidden","message":"books!"}]"#,
        ),
    ];
    for (sent, answer) in exchanges {
        client.send(sent).await;
        assert_eq!(client.text().await, answer, "{sent}");
    }
}

#[tokio::test]
async fn clients_answer_with_null_and_a_value_or_with_an_error() {
    let (io, _server, mut client, id) = start().await;
    let recall = || io.of::<library::Ns>().socket(id).unwrap().recall("Emma");
    let answers = [
        ("[null,2]", Ok(Ok(2))),
        ("[null,2,\"further\"]", Ok(Ok(2))),
        (
            r#"[{"code":"Book","title":"Emma"}]"#,
            Ok(Err(Missing::Book { title: "Emma".to_owned() })),
        ),
        (
            r#"[{"code":"Book","title":"Emma"},2]"#,
            Ok(Err(Missing::Book { title: "Emma".to_owned() })),
        ),
    ];
    for (sent, expected) in answers {
        let answer = recall();
        let asked = client.text().await;
        let head = asked.strip_suffix(r#"["recall","Emma"]"#).expect("the event");
        client.send(&format!("{}{sent}", head.replacen("42", "43", 1))).await;
        assert_eq!(within("an answer", answer.into_future()).await, expected, "{sent}");
    }
}

#[tokio::test]
async fn answers_that_are_neither_say_where_they_are_not() {
    let (io, _server, mut client, id) = start().await;
    let answers = [
        ("[]", "[1]: missing argument"),
        ("[null]", "[1]: missing argument"),
        ("[null,\"two\"]", "[1]: invalid type: string \"two\", expected u32"),
        // What becomes of an `Error` of JavaScript.
        ("[{}]", "[0]: missing field `code`"),
    ];
    for (sent, expected) in answers {
        let answer = io.of::<library::Ns>().socket(id).unwrap().recall("Emma");
        let asked = client.text().await;
        let head = asked.strip_suffix(r#"["recall","Emma"]"#).expect("the event");
        client.send(&format!("{}{sent}", head.replacen("42", "43", 1))).await;
        match within("an answer", answer.into_future()).await {
            Err(AckError::Decode(error)) => assert_eq!(error.to_string(), expected, "{sent}"),
            other => panic!("{sent}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn everybody_is_asked_at_once() {
    let (io, server, mut one, _) = start().await;
    let mut two = server.websocket().await;
    two.join("40/library,").await;
    let answers = io.of::<library::Ns>().greet();
    for (client, answer) in [(&mut one, "[]"), (&mut two, r#"["busy"]"#)] {
        let asked = client.text().await;
        let head = asked.strip_suffix(r#"["greet"]"#).expect("the event");
        client.send(&format!("{}{answer}", head.replacen("42", "43", 1))).await;
    }
    let answers = within("answers", answers.collect()).await;
    let mut said: Vec<String> =
        answers.outcomes.into_iter().map(|(_, answer)| format!("{answer:?}")).collect();
    said.sort();
    assert_eq!(said, [r#"Ok(Err(String("busy")))"#, "Ok(Ok(None))"]);
}
