//! HTTP long-polling: one GET that waits for packets, POSTs that bring some.

use std::sync::Arc;

use bytes::Buf;
use http::header::CONTENT_TYPE;
use http::{Method, Request, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::oneshot;

use super::mailbox::{Input, Mailbox, PollAnswer};
use super::response::{self, ServerResponse};
use crate::engine::{PollId, Rejection};

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

async fn post<B>(session: &Mailbox, request: Request<B>, body_bytes_max: usize) -> ServerResponse
where
    B: Body + Send,
    B::Data: Buf + Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let Some(mut guard) = session.begin_post() else {
        return response::empty(StatusCode::BAD_REQUEST);
    };
    // Compared to the letter, as in the reference: with parameters the type is taken for text.
    if request.headers().get(CONTENT_TYPE).is_some_and(|value| value == "application/octet-stream")
    {
        guard.complete();
        session.put(Input::InvalidContent);
        return response::empty(StatusCode::BAD_REQUEST);
    }
    let is_too_large = request.body().size_hint().lower() > body_bytes_max as u64;
    let body = if is_too_large {
        Err(None)
    } else {
        let body = std::pin::pin!(Limited::new(request.into_body(), body_bytes_max));
        body.collect().await.map_err(Some)
    };
    let body = match body {
        Ok(body) => body.to_bytes(),
        Err(error) if error.as_ref().is_none_or(|error| error.is::<LengthLimitError>()) => {
            guard.complete();
            return response::empty(StatusCode::PAYLOAD_TOO_LARGE);
        }
        Err(_) => return response::empty(StatusCode::BAD_REQUEST),
    };
    guard.complete();
    let (taken, was_taken) = oneshot::channel();
    session.put(Input::Post { body, taken });
    // A session that ended while it took the packets still took them.
    let _ = was_taken.await;
    response::taken()
}
