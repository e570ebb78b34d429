//! What a contract sends: numbers that arrive as they were sent, and values that are what the document says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wigwag::adapter::Bus;
use wigwag::audit::Audit;
use wigwag::parser::Msgpack;
use wigwag::{Binary, Config, EncodeError, Io, socket_events};
use wigwag_tests::harness::{Entries, RawWebSocket, TestServer, journal};

use crate::socket_errors::told;

/// The document says 0 to 255.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Level(#[schemars(with = "u8")] u32);

#[derive(Serialize, JsonSchema)]
struct Reading {
    sensor: &'static str,
    values: Vec<f64>,
    raw: Option<Binary>,
}

#[socket_events]
trait Gauges {
    type Reject = Level;
    type Session;

    /// Tell everybody.
    async fn announce(&self, cx: gauges::Cx<Self>, level: u32);

    /// Tell of a reading that may be none.
    async fn read(&self, cx: gauges::Cx<Self>, value: Option<f64>);

    /// Tell a number of any size.
    async fn count(&self, cx: gauges::Cx<Self>, count: u64);

    /// Say it again.
    async fn plain(&self, cx: gauges::Cx<Self>, level: u32) -> Level;

    /// Say it again, or as an error.
    async fn outcome(&self, cx: gauges::Cx<Self>, level: u32, fail: bool) -> Result<Level, Level>;

    /// Say it again as Node does.
    #[event(ack = "node")]
    async fn node(&self, cx: gauges::Cx<Self>, level: u32, fail: bool) -> Result<Level, Level>;

    /// Raise the level everywhere; it is answered with so much more.
    #[cluster]
    async fn raise(&self, cx: gauges::ClusterCx<Self>, level: Level) -> Result<Level, String>;

    /// A level was announced.
    #[to_client]
    fn announced(by: &str, level: Level);

    /// Something was read.
    #[to_client]
    fn reading(reading: &Reading);

    /// Something was counted.
    #[to_client]
    fn counted(count: u64);
}

/// Refuses clients for this reason.
struct Panel(Option<u32>);

impl Gauges for Panel {
    type Session = ();

    async fn connect(&self, _cx: gauges::ConnectCx) -> Result<(), Level> {
        self.0.map_or(Ok(()), |level| Err(Level(level)))
    }

    async fn announce(&self, cx: gauges::Cx<Self>, level: u32) {
        use gauges::Emit as _;
        cx.namespace().announced("me", Level(level));
        cx.socket().announced("me", Level(level));
    }

    async fn read(&self, cx: gauges::Cx<Self>, value: Option<f64>) {
        use gauges::Emit as _;
        let values = vec![0.5, value.unwrap_or(f64::NAN)];
        cx.socket().reading(&Reading { sensor: "s", values, raw: Some(vec![1].into()) });
    }

    async fn count(&self, cx: gauges::Cx<Self>, count: u64) {
        use gauges::Emit as _;
        cx.socket().counted(count);
    }

    async fn plain(&self, _cx: gauges::Cx<Self>, level: u32) -> Level {
        Level(level)
    }

    async fn outcome(&self, _: gauges::Cx<Self>, level: u32, fail: bool) -> Result<Level, Level> {
        if fail { Err(Level(level)) } else { Ok(Level(level)) }
    }

    async fn node(&self, _cx: gauges::Cx<Self>, level: u32, fail: bool) -> Result<Level, Level> {
        if fail { Err(Level(level)) } else { Ok(Level(level)) }
    }

    async fn raise(&self, _: gauges::ClusterCx<Self>, level: Level) -> Result<Level, String> {
        Ok(Level(level.0 + 100))
    }
}

async fn start(config: Config, panel: Panel) -> (TestServer, RawWebSocket, Entries) {
    let (journal, entries) = journal();
    let mount = told(gauges::serve(panel), &journal);
    let io = Io::builder().config(config).mount(mount).build().unwrap();
    let server = TestServer::start(&io).await;
    let client = server.websocket().await;
    (server, client, entries)
}

