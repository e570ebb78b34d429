//! HTTP long-polling: one GET that waits for packets, POSTs that bring some.
//!
//! A request is told to its session at once, and answered when it is awaited: in between, its client may go.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, BufMut as _, Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{Method, StatusCode};
use http_body::Body;
use pin_project_lite::pin_project;
use tokio::sync::oneshot;

use super::http::compression::Compressor;
use super::mailbox::{Fault, Input, Mailbox, PollAnswer, PostPermit};
use super::response::{self, ServerResponse};
use crate::config::Config;
use crate::session::PollId;

/// How long the body of a POST may take. The reference's HTTP server gives a request as much.
const BODY_TIMEOUT: Duration = Duration::from_secs(300);

pin_project! {
    /// A request of an open session. Dropped before it is answered, it tells the session that its client has gone.
    #[project = PollingProjection]
    pub(super) enum PollingRequest<B> {
        Get { get: Get },
        // What a GET has fetched is worth it.
        Compressing { response: Pin<Box<dyn Future<Output = ServerResponse> + Send>> },
        Post {
            #[pin]
            post: Post<B>,
        },
        // It is answered when its session has taken notice: whoever reads the answer of one that ended its session finds it ended.
        // Until then a broken body stays in the way of another POST.
        Noted {
            noted: oneshot::Receiver<()>,
            response: fn() -> ServerResponse,
            permit: Option<PostPermit>,
        },
        // Nothing comes of it but an answer.
        Refused { status: StatusCode },
    }
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
            PollingRequest::Get { get: Get::begin(session, compressor) }
        }
        Method::POST => begin_post(session, head, body, config.max_http_buffer_size),
        // The reference leaves other methods of a known session unhandled.
        _ => PollingRequest::Refused { status: StatusCode::INTERNAL_SERVER_ERROR },
    }
}

impl<B> PollingRequest<B> {
    /// A request that ends its session.
    fn faulty(session: &Mailbox, fault: Fault, permit: Option<PostPermit>) -> Self {
        Self::Noted {
            noted: put_fault(session, fault),
            response: || response::empty(StatusCode::BAD_REQUEST),
            permit,
        }
    }
}

