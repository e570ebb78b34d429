//! A server inside another one: a tower layer for axum and everything else that tower fits on, a service for tower and hyper.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use bytes::Buf;
use http::{Request, Response, StatusCode};
use http_body::Body;
use pin_project_lite::pin_project;

use super::Io;
use super::body::ResponseBody;
use crate::transport::{EngineServer, Handling, ServerResponse};

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl Io {
    /// The server as a layer: requests for it are answered, all others go on to the service below, their upgrades included.
    ///
    /// The HTTP server above must support upgrades, as `axum::serve` does; without them clients stay on long-polling. It should put
    /// a [`PeerAddr`](crate::PeerAddr) into the extensions of each request: the server does not know the types with which others do.
    ///
    /// # Several servers
    /// Layers can be stacked, each with its own [`path`](crate::Config::path). The outermost sees a request first, so of two
    /// paths of which one is below the other, such as `/a` and `/a/b`, the longer one belongs outside: inside, all its requests
    /// would be taken by the shorter one.
    ///
    /// # Below a prefix
    /// A router that takes a prefix off the path, as `axum::Router::nest` does, hands over what is left. With
    /// `nest("/api", …)` around it, the server with the default path is found by clients whose `path` is `/api/socket.io`.
    pub fn layer(&self) -> Layer {
        self.engine().layer()
    }

    /// The server as a service of its own, for tower and for hyper: requests outside of the configured path are answered with 404.
    pub fn service(&self) -> Service<NotFound> {
        self.engine().service()
    }
}

impl EngineServer {
    /// The server as a layer: requests for it are answered, all others go on to the service below. See
    /// [`Io::layer`](crate::Io::layer) for stacking and prefixes.
    pub fn layer(&self) -> Layer {
        Layer { engine: self.clone() }
    }

    /// The server as a service of its own, for tower and for hyper: requests outside of the configured path are answered with 404.
    pub fn service(&self) -> Service<NotFound> {
        Service { engine: self.clone(), inner: NotFound }
    }
}

/// Lays a server around a service, see [`Io::layer`].
#[derive(Debug, Clone)]
pub struct Layer {
    engine: EngineServer,
}

impl<S> tower_layer::Layer<S> for Layer {
    type Service = Service<S>;

    fn layer(&self, inner: S) -> Service<S> {
        Service { engine: self.engine.clone(), inner }
    }
}

/// A service with a server laid around it, see [`Io::layer`]. It is one for tower, and as well for hyper's own connections.
#[derive(Debug, Clone)]
pub struct Service<S> {
    engine: EngineServer,
    inner: S,
}

impl<S, R, B> tower_service::Service<Request<R>> for Service<S>
where
    S: tower_service::Service<Request<R>, Response = Response<B>>,
    R: Body + Send,
    R::Data: Buf + Send,
    R::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<ResponseBody<B>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, R>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<R>) -> Self::Future {
        if self.engine.serves(request.uri().path()) {
            return ResponseFuture {
                origin: Origin::Server { handling: self.engine.handle(request) },
            };
        }
        ResponseFuture { origin: Origin::Inner { response: self.inner.call(request) } }
    }
}

pin_project! {
    /// The answer to a request on its way: the server's own, or that of the service around which it is laid.
    pub struct ResponseFuture<F, R> {
        #[pin]
        origin: Origin<F, R>,
    }
}

pin_project! {
    #[project = OriginProjection]
    enum Origin<F, R> {
        Server { #[pin] handling: Handling<R> },
        Inner { #[pin] response: F },
    }
}

impl<F, R, B, E> Future for ResponseFuture<F, R>
where
    F: Future<Output = Result<Response<B>, E>>,
    R: Body + Send,
    R::Data: Buf + Send,
    R::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Output = Result<Response<ResponseBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().origin.project() {
            OriginProjection::Server { handling } => {
                handling.poll(cx).map(|response| Ok(response.map(ResponseBody::server)))
            }
            OriginProjection::Inner { response } => {
                response.poll(cx).map_ok(|response| response.map(ResponseBody::inner))
            }
        }
    }
}

impl<S, R, B> hyper::service::Service<Request<R>> for Service<S>
where
    S: tower_service::Service<Request<R>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Send,
    R: Body + Send + 'static,
    R::Data: Buf + Send,
    R::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    B: Send + 'static,
{
    type Response = Response<ResponseBody<B>>;
    type Error = S::Error;
    type Future = BoxFuture<Result<Self::Response, S::Error>>;

    fn call(&self, request: Request<R>) -> Self::Future {
        Box::pin(call_when_ready(self.clone(), request))
    }
}

/// Calls a service of tower as soon as it is ready, which means at once where it can be: the server wants to know of a request also when
/// its client has gone right behind it, and nobody polls the future.
pub(super) fn call_when_ready<S, R>(mut service: S, request: R) -> Call<S, R>
where
    S: tower_service::Service<R> + Send + 'static,
    S::Future: Send + 'static,
    S::Response: Send,
    S::Error: Send,
    R: Send + 'static,
{
    match service.poll_ready(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(())) => Call::Begun { answer: service.call(request) },
        Poll::Ready(Err(error)) => Call::Boxed { answer: Box::pin(std::future::ready(Err(error))) },
        Poll::Pending => Call::Boxed {
            answer: Box::pin(async move {
                poll_fn(|cx| service.poll_ready(cx)).await?;
                service.call(request).await
            }),
        },
    }
}

pin_project! {
    /// The answer of a service that is called when it is ready.
    #[project = CallProjection]
    pub(super) enum Call<S, R>
    where
        S: tower_service::Service<R>,
    {
        Begun {
            #[pin]
            answer: S::Future,
        },
        Boxed { answer: BoxFuture<Result<S::Response, S::Error>> },
    }
}

impl<S: tower_service::Service<R>, R> Future for Call<S, R> {
    type Output = Result<S::Response, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            CallProjection::Begun { answer } => answer.poll(cx),
            CallProjection::Boxed { answer } => answer.as_mut().poll(cx),
        }
    }
}

/// Answers everything with 404.
#[derive(Debug, Clone, Copy)]
pub struct NotFound;

impl<R> tower_service::Service<Request<R>> for NotFound {
    type Response = ServerResponse;
    type Error = Infallible;
    type Future = std::future::Ready<Result<ServerResponse, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<R>) -> Self::Future {
        let mut response = ServerResponse::default();
        *response.status_mut() = StatusCode::NOT_FOUND;
        std::future::ready(Ok(response))
    }
}
