//! Namespaces whose names say something, by contract.

use std::fmt;
use std::str::FromStr;

use wigwag::{Io, Params, socket_events};
use wigwag_tests::harness::{RawWebSocket, TestServer, hide_sid};

/// Upper case letters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wing(char);

impl fmt::Display for Wing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Wing {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        assert!(text != "panic", "a test asked for this panic");
        match text.parse() {
            Ok(letter @ 'A'..='Z') => Ok(Self(letter)),
            _ => Err("no wing"),
        }
    }
}

#[derive(Debug, Clone, Params)]
struct Ward {
    name: String,
    /// How high it is.
    floor: i8,
    wing: Wing,
}

/// A hospital with wards.
#[socket_events(namespace = "/ward/{floor}/{wing}/beds/{name}")]
trait Hospital {
    type Params = Ward;

    async fn whereabouts(&self, cx: hospital::Cx<Self>) -> String;

    async fn call_all(&self, cx: hospital::Cx<Self>);

    #[to_client]
    fn called(text: &str);
}

use hospital::Emit as _;

struct Staff;

fn describe(ward: &Ward) -> String {
    let Ward { name, floor, wing } = ward;
    format!("{name} on {floor} in {wing}")
}

impl Hospital for Staff {
    async fn connect(&self, cx: hospital::ConnectCx) {
        cx.socket().called(&describe(cx.params()));
    }

    async fn whereabouts(&self, cx: hospital::Cx<Self>) -> String {
        describe(cx.params())
    }

    async fn call_all(&self, cx: hospital::Cx<Self>) {
        cx.of::<hospital::Ns>().called("everybody");
        cx.namespace().called("this ward");
        let upstairs = Ward { floor: cx.params().floor + 1, ..cx.params().clone() };
        cx.namespace().with(&upstairs).called("upstairs");
    }
}

async fn start() -> (Io, TestServer) {
    let io = Io::builder().mount(hospital::serve(Staff)).build().unwrap();
    let server = TestServer::start(&io).await;
    (io, server)
}

async fn join(server: &TestServer, name: &str, ward: &str) -> RawWebSocket {
    let mut client = server.websocket().await;
    client.send(&format!("40{name},")).await;
    assert_eq!(client.text().await, format!(r#"42{name},["called","{ward}"]"#));
    assert_eq!(hide_sid(&client.text().await), format!(r#"40{name},{{"sid":"SID"}}"#));
    client
}

#[tokio::test]
async fn parameters_are_read_from_the_name() {
    let (_io, server) = start().await;
    let name = "/ward/-2/K/beds/Ada%20%2F%20B%C3%A4r%2C%3F!";
    let mut client = join(&server, name, "Ada / Bär,?! on -2 in K").await;
    client.send(&format!(r#"42{name},7["whereabouts"]"#)).await;
    assert_eq!(client.text().await, format!(r#"43{name},7["Ada / Bär,?! on -2 in K"]"#));
}

#[tokio::test]
async fn names_that_are_not_written_as_their_parameters_are_no_namespaces() {
    let (io, server) = start().await;
    let mut client = server.websocket().await;
    for name in [
        "/ward/1/K/beds",
        "/ward/1/K/beds/",
        "/ward/1/K/beds/a/b",
        "/wards/1/K/beds/a",
        "/ward/one/K/beds/a",
        "/ward/128/K/beds/a",
        "/ward/01/K/beds/a",
        "/ward/+1/K/beds/a",
        "/ward/1/k/beds/a",
        "/ward/1/panic/beds/a",
        "/ward/1/%4B/beds/a",
        "/ward/1/K/beds/%61",
        "/ward/1/K/beds/a%2f",
        "/ward/1/K/beds/ä",
        "/ward/1/K/beds/%FF",
        "/ward/{floor}/{wing}/beds/{name}",
    ] {
        client.send(&format!("40{name},")).await;
        let refused = format!(r#"44{name},{{"message":"Invalid namespace"}}"#);
        assert_eq!(client.text().await, refused);
    }
    assert_eq!(io.namespaces().len(), 0);
}

#[tokio::test]
async fn all_namespaces_or_one_are_spoken_to() {
    let (io, server) = start().await;
    let (one, two) = ("/ward/1/A/beds/x", "/ward/2/A/beds/x");
    let mut ada = join(&server, one, "x on 1 in A").await;
    let mut bob = join(&server, two, "x on 2 in A").await;
    let all = io.of::<hospital::Ns>();
    assert_eq!(all.name(), "/ward/{floor}/{wing}/beds/{name}");
    assert_eq!((all.len(), all.sockets().len(), all.untyped().len()), (2, 2, 2));

    all.called("all");
    assert_eq!(ada.text().await, format!(r#"42{one},["called","all"]"#));
    assert_eq!(bob.text().await, format!(r#"42{two},["called","all"]"#));

    let ward = |floor| Ward { name: "x".to_owned(), floor, wing: Wing('A') };
    let second = all.with(&ward(2));
    assert_eq!((second.name(), second.len()), (two, 1));
    second.called("two");
    assert_eq!(bob.text().await, format!(r#"42{two},["called","two"]"#));
    // One may be had from another, and before there is anybody.
    let third = second.with(&ward(3));
    assert!(third.is_empty());
    third.called("nobody");
    let mut eve = join(&server, third.name(), "x on 3 in A").await;
    third.called("three");
    assert_eq!(eve.text().await, format!(r#"42{},["called","three"]"#, third.name()));

    // Rooms are those of each namespace.
    for socket in all.sockets() {
        socket.join("night");
    }
    second.to("night").called("two, at night");
    assert_eq!(bob.text().await, format!(r#"42{two},["called","two, at night"]"#));
    let id = second.sockets()[0].id();
    assert!(all.socket(id).is_some() && second.socket(id).is_some() && third.socket(id).is_none());

    ada.send(&format!(r#"42{one},["call_all"]"#)).await;
    assert_eq!(ada.text().await, format!(r#"42{one},["called","everybody"]"#));
    assert_eq!(ada.text().await, format!(r#"42{one},["called","this ward"]"#));
    assert_eq!(bob.text().await, format!(r#"42{two},["called","everybody"]"#));
    assert_eq!(bob.text().await, format!(r#"42{two},["called","upstairs"]"#));

    // A parameter that is written as nothing is in no name.
    let nowhere = all.with(&Ward { name: String::new(), ..ward(1) });
    nowhere.called("nobody");
    assert!(nowhere.is_empty());
}

#[tokio::test]
async fn contract_that_is_not_mounted_has_no_namespaces() {
    let io = Io::builder().build().unwrap();
    let ward = Ward { name: "x".to_owned(), floor: 1, wing: Wing('A') };
    let all = io.of::<hospital::Ns>();
    all.called("nobody");
    all.with(&ward).called("nobody");
    assert!(all.is_empty() && all.with(&ward).is_empty());
}
