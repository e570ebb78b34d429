//! The answers of a server to requests.

use std::str;

/// An answer that has arrived whole.
#[derive(Debug)]
pub(crate) struct Response<'a> {
    pub(crate) status: u16,
    /// What proves that a WebSocket's handshake was understood.
    pub(crate) websocket_accept: Option<&'a [u8]>,
    pub(crate) body: &'a [u8],
    /// The bytes of the answer.
    pub(crate) length: usize,
}

/// Bytes that are no answer, or one whose body has no length.
#[derive(Debug, PartialEq)]
pub(crate) struct Unreadable;

impl<'a> Response<'a> {
    /// Reads the first answer; nothing when it has not arrived whole.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Option<Self>, Unreadable> {
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut response = httparse::Response::new(&mut headers);
        let Ok(parsed) = response.parse(bytes) else { return Err(Unreadable) };
        let (httparse::Status::Complete(start), Some(status)) = (parsed, response.code) else {
            return Ok(None);
        };
        let header = |name: &str| {
            let found =
                response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
            found.map(|header| header.value)
        };
        // An answer to an upgrade has no body; all others here have one.
        let length = match header("content-length").map(str::from_utf8) {
            None if status == 101 => 0,
            Some(Ok(length)) => length.parse().map_err(|_| Unreadable)?,
            _ => return Err(Unreadable),
        };
        let websocket_accept = header("sec-websocket-accept");
        let body = bytes[start..].get(..length);
        Ok(body.map(|body| Self { status, websocket_accept, body, length: start + length }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_when_it_is_whole() {
        let bytes =
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nokHTTP";
        for part in 0..bytes.len() - 4 {
            assert!(Response::read(&bytes[..part]).unwrap().is_none(), "{part}");
        }
        let response = Response::read(bytes).unwrap().unwrap();
        assert_eq!((response.status, response.body), (200, &b"ok"[..]));
        assert_eq!(response.length, bytes.len() - 4);
    }

    #[test]
    fn an_upgrade_has_no_body() {
        let bytes =
            b"HTTP/1.1 101 Switching Protocols\r\nsec-websocket-accept: abc\r\n\r\n\x81\x00";
        let response = Response::read(bytes).unwrap().unwrap();
        assert_eq!(response.websocket_accept, Some(&b"abc"[..]));
        assert_eq!(bytes.len() - response.length, 2);
    }

    #[test]
    fn a_body_without_length_is_unreadable() {
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
        assert_eq!(Response::read(chunked).unwrap_err(), Unreadable);
        assert_eq!(Response::read(b"\x81\x05hello").unwrap_err(), Unreadable);
    }
}
