//! A server inside another one: a tower layer for axum and everything else that tower fits on.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Buf;
use http::{Request, Response, StatusCode};
use http_body::Body;

use super::Io;
use super::body::ResponseBody;
use crate::transport::ServerResponse;

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl Io {
    /// The server as a layer: requests for it are answered, all others go on to the service below.
    ///
    /// The HTTP server above must support upgrades, as `axum::serve` does; without them clients stay on long-polling.
    pub fn layer(&self) -> Layer {
        Layer { io: self.clone() }
    }

    /// The server as a tower service of its own: requests outside of the configured path are answered with 404.
    pub fn service(&self) -> Service<NotFound> {
        Service { io: self.clone(), inner: NotFound }
    }
}

/// Lays a server around a service, see [`Io::layer`].
#[derive(Debug, Clone)]
pub struct Layer {
    io: Io,
}

impl<S> tower_layer::Layer<S> for Layer {
    type Service = Service<S>;

    fn layer(&self, inner: S) -> Service<S> {
        Service { io: self.io.clone(), inner }
    }
}

/// A service with a server laid around it, see [`Io::layer`].
#[derive(Debug, Clone)]
pub struct Service<S> {
    io: Io,
    inner: S,
}

impl<S, R, B> tower_service::Service<Request<R>> for Service<S>
where
    S: tower_service::Service<Request<R>, Response = Response<B>>,
    S::Future: Send + 'static,
    R: Body + Send + 'static,
    R::Data: Buf + Send,
    R::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<ResponseBody<B>>;
    type Error = S::Error;
    type Future = BoxFuture<Result<Self::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<R>) -> Self::Future {
        let engine = self.io.engine();
        if engine.serves(request.uri().path()) {
            let answer = engine.handle(request);
            return Box::pin(async move { Ok(answer.await.map(ResponseBody::server)) });
        }
        let response = self.inner.call(request);
        Box::pin(async move { Ok(response.await?.map(ResponseBody::inner)) })
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
