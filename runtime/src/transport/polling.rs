//! HTTP long-polling: one GET that waits for packets, POSTs that bring some.
//!
//! A request is told to its session at once, and answered when it is awaited: in between, its client may go.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, BufMut as _, Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{Method, StatusCode};
use http_body::Body;
use http_body_util::BodyExt as _;
use tokio::sync::oneshot;

use super::http::compression::{self, Compressor};
use super::mailbox::{Fault, Input, Mailbox, PollAnswer, PostPermit};
use super::response::{self, ServerResponse};
use crate::config::Config;
use crate::session::PollId;

/// How long the body of a POST may take. The reference's HTTP server gives a request as much.
const BODY_TIMEOUT: Duration = Duration::from_secs(300);

/// A request of an open session. Dropped before it is answered, it tells the session that its client has gone.
pub(super) enum PollingRequest<B> {
    Get(Get),
    Post(Post<B>),
    /// It ends its session. Whoever reads the answer finds it ended.
    Faulty(oneshot::Receiver<()>),
    /// Nothing comes of it but an answer.
    Refused(StatusCode),
}

/// Tells the session of a request.
pub(super) fn begin<B: Body>(
    session: Arc<Mailbox>,
    head: &Parts,
    body: B,
    config: &Config,
) -> PollingRequest<B> {
    match head.method {
        Method::GET => {
            let compressor = Compressor::agreed(config.http_compression, &head.headers);
            PollingRequest::Get(Get::begin(session, compressor))
        }
        Method::POST => begin_post(session, head, body, config.max_http_buffer_size),
        // The reference leaves other methods of a known session unhandled.
        _ => PollingRequest::Refused(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

impl<B> PollingRequest<B>
where
    B: Body + Send,
    B::Data: Buf + Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    /// Waits for what the session says.
    pub(super) async fn answer(self) -> Result<ServerResponse, SessionGone> {
        match self {
            Self::Get(get) => get.answer().await,
            Self::Post(post) => Ok(post.answer().await),
            Self::Faulty(noted) => {
                let _ = noted.await;
                Ok(response::empty(StatusCode::BAD_REQUEST))
            }
            Self::Refused(status) => Ok(response::empty(status)),
        }
    }
}

/// The session has ended before it took notice of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SessionGone;

/// A GET that waits for packets.
pub(super) struct Get {
    pending: PendingPoll,
    answered: oneshot::Receiver<PollAnswer>,
    compressor: Option<Compressor>,
}

impl Get {
    fn begin(session: Arc<Mailbox>, compressor: Option<Compressor>) -> Self {
        let (answer, answered) = oneshot::channel();
        let poll = session.next_poll();
        session.put(Input::Poll { poll, answer });
        let pending = PendingPoll { session, poll, is_answered: false };
        Self { pending, answered, compressor }
    }

    async fn answer(mut self) -> Result<ServerResponse, SessionGone> {
        let answer = self.answered.await;
        self.pending.is_answered = true;
        match answer {
            Ok(PollAnswer::Payload { body, may_compress }) => {
                let compressor = self.compressor.filter(|_| may_compress);
                Ok(compression::packets(body, compressor).await)
            }
            Ok(PollAnswer::Refused) => Ok(response::empty(StatusCode::BAD_REQUEST)),
            Err(_) => Err(SessionGone),
        }
    }
}

struct PendingPoll {
    session: Arc<Mailbox>,
    poll: PollId,
    is_answered: bool,
}

impl Drop for PendingPoll {
    fn drop(&mut self) {
        if !self.is_answered {
            self.session.put(Input::PollDropped(self.poll));
        }
    }
}

/// A POST whose body is on its way.
pub(super) struct Post<B> {
    body: B,
    body_bytes_max: usize,
    unread: UnreadBody,
    permit: PostPermit,
}

fn begin_post<B: Body>(
    session: Arc<Mailbox>,
    head: &Parts,
    body: B,
    body_bytes_max: usize,
) -> PollingRequest<B> {
    let Some(permit) = session.begin_post() else {
        return PollingRequest::Faulty(put_fault(&session, Fault::Overlap));
    };
    // Compared to the letter, as in the reference: with parameters the type is taken for text.
    if head.headers.get(CONTENT_TYPE).is_some_and(|value| value == "application/octet-stream") {
        return PollingRequest::Faulty(put_fault(&session, Fault::InvalidContent));
    }
    // The session goes on: the client is told, and may send less.
    if body.size_hint().lower() > body_bytes_max as u64 {
        return PollingRequest::Refused(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let unread = UnreadBody { session, is_settled: false };
    PollingRequest::Post(Post { body, body_bytes_max, unread, permit })
}

impl<B> Post<B>
where
    B: Body + Send,
    B::Data: Buf + Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    async fn answer(self) -> ServerResponse {
        let Self { body, body_bytes_max, mut unread, permit } = self;
        let read = read_body(&unread.session, body, body_bytes_max).await;
        unread.is_settled = true;
        let session = &unread.session;
        match read {
            Ok(body) => {
                let (taken, was_taken) = oneshot::channel();
                session.put(Input::Post { body, permit, taken });
                // A session that ended while it took the packets still took them.
                let _ = was_taken.await;
                response::taken()
            }
            // The session goes on here as well.
            Err(BodyError::TooLarge) => response::empty(StatusCode::PAYLOAD_TOO_LARGE),
            Err(BodyError::OfNoUse) => response::empty(StatusCode::BAD_REQUEST),
            Err(BodyError::Incomplete) => {
                let _ = put_fault(session, Fault::Aborted).await;
                response::empty(StatusCode::BAD_REQUEST)
            }
        }
    }
}

/// Ends the session, and tells when it has ended.
fn put_fault(session: &Mailbox, fault: Fault) -> oneshot::Receiver<()> {
    let (noted, was_noted) = oneshot::channel();
    session.put(Input::Fault { fault, noted });
    was_noted
}

enum BodyError {
    TooLarge,
    Incomplete,
    OfNoUse,
}

async fn read_body<B>(session: &Mailbox, body: B, body_bytes_max: usize) -> Result<Bytes, BodyError>
where
    B: Body + Send,
    B::Data: Buf + Send,
{
    tokio::select! {
        biased;
        read = collect(body, body_bytes_max) => read,
        () = session.posts_ended() => Err(BodyError::OfNoUse),
        () = body_timeout() => Err(BodyError::Incomplete),
    }
}

/// Made only where something is left to wait for: most bodies are there with their heads.
async fn body_timeout() {
    tokio::time::sleep(BODY_TIMEOUT).await;
}

/// Puts the chunks of a body together. One that is a single chunk is not copied.
async fn collect<B>(body: B, bytes_max: usize) -> Result<Bytes, BodyError>
where
    B: Body + Send,
    B::Data: Buf + Send,
{
    let mut body = std::pin::pin!(body);
    let mut collected = BytesMut::new();
    while let Some(frame) = body.as_mut().frame().await {
        let frame = frame.map_err(|_| BodyError::Incomplete)?;
        // What is no data is a trailer, and says nothing here.
        let Ok(mut chunk) = frame.into_data() else { continue };
        if chunk.remaining() > bytes_max - collected.len() {
            return Err(BodyError::TooLarge);
        }
        if collected.is_empty() && body.is_end_stream() {
            return Ok(chunk.copy_to_bytes(chunk.remaining()));
        }
        collected.put(chunk);
    }
    Ok(collected.freeze())
}

/// A body that is being read. Dropped with its request, it tells the session that the client has gone in the middle of it.
struct UnreadBody {
    session: Arc<Mailbox>,
    is_settled: bool,
}

impl Drop for UnreadBody {
    fn drop(&mut self) {
        if !self.is_settled {
            put_fault(&self.session, Fault::Aborted);
        }
    }
}
