//! What a contract asks of events before their handlers are reached.

use std::time::Duration;

use wigwag::{Cx, Forbidden, Guard, Io, socket_events};
use wigwag_tests::harness::{Entries, Journal, RawWebSocket, TestServer, journal};

/// A gate with a guard.
#[socket_events]
trait Gate {
    type Session;

    /// Knock, but not all the time.
    #[event(rate = "2/h")]
    async fn knock(&self, cx: gate::Cx<Self>) -> Result<(), String>;

    /// Knock as well, with its own count.
    #[event("knock:softly", rate = "2/h")]
    async fn knock_softly(&self, cx: gate::Cx<Self>);

    /// Hand something over that fits through the gate.
    #[event(max_bytes = "16 B")]
    async fn hand_over(&self, cx: gate::Cx<Self>, thing: serde_json::Value) -> Result<(), String>;

    /// Hand over bytes.
    #[event(max_bytes = "37 B")]
    async fn pour(&self, cx: gate::Cx<Self>, bytes: wigwag::Binary) -> Result<(), String>;

    /// Enter, with the password, if the guard is in the mood.
    #[guard(IsAwake, KnowsPassword)]
    async fn enter(&self, cx: gate::Cx<Self>, number: u32) -> Result<String, String>;

    /// Enter without being told why not.
    #[guard(KnowsPassword)]
    async fn sneak_in(&self, cx: gate::Cx<Self>);

    /// Become somebody who knows the password.
    async fn learn(&self, cx: gate::Cx<Self>);

    /// Everything at once.
    #[event(rate = "1/h", max_bytes = "9 B")]
    #[guard(KnowsPassword)]
    async fn strict(&self, cx: gate::Cx<Self>, text: String) -> Result<(), String>;
}

struct Keeper(Journal);

struct Visitor {
    journal: Journal,
}

struct Password;

struct IsAwake;

struct KnowsPassword;

impl Guard<gate::Ns, Visitor> for IsAwake {
    async fn check(cx: &Cx<gate::Ns, Visitor>, event: &str) -> Result<(), Forbidden> {
        cx.session().journal.write(format!("awake? {event}"));
        tokio::task::yield_now().await;
        let is_fatal = cx.socket().rooms().iter().any(|room| room.as_str() == "nightmare");
        assert!(!is_fatal, "a test asked for this panic");
        Ok(())
    }
}

impl<S: Send + Sync> Guard<gate::Ns, S> for KnowsPassword {
    async fn check(cx: &Cx<gate::Ns, S>, _event: &str) -> Result<(), Forbidden> {
        match cx.socket().untyped().extensions().get::<Password>() {
            Some(_) => Ok(()),
            None => Err(Forbidden::new("the password?")),
        }
    }
}

impl Gate for Keeper {
    type Session = Visitor;

    async fn connect(&self, _cx: gate::ConnectCx) -> Visitor {
        Visitor { journal: self.0.clone() }
    }

    async fn knock(&self, _cx: gate::Cx<Self>) -> Result<(), String> {
        self.0.write("knock");
        Ok(())
    }

    async fn knock_softly(&self, _cx: gate::Cx<Self>) {
        self.0.write("knock softly");
    }

    async fn hand_over(&self, _cx: gate::Cx<Self>, thing: serde_json::Value) -> Result<(), String> {
        self.0.write(format!("thing {thing}"));
        Ok(())
    }

    async fn pour(&self, _cx: gate::Cx<Self>, bytes: wigwag::Binary) -> Result<(), String> {
        self.0.write(format!("{} bytes", bytes.len()));
        Ok(())
    }

    async fn enter(&self, _cx: gate::Cx<Self>, number: u32) -> Result<String, String> {
        self.0.write(format!("entered {number}"));
        Ok("welcome".to_owned())
    }

    async fn sneak_in(&self, _cx: gate::Cx<Self>) {
        self.0.write("sneaked in");
    }

    async fn learn(&self, cx: gate::Cx<Self>) {
        cx.socket().untyped().extensions().insert(Password);
    }

    async fn strict(&self, _cx: gate::Cx<Self>, text: String) -> Result<(), String> {
        self.0.write(format!("strict {text}"));
        Ok(())
    }
}

async fn start() -> (Io, TestServer, Entries, RawWebSocket) {
    let (journal, entries) = journal();
    let io = Io::builder().mount(gate::serve(Keeper(journal))).build().unwrap();
    let server = TestServer::start(&io).await;
    let (client, _) = server.join().await;
    (io, server, entries, client)
}

async fn call(client: &mut RawWebSocket, packet: &str) -> String {
    client.send(packet).await;
    client.text().await
}

