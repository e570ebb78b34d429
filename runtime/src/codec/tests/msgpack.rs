//! Row §4.7. The bytes are what `socket.io-msgpack-parser` 3.0.2 made with `notepack.io` 2.2.0 of the packets beside them.

use bytes::Bytes;
use serde_json::json;

use super::{encode_event, summary};
use crate::Binary;
use crate::codec::args::{Args, ToArgs};
use crate::codec::error::{DecodeError, EncodeError};
use crate::codec::format::Format;
use crate::codec::packet::{Body, Packet};
use crate::codec::parser::Parser as _;
use crate::codec::{DecoderLimits, Message, Msgpack};
use crate::fuzz::msgpack::exercise;

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.bytes().filter(|byte| *byte != b' ').collect::<Vec<_>>();
    let pairs = digits.chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

fn decode(bytes: &[u8]) -> Result<Option<Packet>, DecodeError> {
    decode_within(bytes, DecoderLimits::default())
}

fn decode_within(bytes: &[u8], limits: DecoderLimits) -> Result<Option<Packet>, DecodeError> {
    format().decoder(limits).decode(Message::Binary(Bytes::copy_from_slice(bytes)))
}

fn format() -> Format {
    Format::Parser(std::sync::Arc::new(Msgpack))
}

/// Checks what these bytes are decoded to, and that no part of them is a packet.
#[track_caller]
fn check(hex: &str, expected: &str) {
    let bytes = bytes(hex);
    assert_eq!(summary(&decode(&bytes)), expected);
    for end in 0..bytes.len() {
        assert!(decode(&bytes[..end]).is_err(), "the first {end} bytes");
    }
}

#[track_caller]
fn check_error(hex: &str, expected: DecodeError) {
    assert_eq!(decode(&bytes(hex)).err(), Some(expected));
}

