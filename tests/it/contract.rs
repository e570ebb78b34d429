//! A typed contract on the wire.

use wigwag::{AckError, Io, socket_events};
use wigwag_tests::harness::{Handlers, Journal, TestServer, echo, hide_sid, journal, within};

use crate::desk::desk::{self, Emit as _};
use crate::desk::{Clerk, Paper, Signature, start, start_with_client};

/// Each packet of the client is followed by this one of the server.
async fn check(exchanges: &[(&str, &str)]) {
    let (_io, _server, _entries, mut client, _) = start_with_client().await;
    for (sent, answer) in exchanges {
        client.send(sent).await;
        assert_eq!(client.text().await, *answer, "{sent}");
    }
}

#[tokio::test]
async fn handlers_are_acknowledged_by_what_they_return() {
    check(&[
        // Nothing: an empty acknowledgement.
        (r#"42/desk,0["stamp","seen",2]"#, "43/desk,0[]"),
        // A value: that value.
        (r#"42/desk,1["whoami"]"#, r#"43/desk,1["Ada"]"#),
        // A result: an envelope.
        (
            r#"42/desk,2["file",{"title":"Notes","pages":[{"words":3}]}]"#,
            r#"43/desk,2[{"ok":true,"data":1}]"#,
        ),
        (
            r#"42/desk,3["file",{"title":"Void","pages":[]}]"#,
            r#"43/desk,3[{"ok":false,"error":{"code":"noPages","title":"Void"}}]"#,
        ),
        // The name on the wire is the one of the attribute.
        (r#"42/desk,4["desk:read",0]"#, r#"43/desk,4["Notes"]"#),
    ])
    .await;
}

#[tokio::test]
async fn invalid_payload_is_answered_with_the_place_of_the_fault() {
    check(&[
        (
            r#"42/desk,0["file",{"title":1,"pages":[]}]"#,
            r#"43/desk,0[{"ok":false,"error":{"code":"wigwag.invalid_payload","path":"[0].title","message":"invalid type: integer `1`, expected a string"}}]"#,
        ),
        (
            r#"42/desk,1["file",{"title":"a","pages":[{"words":1},{"words":-1}]}]"#,
            r#"43/desk,1[{"ok":false,"error":{"code":"wigwag.invalid_payload","path":"[0].pages[1].words","message":"invalid value: integer `-1`, expected u32"}}]"#,
        ),
        (
            r#"42/desk,2["file",{"title":"a"}]"#,
            r#"43/desk,2[{"ok":false,"error":{"code":"wigwag.invalid_payload","path":"[0]","message":"missing field `pages`"}}]"#,
        ),
        (
            r#"42/desk,3["file","a"]"#,
            r#"43/desk,3[{"ok":false,"error":{"code":"wigwag.invalid_payload","path":"[0]","message":"invalid type: string \"a\", expected struct Paper"}}]"#,
        ),
        (
            r#"42/desk,4["file"]"#,
            r#"43/desk,4[{"ok":false,"error":{"code":"wigwag.invalid_payload","path":"[0]","message":"missing argument"}}]"#,
        ),
    ])
    .await;
}

#[tokio::test]
async fn invalid_payload_where_no_error_can_be_said_reaches_no_handler() {
    let (_io, _server, mut entries, mut client, _) = start_with_client().await;
    client.send(r#"42/desk,0["stamp","seen"]"#).await;
    client.send(r#"42/desk,1["stamp","seen","often"]"#).await;
    client.send(r#"42/desk,2["desk:read","first"]"#).await;
    // Nobody asked, so nobody is told.
    client.send(r#"42/desk,["file",1]"#).await;
    client.send(r#"42/desk,3["whoami"]"#).await;
    assert_eq!(client.text().await, r#"43/desk,3["Ada"]"#);
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn unknown_events_are_ignored() {
    let (_io, _server, _entries, mut client, _) = start_with_client().await;
    // Also the names of Rust methods that are called otherwise on the wire.
    for event in ["nothing", "read_title", "connect_", "error", "filed", "", "__proto__"] {
        client.send(&format!(r#"42/desk,0["{event}"]"#)).await;
    }
    client.send("42/desk,0[7]").await;
    client.send(r#"42/desk,1["whoami"]"#).await;
    assert_eq!(client.text().await, r#"43/desk,1["Ada"]"#);
}

/// Names no event.
#[socket_events(namespace = "/attic")]
trait Attic {
    /// Get the text back.
    async fn known(&self, cx: attic::Cx<Self>, text: String) -> String;
}

struct Ghost(Journal);

impl Attic for Ghost {
    async fn known(&self, _cx: attic::Cx<Self>, text: String) -> String {
        text
    }

    async fn unknown_event(&self, cx: attic::Cx<Self>, mut event: wigwag::socket::Event) {
        self.0.write(format!("{}: {}", event.name(), event.args().json_list()));
        tokio::task::yield_now().await;
        if event.name() == "panic" {
            panic!("a test asked for this panic");
        }
        cx.socket().untyped().emit("boo", &());
        if let Some(ack) = event.take_ack() {
            ack.send(&("who?",)).unwrap();
        }
    }
}

#[tokio::test]
async fn unknown_events_can_be_taken_in_their_turn() {
    let (journal, mut entries) = journal();
    let io = Io::builder().mount(attic::serve(Ghost(journal))).build().unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    client.join("40/attic,").await;
    client.send(r#"42/attic,0["knock",1,{"a":2}]"#).await;
    client.send(r#"42/attic,1["panic"]"#).await;
    client.send(r#"42/attic,2["known","x"]"#).await;
    assert_eq!(client.text().await, r#"42/attic,["boo"]"#);
    assert_eq!(client.text().await, r#"43/attic,0["who?"]"#);
    assert_eq!(client.text().await, r#"43/attic,2["x"]"#);
    assert_eq!(entries.so_far(), [r#"knock: 1,{"a":2}"#, "panic: "]);
}

#[tokio::test]
async fn optional_arguments_may_be_missing_and_further_ones_are_ignored() {
    let (_io, _server, mut entries, mut client, _) = start_with_client().await;
    let cases = [
        (r#"["ring",5]"#, "ring 5 None"),
        (r#"["ring",5,null]"#, "ring 5 None"),
        (r#"["ring",5,3]"#, "ring 5 Some(3)"),
        (r#"["ring",5,3,"further",{"a":[]}]"#, "ring 5 Some(3)"),
    ];
    for (event, entry) in cases {
        client.send(&format!("42/desk,0{event}")).await;
        assert_eq!(client.text().await, "43/desk,0[]", "{event}");
        assert_eq!(entries.next().await, entry, "{event}");
    }
}

#[tokio::test]
async fn auth_of_another_shape_refuses_the_client() {
    let (_io, server, mut entries) = start().await;
    let mut client = server.websocket().await;
    client.send(r#"40/desk,{"user":7,"level":3}"#).await;
    assert_eq!(
        client.text().await,
        r#"44/desk,{"message":"invalid auth: user: invalid type: integer `7`, expected a string","data":{"code":"wigwag.invalid_payload","path":"user","message":"invalid type: integer `7`, expected a string"}}"#
    );
    client.send("40/desk,").await;
    assert_eq!(
        client.text().await,
        r#"44/desk,{"message":"invalid auth: missing field `user`","data":{"code":"wigwag.invalid_payload","path":"","message":"missing field `user`"}}"#
    );
    client.send(r#"40/desk,{"user":"Ada","level":2,"further":true}"#).await;
    assert_eq!(hide_sid(&client.text().await), r#"40/desk,{"sid":"SID"}"#);
    assert_eq!(entries.next().await, "connected Ada");
}

#[tokio::test]
async fn refusal_brings_the_data_of_the_contract() {
    let (io, server, mut entries) = start().await;
    let mut client = server.websocket().await;
    client.send(r#"40/desk,{"user":"Ada"}"#).await;
    assert_eq!(
        client.text().await,
        r#"44/desk,{"message":"refused","data":{"code":"tooLow","level":0,"needed":2}}"#
    );
    assert!(io.of::<desk::Ns>().is_empty());
    client.send("1").await;
    client.closes().await;
    server.has_sessions(0).await;
    // Who was not admitted does not leave either.
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn panic_in_connect_refuses_the_client() {
    let (_io, server, _entries) = start().await;
    let mut client = server.websocket().await;
    client.send(r#"40/desk,{"user":"panic"}"#).await;
    assert_eq!(
        client.text().await,
        r#"44/desk,{"message":"internal error","data":{"code":"wigwag.internal","message":"internal error"}}"#
    );
    client.join(r#"40/desk,{"user":"Ada","level":2}"#).await;
}

#[tokio::test]
async fn handlers_that_panic_are_answered_where_an_error_can_be_said() {
    let internal =
        r#"[{"ok":false,"error":{"code":"wigwag.internal","message":"internal error"}}]"#;
    check(&[
        (r#"42/desk,0["explode","at once"]"#, &format!("43/desk,0{internal}")),
        (r#"42/desk,1["explode","later"]"#, &format!("43/desk,1{internal}")),
        // What cannot be encoded is the server's own fault as well.
        (r#"42/desk,2["puzzle"]"#, &format!("43/desk,2{internal}")),
    ])
    .await;
    let (_io, _server, _entries, mut client, _) = start_with_client().await;
    client.send(r#"42/desk,0["implode"]"#).await;
    client.send(r#"42/desk,1["whoami"]"#).await;
    assert_eq!(client.text().await, r#"43/desk,1["Ada"]"#);
}

#[tokio::test]
async fn binary_fields_travel_as_attachments() {
    let (_io, _server, _entries, mut client, _) = start_with_client().await;
    client
        .send(r#"453-/desk,7["turn",{"thumbnails":[{"_placeholder":true,"num":2},{"num":0,"_placeholder":true}],"name":"cat","pixels":{"_placeholder":true,"num":1}}]"#)
        .await;
    for bytes in [&[1, 2][..], &[3, 4, 5], &[]] {
        client.send_binary(bytes).await;
    }
    assert_eq!(
        client.text().await,
        r#"463-/desk,7[{"name":"cat","pixels":{"_placeholder":true,"num":0},"thumbnails":[{"_placeholder":true,"num":1},{"_placeholder":true,"num":2}]}]"#
    );
    assert_eq!(client.binary().await, [5, 4, 3]);
    assert_eq!(client.binary().await, [0; 0]);
    assert_eq!(client.binary().await, [2, 1]);
}

#[tokio::test]
async fn value_in_place_of_an_attachment_is_an_invalid_payload() {
    let (_io, _server, mut entries, mut client, _) = start_with_client().await;
    for pixels in [r#""AQI=""#, "null", r#"{"_placeholder":true,"num":0}"#] {
        let picture = format!(r#"{{"name":"cat","pixels":{pixels},"thumbnails":[]}}"#);
        client.send(&format!(r#"42/desk,0["turn",{picture}]"#)).await;
    }
    client.send(r#"42/desk,1["whoami"]"#).await;
    assert_eq!(client.text().await, r#"43/desk,1["Ada"]"#);
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn emitters_send_what_the_contract_names() {
    let (io, server, _entries, mut ada, ada_id) = start_with_client().await;
    let mut bob = server.websocket().await;
    bob.join(r#"40/desk,{"user":"Bob","level":2}"#).await;
    // To the room that `connect` joined, without the sender.
    ada.send(r#"42/desk,0["file",{"title":"Notes","pages":[{"words":3}]}]"#).await;
    assert_eq!(
        bob.text().await,
        r#"42/desk,["filed",{"title":"Notes","pages":[{"words":3}]},"Ada"]"#
    );
    assert_eq!(ada.text().await, r#"43/desk,0[{"ok":true,"data":1}]"#);
    ada.send(r#"42/desk,["ready"]"#).await;
    assert_eq!(ada.text().await, r#"42/desk,["desk:bell"]"#);
    let desk = io.of::<desk::Ns>();
    let ada_socket = desk.socket(ada_id.parse().unwrap()).unwrap();
    desk.except(ada_socket.id()).filed(&Paper { title: "b".into(), pages: vec![] }, "nobody");
    assert_eq!(bob.text().await, r#"42/desk,["filed",{"title":"b","pages":[]},"nobody"]"#);
    ada_socket.filed(&Paper { title: "c".into(), pages: vec![] }, "nobody");
    assert_eq!(ada.text().await, r#"42/desk,["filed",{"title":"c","pages":[]},"nobody"]"#);
}

#[tokio::test]
async fn answer_of_a_client_is_a_value_or_an_error() {
    let (io, _server, _entries, mut client, id) = start_with_client().await;
    let socket = io.of::<desk::Ns>().socket(id.parse().unwrap()).unwrap();

    let answer = socket.sign("here");
    assert_eq!(client.text().await, r#"42/desk,0["sign","here"]"#);
    client.send(r#"43/desk,0[{"ok":true,"data":{"name":"Ada"}}]"#).await;
    assert_eq!(within("an answer", answer).await, Ok(Ok(Signature { name: "Ada".to_owned() })));

    let answer = socket.sign("there");
    assert_eq!(client.text().await, r#"42/desk,1["sign","there"]"#);
    client.send(r#"43/desk,1[{"ok":false,"error":"no pen"}]"#).await;
    assert_eq!(within("an answer", answer).await, Ok(Err("no pen".to_owned())));

    for answered in ["[]", r#"["Ada"]"#, r#"[{"ok":true}]"#, r#"[{"ok":"yes","data":1}]"#] {
        let answer = socket.sign("again");
        let asked = client.text().await;
        let (head, _) = asked.split_once('[').unwrap();
        client.send(&format!("{}{answered}", head.replacen("42", "43", 1))).await;
        let answer = within("an answer", answer).await;
        assert!(matches!(answer, Err(AckError::Decode(_))), "{answered}: {answer:?}");
    }
}

#[tokio::test]
async fn disconnect_handler_has_the_session() {
    let (_io, server, mut entries, mut client, _) = start_with_client().await;
    client.send("41/desk,").await;
    assert_eq!(entries.next().await, "Ada left: client namespace disconnect");
    drop(client);
    server.has_sessions(0).await;
    assert_eq!(entries.so_far(), [""; 0]);
}

/// Keeps something for each socket.
#[socket_events(namespace = "/locker")]
trait Locker {
    type Session;

    async fn join(&self, cx: locker::Cx<Self>, room: String);
}

struct Janitor(Journal);

struct Belongings(Journal);

impl Drop for Belongings {
    fn drop(&mut self) {
        self.0.write("dropped");
    }
}

impl Locker for Janitor {
    type Session = Belongings;

    async fn connect(&self, _cx: locker::ConnectCx) -> Belongings {
        Belongings(self.0.clone())
    }

    async fn join(&self, cx: locker::Cx<Self>, room: String) {
        cx.socket().join(room);
    }
}

#[tokio::test]
async fn nothing_is_kept_of_a_socket_that_has_left() {
    let (journal, mut entries) = journal();
    let io = Io::builder().mount(locker::serve(Janitor(journal))).build().unwrap();
    let server = TestServer::start(&io).await;
    for farewell in [Some("41/locker,"), Some("1"), Some("7"), None] {
        let mut client = server.websocket().await;
        client.join("40/locker,").await;
        for room in ["a", "b", "a"] {
            client.send(&format!(r#"42/locker,0["join","{room}"]"#)).await;
            assert_eq!(client.text().await, "43/locker,0[]");
        }
        assert_eq!(entries.so_far(), [""; 0]);
        match farewell {
            Some(farewell) => client.send(farewell).await,
            None => client.reset(),
        }
        assert_eq!(entries.next().await, "dropped", "{farewell:?}");
    }
}

/// Asks for nothing and keeps nothing.
#[socket_events]
trait Porch {
    /// Learn how many are at the desk.
    async fn knock(&self, cx: porch::Cx<Self>) -> usize;
}

struct Open;

impl Porch for Open {
    async fn knock(&self, cx: porch::Cx<Self>) -> usize {
        cx.of::<desk::Ns>().len()
    }
}

#[tokio::test]
async fn contract_without_auth_takes_whatever_is_presented() {
    let io = Io::builder().mount(porch::serve(Open)).build().unwrap();
    let server = TestServer::start(&io).await;
    // Of a contract that is not mounted, nobody is ever connected.
    assert!(io.of::<desk::Ns>().is_empty());
    for connect in ["40", "40{}", r#"40{"user":7,"nested":{"a":[null]}}"#] {
        let mut client = server.websocket().await;
        client.join(connect).await;
        client.send(r#"420["knock"]"#).await;
        assert_eq!(client.text().await, "430[0]");
    }
}

#[tokio::test]
async fn contracts_and_namespaces_without_one_share_a_session() {
    let (journal, _entries) = journal();
    let io = Io::builder()
        .mount(porch::serve(Open))
        .mount(desk::serve(Clerk::new(journal)))
        .namespace("/raw", Handlers::new().event(echo))
        .build()
        .unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    client.join("40").await;
    client.join(r#"40/desk,{"user":"Ada","level":2}"#).await;
    client.join("40/raw,").await;
    client.send(r#"420["knock"]"#).await;
    assert_eq!(client.text().await, "430[1]");
    client.send(r#"42/desk,0["whoami"]"#).await;
    assert_eq!(client.text().await, r#"43/desk,0["Ada"]"#);
    client.send(r#"42/raw,0["any",1]"#).await;
    assert_eq!(client.text().await, "43/raw,0[1]");
}
