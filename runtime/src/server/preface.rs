//! Which HTTP a client speaks, from the first bytes that it sends.

use std::io;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// What an HTTP/2 client sends first, RFC 9113 §3.4. No HTTP/1.1 request begins like this.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Http1,
    Http2,
}

/// Reads until it is certain which protocol this is. What has been read belongs to it.
pub(super) async fn sniff(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<(Protocol, Bytes)> {
    let mut start = Vec::with_capacity(PREFACE.len());
    while start.len() < PREFACE.len() {
        let rest = (PREFACE.len() - start.len()) as u64;
        let n_read = (&mut *stream).take(rest).read_buf(&mut start).await?;
        if n_read == 0 || !PREFACE.starts_with(&start) {
            return Ok((Protocol::Http1, start.into()));
        }
    }
    Ok((Protocol::Http2, start.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn check(chunks: &[&[u8]], protocol: Protocol, read: &[u8]) {
        let mut stream = in_chunks(chunks);
        let (sniffed, start) = sniff(&mut stream).await.unwrap();
        assert_eq!((sniffed, &*start), (protocol, read));
    }

    /// A stream that gives one chunk for each read.
    fn in_chunks(chunks: &[&[u8]]) -> impl AsyncRead + Unpin {
        let mut stream: Box<dyn AsyncRead + Unpin> = Box::new(tokio::io::empty());
        for chunk in chunks.iter().rev() {
            stream = Box::new(io::Cursor::new(chunk.to_vec()).chain(stream));
        }
        stream
    }

    #[tokio::test]
    async fn preface_is_http2_however_it_is_cut() {
        let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        check(&[preface], Protocol::Http2, preface).await;
        check(&[b"PRI * HT", b"TP/2.0\r\n\r\nSM\r\n\r\n"], Protocol::Http2, preface).await;
        let more = [&preface[..], b"\0\0\0\x04\0"].concat();
        check(&[&more], Protocol::Http2, preface).await;
    }

    #[tokio::test]
    async fn everything_else_is_http1_as_soon_as_it_differs() {
        check(&[b"G", b"ET / HTTP/1.1\r\n"], Protocol::Http1, b"G").await;
        check(&[b"PRI", b"NT"], Protocol::Http1, b"PRINT").await;
        check(&[b"PR"], Protocol::Http1, b"PR").await;
        check(&[], Protocol::Http1, b"").await;
    }
}
