//! Packets that travel in another form than the official text. The bytes of msgpack are those of the official parser.

use wigwag::engine::Message;
use wigwag::parser::{Body, DecodeError, Decoder, DecoderLimits, Msgpack, Packet, Parser};
use wigwag::{Binary, Config, EncodeError};
use wigwag_tests::harness::{
    Entries, Handlers, RawPolling, RawWebSocket, TestServer, echo, journal,
};

/// `{type: 0, data: undefined, nsp: "/"}`
const CONNECT: &[u8] = b"\x83\xa4type\x00\xa4data\xd4\x00\x00\xa3nsp\xa1/";

fn msgpack() -> Config {
    Config::new().parser(Msgpack)
}

/// Joins the main namespace; gives the id of the socket.
async fn join(client: &mut RawWebSocket) -> String {
    client.send_binary(CONNECT).await;
    admitted(&client.binary().await)
}

/// The id in `{type: 0, data: {sid: "…"}, nsp: "/"}`.
fn admitted(packet: &[u8]) -> String {
    let rest = packet.strip_prefix(b"\x83\xa4type\x00\xa4data\x81\xa3sid\xb4").unwrap();
    let id = rest.strip_suffix(b"\xa3nsp\xa1/").unwrap();
    assert_eq!(id.len(), 20);
    String::from_utf8(id.to_vec()).unwrap()
}

async fn start() -> (TestServer, RawWebSocket, Entries) {
    let (journal, mut entries) = journal();
    let server = TestServer::with_config(msgpack(), Handlers::recording(&journal)).await;
    let mut client = server.websocket().await;
    join(&mut client).await;
    assert_eq!(entries.next().await, "connected");
    (server, client, entries)
}

