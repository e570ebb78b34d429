//! HTTP long-polling: one GET that waits for packets, POSTs that bring some.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes};
use http::header::CONTENT_TYPE;
use http::{Method, Request, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::oneshot;

use super::mailbox::{Fault, Input, Mailbox, PollAnswer};
use super::response::{self, ServerResponse};
use crate::session::{PollId, Rejection};

/// How long the body of a POST may take. The reference's HTTP server gives a request as much.
const BODY_TIMEOUT: Duration = Duration::from_secs(300);

/// Answers a polling request of an open session.
pub(super) async fn handle<B>(
    session: Arc<Mailbox>,
    request: Request<B>,
    body_bytes_max: usize,
) -> ServerResponse
where
    B: Body + Send,
    B::Data: Buf + Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    match *request.method() {
        Method::GET => get(&session).await,
        Method::POST => post(&session, request, body_bytes_max).await,
        // The reference leaves other methods of a known session unhandled.
        _ => response::empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

async fn get(session: &Mailbox) -> ServerResponse {
    let (answer, answered) = oneshot::channel();
    let mut pending = PendingPoll { session, poll: session.next_poll(), is_answered: false };
    session.put(Input::Poll { poll: pending.poll, answer });
    let answer = answered.await;
    pending.is_answered = true;
    match answer {
        Ok(PollAnswer::Payload(payload)) => response::packets(payload),
        Ok(PollAnswer::Refused) => response::empty(StatusCode::BAD_REQUEST),
        Err(_) => response::rejected(Rejection::SessionIdUnknown),
    }
}

/// A GET that waits. Dropped unanswered, it tells the session that the client has gone.
struct PendingPoll<'a> {
    session: &'a Mailbox,
    poll: PollId,
    is_answered: bool,
}

impl Drop for PendingPoll<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            self.session.put(Input::PollDropped(self.poll));
        }
    }
}

async fn post<B>(
    session: &Arc<Mailbox>,
    request: Request<B>,
    body_bytes_max: usize,
) -> ServerResponse
where
    B: Body + Send,
    B::Data: Buf + Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let Some(permit) = session.begin_post() else {
        return faulty(session, Fault::Overlap).await;
    };
    // Compared to the letter, as in the reference: with parameters the type is taken for text.
    if request.headers().get(CONTENT_TYPE).is_some_and(|value| value == "application/octet-stream")
    {
        return faulty(session, Fault::InvalidContent).await;
    }
    let body = match read_body(session, request, body_bytes_max).await {
        Ok(body) => body,
        // The session goes on: the client has been told, and may send less.
        Err(BodyError::TooLarge) => return response::empty(StatusCode::PAYLOAD_TOO_LARGE),
        Err(BodyError::OfNoUse) => return response::empty(StatusCode::BAD_REQUEST),
        Err(BodyError::Incomplete) => return faulty(session, Fault::Aborted).await,
    };
    let (taken, was_taken) = oneshot::channel();
    session.put(Input::Post { body, permit, taken });
    // A session that ended while it took the packets still took them.
    let _ = was_taken.await;
    response::taken()
}

/// Ends the session. Whoever reads the answer finds it ended.
async fn faulty(session: &Mailbox, fault: Fault) -> ServerResponse {
    let (noted, was_noted) = oneshot::channel();
    session.put(Input::Fault { fault, noted });
    let _ = was_noted.await;
    response::empty(StatusCode::BAD_REQUEST)
}

enum BodyError {
    TooLarge,
    Incomplete,
    OfNoUse,
}

async fn read_body<B>(
    session: &Mailbox,
    request: Request<B>,
    body_bytes_max: usize,
) -> Result<Bytes, BodyError>
where
    B: Body + Send,
    B::Data: Buf + Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    if request.body().size_hint().lower() > body_bytes_max as u64 {
        return Err(BodyError::TooLarge);
    }
    let guard = UnreadBody(Some(session));
    let body = std::pin::pin!(Limited::new(request.into_body(), body_bytes_max));
    let read = tokio::select! {
        read = tokio::time::timeout(BODY_TIMEOUT, body.collect()) => read,
        () = session.posts_ended() => {
            guard.disarm();
            return Err(BodyError::OfNoUse);
        }
    };
    guard.disarm();
    match read {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(BodyError::TooLarge),
        Ok(Err(_)) | Err(_) => Err(BodyError::Incomplete),
    }
}

/// A body that is being read. Dropped with its request, it tells the session that the client has gone in the middle of it.
struct UnreadBody<'a>(Option<&'a Mailbox>);

impl UnreadBody<'_> {
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for UnreadBody<'_> {
    fn drop(&mut self) {
        if let Some(session) = self.0 {
            let (noted, _) = oneshot::channel();
            session.put(Input::Fault { fault: Fault::Aborted, noted });
        }
    }
}
