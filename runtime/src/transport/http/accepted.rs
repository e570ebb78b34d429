//! Requests for a WebSocket that the program has read from a connection by itself.

use std::io;
use std::time::Duration;

use bytes::{BufMut as _, Bytes, BytesMut};
use http::header::CONTENT_LENGTH;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};

use super::server::EngineServer;
use crate::config::TransportName;
use crate::connection_error::ConnectionErrorContext;
use crate::transport::response::{self, ServerResponse};
use crate::transport::websocket::handshake::{self, AcceptedStream};

/// How long the client may take to receive the answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

impl EngineServer {
    /// Takes over a connection from which the program has read a request for a WebSocket. The reference's
    /// `engine.handleUpgrade(req, socket, head)`.
    ///
    /// `head` is what has been read behind the request. The answer is written here: status 101, after which the session runs on the
    /// stream, or a refusal, after which the stream is closed. The caller has asked [`serves`](Self::serves) before; a
    /// [`PeerAddr`](crate::PeerAddr) in the request's extensions is the client's address.
    ///
    /// Gives the status that the client was answered with.
    ///
    /// # Errors
    /// When the answer could not be written. There is no session then.
    ///
    /// # Cancel safety
    /// Dropping the future closes the stream, and the session that it was for.
    pub async fn handle_upgrade(
        &self,
        request: Request<()>,
        mut stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        head: Bytes,
    ) -> io::Result<StatusCode> {
        let (accepted, pending) = AcceptedStream::pending();
        let response = self.answer_upgrade(request, pending).await;
        let status = response.status();
        let answer = in_bytes(response).await;
        let writing = async {
            stream.write_all(&answer).await?;
            stream.flush().await?;
            if status != StatusCode::SWITCHING_PROTOCOLS {
                stream.shutdown().await?;
            }
            io::Result::Ok(())
        };
        tokio::time::timeout(ANSWER_TIMEOUT, writing)
            .await
            .unwrap_or_else(|late| Err(late.into()))?;
        if status == StatusCode::SWITCHING_PROTOCOLS {
            // A session that has ended meanwhile does not want the stream any more.
            let _ = accepted.send((Box::new(stream), head));
        }
        Ok(status)
    }

    async fn answer_upgrade(&self, request: Request<()>, stream: AcceptedStream) -> ServerResponse {
        if !self.inner.config.websocket {
            let transport = TransportName::WebSocket.to_string();
            let error = ConnectionErrorContext::TransportUnknown { transport }.into();
            return self.refuse(&error, true, &request.into_parts().0);
        }
        if !handshake::is_requested(&request) {
            let error = "Invalid Upgrade header";
            let refused = ConnectionErrorContext::TransportHandshakeError { error }.into();
            self.report(&refused, &request.into_parts().0);
            return response::upgrade_refused(error);
        }
        let mut request = request.map(|()| Empty::<Bytes>::new());
        request.extensions_mut().insert(stream);
        self.handle(request).await
    }
}

/// A response of HTTP/1.1.
async fn in_bytes(response: ServerResponse) -> BytesMut {
    let (head, body) = response.into_parts();
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(never) => match never {},
    };
    let mut bytes = BytesMut::new();
    let reason = head.status.canonical_reason().unwrap_or_default();
    bytes.put_slice(format!("HTTP/1.1 {} {reason}\r\n", head.status.as_str()).as_bytes());
    for (name, value) in &head.headers {
        bytes.put_slice(name.as_str().as_bytes());
        bytes.put_slice(b": ");
        bytes.put_slice(value.as_bytes());
        bytes.put_slice(b"\r\n");
    }
    if head.status != StatusCode::SWITCHING_PROTOCOLS && !head.headers.contains_key(CONTENT_LENGTH)
    {
        bytes.put_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
    }
    bytes.put_slice(b"\r\n");
    bytes.put_slice(&body);
    bytes
}
