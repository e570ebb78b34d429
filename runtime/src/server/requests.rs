//! The requests of a connection under the server's own HTTP server, and what they are answered with.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::{CONNECTION, HOST, HeaderValue};
use http::{Request, Response, StatusCode, Version};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use pin_project_lite::pin_project;

use super::service::{Call, call_when_ready};
use crate::handshake::{Encrypted, PeerAddr};
use crate::transport::{Activity, InFlight, Passed};

type BoxError = Box<dyn Error + Send + Sync>;

/// The requests of one connection, on their way to the service.
pub(super) struct Requests<S> {
    pub(super) service: S,
    pub(super) peer: Option<PeerAddr>,
    pub(super) is_encrypted: bool,
    /// Whether the connection has had its turn for a request that has not come yet.
    pub(super) has_passed: AtomicBool,
    pub(super) activity: Arc<Activity>,
}

impl<S, B> hyper::service::Service<Request<Incoming>> for Requests<S>
where
    S: tower_service::Service<Request<RequestBody>, Response = Response<B>>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
    S::Error: Send,
    B: Send + 'static,
{
    type Response = Response<CountedBody<B>>;
    type Error = S::Error;
    type Future = Answer<S>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let in_flight = Some(self.activity.request());
        if !is_host_certain(&request) {
            return Answer { answer: None, in_flight };
        }
        let mut request = request.map(RequestBody);
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(peer);
        }
        if self.is_encrypted {
            request.extensions_mut().insert(Encrypted);
        }
        if self.has_passed.swap(false, Ordering::Relaxed) {
            request.extensions_mut().insert(Passed);
        }
        Answer { answer: Some(call_when_ready(self.service.clone(), request)), in_flight }
    }
}

/// RFC 9112 §3.2: a request of HTTP/1.1 has one `Host`, or it is refused. Whoever decides by the host must not see two.
fn is_host_certain(request: &Request<Incoming>) -> bool {
    let mut hosts = request.headers().get_all(HOST).into_iter();
    match hosts.next() {
        Some(_) => hosts.next().is_none(),
        None => request.version() != Version::HTTP_11,
    }
}

pin_project! {
    /// The answer to one request, on its way from the service.
    pub(super) struct Answer<S>
    where
        S: tower_service::Service<Request<RequestBody>>,
    {
        // `None` when the request is not fit for the service.
        #[pin]
        answer: Option<Call<S, Request<RequestBody>>>,
        // Goes over into the body.
        in_flight: Option<InFlight>,
    }
}

impl<S, B> Future for Answer<S>
where
    S: tower_service::Service<Request<RequestBody>, Response = Response<B>>,
{
    type Output = Result<Response<CountedBody<B>>, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let response = match this.answer.as_pin_mut() {
            Some(answer) => ready!(answer.poll(cx))?.map(Some),
            None => refusal(),
        };
        let in_flight = this.in_flight.take();
        if let Some(in_flight) = &in_flight
            && response.status() == StatusCode::SWITCHING_PROTOCOLS
        {
            in_flight.upgrades();
        }
        Poll::Ready(Ok(response.map(|body| CountedBody { body, _in_flight: in_flight })))
    }
}

fn refusal<B>() -> Response<Option<B>> {
    let mut response = Response::new(None);
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// The body of a request as it arrives.
#[derive(Debug)]
pub struct RequestBody(Incoming);

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Pin::new(&mut self.0).poll_frame(cx).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

pin_project! {
    /// The body of an answer, if it has one. Until its end its request counts as in flight.
    pub(super) struct CountedBody<B> {
        #[pin]
        body: Option<B>,
        _in_flight: Option<InFlight>,
    }
}

impl<B: Body> Body for CountedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        match self.project().body.as_pin_mut() {
            Some(body) => body.poll_frame(cx),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}
