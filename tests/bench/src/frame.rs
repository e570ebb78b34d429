//! WebSocket frames: those of a client, as they are sent, and those of a server, as they are awaited.

/// The mask of RFC 6455's examples. A server takes off any mask at the same cost.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;

/// A text message of a client.
pub(crate) fn client_text(payload: &str) -> Vec<u8> {
    client(TEXT, payload.as_bytes())
}

/// A binary message of a client.
pub(crate) fn client_binary(payload: &[u8]) -> Vec<u8> {
    client(BINARY, payload)
}

/// A text message of a server. There is one way of writing it in a single frame.
pub(crate) fn server_text(payload: &str) -> Vec<u8> {
    server(TEXT, payload.as_bytes())
}

/// A binary message of a server.
pub(crate) fn server_binary(payload: &[u8]) -> Vec<u8> {
    server(BINARY, payload)
}

fn client(kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = header(kind, 0x80, payload.len());
    frame.extend(MASK);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

fn server(kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = header(kind, 0, payload.len());
    frame.extend(payload);
    frame
}

fn header(kind: u8, masked: u8, length: usize) -> Vec<u8> {
    let mut header = vec![kind];
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(length @ 0..126), _) => header.push(masked | length),
        (_, Ok(length)) => {
            header.push(masked | 126);
            header.extend(length.to_be_bytes());
        }
        _ => {
            header.push(masked | 127);
            header.extend((length as u64).to_be_bytes());
        }
    }
    header
}

/// A text message of a server that has arrived whole.
#[derive(Debug, PartialEq)]
pub(crate) struct ServerText<'a> {
    pub(crate) payload: &'a [u8],
    /// The bytes of the frame.
    pub(crate) length: usize,
}

/// Anything but a text message in a single frame without a mask.
#[derive(Debug, PartialEq)]
pub(crate) struct Unreadable;

/// Reads the first text message; nothing when it has not arrived whole.
pub(crate) fn read_server_text(bytes: &[u8]) -> Result<Option<ServerText<'_>>, Unreadable> {
    let (start, length) = match bytes {
        [] | [TEXT] | [TEXT, 126] | [TEXT, 126, _] => return Ok(None),
        [TEXT, length @ 0..126, ..] => (2, usize::from(*length)),
        [TEXT, 126, high, low, ..] => (4, usize::from(u16::from_be_bytes([*high, *low]))),
        _ => return Err(Unreadable),
    };
    let length = start + length;
    Ok(bytes.get(start..length).map(|payload| ServerText { payload, length }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_masks() {
        // RFC 6455, section 5.7.
        let hello = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
        assert_eq!(client_text("Hello"), hello);
        assert_eq!(client_binary(&[0x37, 0xfa, 0x21, 0x3d, 0x38])[..2], [0x82, 0x85]);
        assert_eq!(client_binary(&[0x37, 0xfa, 0x21, 0x3d, 0x38])[6..], [0, 0, 0, 0, 0x0f]);
    }

    #[test]
    fn lengths_are_written_in_the_shortest_form() {
        assert_eq!(server_text("Hello"), [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]);
        assert_eq!(server_binary(&[7; 125])[..2], [0x82, 125]);
        assert_eq!(server_binary(&[7; 126])[..5], [0x82, 126, 0, 126, 7]);
        assert_eq!(server_binary(&[7; 65_535])[..5], [0x82, 126, 0xff, 0xff, 7]);
        assert_eq!(server_binary(&[7; 65_536])[..11], [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0, 7]);
        assert_eq!(client_binary(&[0; 126])[..4], [0x82, 0xfe, 0, 126]);
    }

    #[test]
    fn a_text_message_is_read_when_it_is_whole() {
        let hello = [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x81];
        for part in 0..7 {
            assert_eq!(read_server_text(&hello[..part]), Ok(None));
        }
        assert_eq!(read_server_text(&hello), Ok(Some(ServerText { payload: b"Hello", length: 7 })));
        let long = server_text(&"x".repeat(200));
        assert_eq!(read_server_text(&long[..3]), Ok(None));
        assert_eq!(
            read_server_text(&long),
            Ok(Some(ServerText { payload: "x".repeat(200).as_bytes(), length: 204 }))
        );
    }

    #[test]
    fn other_frames_are_unreadable() {
        for frame in [[0x82, 0x00], [0x88, 0x00], [0x01, 0x00], [0x81, 0x85], [0xc1, 0x00]] {
            assert_eq!(read_server_text(&frame), Err(Unreadable), "{frame:x?}");
        }
    }
}