impl<B> Future for PollingRequest<B>
where
    B: Body + Send,
    B::Data: Buf + Send,
{
    type Output = Result<ServerResponse, SessionGone>;

    /// Waits for what the session says.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let next = match self.as_mut().project() {
                PollingProjection::Get { get } => match ready!(get.poll_answer(cx))? {
                    PollAnswer::Refused => Self::Refused { status: StatusCode::BAD_REQUEST },
                    PollAnswer::Payload { body, may_compress } => {
                        let compressor = get.compressor.filter(|_| may_compress);
                        let Some(compressor) = compressor.filter(|it| it.is_worth(&body)) else {
                            return Poll::Ready(Ok(response::packets(body)));
                        };
                        Self::Compressing { response: Box::pin(compressor.packets(body)) }
                    }
                },
                PollingProjection::Compressing { response } => {
                    return response.as_mut().poll(cx).map(Ok);
                }
                PollingProjection::Post { mut post } => {
                    let read = ready!(post.as_mut().poll_read(cx));
                    post.put(read)
                }
                PollingProjection::Noted { noted, response, .. } => {
                    // A session that ended while it took notice still did.
                    return Pin::new(noted).poll(cx).map(|_| Ok(response()));
                }
                PollingProjection::Refused { status } => {
                    return Poll::Ready(Ok(response::empty(*status)));
                }
            };
            self.set(next);
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

    fn poll_answer(&mut self, cx: &mut Context<'_>) -> Poll<Result<PollAnswer, SessionGone>> {
        let answer = ready!(Pin::new(&mut self.answered).poll(cx));
        self.pending.is_answered = true;
        Poll::Ready(answer.map_err(|_| SessionGone))
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

pin_project! {
    /// A POST whose body is on its way.
    pub(super) struct Post<B> {
        #[pin]
        body: B,
        body_bytes_max: usize,
        collected: BytesMut,
        // Made only where something is left to wait for: most bodies are there with their heads.
        given_up: Option<Pin<Box<dyn Future<Output = BodyError> + Send>>>,
        unread: UnreadBody,
    }
}

fn begin_post<B: Body>(
    session: Arc<Mailbox>,
    head: &Parts,
    body: B,
    body_bytes_max: usize,
) -> PollingRequest<B> {
    let Some(permit) = session.begin_post() else {
        return PollingRequest::faulty(&session, Fault::Overlap, None);
    };
    // Compared to the letter, as in the reference: with parameters the type is taken for text.
    if head.headers.get(CONTENT_TYPE).is_some_and(|value| value == "application/octet-stream") {
        return PollingRequest::faulty(&session, Fault::InvalidContent, None);
    }
    // The session goes on: the client is told, and may send less.
    if body.size_hint().lower() > body_bytes_max as u64 {
        return PollingRequest::Refused { status: StatusCode::PAYLOAD_TOO_LARGE };
    }
    let unread = UnreadBody { session, permit: Some(permit) };
    let collected = BytesMut::new();
    PollingRequest::Post { post: Post { body, body_bytes_max, collected, given_up: None, unread } }
}

enum BodyError {
    TooLarge,
    Incomplete,
    OfNoUse,
}

impl<B> Post<B>
where
    B: Body + Send,
    B::Data: Buf + Send,
{
    /// Reads the body, for as long as that is of use.
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<Bytes, BodyError>> {
        if let Poll::Ready(read) = self.as_mut().poll_collect(cx) {
            return Poll::Ready(read);
        }
        let this = self.project();
        let session = &this.unread.session;
        let given_up = this.given_up.get_or_insert_with(|| Box::pin(given_up(Arc::clone(session))));
        given_up.as_mut().poll(cx).map(Err)
    }

    /// Puts the chunks of the body together. One that is a single chunk is not copied.
    fn poll_collect(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<Bytes, BodyError>> {
        let mut this = self.project();
        while let Some(frame) = ready!(this.body.as_mut().poll_frame(cx)) {
            let Ok(frame) = frame else { return Poll::Ready(Err(BodyError::Incomplete)) };
            // What is no data is a trailer, and says nothing here.
            let Ok(mut chunk) = frame.into_data() else { continue };
            if chunk.remaining() > *this.body_bytes_max - this.collected.len() {
                return Poll::Ready(Err(BodyError::TooLarge));
            }
            if this.collected.is_empty() && this.body.is_end_stream() {
                return Poll::Ready(Ok(chunk.copy_to_bytes(chunk.remaining())));
            }
            this.collected.put(chunk);
        }
        Poll::Ready(Ok(mem::take(this.collected).freeze()))
    }

    /// Hands the body over to the session, and gives what the request waits for from then on.
    fn put(self: Pin<&mut Self>, read: Result<Bytes, BodyError>) -> PollingRequest<B> {
        let UnreadBody { session, permit } = self.project().unread;
        match (read, permit.take()) {
            (Ok(body), Some(permit)) => {
                let (taken, noted) = oneshot::channel();
                session.put(Input::Post { body, permit, taken });
                PollingRequest::Noted { noted, response: response::taken, permit: None }
            }
            // The session goes on in these two as well.
            (Err(BodyError::TooLarge), _) => {
                PollingRequest::Refused { status: StatusCode::PAYLOAD_TOO_LARGE }
            }
            (Err(BodyError::OfNoUse), _) | (Ok(_), None) => {
                PollingRequest::Refused { status: StatusCode::BAD_REQUEST }
            }
            (Err(BodyError::Incomplete), permit) => {
                PollingRequest::faulty(session, Fault::Aborted, permit)
            }
        }
    }
}

/// Waits until the rest of a body is not waited for any more.
async fn given_up(session: Arc<Mailbox>) -> BodyError {
    tokio::select! {
        biased;
        () = session.posts_ended() => BodyError::OfNoUse,
        () = tokio::time::sleep(BODY_TIMEOUT) => BodyError::Incomplete,
    }
}

/// Ends the session, and tells when it has ended.
fn put_fault(session: &Mailbox, fault: Fault) -> oneshot::Receiver<()> {
    let (noted, was_noted) = oneshot::channel();
    session.put(Input::Fault { fault, noted });
    was_noted
}

/// A body that is being read. Dropped with its request, it tells the session that the client has gone in the middle of it.
struct UnreadBody {
    session: Arc<Mailbox>,
    /// Held until the body has been read.
    permit: Option<PostPermit>,
}

impl Drop for UnreadBody {
    fn drop(&mut self) {
        if self.permit.is_some() {
            put_fault(&self.session, Fault::Aborted);
        }
    }
}
