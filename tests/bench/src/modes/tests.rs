//! The generator against servers that do something wrong: each of them makes the round no result.

use std::{
    io::{self, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use nix::unistd::Pid;

use super::*;

const SPAN: Span = Span { warm_up: Duration::from_millis(20), window: Duration::from_millis(50) };

/// What answers the request for a WebSocket; then the session is open.
const OPENED: &[u8] =
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
      Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n\x81\x0f0{\"sid\":\"abcd\"}";

/// What a server does with its right answer to the request of this text.
type Deed = fn(request: &str, answer: Vec<u8>) -> Option<Vec<u8>>;

/// A server that answers as it should and then does its deed. `None` closes the connection.
fn server(deed: Deed) -> Target {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            // The generator closes when it has seen enough.
            thread::spawn(move || serve(stream?, deed));
        }
    });
    Target { address, process: Pid::this(), patience: Duration::from_millis(200) }
}

fn serve(mut stream: TcpStream, deed: Deed) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.extend(byte);
    }
    stream.write_all(OPENED)?;
    loop {
        let request = read(&mut stream)?;
        let Some(answer) = deed(&request, answer(&request)) else { return Ok(()) };
        stream.write_all(&answer)?;
    }
}

/// Reads a client's text message of less than 126 bytes.
fn read(stream: &mut TcpStream) -> io::Result<String> {
    let mut header = [0; 6];
    stream.read_exact(&mut header)?;
    let [0x81, length, mask @ ..] = header else { panic!("{header:x?}") };
    let mut payload = vec![0; usize::from(length - 0x80)];
    stream.read_exact(&mut payload)?;
    payload.iter_mut().zip(mask.iter().cycle()).for_each(|(byte, mask)| *byte ^= mask);
    Ok(String::from_utf8(payload).unwrap())
}

/// The frames of the right answer.
fn answer(request: &str) -> Vec<u8> {
    let text = |payload: &str| [&[0x81, payload.len() as u8], payload.as_bytes()].concat();
    match request {
        "40" => return text("40{\"sid\":\"efgh\"}"),
        "3" => return Vec::new(),
        _ => {}
    }
    let (id, arguments) = request[2..].split_once('[').unwrap();
    if let Some(data) = arguments.strip_prefix("\"echo\",") {
        return text(&format!("43{id}[{data}"));
    }
    let data =
        arguments.strip_prefix("\"bcast\",").and_then(|data| data.strip_suffix(",2]")).unwrap();
    let message = text(&format!("42[\"msg\",{data}]"));
    [message.clone(), message, text(&format!("43{id}[]"))].concat()
}

const ECHOES: Echo = Echo { connections: 2, in_flight: 2, size: 16, kind: Kind::Text };
const BROADCASTS: Fanout =
    Fanout { groups: 2, members: 1, audience: Audience::Everybody { copies: 2 } };

#[track_caller]
fn check(load: &dyn Measure, deed: Deed, expected: &str) {
    let outcome = match load.measure(&server(deed), &SPAN) {
        Ok(measured) => format!("ok {}", measured.operations > 0),
        Err(fault) => fault.to_string(),
    };
    assert!(outcome.contains(expected), "{outcome}");
}

#[test]
fn right_answers_are_a_result() {
    check(&ECHOES, |_, answer| Some(answer), "ok true");
    check(&BROADCASTS, |_, answer| Some(answer), "ok true");
    check(&Connect { warm_up: 2, connections: 10 }, |_, answer| Some(answer), "ok true");
}

#[test]
fn pings_are_answered() {
    // A ping before each answer but those to pongs.
    let deed: Deed = |request, answer| match request {
        "3" => Some(answer),
        _ => Some([b"\x81\x012", &answer[..]].concat()),
    };
    check(&ECHOES, deed, "ok true");
}

#[test]
fn a_wrong_byte_is_seen() {
    let deed: Deed = |request, mut answer| {
        if request.starts_with("42120") {
            *answer.last_mut().unwrap() = b'}';
        }
        Some(answer)
    };
    check(&ECHOES, deed, "43120[{\\\"data\\\":\\\"020uvwxyzabcdefg\\\"}}\" arrived instead of");
}

#[test]
fn an_answer_to_another_request_is_seen() {
    let deed: Deed = |request, answer| match request.starts_with("42120") {
        true => Some(b"\x81\x2243121[{\"data\":\"021vwxyzabcdefgh\"}]".to_vec()),
        false => Some(answer),
    };
    check(&ECHOES, deed, "arrived instead of");
}

#[test]
fn a_doubled_answer_is_seen() {
    let deed: Deed = |request, answer| match request.starts_with("42120") {
        true => Some([&answer[..], &answer].concat()),
        false => Some(answer),
    };
    check(&ECHOES, deed, "arrived instead of");
    let deed: Deed = |request, answer| match request.contains("-5-") {
        true => Some([&answer[..answer.len() / 2], &answer].concat()),
        false => Some(answer),
    };
    check(&BROADCASTS, deed, "arrived instead of");
}

#[test]
fn an_answer_too_much_at_the_end_is_seen() {
    let deed: Deed = |request, answer| match request.contains("farewell") {
        true => Some([b"\x81\x0843100[1]", &answer[..]].concat()),
        false => Some(answer),
    };
    check(&ECHOES, deed, "arrived instead of");
}

#[test]
fn a_lost_answer_is_seen() {
    let deed: Deed = |request, answer| match request.starts_with("42120") {
        true => Some(Vec::new()),
        false => Some(answer),
    };
    check(&ECHOES, deed, "answers are lost");
}

#[test]
fn half_an_answer_is_lost() {
    let deed: Deed = |request, answer| match request.contains("-5-") {
        true => Some(answer[..20].to_vec()),
        false => Some(answer),
    };
    check(&BROADCASTS, deed, "answers are lost");
}

#[test]
fn a_closed_connection_is_seen() {
    check(
        &ECHOES,
        |request, answer| (!request.starts_with("42120")).then_some(answer),
        "connection",
    );
    check(&Connect { warm_up: 0, connections: 1 }, |_, _| None, "connection 0 was closed");
}

#[test]
fn a_refused_handshake_is_seen() {
    let deed: Deed = |request, answer| match request {
        "40" => Some(b"\x81\x1244{\"message\":\"no\"}".to_vec()),
        _ => Some(answer),
    };
    check(&Connect { warm_up: 0, connections: 1 }, deed, "arrived instead of");
}
