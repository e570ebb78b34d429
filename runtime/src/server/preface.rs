//! Which HTTP a client speaks, from the first bytes that it sends.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::ready;

use bytes::Bytes;
use tokio::io::{AsyncRead, ReadBuf};

/// What an HTTP/2 client sends first, RFC 9113 §3.4. No HTTP/1.1 request begins like this.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How much is read at a time: nearly always the whole head of a request, so that nothing has to be read, or parsed, twice.
const CHUNK_BYTES: usize = 2048;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Http1,
    Http2,
}

/// Reads until it is certain which protocol this is. What has been read belongs to it.
pub(super) async fn sniff(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<(Protocol, Bytes)> {
    let mut start = Vec::new();
    loop {
        let n_read = read_chunk(stream, &mut start).await?;
        if start.starts_with(PREFACE) {
            return Ok((Protocol::Http2, start.into()));
        }
        if n_read == 0 || !PREFACE.starts_with(&start) {
            return Ok((Protocol::Http1, start.into()));
        }
    }
}

/// Reads through the stack, so that a client that says nothing takes no buffer.
async fn read_chunk(
    stream: &mut (impl AsyncRead + Unpin),
    start: &mut Vec<u8>,
) -> io::Result<usize> {
    poll_fn(|cx| {
        let mut chunk = [0; CHUNK_BYTES];
        let mut chunk = ReadBuf::new(&mut chunk);
        ready!(Pin::new(&mut *stream).poll_read(cx, &mut chunk))?;
        start.extend_from_slice(chunk.filled());
        Ok(chunk.filled().len()).into()
    })
    .await
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

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
        check(&[&more], Protocol::Http2, &more).await;
    }

    #[tokio::test]
    async fn everything_else_is_http1_as_soon_as_it_differs() {
        check(&[b"G", b"ET / HTTP/1.1\r\n"], Protocol::Http1, b"G").await;
        check(
            &[b"PRI * HTTP/1.1\r\nHost: a\r\n\r\n"],
            Protocol::Http1,
            b"PRI * HTTP/1.1\r\nHost: a\r\n\r\n",
        )
        .await;
        check(&[b"PRI", b"NT"], Protocol::Http1, b"PRINT").await;
        check(&[b"PR"], Protocol::Http1, b"PR").await;
        check(&[], Protocol::Http1, b"").await;
    }
}
