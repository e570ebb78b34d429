//! HTTP/1.1 by hand: requests are the bytes that a test writes.

use std::io::ErrorKind;
use std::net::SocketAddr;

use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::TcpStream;

use super::within;

/// One connection to the server, of TCP unless said otherwise. Dropping it ends it in order.
#[derive(Debug)]
pub struct HttpConnection<S = TcpStream> {
    stream: BufReader<S>,
}

/// What the server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// Names in lower case, as they came.
    pub headers: Vec<(String, String)>,
    /// The body without its framing. Empty when it is encoded.
    pub body: String,
    /// The body in its content coding. Empty when it has none.
    pub encoded: Vec<u8>,
}

impl HttpResponse {
    /// The value of a header; `name` is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a header; `name` is in lower case.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let values = self.headers.iter().filter(|(key, _)| key == name);
        values.map(|(_, value)| value.as_str()).collect()
    }

    /// Status and body, which is what most tests compare.
    pub fn status_and_body(&self) -> (u16, &str) {
        (self.status, &self.body)
    }
}

impl HttpConnection {
    /// Connects.
    ///
    /// # Panics
    /// When nobody listens.
    pub async fn open(address: SocketAddr) -> Self {
        let stream = within("a TCP connection", TcpStream::connect(address)).await;
        let stream = stream.expect("the server listens");
        stream.set_nodelay(true).expect("the option exists for TCP");
        Self::over(stream)
    }

    /// Cuts the connection with a RST segment, as a crashed client does.
    ///
    /// # Panics
    /// When the system does not know the option.
    pub fn reset(self) {
        self.stream.into_inner().set_zero_linger().expect("the option exists for TCP");
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> HttpConnection<S> {
    /// Speaks HTTP on this stream.
    pub fn over(stream: S) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    /// Writes these bytes, whatever they mean.
    ///
    /// # Panics
    /// When the server has ended the connection.
    pub async fn write(&mut self, bytes: impl AsRef<[u8]>) {
        self.try_write(bytes).await.expect("the server reads");
    }

    /// Writes these bytes to a server that may have had enough.
    ///
    /// # Errors
    /// When the server has ended the connection.
    pub async fn try_write(&mut self, bytes: impl AsRef<[u8]>) -> std::io::Result<()> {
        within("the server to read", self.stream.write_all(bytes.as_ref())).await
    }

    /// Writes these bytes and says in the same breath that no more will come, so that the server finds both at once.
    ///
    /// # Panics
    /// When the server has ended the connection.
    pub async fn write_last(&mut self, bytes: impl AsRef<[u8]>) {
        // A server in the same thread does not run before both are done: neither waits.
        self.stream.write_all(bytes.as_ref()).await.expect("the server reads");
        self.stream.shutdown().await.expect("the server reads");
    }

    /// Reads one response.
    ///
    /// # Panics
    /// When it does not come in time, or is none.
    pub async fn response(&mut self) -> HttpResponse {
        within("a response", async {
            let mut response = self.read_head().await;
            self.read_body(&mut response).await;
            response
        })
        .await
    }

    /// Reads one response to HEAD, which has no body whatever its headers say.
    ///
    /// # Panics
    /// When it does not come in time, or is none.
    pub async fn response_to_head(&mut self) -> HttpResponse {
        within("a response", self.read_head()).await
    }

    async fn read_head(&mut self) -> HttpResponse {
        let head = self.read_line().await;
        let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no status line: {head:?}"));
        let mut headers = Vec::new();
        loop {
            let line = self.read_line().await;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(": ").expect("a header has a name and a value");
            headers.push((name.to_lowercase(), value.to_owned()));
        }
        HttpResponse { status, headers, body: String::new(), encoded: Vec::new() }
    }

    async fn read_body(&mut self, response: &mut HttpResponse) {
        let Some(len) = response.header("content-length") else { return };
        let mut body = vec![0; len.parse().expect("a length is a number")];
        self.stream.read_exact(&mut body).await.expect("the body is whole");
        if response.header("content-encoding").is_some() {
            response.encoded = body;
        } else {
            response.body = String::from_utf8(body).expect("a body of text");
        }
    }

    async fn read_line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.expect("the connection holds");
        line.strip_suffix("\r\n").unwrap_or_else(|| panic!("no line: {line:?}")).to_owned()
    }

    /// Everything until the server ends the connection.
    ///
    /// # Panics
    /// When it does not end in time.
    pub async fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        match within("the connection to end", self.stream.read_to_end(&mut rest)).await {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
            Err(error) => panic!("{error}"),
        }
        rest
    }

    /// Waits until the server has ended the connection, without another byte.
    ///
    /// # Panics
    /// When it does not in time, or when it sends something.
    pub async fn ended(&mut self) {
        let rest = self.rest().await;
        assert_eq!(String::from_utf8_lossy(&rest), "");
    }

    /// The connection under another protocol, and what was read too much.
    pub(super) fn into_stream(self) -> BufReader<S> {
        self.stream
    }
}
