//! One connection that HTTP is spoken on, from its first byte to its last.

use std::error::Error;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
#[cfg(feature = "http2")]
use hyper_util::rt::TokioTimer;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;

use super::accept::Arrival;
use super::aside::Aside;
use super::http_server::{Limits, Stop};
use super::requests::{RequestBody, Requests};
use crate::handshake::PeerAddr;
use crate::transport::{Activity, HttpStream, Quiet, Turnstile};

/// The least that hyper reads at a time.
const BUFFER_BYTES_MIN: usize = 8 * 1024;

/// How long an HTTP/2 connection without requests is kept at least: opening one costs more than with HTTP/1.1, and it is the only one
/// of its client.
#[cfg(feature = "http2")]
const HTTP2_IDLE_MIN: Duration = Duration::from_secs(60);

/// How often an HTTP/2 client is asked whether it is still there, and how long it may take to answer.
#[cfg(feature = "http2")]
const HTTP2_PING: (Duration, Duration) = (Duration::from_secs(25), Duration::from_secs(20));

/// How much an HTTP/2 client may send on a stream that is not read. A stream that is not read, because its session's handlers lag, must
/// leave the others room within the window of the connection.
#[cfg(feature = "http2")]
const HTTP2_STREAM_WINDOW: u32 = 64 * 1024;

/// The largest window that there is, RFC 9113 §6.9.1.
#[cfg(feature = "http2")]
const HTTP2_WINDOW_MAX: u32 = i32::MAX as u32;

/// How long a connection is not looked after at least.
const LOOK_PAUSE_MIN: Duration = Duration::from_millis(100);

type BoxError = Box<dyn Error + Send + Sync>;

/// A connection that is ready for HTTP.
pub(super) struct HttpConnection<S, T> {
    pub(super) service: S,
    pub(super) stream: T,
    pub(super) peer: Option<SocketAddr>,
    pub(super) is_encrypted: bool,
    /// Whether it has had its turn for its first request.
    pub(super) has_passed: bool,
    pub(super) limits: Limits,
    pub(super) stop: Stop,
}

impl<S, T: Arrival> HttpConnection<S, T> {
    /// Waits until its client has said something and it is its turn: to read the requests of thousands, and to keep them, is work as
    /// well. `None` when the client says nothing, or the server ends before.
    pub(super) async fn admitted(mut self, turnstiles: &[Turnstile]) -> Option<Self> {
        let Self { stream, stop, limits, .. } = &mut self;
        let admission = async {
            stream.arrived().await;
            for turnstile in turnstiles {
                turnstile.passed().await;
            }
        };
        self.has_passed = tokio::select! {
            biased;
            admitted = tokio::time::timeout(limits.headers_timeout, admission) => admitted.is_ok(),
            () = stop.connections_end() => false,
        };
        self.has_passed.then_some(self)
    }
}

impl<S, B, T> HttpConnection<S, T>
where
    S: tower_service::Service<Request<RequestBody>, Response = Response<B>>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
    S::Error: Into<BoxError> + Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
    T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    /// Serves HTTP/1.1, and HTTP/2 to a client that begins with it (RFC 9113 §3.3).
    #[cfg(feature = "http2")]
    pub(super) async fn serve(mut self) {
        match self.sniff().await {
            Some((super::preface::Protocol::Http2, prefix)) => self.serve_http2(prefix).await,
            Some((super::preface::Protocol::Http1, prefix)) => self.serve_http1(prefix).await,
            None => {}
        }
    }

    /// Serves HTTP/1.1.
    #[cfg(not(feature = "http2"))]
    pub(super) async fn serve(self) {
        self.serve_http1(Bytes::new()).await;
    }

    /// `None` when the client has gone, or says nothing.
    #[cfg(feature = "http2")]
    async fn sniff(&mut self) -> Option<(super::preface::Protocol, Bytes)> {
        let sniffing = super::preface::sniff(&mut self.stream);
        tokio::select! {
            sniffed = tokio::time::timeout(self.limits.headers_timeout, sniffing) => sniffed.ok()?.ok(),
            () = self.stop.connections_end() => None,
        }
    }

    /// The connection and its requests, as hyper takes them, and the end that ends them.
    fn for_hyper(
        self,
        prefix: Bytes,
        activity: &Arc<Activity>,
    ) -> (TokioIo<HttpStream<T>>, Requests<S>, Stop) {
        let io = TokioIo::new(HttpStream::new(self.stream, prefix, Arc::clone(activity)));
        let service = Requests {
            service: self.service,
            peer: self.peer.map(PeerAddr),
            is_encrypted: self.is_encrypted,
            has_passed: AtomicBool::new(self.has_passed),
            activity: Arc::clone(activity),
        };
        (io, service, self.stop)
    }

    pub(super) async fn serve_http1(self, prefix: Bytes) {
        let (activity, limits) = (Activity::of_requests(), self.limits);
        let (io, service, stop) = self.for_hyper(prefix, &activity);
        let connection = http1::Builder::new()
            .keep_alive(!limits.keep_alive_timeout.is_zero())
            // Silence is ours to notice: hyper would set a timer for each request.
            .header_read_timeout(None)
            .max_header_size(limits.max_header_size)
            .max_buf_size(limits.max_header_size.max(BUFFER_BYTES_MIN))
            .serve_connection(io, service)
            .with_upgrades();
        drive(connection, &activity, &limits, stop).await;
    }

    #[cfg(feature = "http2")]
    pub(super) async fn serve_http2(self, prefix: Bytes) {
        let (activity, mut limits) = (Activity::of_streams(), self.limits);
        limits.keep_alive_timeout = limits.keep_alive_timeout.max(HTTP2_IDLE_MIN);
        let (io, service, stop) = self.for_hyper(prefix, &activity);
        let (ping_interval, ping_timeout) = HTTP2_PING;
        let n_streams = limits.max_concurrent_streams.max(1);
        let connection_window = HTTP2_STREAM_WINDOW.saturating_mul(n_streams).min(HTTP2_WINDOW_MAX);
        // What a client may reset is bounded by hyper's own limits.
        let connection =
            hyper::server::conn::http2::Builder::new(hyper_util::rt::TokioExecutor::new())
                .timer(TokioTimer::new())
                .max_header_list_size(u32::try_from(limits.max_header_size).unwrap_or(u32::MAX))
                .max_concurrent_streams(limits.max_concurrent_streams)
                .initial_stream_window_size(HTTP2_STREAM_WINDOW)
                .initial_connection_window_size(connection_window)
                .keep_alive_interval(ping_interval)
                .keep_alive_timeout(ping_timeout)
                .enable_connect_protocol()
                .serve_connection(io, service);
        drive(connection, &activity, &limits, stop).await;
    }
}

