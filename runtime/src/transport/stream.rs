//! A connection under the server's own HTTP server: what is going on on it, and how long a peer may refuse to read.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use crate::sync::lock;

/// How long a peer may take nothing of an answer that is being written to it.
const WRITE_STALL_MAX: Duration = Duration::from_secs(30);

/// A connection that HTTP is spoken on.
pub(crate) struct HttpStream<S> {
    io: S,
    /// What was read to find out which HTTP it is.
    prefix: Bytes,
    activity: Arc<Activity>,
    /// Runs while the peer takes nothing.
    stall: Option<Pin<Box<Sleep>>>,
}

impl<S> HttpStream<S> {
    pub(crate) fn new(io: S, prefix: Bytes, activity: Arc<Activity>) -> Self {
        Self { io, prefix, activity, stall: None }
    }

    /// The connection without HTTP on it, and what nobody has read of it yet.
    pub(super) fn into_parts(self) -> (S, Bytes) {
        (self.io, self.prefix)
    }
}

impl<S: Unpin> HttpStream<S> {
    /// Passes on what came of writing, unless it has been waited for too long.
    fn unless_stalled<T>(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        // Another protocol on the connection has its own deadlines.
        if polled.is_ready() || self.activity.is_upgraded() {
            self.stall = None;
            return polled;
        }
        let stall = self.stall.get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_STALL_MAX)));
        stall.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for HttpStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if !this.prefix.is_empty() {
            let len = this.prefix.len().min(buf.remaining());
            buf.put_slice(this.prefix.get(..len).unwrap_or_default());
            this.prefix.advance(len);
            if this.prefix.is_empty() {
                // Its buffer is of no more use.
                this.prefix = Bytes::new();
            }
            this.activity.has_read();
            return Poll::Ready(Ok(()));
        }
        let n_before = buf.filled().len();
        let polled = Pin::new(&mut this.io).poll_read(cx, buf);
        if polled.is_pending() {
            this.activity.awaits_more();
        } else if buf.filled().len() > n_before {
            this.activity.has_read();
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for HttpStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.io).poll_write(cx, bytes);
        self.unless_stalled(cx, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.io).poll_write_vectored(cx, slices);
        self.unless_stalled(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.io).poll_flush(cx);
        self.unless_stalled(cx, polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.io).poll_shutdown(cx);
        self.unless_stalled(cx, polled)
    }
}

/// What is going on on one connection, as its stream and its requests see it.
#[derive(Debug)]
pub(crate) struct Activity {
    n_requests: AtomicUsize,
    /// Whether what is read since the last answer is the next request. On HTTP/2 it may be no more than the answer to a ping.
    reads_requests: bool,
    /// Whether something has come since the last answer.
    has_read: AtomicBool,
    is_upgraded: AtomicBool,
    times: Mutex<Times>,
}

#[derive(Debug, Default)]
struct Times {
    /// When the last answer was complete. `None` before the first one.
    answered_at: Option<Instant>,
    /// When something had come since for the first time, and was no whole request.
    read_at: Option<Instant>,
}

/// Why a connection is allowed to be quiet, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quiet {
    /// No request has come yet.
    Fresh,
    /// Requests are being answered.
    Busy,
    /// The last answer is complete, and nothing has come since.
    IdleSince(Instant),
    /// The last answer is complete, and the next request has begun to arrive.
    ReadingSince(Instant),
}

impl Activity {
    /// Of a connection with one request at a time.
    pub(crate) fn of_requests() -> Arc<Self> {
        Self::new(true)
    }

    /// Of a connection with many streams.
    #[cfg(feature = "http2")]
    pub(crate) fn of_streams() -> Arc<Self> {
        Self::new(false)
    }

    fn new(reads_requests: bool) -> Arc<Self> {
        Arc::new(Self {
            n_requests: AtomicUsize::new(0),
            reads_requests,
            has_read: AtomicBool::new(false),
            is_upgraded: AtomicBool::new(false),
            times: Mutex::default(),
        })
    }

    fn has_read(&self) {
        self.has_read.store(true, Ordering::Relaxed);
    }

    /// Nothing else is there to be read. Most requests have come whole by then, and nobody wants to know when they began.
    fn awaits_more(&self) {
        let is_reading = self.reads_requests && self.has_read.load(Ordering::Relaxed);
        if is_reading && self.n_requests.load(Ordering::Acquire) == 0 {
            lock(&self.times).read_at.get_or_insert_with(Instant::now);
        }
    }

    /// A request has come. It counts until the guard is dropped.
    pub(crate) fn request(self: &Arc<Self>) -> InFlight {
        self.n_requests.fetch_add(1, Ordering::AcqRel);
        InFlight(Arc::clone(self))
    }

    fn is_upgraded(&self) -> bool {
        self.is_upgraded.load(Ordering::Relaxed)
    }

    pub(crate) fn quiet(&self) -> Quiet {
        if self.n_requests.load(Ordering::Acquire) > 0 {
            return Quiet::Busy;
        }
        match *lock(&self.times) {
            Times { answered_at: None, .. } => Quiet::Fresh,
            Times { read_at: Some(at), .. } => Quiet::ReadingSince(at),
            Times { answered_at: Some(at), read_at: None } => Quiet::IdleSince(at),
        }
    }
}

/// A request that has come and whose answer is not complete.
#[derive(Debug)]
pub(crate) struct InFlight(Arc<Activity>);

impl InFlight {
    /// Its answer makes another protocol of the connection.
    pub(crate) fn upgrades(&self) {
        self.0.is_upgraded.store(true, Ordering::Relaxed);
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let Self(activity) = self;
        *lock(&activity.times) = Times { answered_at: Some(Instant::now()), read_at: None };
        activity.has_read.store(false, Ordering::Relaxed);
        activity.n_requests.fetch_sub(1, Ordering::AcqRel);
    }
}
