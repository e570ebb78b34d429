use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::transport::ServerBody;

pin_project! {
    /// The body of an answer: the server's own, or that of the service around which it is laid.
    #[derive(Debug)]
    pub struct ResponseBody<B> {
        #[pin]
        origin: Origin<B>,
    }
}

pin_project! {
    #[derive(Debug)]
    #[project = OriginProjection]
    enum Origin<B> {
        Server { body: ServerBody },
        Inner { #[pin] body: B },
    }
}

impl<B> ResponseBody<B> {
    pub(super) fn server(body: ServerBody) -> Self {
        Self { origin: Origin::Server { body } }
    }

    pub(super) fn inner(body: B) -> Self {
        Self { origin: Origin::Inner { body } }
    }
}

impl<B> Body for ResponseBody<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.project().origin.project() {
            OriginProjection::Server { body } => {
                Pin::new(body).poll_frame(cx).map_err(|never| match never {})
            }
            OriginProjection::Inner { body } => body.poll_frame(cx).map_err(Into::into),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.origin {
            Origin::Server { body } => body.is_end_stream(),
            Origin::Inner { body } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.origin {
            Origin::Server { body } => body.size_hint(),
            Origin::Inner { body } => body.size_hint(),
        }
    }
}
