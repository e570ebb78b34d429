//! A WebSocket's task: reads what there is, and writes everything that is due at once.

use std::{
    collections::VecDeque,
    future::{poll_fn, ready},
    io::{self, Cursor, IoSlice},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::{Buf as _, Bytes, BytesMut};
use fastwebsockets::{
    Frame, OpCode, Role, WebSocketError, WebSocketRead, after_handshake_split, upgrade::UpgradeFut,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncReadExt, AsyncWrite as _, AsyncWriteExt as _, Chain, sink},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

use crate::{
    contract::Peer,
    frame::{put_text, text},
    hub::Hub,
    session::Session,
};

const MESSAGE_MAX: usize = 1_000_000;

/// The most chunks that one system call takes.
const CHUNKS_A_WRITE: usize = 128;

/// Answers are written at the latest when there are so many.
const ANSWERS_MAX: usize = 1 << 16;

type Reader = WebSocketRead<Chain<Cursor<Bytes>, OwnedReadHalf>>;

/// Whoever ended it: the connection is over.
struct Ended;

impl<E: std::error::Error> From<E> for Ended {
    fn from(_: E) -> Self {
        Self
    }
}

/// Serves a session that began with this WebSocket.
pub(crate) async fn serve(upgraded: UpgradeFut, hub: Arc<Hub>) {
    let session = hub.open();
    if let Ok((reader, mut writer)) = split(upgraded).await {
        let opening = crate::http::open_packet(&session.sid, "", hub.ping_interval);
        put_text(&mut writer.answers, &[&opening]);
        let peer = Peer::new(hub.clone(), session.clone());
        // Every end is the same to a load generator: the connection is closed.
        let _ = exchange(reader, writer, peer).await;
    }
    hub.close(&session.sid);
}

/// Takes a session over that began with requests.
pub(crate) async fn take_over(upgraded: UpgradeFut, hub: Arc<Hub>, session: Arc<Session>) {
    if let Ok((mut reader, mut writer)) = split(upgraded).await
        && let Ok(peer) = probe(&mut reader, &mut writer, &session).await
    {
        let _ = exchange(reader, writer, peer).await;
        hub.close(&session.sid);
    }
}

async fn split(upgraded: UpgradeFut) -> Result<(Reader, Writer), Ended> {
    let upgraded = upgraded.await?.into_inner().into_inner();
    let parts = upgraded.downcast::<TokioIo<TcpStream>>().map_err(|_| Ended)?;
    let (read, write) = parts.io.into_inner().into_split();
    let read = AsyncReadExt::chain(Cursor::new(parts.read_buf), read);
    let (mut reader, _) = after_handshake_split(read, sink(), Role::Server);
    reader.set_auto_close(false);
    reader.set_auto_pong(false);
    reader.set_max_message_size(MESSAGE_MAX + 1);
    Ok((reader, Writer { stream: write, chunks: VecDeque::new(), answers: BytesMut::new() }))
}

/// The client's probe, until it has said that it takes the session to this WebSocket.
async fn probe(reader: &mut Reader, writer: &mut Writer, session: &Session) -> Result<Peer, Ended> {
    expect(reader, b"2probe").await?;
    writer.stream.write_all(&text(&[b"3probe"])).await?;
    session.outbox.release(&text(&[b"6"]));
    expect(reader, b"5").await?;
    session.polling().take().ok_or(Ended)
}

async fn expect(reader: &mut Reader, message: &[u8]) -> Result<(), Ended> {
    let frame = reader.read_frame(&mut nothing_to_send).await?;
    if *frame.payload == *message { Ok(()) } else { Err(Ended) }
}

/// Reads and answers until somebody ends it.
async fn exchange(mut reader: Reader, mut writer: Writer, mut peer: Peer) -> Result<(), Ended> {
    let session = peer.session.clone();
    let mut send = nothing_to_send;
    loop {
        let mut reading = pin!(reader.read_frame(&mut send));
        // Reading first: what is at hand is answered before anything is written. The future of a
        // frame stays until it is done, since fastwebsockets loses its place otherwise.
        let frame = poll_fn(|cx| {
            if writer.is_behind() {
                ready!(writer.poll_flush(&session, cx))?;
            }
            if let Poll::Ready(frame) = reading.as_mut().poll(cx) {
                return Poll::Ready(frame.map_err(Ended::from));
            }
            match writer.poll_flush(&session, cx) {
                Poll::Ready(Err(ended)) => Poll::Ready(Err(ended)),
                Poll::Ready(Ok(())) | Poll::Pending => Poll::Pending,
            }
        })
        .await?;
        let answered = match frame.opcode {
            OpCode::Text => peer.packet(&frame.payload, &mut writer.answers),
            OpCode::Binary => peer.attachment(&frame.payload, &mut writer.answers),
            _ => return Err(Ended),
        };
        answered.map_err(|_| Ended)?;
    }
}

/// Pings and closes of the WebSocket are not answered: no load generator sends them.
fn nothing_to_send(_: Frame<'_>) -> impl Future<Output = Result<(), WebSocketError>> {
    ready(Ok(()))
}

/// The writing half: the answers of this turn, and what others had for the connection.
struct Writer {
    stream: OwnedWriteHalf,
    /// What is being written.
    chunks: VecDeque<Bytes>,
    /// What is to follow.
    answers: BytesMut,
}

impl Writer {
    /// Whether nothing more should be read before something is written.
    fn is_behind(&self) -> bool {
        !self.chunks.is_empty() || self.answers.len() > ANSWERS_MAX
    }

    /// Writes everything there is. When it is done, the session's outbox wakes this task.
    fn poll_flush(&mut self, session: &Session, cx: &mut Context<'_>) -> Poll<Result<(), Ended>> {
        loop {
            while !self.chunks.is_empty() {
                ready!(self.poll_write_chunks(cx))?;
            }
            let taken = session.outbox.poll_take(cx, &mut self.chunks, &mut self.answers);
            if matches!(taken, Poll::Ready(Err(_))) {
                return Poll::Ready(Err(Ended));
            }
            if !self.chunks.is_empty() {
                self.chunks.push_back(self.answers.split().freeze());
            } else if !self.answers.is_empty() {
                ready!(self.poll_write_answers(cx))?;
            }
            if taken.is_pending() && self.chunks.is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }

    /// Writes the answers where there is nothing else. What did not fit becomes a chunk.
    fn poll_write_answers(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &self.answers))?;
        if written == self.answers.len() {
            self.answers.clear();
        } else {
            self.answers.advance(written);
            self.chunks.push_back(self.answers.split().freeze());
        }
        Poll::Ready(Ok(()))
    }

    fn poll_write_chunks(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let stream = Pin::new(&mut self.stream);
        let mut written = if let [chunk] = self.chunks.make_contiguous() {
            ready!(stream.poll_write(cx, chunk))?
        } else {
            let mut slices = [IoSlice::new(&[]); CHUNKS_A_WRITE];
            let count = slices.len().min(self.chunks.len());
            for (slice, chunk) in slices.iter_mut().zip(&self.chunks) {
                *slice = IoSlice::new(chunk);
            }
            ready!(stream.poll_write_vectored(cx, &slices[..count]))?
        };
        while let Some(chunk) = self.chunks.front_mut() {
            if written < chunk.len() {
                chunk.advance(written);
                break;
            }
            written -= chunk.len();
            self.chunks.pop_front();
        }
        Poll::Ready(Ok(()))
    }
}