/// Checks the data of an event with the name `e`, in msgpack and as JSON.
#[track_caller]
fn check_args(hex: &str, expected: &str) {
    let packet = format!("83 a474797065 02 a464617461 {hex} a36e7370 a12f");
    check(&packet, format!(r#"/ event "e" {expected}"#).trim_end());
}

#[test]
fn packets_of_a_client() {
    check("83a47479706500a464617461d40000a36e7370a12f", "/ connect");
    check(
        "83a47479706500a46461746181a5746f6b656ea178a36e7370a62f61646d696e",
        r#"/admin connect {"token":"x"}"#,
    );
    check("82a47479706501a36e7370a62f61646d696e", "/admin disconnect");
    check(
        "83a47479706502a46461746193a568656c6c6f01a374776fa36e7370a12f",
        r#"/ event "hello" 1,"two""#,
    );
    check(
        "84a47479706502a46461746191a568656c6c6fa76f7074696f6e7381a8636f6d7072657373c3a36e7370a12f",
        r#"/ event "hello""#,
    );
    check(
        "85a47479706502a46461746191a568656c6c6fa76f7074696f6e7381a8636f6d7072657373c3a2696407a36e7370a12f",
        r#"/ event id=7 "hello""#,
    );
    check("84a47479706503a2696407a46461746190a36e7370a12f", "/ ack id=7");
    check(
        "83a47479706504a46461746182a76d657373616765a26e6fa46461746181a4636f646507a36e7370a22f78",
        "/x connect error",
    );
    check("83a47479706502a464617461920102a36e7370a12f", r#"/ event "1" 2"#);
}

#[test]
fn values_of_a_client() {
    // null, true, false, 1.5, -0.25, 1e300
    check_args(
        "97 a165 c0 c3 c2 cb3ff8000000000000 cbbfd0000000000000 cb7e37e43c8800759c",
        "null,true,false,1.5,-0.25,1e+300",
    );
    // NaN, Infinity
    check_args("93 a165 cb7ff8000000000000 cb7ff0000000000000", "null,null");
    // "é😀", 31 and 32 letters, "\u0001\"\\"
    check_args("93 a165 a6c3a9f09f9880 a301225c", r#""é😀","\u0001\"\\""#);
    let letters = "78".repeat(32);
    check_args(
        &format!("93 a165 bf{} d920{letters}", &letters[..62]),
        &format!(r#""{0}","{0}x""#, "x".repeat(31)),
    );
    // `a\ud800b`: the official encoder makes another character of a lone surrogate and what follows it.
    check_args("92 a165 a561f09081a2", "\"a\u{10062}\"");
    // No UTF-8, which the official decoder takes as well.
    check_args("92 a165 a3 61 ff 62", "\"a\u{fffd}b\"");
    check_args("92 a165 82 a161 01 a162 91 80", r#"{"a":1,"b":[{}]}"#);
}

#[test]
fn integers_of_a_client() {
    check_args(
        "dc0015 a165 00 7f cc80 ccff cd0100 cdffff ce00010000 ceffffffff cf0000000100000000 cf001fffffffffffff ff e0 d0df d080 d1ff7f d18000 d2ffff7fff d280000000 d3ffffffff7fffffff d3ffe0000000000001",
        "0,127,128,255,256,65535,65536,4294967295,4294967296,9007199254740991,-1,-32,-33,-128,-129,-32768,-32769,-2147483648,-2147483649,-9007199254740991",
    );
    check_args(
        "93 a165 cfffffffffffffffff d38000000000000000",
        "18446744073709551615,-9223372036854775808",
    );
    // Of other encoders: signed formats of numbers that are not below zero, floats that are integers, floats of 32 bits.
    check_args(
        "96 a165 d007 d30000000000000007 cb4008000000000000 cb8000000000000000 ca3fc00000",
        "7,7,3,0,1.5",
    );
}

#[test]
fn binary_data_of_a_client() {
    let placeholder = |num: u8| format!(r#"{{"_placeholder":true,"num":{num}}}"#);
    // Two buffers, the second within an object.
    check_args(
        "93 a165 c4020102 81 a464656570 91 c40103",
        &format!(r#"{},{{"deep":[{}]}} +b"\x01\x02" +b"\x03""#, placeholder(0), placeholder(1)),
    );
    // A Uint8Array, an ArrayBuffer and a Uint16Array.
    check_args("92 a165 c70300010203", &format!(r#"{} +b"\x01\x02\x03""#, placeholder(0)));
    check_args("92 a165 c702000000", &format!(r#"{} +b"\0\0""#, placeholder(0)));
    check_args("92 a165 c7040001000302", &format!(r#"{} +b"\x01\0\x03\x02""#, placeholder(0)));
    check_args("92 a165 c8000100 07", &format!(r#"{} +b"\x07""#, placeholder(0)));
    check_args("92 a165 c90000000100 07", &format!(r#"{} +b"\x07""#, placeholder(0)));
    check_args("92 a165 c5000107", &format!(r#"{} +b"\x07""#, placeholder(0)));
    check_args("92 a165 c60000000107", &format!(r#"{} +b"\x07""#, placeholder(0)));
    // Other extensions: the reference makes an array of the type and the bytes.
    check_args("92 a165 d40507", &format!(r#"[5,{}] +b"\x07""#, placeholder(0)));
    check_args("92 a165 d5ff0708", &format!(r#"[-1,{}] +b"\x07\x08""#, placeholder(0)));
    check_args("92 a165 c7010507", &format!(r#"[5,{}] +b"\x07""#, placeholder(0)));
}

#[test]
fn attachments_keep_no_more_than_twice_their_bytes() {
    let is_shared = |len: usize, ballast: usize| {
        let head = format!("84a47479706502 a178 db{ballast:08x} {}", "78".repeat(ballast));
        let data = format!("a464617461 92a165 c6{len:08x} {}", "07".repeat(len));
        let message = Bytes::from(bytes(&format!("{head}{data}a36e7370a12f")));
        let memory = message.as_ptr_range();
        let decoded = format().decoder(DecoderLimits::default()).decode(Message::Binary(message));
        let Ok(Some(Packet { body: Body::Event { args, .. }, .. })) = decoded else {
            panic!("no event: {decoded:?}")
        };
        assert_eq!(args.attachments()[0], vec![7; len]);
        memory.contains(&args.attachments()[0].as_ptr())
    };
    assert!(is_shared(5000, 0));
    assert!(is_shared(5000, 4900));
    assert!(!is_shared(5000, 5000));
    assert!(!is_shared(100, 0));
}

#[test]
fn binary_data_reads_as_with_the_default_parser() {
    let hex = "83 a474797065 03 a464617461 92 c4020102 81a161c40103 a36e7370 a12f";
    let Ok(Some(Packet { body: Body::Ack { id: None, args }, .. })) = decode(&bytes(hex)) else {
        panic!("no acknowledgement");
    };
    let (first, second) =
        args.read::<(Binary, std::collections::HashMap<String, Binary>)>().unwrap();
    assert_eq!((&first[..], &second["a"][..]), (&[1, 2][..], &[3][..]));
}

#[test]
fn what_is_undefined() {
    check_args("94 a165 d40000 82 a161 d40000 a162 01 c0", r#"null,{"b":1},null"#);
    check_args("93 a165 81 a161 d40000 81 a162 91 d40000", r#"{},{"b":[null]}"#);
    check("84a47479706502a46461746191a165a26964d40000a36e7370a12f", r#"/ event "e""#);
    check("83a47479706501a464617461d40000a36e7370a12f", "/ disconnect");
    // As `python-socketio` says it.
    check("83a47479706501a464617461c0a36e7370a12f", "/ disconnect");
    check("83a47479706500a464617461c0a36e7370a12f", "/ connect");
}

#[test]
fn dates_are_iso_8601() {
    let date = |ms: i64| format!("92 a165 d700 {ms:016x}");
    check_args(
        "94 a165 d700000001a1fe5a67db d700ffffffffffffffff d7000000000000000000",
        r#""2026-11-21T13:45:00.123Z","1969-12-31T23:59:59.999Z","1970-01-01T00:00:00.000Z""#,
    );
    check_args(&date(951_782_400_000), r#""2000-02-29T00:00:00.000Z""#);
    check_args(&date(4_107_542_399_999), r#""2100-02-28T23:59:59.999Z""#);
    check_args(&date(4_107_542_400_000), r#""2100-03-01T00:00:00.000Z""#);
    check_args(&date(-62_167_219_200_000), r#""0000-01-01T00:00:00.000Z""#);
    check_args(&date(-62_167_219_200_001), r#""-000001-12-31T23:59:59.999Z""#);
    check_args(&date(253_402_300_800_000), r#""+010000-01-01T00:00:00.000Z""#);
    check_args(&date(8_640_000_000_000_000), r#""+275760-09-13T00:00:00.000Z""#);
    check_args(&date(-8_640_000_000_000_000), r#""-271821-04-20T00:00:00.000Z""#);
    check_args(&date(8_640_000_000_000_001), "null");
    check_args(&date(i64::MIN), "null");
}

#[test]
fn keys_are_text() {
    check_args("92 a165 82 07 01 ff 02", r#"{"7":1,"-1":2}"#);
    check_error(
        "83a474797065 02 a464617461 92 a165 81 c0 01 a36e7370a12f",
        DecodeError::InvalidMsgpack,
    );
    check_error("81 01 02", DecodeError::InvalidMsgpack);
}

#[test]
fn what_is_no_packet_is_refused() {
    check_error("", DecodeError::InvalidMsgpack);
    check_error("c1", DecodeError::InvalidMsgpack);
    check_error("90", DecodeError::IncompletePacket);
    check_error("80", DecodeError::IncompletePacket);
    check_error("81a47479706500", DecodeError::IncompletePacket);
    check_error("81a36e7370a12f", DecodeError::IncompletePacket);
    check_error("82a474797065a130a36e7370a12f", DecodeError::IncompletePacket);
    check_error("82a47479706500a36e737001", DecodeError::IncompletePacket);
    check_error("82a47479706505a36e7370a12f", DecodeError::UnknownSocketType { byte: 5 });
    check_error("82a474797065cd0100a36e7370a12f", DecodeError::UnknownSocketType { byte: 255 });
    // An array or a map is no value of these, and nothing in it is a key of the packet.
    for list in ["91", "80", "90"] {
        for key in ["a474797065", "a36e7370", "a26964"] {
            let packet = format!("83{key}{list}a47479706501a36e7370a12f");
            check_error(&packet, DecodeError::InvalidMsgpack);
        }
    }
    // Bytes behind a packet.
    check_error("82a47479706501a36e7370a12fc0", DecodeError::InvalidMsgpack);
    let result = format().decoder(DecoderLimits::default()).decode(Message::text("0"));
    assert_eq!(result.err(), Some(DecodeError::UnexpectedText));
}

#[test]
fn data_has_to_fit_its_type() {
    for data in ["90", "a178", "01"] {
        let connect = format!("83a47479706500a464617461{data}a36e7370a12f");
        check_error(&connect, DecodeError::UnexpectedPayload);
    }
    check_error("83a47479706501a46461746180a36e7370a12f", DecodeError::UnexpectedPayload);
    for kind in ["02", "03"] {
        check_error(&format!("82a474797065{kind}a36e7370a12f"), DecodeError::UnexpectedPayload);
        for data in ["c0", "80", "a178"] {
            let packet = format!("83a474797065{kind}a464617461{data}a36e7370a12f");
            check_error(&packet, DecodeError::UnexpectedPayload);
        }
    }
    // What a client presents has no attachments.
    check_error("83a47479706500a46461746181a161c40101a36e7370a12f", DecodeError::UnexpectedBinary);
    for id in ["ff", "a137", "c0", "cb3ff0000000000000"] {
        let packet = format!("84a47479706502a46461746191a165a26964{id}a36e7370a12f");
        check_error(&packet, DecodeError::AckIdOverflow);
    }
}

#[test]
fn events_need_a_name_of_their_own() {
    let event = |data: &str| format!("83a47479706502a464617461{data}a36e7370a12f");
    check_error(&event("90"), DecodeError::InvalidEventName);
    check_error(&event("91c0"), DecodeError::InvalidEventName);
    check_error(&event("9190"), DecodeError::InvalidEventName);
    check_error(&event("91aa646973636f6e6e656374"), DecodeError::ReservedEventName);
}

#[test]
fn announced_lengths_do_not_exceed_the_message() {
    let event = |data: &str| format!("83a474797065 02 a464617461 {data}");
    for data in [
        "ddffffffff",
        "dfffffffff",
        "dbffffffff",
        "c6ffffffff",
        "c9ffffffff00",
        "dcffff",
        "deffff",
        "9f",
        "8f",
    ] {
        check_error(&event(data), DecodeError::InvalidMsgpack);
    }
    // Also where nobody wants what is announced.
    check_error("81a178ddffffffff", DecodeError::InvalidMsgpack);
}

#[test]
fn depth_is_bounded() {
    let event = |depth: usize| {
        let (open, n) = ("91".repeat(depth - 1), "83a47479706502a46461746192a165");
        bytes(&format!("{n}{open}c0a36e7370a12f"))
    };
    let Ok(Some(Packet { body: Body::Event { args, .. }, .. })) = decode(&event(127)) else {
        panic!("127 levels are taken");
    };
    assert!(args.read::<(serde_json::Value,)>().is_ok());
    assert_eq!(decode(&event(128)).err(), Some(DecodeError::TooDeep));
    assert_eq!(decode(&event(900_000)).err(), Some(DecodeError::TooDeep));
    // What is left out is left out at any depth.
    let skipped = format!("83a47479706501a36e7370a12fa178{}c0", "91".repeat(900_000));
    assert_eq!(summary(&decode(&bytes(&skipped))), "/ disconnect");
}

#[test]
fn attachments_are_counted() {
    let event = |count: usize| {
        let head = format!("83a47479706502a464617461dc{:04x}a165", count + 1);
        bytes(&format!("{head}{}a36e7370a12f", "c40107".repeat(count)))
    };
    assert!(decode(&event(10)).is_ok());
    assert_eq!(decode(&event(11)).err(), Some(DecodeError::TooManyAttachments));
    let limits = DecoderLimits { attachments_max: 11, ..DecoderLimits::default() };
    assert!(decode_within(&event(11), limits).is_ok());
    let limits = DecoderLimits { attachment_bytes_max: 9, ..DecoderLimits::default() };
    assert_eq!(decode_within(&event(10), limits).err(), Some(DecodeError::AttachmentsTooLarge));
}

#[test]
fn forged_placeholders_name_attachments_or_are_plain_data() {
    let forged = |num: &str| format!("82 ac5f706c616365686f6c646572 c3 a36e756d {num}");
    check_args(&format!("92 a165 {}", forged("07")), r#"{"_placeholder":true,"num":7}"#);
    let packet = format!("83a47479706502a464617461 93 a165 c40101 {} a36e7370a12f", forged("07"));
    check_error(&packet, DecodeError::InvalidPlaceholder);
}

/// Checks what a packet is encoded as.
#[track_caller]
fn check_encoded(body: Body, namespace: &str, hex: &str) {
    let packet = Packet { namespace: namespace.into(), body };
    let messages = Msgpack.encode(&packet).unwrap();
    assert_eq!(messages, [Message::Binary(bytes(hex).into())]);
}

fn event(id: Option<u64>, name: &str, args: &dyn ToArgs) -> Body {
    Body::Event { id, name: name.into(), args: Args::of(args).unwrap() }
}

#[test]
fn packets_of_the_server() {
    check_encoded(
        Body::Connect { data: Some(r#"{"sid":"abc","pid":"x"}"#.into()) },
        "/",
        "83a47479706500a46461746182a3736964a3616263a3706964a178a36e7370a12f",
    );
    check_encoded(Body::Disconnect, "/admin", "82a47479706501a36e7370a62f61646d696e");
    let data = r#"{"message":"no","data":{"code":7}}"#;
    check_encoded(
        Body::ConnectError { data: Some(data.into()) },
        "/x",
        "83a47479706504a46461746182a76d657373616765a26e6fa46461746181a4636f646507a36e7370a22f78",
    );
    check_encoded(
        event(None, "hello", &(1, "two")),
        "/",
        "83a47479706502a46461746193a568656c6c6f01a374776fa36e7370a12f",
    );
    check_encoded(
        event(Some(300), "hello", &()),
        "/admin",
        "84a47479706502a46461746191a568656c6c6fa26964cd012ca36e7370a62f61646d696e",
    );
    check_encoded(
        Body::Ack { id: Some(7), args: Args::of(&()).unwrap() },
        "/",
        "84a47479706503a46461746190a2696407a36e7370a12f",
    );
}

/// Checks the data of an event with the name `e`.
#[track_caller]
fn check_written(args: &dyn ToArgs, hex: &str) {
    check_encoded(
        event(None, "e", args),
        "/",
        &format!("83a47479706502a464617461{hex}a36e7370a12f"),
    );
}

#[test]
fn values_of_the_server() {
    check_written(
        &(None::<u8>, true, false, 1.5, -0.25),
        "96 a165 c0 c3 c2 cb3ff8000000000000 cbbfd0000000000000",
    );
    check_written(&("é😀", "\u{1}\"\\"), "93 a165 a6c3a9f09f9880 a301225c");
    check_written(
        &("x".repeat(31), "x".repeat(32)),
        &format!("93 a165 bf{} d920{}", "78".repeat(31), "78".repeat(32)),
    );
    check_written(&(json!({ "a": [], "b": { "c": 1 } }),), "92 a165 82 a161 90 a162 81 a163 01");
    check_written(
        &(json!([
            0,
            127,
            128,
            255,
            256,
            65535,
            65536,
            4_294_967_295_u64,
            4_294_967_296_u64,
            9_007_199_254_740_991_u64,
            -1,
            -32,
            -33,
            -128,
            -129,
            -32768,
            -32769,
            -2_147_483_648,
            -2_147_483_649_i64,
            -9_007_199_254_740_991_i64
        ]),),
        "92 a165 dc0014 00 7f cc80 ccff cd0100 cdffff ce00010000 ceffffffff cf0000000100000000 cf001fffffffffffff ff e0 d0df d080 d1ff7f d18000 d2ffff7fff d280000000 d3ffffffff7fffffff d3ffe0000000000001",
    );
    check_written(&(u64::MAX, i64::MIN), "93 a165 cfffffffffffffffff d38000000000000000");
}

#[test]
fn long_values_have_long_headers() {
    check_written(&(vec![1; 15],), &format!("92 a165 9f{}", "01".repeat(15)));
    check_written(&(vec![1; 16],), &format!("92 a165 dc0010{}", "01".repeat(16)));
    check_written(&(vec![1; 65535],), &format!("92 a165 dcffff{}", "01".repeat(65535)));
    check_written(&(vec![1; 65536],), &format!("92 a165 dd00010000{}", "01".repeat(65536)));
    let map = |len: u32| {
        (0..len).map(|key| (format!("{key:05}"), 1)).collect::<std::collections::BTreeMap<_, _>>()
    };
    let entries = |len: u32| {
        (0..len)
            .map(|key| {
                let key = format!("{key:05}");
                format!("a5{}01", key.bytes().map(|byte| format!("{byte:02x}")).collect::<String>())
            })
            .collect::<String>()
    };
    check_written(&(map(15),), &format!("92 a165 8f{}", entries(15)));
    check_written(&(map(16),), &format!("92 a165 de0010{}", entries(16)));
    check_written(&(map(65536),), &format!("92 a165 df00010000{}", entries(65536)));
    check_written(
        &("x".repeat(256), "x".repeat(65536)),
        &format!("93 a165 da0100{} db00010000{}", "78".repeat(256), "78".repeat(65536)),
    );
}

#[test]
fn binary_data_of_the_server() {
    let binary = |bytes: &'static [u8]| Binary::from(bytes);
    check_written(
        &(binary(&[1, 2]), json!({ "x": 1 }), vec![binary(&[3])]),
        "94 a165 c4020102 81a17801 91c40103",
    );
    check_written(&(binary(&[]),), "92 a165 c400");
    check_written(&(Binary::from(vec![7; 256]),), &format!("92 a165 c50100{}", "07".repeat(256)));
    check_written(&(vec![binary(&[7]); 11],), &format!("92 a165 9b{}", "c40107".repeat(11)));
    // Without attachments it is plain data.
    check_written(
        &(json!({ "_placeholder": true, "num": 0 }),),
        "92 a165 82 ac5f706c616365686f6c646572 c3 a36e756d 00",
    );
}

#[test]
fn arguments_are_forwarded() {
    let Ok(Some(Packet { body: Body::Event { args, .. }, .. })) =
        decode(&bytes("83a474797065 02 a464617461 93 a165 c4020102 81a161c40103 a36e7370 a12f"))
    else {
        panic!("no event");
    };
    check_written(&args, "93 a165 c4020102 81a161c40103");
    // The official format has other arguments of the same kind.
    let text = encode_event("/", None, "e", &args).unwrap();
    assert_eq!(
        text.frame.payload(),
        br#"452-["e",{"_placeholder":true,"num":0},{"a":{"_placeholder":true,"num":1}}]"#
    );
}

#[test]
fn r1_an_offset_is_the_last_argument() {
    let encoded = format().encode_event("/", None, "e", &(1,), Some("1-0")).unwrap();
    assert!(encoded.frame.is_binary() && encoded.attachments.is_empty());
    assert_eq!(
        encoded.frame.payload(),
        bytes("83a474797065 02 a464617461 93 a165 01 a3312d30 a36e7370 a12f")
    );
}

#[test]
fn what_cannot_be_said_is_an_error() {
    let encode =
        |name, args: &dyn ToArgs| format().encode_event("/", None, name, &args, None).map(|_| ());
    assert_eq!(encode("disconnect", &()), Err(EncodeError::ReservedEventName));
    let args = Args::from_json("[1e999]", Vec::new()).unwrap();
    assert!(matches!(encode("e", &args), Err(EncodeError::Parser(_))));
    let body = Body::EmptyEvent;
    assert!(Msgpack.encode(&Packet { namespace: "/".into(), body }).is_err());
}

#[test]
fn every_flipped_bit_and_every_prefix_is_survived() {
    let packets = [
        "83a47479706500a46461746181a5746f6b656ea178a36e7370a62f61646d696e",
        "85a47479706502a46461746193a16282a161c4020304a16291c7010003c0a76f7074696f6e7381a8636f6d7072657373c3a2696407a36e7370a12f",
        "83a474797065 03 a464617461 95 cb3ff8000000000000 d700000001a1fe5a67db d40000 d3ffffffff7fffffff d9026162 a36e7370 a12f",
    ];
    for packet in packets {
        let packet = bytes(packet);
        assert!(decode(&packet).is_ok(), "{packet:x?}");
        for at in 0..packet.len() {
            exercise(&packet[..at]);
            for bit in 0..8 {
                let mut packet = packet.clone();
                packet[at] ^= 1 << bit;
                exercise(&packet);
            }
        }
    }
}
