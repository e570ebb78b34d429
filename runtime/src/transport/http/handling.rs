//! The answer to one request, on its way.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Buf;
use http::header::CONNECTION;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use http_body::Body;
use pin_project_lite::pin_project;

use super::cors;
use super::server::EngineServer;
use crate::transport::polling::PollingRequest;
use crate::transport::response::ServerResponse;

pin_project! {
    /// The answer to one request, on its way: what [`EngineServer::handle`] gives.
    ///
    /// It has a name, and no box around it, because a client that polls needs two for each message.
    #[must_use = "a request that nobody waits for is given up"]
    pub struct Handling<B> {
        #[pin]
        pub(super) begun: Begun<B>,
        pub(super) server: EngineServer,
        // What CORS has to say.
        pub(super) cors_headers: Option<Box<HeaderMap>>,
        pub(super) is_upgrade: bool,
        pub(super) is_http2: bool,
    }
}

pin_project! {
    /// A request that the server has taken notice of.
    #[project = BegunProjection]
    pub(super) enum Begun<B> {
        Answered { response: ServerResponse },
        Polling {
            #[pin]
            request: PollingRequest<B>,
            // Where the program wants to see it.
            head: Option<Box<Parts>>,
        },
        // Larger than all else that a request may be, and rare.
        Opening { response: Pin<Box<dyn Future<Output = ServerResponse> + Send>> },
    }
}

impl<B> Future for Handling<B>
where
    B: Body + Send,
    B::Data: Buf + Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Output = ServerResponse;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<ServerResponse> {
        let this = self.project();
        let mut response = match this.begun.project() {
            BegunProjection::Answered { response } => mem::take(response),
            BegunProjection::Polling { request, head } => {
                let answer = ready!(request.poll(cx));
                this.server.answer_polling(answer, head.as_deref())
            }
            BegunProjection::Opening { response } => ready!(response.as_mut().poll(cx)),
        };
        // No page sees the refusal of a WebSocket, and the reference puts nothing on it.
        if let Some(headers) = this.cors_headers
            && (!*this.is_upgrade || is_accepted(response.status()))
        {
            cors::apply(headers, &mut response);
        }
        if *this.is_http2 {
            // RFC 9113 §8.2.2: what is about the connection is not said in a stream of it.
            response.headers_mut().remove(CONNECTION);
        }
        Poll::Ready(response)
    }
}

/// Whether a WebSocket was opened, over HTTP/1.1 or over HTTP/2.
fn is_accepted(status: StatusCode) -> bool {
    status == StatusCode::SWITCHING_PROTOCOLS || status.is_success()
}