/// What is told of an event with a level that is too large, at this path.
fn refused(event: &str, path: &str) -> String {
    let words = "300 is more than 255";
    format!(r#"/ {event}: Encode(Contract {{ path: "{path}", message: "{words}" }})"#)
}

#[tokio::test]
async fn value_that_is_not_what_the_document_says_is_not_sent() {
    let (_server, mut client, mut entries) = start(Config::new(), Panel(None)).await;
    client.join("40").await;
    client.send(r#"42["announce",300]"#).await;
    assert_eq!(entries.next().await, refused("namespace announced", "[1]"));
    assert_eq!(entries.next().await, refused("socket announced", "[1]"));
    client.send(r#"420["plain",300]"#).await;
    assert_eq!(entries.next().await, refused("socket plain", "[0]"));
    client.send(r#"42["announce",255]"#).await;
    for _ in 0..2 {
        assert_eq!(client.text().await, r#"42["announced","me",255]"#);
    }
    client.send(r#"421["plain",255]"#).await;
    assert_eq!(client.text().await, "431[255]");
}

#[tokio::test]
async fn acknowledgement_that_is_not_what_the_document_says_is_an_error() {
    let internal = r#"{"code":"wigwag.internal","message":"internal error"}"#;
    let (_server, mut client, mut entries) = start(Config::new(), Panel(None)).await;
    client.join("40").await;
    for (fail, path) in [(false, "[0].data"), (true, "[0].error")] {
        client.send(&format!(r#"420["outcome",300,{fail}]"#)).await;
        assert_eq!(client.text().await, format!(r#"430[{{"ok":false,"error":{internal}}}]"#));
        assert_eq!(entries.next().await, refused("socket outcome", path));
    }
    for (fail, path) in [(false, "[1]"), (true, "[0]")] {
        client.send(&format!(r#"420["node",300,{fail}]"#)).await;
        assert_eq!(client.text().await, format!("430[{internal}]"));
        assert_eq!(entries.next().await, refused("socket node", path));
    }
    client.send(r#"420["outcome",7,false]"#).await;
    assert_eq!(client.text().await, r#"430[{"ok":true,"data":7}]"#);
    client.send(r#"420["outcome",7,true]"#).await;
    assert_eq!(client.text().await, r#"430[{"ok":false,"error":7}]"#);
    client.send(r#"420["node",7,false]"#).await;
    assert_eq!(client.text().await, "430[null,7]");
}

#[tokio::test]
async fn refusal_that_is_not_what_the_document_says_has_no_data() {
    let (_server, mut client, mut entries) = start(Config::new(), Panel(Some(300))).await;
    client.send("40").await;
    assert_eq!(client.text().await, r#"44{"message":"refused"}"#);
    assert_eq!(entries.next().await, refused("socket -", ""));

    let (_server, mut client, _entries) = start(Config::new(), Panel(Some(7))).await;
    client.send("40").await;
    assert_eq!(client.text().await, r#"44{"message":"refused","data":7}"#);
}

#[tokio::test]
async fn audit_can_be_told_to_let_everything_pass() {
    for audit in [Audit::Off, Audit::Log] {
        let (_server, mut client, mut entries) =
            start(Config::new().audit(audit), Panel(None)).await;
        client.join("40").await;
        client.send(r#"420["plain",300]"#).await;
        assert_eq!(client.text().await, "430[300]");
        client.send(r#"421["outcome",300,true]"#).await;
        assert_eq!(client.text().await, r#"431[{"ok":false,"error":300}]"#);
        assert_eq!(entries.so_far(), [""; 0]);
    }
}

#[tokio::test]
async fn numbers_that_would_arrive_as_others_are_never_sent() {
    for audit in [Audit::Off, Audit::Refuse] {
        let (_server, mut client, mut entries) =
            start(Config::new().audit(audit), Panel(None)).await;
        client.join("40").await;
        client.send(r#"42["read",null]"#).await;
        let words = r#"path: "[0].values[1]", message: "NaN is no number in JSON""#;
        let told = format!("/ socket reading: Encode(Serialize {{ {words} }})");
        assert_eq!(entries.next().await, told);
        client.send(r#"42["count",9007199254740992]"#).await;
        let words =
            "the integer 9007199254740992 is beyond ±9007199254740991, where JavaScript rounds";
        let words = format!(r#"path: "[0]", message: "{words}""#);
        assert_eq!(
            entries.next().await,
            format!("/ socket counted: Encode(Serialize {{ {words} }})")
        );
        client.send(r#"42["count",9007199254740991]"#).await;
        assert_eq!(client.text().await, r#"42["counted",9007199254740991]"#);
    }
}

#[tokio::test]
async fn large_integers_of_clients_are_read_as_they_were_sent() {
    let (_server, mut client, mut entries) = start(Config::new(), Panel(None)).await;
    client.join("40").await;
    client.send(r#"42["count",9007199254740993]"#).await;
    assert!(entries.next().await.contains("the integer 9007199254740993 is beyond"));
    client.send(r#"42["count",18446744073709551616]"#).await;
    assert!(entries.next().await.contains("Args(ArgsError { path: \"[0]\""));
    client.send(r#"42["count",1e3]"#).await;
    assert!(entries.next().await.contains("invalid type: floating point `1000.0`, expected u64"));
}

#[tokio::test]
async fn audit_knows_attachments() {
    let (_server, mut client, mut entries) = start(Config::new(), Panel(None)).await;
    client.join("40").await;
    client.send(r#"42["read",1.5]"#).await;
    let reading = r#"{"sensor":"s","values":[0.5,1.5],"raw":{"_placeholder":true,"num":0}}"#;
    assert_eq!(client.text().await, format!(r#"451-["reading",{reading}]"#));
    assert_eq!(client.binary().await, [1]);
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn msgpack_is_audited_as_well() {
    let (_server, mut client, mut entries) =
        start(Config::new().parser(Msgpack), Panel(None)).await;
    client.send_binary(b"\x83\xa4type\x00\xa4data\xd4\x00\x00\xa3nsp\xa1/").await;
    client.binary().await;
    let event = |name_and_arg: &[u8]| {
        [b"\x83\xa4type\x02\xa4data\x92", name_and_arg, b"\xa3nsp\xa1/"].concat()
    };
    // 300, and then 7.
    client.send_binary(&event(b"\xa8announce\xcd\x01\x2c")).await;
    assert_eq!(entries.next().await, refused("namespace announced", "[1]"));
    assert_eq!(entries.next().await, refused("socket announced", "[1]"));
    client.send_binary(&event(b"\xa8announce\x07")).await;
    let announced = b"\x83\xa4type\x02\xa4data\x93\xa9announced\xa2me\x07\xa3nsp\xa1/";
    assert_eq!(client.binary().await, announced);
    assert_eq!(client.binary().await, announced);
    client.send_binary(&event(b"\xa4read\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00")).await;
    let reading = b"\x83\xa4type\x02\xa4data\x92\xa7reading\x83\xa6sensor\xa1s\xa6values\x92\xcb\x3f\xe0\x00\x00\x00\x00\x00\x00\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00\xa3raw\xc4\x01\x01\xa3nsp\xa1/";
    assert_eq!(client.binary().await, reading);
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn events_of_servers_are_audited_as_well() {
    use gauges::EmitToServers as _;

    let bus = Bus::new();
    let node = || {
        let builder = Io::builder().mount(gauges::serve(Panel(None)));
        builder.adapter(bus.adapter()).build().unwrap()
    };
    let (one, _other) = (node(), node());
    let servers = one.of::<gauges::Ns>().servers();
    let (path, message) = ("[0]".to_owned(), "300 is more than 255".to_owned());
    assert_eq!(servers.raise(&Level(300)).err(), Some(EncodeError::Contract { path, message }));

    let raise = async |level| {
        let reports = servers.raise(&Level(level)).unwrap().collect().await;
        reports.answers.into_iter().map(|(_, answer)| answer).collect::<Vec<_>>()
    };
    assert_eq!(raise(100).await, [Ok(Level(200))]);
    // The answer would be 300, so there is none.
    assert_eq!(raise(200).await, []);
}