#[cfg(feature = "rustls")]
impl<S, B> HttpConnection<S, tokio::net::TcpStream>
where
    S: tower_service::Service<Request<RequestBody>, Response = Response<B>>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
    S::Error: Into<BoxError> + Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    /// Serves the HTTP that the client has chosen in its TLS handshake (RFC 7301).
    pub(super) async fn serve_tls(self, tls: super::Tls, place: super::tls::Place) {
        let Self { service, stream, peer, limits, mut stop, .. } = self;
        let accepted = tokio::select! {
            accepted = place.handshake(tls, stream) => accepted,
            () = stop.connections_end() => None,
        };
        let Some(stream) = accepted else { return };
        #[cfg(feature = "http2")]
        let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let connection = HttpConnection {
            service,
            stream,
            peer,
            is_encrypted: true,
            has_passed: false,
            limits,
            stop,
        };
        #[cfg(feature = "http2")]
        if is_http2 {
            return connection.serve_http2(Bytes::new()).await;
        }
        connection.serve_http1(Bytes::new()).await;
    }
}

/// A connection of hyper that can be asked to come to its end.
trait Graceful: Future<Output = hyper::Result<()>> {
    /// What has been requested is answered, then the connection ends.
    fn finish(self: Pin<&mut Self>);
}

impl<I, S, B> Graceful for http1::UpgradeableConnection<I, S>
where
    S: hyper::service::Service<Request<Incoming>, Response = Response<B>>,
    S::Error: Into<BoxError>,
    I: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
    B: Body + 'static,
    B::Error: Into<BoxError>,
{
    fn finish(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

#[cfg(feature = "http2")]
impl<I, S, B> Graceful
    for hyper::server::conn::http2::Connection<I, S, hyper_util::rt::TokioExecutor>
where
    S: hyper::service::Service<Request<Incoming>, Response = Response<B>>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    I: hyper::rt::Read + hyper::rt::Write + Unpin,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    fn finish(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

/// Runs a connection until it ends: by its client, by silence, or because the server stops.
async fn drive(connection: impl Graceful, activity: &Activity, limits: &Limits, mut stop: Stop) {
    let mut connection = pin!(connection);
    let mut stopping = pin!(stop.connections_end());
    let end = async {
        tokio::select! {
            how = silence(activity, limits) => how,
            () = &mut stopping => End::Stopping,
        }
    };
    let end = ends_before(connection.as_mut(), end).await;
    match end {
        None | Some(End::Unused) => return,
        Some(End::Idle | End::Stopping) => connection.as_mut().finish(),
    }
    let cut_off = async {
        if end != Some(End::Stopping) {
            stopping.await;
        }
        tokio::time::sleep(limits.shutdown_timeout).await;
    };
    ends_before(connection, cut_off).await;
}

/// Why a connection is to end that its client has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// No request came.
    Unused,
    /// The next request does not come, or not to its end.
    Idle,
    /// The server ends.
    Stopping,
}

/// Lets a connection go on until something happens. `None` when the connection has ended by then.
async fn ends_before<T>(
    connection: Pin<&mut impl Graceful>,
    happening: impl Future<Output = T>,
) -> Option<T> {
    tokio::select! {
        biased;
        ended = connection => {
            if let Err(error) = ended {
                tracing::debug!(%error, "connection ended");
            }
            None
        }
        happened = Aside::new(happening) => Some(happened),
    }
}

/// Waits until a connection has been quiet for too long.
async fn silence(activity: &Activity, limits: &Limits) -> End {
    let opened_at = Instant::now();
    loop {
        let now = Instant::now();
        let (end, quiet_until) = match activity.quiet() {
            Quiet::Fresh => (End::Unused, Some(opened_at + limits.headers_timeout)),
            Quiet::ReadingSince(at) => (End::Idle, Some(at + limits.headers_timeout)),
            Quiet::IdleSince(at) => (End::Idle, Some(at + limits.keep_alive_timeout)),
            Quiet::Busy => (End::Idle, None),
        };
        if quiet_until.is_some_and(|until| until <= now) {
            return end;
        }
        // Nobody wakes this task when an answer is complete, or a request begins. What is so by the next look has been so for less than
        // its timeout.
        let pause = limits.keep_alive_timeout.min(limits.headers_timeout);
        let next_look = now + pause.max(LOOK_PAUSE_MIN);
        tokio::time::sleep_until(quiet_until.map_or(next_look, |until| until.min(next_look))).await;
    }
}
