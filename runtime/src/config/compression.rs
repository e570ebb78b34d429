//! Compression of what clients poll.

use super::Config;
use crate::BuildError;

impl Config {
    /// Sets whether and how answers to polling clients are compressed. Default: [`HttpCompression::new`], that is from 1,024 bytes on
    /// (`httpCompression`); `None` turns it off.
    ///
    /// It concerns the packets that a GET brings, for clients whose `Accept-Encoding` names gzip or deflate, as browsers do. What goes
    /// over a WebSocket and what clients send is not concerned.
    ///
    /// ```
    /// use wigwag::{Config, HttpCompression};
    ///
    /// let config = Config::new().http_compression(HttpCompression::new().threshold(16 * 1024));
    /// let uncompressed = Config::new().http_compression(None);
    /// # let _ = (config, uncompressed);
    /// ```
    ///
    /// # Wire
    /// `Content-Encoding: gzip` or `deflate`, with the `Content-Length` of what is sent. The reference sends such bodies in chunks.
    #[must_use]
    pub fn http_compression(
        mut self,
        http_compression: impl Into<Option<HttpCompression>>,
    ) -> Self {
        self.http_compression = http_compression.into();
        self
    }
}

/// How much is compressed, and how hard, for [`Config::http_compression`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpCompression {
    pub(crate) threshold: usize,
    pub(crate) level: u32,
}

impl Default for HttpCompression {
    fn default() -> Self {
        Self::new()
    }
}

impl HttpCompression {
    /// The reference's defaults.
    pub fn new() -> Self {
        Self { threshold: 1024, level: 6 }
    }

    /// Sets the least number of bytes that are worth the effort. Default: 1,024 (`threshold`). Zero compresses everything.
    #[must_use]
    pub fn threshold(mut self, bytes: usize) -> Self {
        self.threshold = bytes;
        self
    }

    /// Sets how hard to try, from 0, which is not at all, to 9. Default: 6, zlib's own (`level`). Anything above 9 is refused when
    /// the server is built.
    #[must_use]
    pub fn level(mut self, level: u32) -> Self {
        self.level = level;
        self
    }

    pub(crate) fn check(self) -> Result<(), BuildError> {
        if self.level > 9 {
            return Err(BuildError::new(
                "the `level` of `http_compression` must be between 0 and 9",
            ));
        }
        Ok(())
    }
}