#[tokio::test]
async fn msgpack_travels_over_websocket() {
    let (_server, mut client, mut entries) = start().await;
    client
        .send_binary(b"\x85\xa4type\x02\xa4data\x93\xa5hello\x01\xc4\x02\x01\x02\xa7options\x81\xa8compress\xc3\xa2id\x07\xa3nsp\xa1/")
        .await;
    assert_eq!(entries.next().await, r#"event hello 1,{"_placeholder":true,"num":0}"#);
    assert_eq!(
        client.binary().await,
        b"\x84\xa4type\x03\xa4data\x92\x01\xc4\x02\x01\x02\xa2id\x07\xa3nsp\xa1/"
    );
    client.send_binary(b"\x82\xa4type\x01\xa3nsp\xa1/").await;
    assert_eq!(entries.next().await, "disconnect client namespace disconnect");
}

#[tokio::test]
async fn msgpack_travels_over_polling() {
    let (handlers, mut sockets) = Handlers::new().event(echo).hand_over_sockets();
    let server = TestServer::with_config(msgpack(), handlers).await;
    let client = RawPolling::open(&server).await;
    client.send("bg6R0eXBlAKRkYXRh1AAAo25zcKEv").await;
    assert!(client.poll().await.starts_with("bg6R0eXBlAKRkYXRhgaNzaWS0"));
    let socket = sockets.next().await;
    socket.emit("pushed", &("x",));
    socket.disconnect();
    assert_eq!(
        client.poll().await,
        "bg6R0eXBlAqRkYXRhkqZwdXNoZWSheKNuc3ChLw==\x1ebgqR0eXBlAaNuc3ChLw=="
    );
}

#[tokio::test]
async fn msgpack_is_broadcast() {
    let (handlers, mut sockets) = Handlers::new().event(echo).hand_over_sockets();
    let server = TestServer::with_config(msgpack(), handlers).await;
    let (mut one, mut other) = (server.websocket().await, server.websocket().await);
    join(&mut one).await;
    join(&mut other).await;
    let everybody = sockets.next().await.namespace().everybody();
    sockets.next().await;
    everybody.emit("e", &(Binary::from(vec![7]), "x"));
    for client in [&mut one, &mut other] {
        let event = b"\x83\xa4type\x02\xa4data\x93\xa1e\xc4\x01\x07\xa1x\xa3nsp\xa1/";
        assert_eq!(client.binary().await, event);
    }
    let mut answers = everybody.emit_with_ack::<u8, _>("ask", &());
    for client in [&mut one, &mut other] {
        let event = b"\x84\xa4type\x02\xa4data\x91\xa3ask\xa2id\x00\xa3nsp\xa1/";
        assert_eq!(client.binary().await, event);
        client.send_binary(b"\x84\xa4type\x03\xa2id\x00\xa4data\x91\x09\xa3nsp\xa1/").await;
        assert_eq!(answers.next().await.unwrap().1, Ok(9));
    }
    assert!(answers.next().await.is_none());
}

#[tokio::test]
async fn msgpack_tells_of_refusals() {
    let (_server, mut client, _entries) = start().await;
    client.send_binary(b"\x82\xa4type\x00\xa3nsp\xa4/zzz").await;
    assert_eq!(
        client.binary().await,
        b"\x83\xa4type\x04\xa4data\x81\xa7message\xb1Invalid namespace\xa3nsp\xa4/zzz"
    );
}

#[tokio::test]
async fn what_is_no_msgpack_closes_the_connection() {
    for bytes in [&b""[..], b"\xc1", b"\x82\xa4type\x01\xa3nsp\xa1/\x00", b"\xdf\xff\xff\xff\xff"] {
        let (_server, mut client, mut entries) = start().await;
        client.send_binary(bytes).await;
        client.closes().await;
        assert_eq!(entries.next().await, "disconnect forced close", "{bytes:?}");
    }
    let (_server, mut client, mut entries) = start().await;
    client.send(r#"42["hello"]"#).await;
    client.closes().await;
    assert_eq!(entries.next().await, "disconnect forced close");
}

#[tokio::test]
async fn packet_of_msgpack_for_another_namespace_closes_the_connection() {
    let (_server, mut client, mut entries) = start().await;
    client.send_binary(b"\x83\xa4type\x02\xa4data\x91\xa5hello\xa3nsp\xa2/x").await;
    client.closes().await;
    assert_eq!(entries.next().await, "disconnect forced server close");
}

/// Says of a packet what type it has, in one message or two; but of nothing that it is a CONNECT for `/mute`.
struct Letters;

impl Parser for Letters {
    fn encode(&self, packet: &Packet) -> Result<Vec<Message>, EncodeError> {
        Ok(match &packet.body {
            Body::Connect { .. } if packet.namespace == "/mute" => {
                return Err(EncodeError::Parser("mute".to_owned()));
            }
            Body::Connect { .. } => vec!["C".into()],
            Body::Event { name, args, .. } => {
                vec!["E".into(), name.clone().into(), args.json_list().into()]
            }
            _ => vec!["?".into()],
        })
    }

    fn decoder(&self, _: DecoderLimits) -> Box<dyn Decoder> {
        Box::<LettersDecoder>::default()
    }
}

/// Takes `C/namespace`, and `E/namespace` with the event's name in a message of its own.
#[derive(Default)]
struct LettersDecoder {
    namespace: Option<String>,
}

impl Decoder for LettersDecoder {
    fn decode(&mut self, message: Message) -> Result<Option<Packet>, DecodeError> {
        let text = message.as_text().unwrap_or_default();
        if let Some(namespace) = self.namespace.take() {
            let args = wigwag::Args::of(&()).unwrap();
            let body = Body::Event { id: None, name: text.into(), args };
            return Ok(Some(Packet { namespace: namespace.into(), body }));
        }
        if let Some(namespace) = text.strip_prefix('C') {
            let body = Body::Connect { data: None };
            return Ok(Some(Packet { namespace: namespace.into(), body }));
        }
        let namespace = text.strip_prefix('E').ok_or(DecodeError::Other("no letter"))?;
        self.namespace = Some(namespace.to_owned());
        Ok(None)
    }

    fn awaiting(&self) -> Option<&str> {
        self.namespace.as_deref()
    }
}

/// A client that has joined and was told so, with an event of three messages behind it.
async fn letters() -> (TestServer, RawWebSocket, Entries) {
    let (journal, entries) = journal();
    let handlers = Handlers::recording(&journal).connected(|socket| async move {
        socket.emit("hello", &(1, 2));
    });
    let io = wigwag::Io::builder()
        .config(Config::new().parser(Letters))
        .namespace("/", handlers)
        .namespace("/mute", Handlers::new())
        .build()
        .unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    client.send("4C/").await;
    for message in ["4C", "4E", "4hello", "41,2"] {
        assert_eq!(client.text().await, message);
    }
    (server, client, entries)
}

#[tokio::test]
async fn parser_of_a_program_stands_in_for_the_default_one() {
    let (_server, mut client, mut entries) = letters().await;
    client.send("4E/").await;
    client.send("4hi").await;
    assert_eq!(entries.next().await, "event hi");
    // What came behind a packet of two messages begins the next one.
    client.send("4E/").await;
    client.send("4E/").await;
    assert_eq!(entries.next().await, "event E/");
    client.send("4?").await;
    client.closes().await;
    assert_eq!(entries.next().await, "disconnect forced close");
}

#[tokio::test]
async fn packet_of_several_messages_begins_only_within_its_namespace() {
    let (_server, mut client, mut entries) = letters().await;
    client.send("4E/elsewhere").await;
    client.closes().await;
    assert_eq!(entries.next().await, "disconnect forced server close");
}

#[tokio::test]
async fn client_that_cannot_be_told_how_it_stands_is_disconnected() {
    let (_server, mut client, mut entries) = letters().await;
    client.send("4C/mute").await;
    client.closes().await;
    assert_eq!(entries.next().await, "disconnect forced server close");
}