/// The event is answered with this error.
fn error(id: u32, error: &str) -> String {
    format!(r#"43{id}[{{"ok":false,"error":{{{error}}}}}]"#)
}

/// The number in `"retry_after_ms":…`, and the packet without it.
fn retry_after(packet: &str) -> (Duration, String) {
    let (head, rest) = packet.split_once(r#""retry_after_ms":"#).unwrap();
    let (number, tail) = rest.split_once(',').unwrap();
    (Duration::from_millis(number.parse().unwrap()), format!("{head}N,{tail}"))
}

#[tokio::test]
async fn events_that_come_too_often_are_told_when_to_come_again() {
    let (_io, server, mut entries, mut client) = start().await;
    assert_eq!(call(&mut client, r#"420["knock"]"#).await, r#"430[{"ok":true,"data":null}]"#);
    assert_eq!(call(&mut client, r#"421["knock"]"#).await, r#"431[{"ok":true,"data":null}]"#);
    let (wait, refused) = retry_after(&call(&mut client, r#"422["knock"]"#).await);
    assert_eq!(
        refused,
        r#"432[{"ok":false,"error":{"code":"wigwag.rate_limited",N,"message":"more often than 2/h"}}]"#
    );
    assert!(wait <= Duration::from_secs(1800) && wait > Duration::from_secs(1700), "{wait:?}");
    // Each event and each socket has its own count; where no error can be said, nothing is.
    assert_eq!(call(&mut client, r#"423["knock:softly"]"#).await, "433[]");
    assert_eq!(call(&mut client, r#"424["knock:softly"]"#).await, "434[]");
    client.send(r#"425["knock:softly"]"#).await;
    client.send(r#"42["knock"]"#).await;
    let (mut other, _) = server.join().await;
    assert_eq!(call(&mut other, r#"420["knock"]"#).await, r#"430[{"ok":true,"data":null}]"#);
    server.has_stats("refused events", |stats| stats.events_refused.rate_limited == 3).await;
    let entries: Vec<String> = entries.so_far();
    assert_eq!(entries, ["knock", "knock", "knock softly", "knock softly", "knock"]);
}

#[tokio::test]
async fn arguments_that_are_too_large_are_told_the_limit() {
    let (_io, server, mut entries, mut client) = start().await;
    // The text of all arguments counts, also of those that nobody reads; the event's name does not.
    assert_eq!(
        call(&mut client, r#"420["hand_over",[1,2,3,4,5,6],71]"#).await,
        r#"430[{"ok":true,"data":null}]"#
    );
    let too_large =
        error(1, r#""code":"wigwag.too_large","max_bytes":16,"message":"larger than 16 bytes""#);
    assert_eq!(call(&mut client, r#"421["hand_over",[1,2,3,4,5,6],711]"#).await, too_large);
    // Attachments count as well: 29 bytes of placeholder, 8 or 9 of the attachment.
    client.send(r#"451-2["pour",{"_placeholder":true,"num":0}]"#).await;
    client.send_binary(&[0; 8]).await;
    assert_eq!(client.text().await, r#"432[{"ok":true,"data":null}]"#);
    client.send(r#"451-3["pour",{"_placeholder":true,"num":0}]"#).await;
    client.send_binary(&[0; 9]).await;
    assert_eq!(
        client.text().await,
        error(3, r#""code":"wigwag.too_large","max_bytes":37,"message":"larger than 37 bytes""#)
    );
    server.has_stats("refused events", |stats| stats.events_refused.too_large == 2).await;
    assert_eq!(entries.so_far(), ["thing [1,2,3,4,5,6]", "8 bytes"]);
}

#[tokio::test]
async fn guards_are_asked_in_order_before_the_arguments_are_read() {
    let (io, server, mut entries, mut client) = start().await;
    let forbidden = r#""code":"wigwag.forbidden","message":"the password?""#;
    assert_eq!(call(&mut client, r#"420["enter","no number"]"#).await, error(0, forbidden));
    client.send(r#"421["sneak_in"]"#).await;
    assert_eq!(call(&mut client, r#"422["learn"]"#).await, "432[]");
    assert_eq!(
        call(&mut client, r#"423["enter","no number"]"#).await,
        error(
            3,
            r#""code":"wigwag.invalid_payload","path":"[0]","message":"invalid type: string \"no number\", expected u32""#
        )
    );
    assert_eq!(
        call(&mut client, r#"424["enter",7]"#).await,
        r#"434[{"ok":true,"data":"welcome"}]"#
    );
    assert_eq!(call(&mut client, r#"425["sneak_in"]"#).await, "435[]");
    // Its panic is nobody else's.
    io.of::<gate::Ns>().sockets()[0].join("nightmare");
    assert_eq!(
        call(&mut client, r#"426["enter",7]"#).await,
        error(6, r#""code":"wigwag.internal","message":"internal error""#)
    );
    assert_eq!(call(&mut client, r#"427["sneak_in"]"#).await, "437[]");
    server
        .has_stats("refused events", |stats| {
            stats.events_refused.forbidden == 2 && stats.events_refused.invalid_payload == 1
        })
        .await;
    assert_eq!(
        entries.so_far(),
        [
            "awake? enter",
            "awake? enter",
            "awake? enter",
            "entered 7",
            "sneaked in",
            "awake? enter",
            "sneaked in"
        ]
    );
}

#[tokio::test]
async fn size_comes_first_then_the_rate_then_guards() {
    let (_io, server, mut entries, mut client) = start().await;
    let answer =
        |code: &'static str| move |packet: String| assert!(packet.contains(code), "{packet}");
    answer("too_large")(call(&mut client, r#"420["strict","too long"]"#).await);
    // What a guard refuses has come all the same.
    answer("forbidden")(call(&mut client, r#"421["strict","short"]"#).await);
    answer("rate_limited")(call(&mut client, r#"422["strict","short"]"#).await);
    answer("too_large")(call(&mut client, r#"423["strict","too long"]"#).await);
    server.has_stats("refused events", |stats| stats.events_refused.too_large == 2).await;
    assert_eq!(entries.so_far(), [""; 0]);
}
