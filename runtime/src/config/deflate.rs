//! Compression of WebSocket messages.

use super::Config;
use crate::BuildError;

impl Config {
    /// Sets whether WebSocket messages may be compressed, and how. Default: never (`perMessageDeflate`).
    ///
    /// Clients that offer the extension, as browsers do, then compress what they send, and get messages from
    /// [`threshold`](PerMessageDeflate::threshold) bytes on compressed. It costs each connection memory, which
    /// [`PerMessageDeflate`] tells, and a broadcast is compressed for each of its recipients.
    ///
    /// # Wire
    /// `Sec-WebSocket-Extensions: permessage-deflate`, [RFC 7692](https://www.rfc-editor.org/rfc/rfc7692).
    ///
    /// ```
    /// use wigwag::{Config, PerMessageDeflate};
    ///
    /// let config = Config::new().per_message_deflate(PerMessageDeflate::new().threshold(4096));
    /// let without = config.per_message_deflate(None);
    /// # let _ = without;
    /// ```
    #[must_use]
    pub fn per_message_deflate(mut self, deflate: impl Into<Option<PerMessageDeflate>>) -> Self {
        self.per_message_deflate = deflate.into();
        self
    }
}

/// How WebSocket messages are compressed: the options of permessage-deflate, RFC 7692, named as in the reference's `ws`.
///
/// # Memory
/// A connection to which a compressed message has been sent keeps about 370 KiB for the next one, and one from which a compressed message
/// has come about 46 KiB; before that it keeps nothing. Smaller windows of the server take it down to about 245 KiB; without context
/// takeover nothing is kept between messages, which suits servers with many connections.
///
/// ```
/// use wigwag::PerMessageDeflate;
///
/// // Nothing is kept for an idle connection, at the price of larger messages.
/// let lean = PerMessageDeflate::new().server_no_context_takeover(true).client_no_context_takeover(true);
/// # let _ = lean;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerMessageDeflate {
    pub(crate) threshold: usize,
    pub(crate) level: u32,
    pub(crate) server_no_context_takeover: bool,
    pub(crate) client_no_context_takeover: bool,
    pub(crate) server_max_window_bits: Option<u8>,
    pub(crate) client_max_window_bits: Option<u8>,
}

impl Default for PerMessageDeflate {
    fn default() -> Self {
        Self::new()
    }
}

impl PerMessageDeflate {
    /// The defaults: messages from 1024 bytes on, level 6, with context takeover and the largest windows.
    pub const fn new() -> Self {
        Self {
            threshold: 1024,
            level: 6,
            server_no_context_takeover: false,
            client_no_context_takeover: false,
            server_max_window_bits: None,
            client_max_window_bits: None,
        }
    }

    /// Sets from how many bytes on a message is compressed, counted with its packet type. Default: 1024 (`threshold`).
    #[must_use]
    pub const fn threshold(mut self, bytes: usize) -> Self {
        self.threshold = bytes;
        self
    }

    /// Sets how hard the server tries: from 0, not at all, and 1, fast, to 9, small. Default: 6 (`zlibDeflateOptions.level`).
    ///
    /// A level above 9 is refused when the server is built.
    #[must_use]
    pub const fn level(mut self, level: u32) -> Self {
        self.level = level;
        self
    }

    /// Sets whether the server forgets each message before it compresses the next. Default: false (`serverNoContextTakeover`).
    ///
    /// Messages that resemble each other compress worse, and an idle connection keeps no compressor. A client may ask for the
    /// same, and is always granted it.
    #[must_use]
    pub const fn server_no_context_takeover(mut self, forgets: bool) -> Self {
        self.server_no_context_takeover = forgets;
        self
    }

    /// Sets whether clients have to forget each message before they compress the next. Default: false
    /// (`clientNoContextTakeover`).
    ///
    /// An idle connection then keeps no decompressor. A client may decide so for itself.
    #[must_use]
    pub const fn client_no_context_takeover(mut self, forgets: bool) -> Self {
        self.client_no_context_takeover = forgets;
        self
    }

    /// Sets how far back the server's messages refer: 2 to the power of `bits` bytes, from 9 to 15. Default: 15
    /// (`serverMaxWindowBits`). Other numbers are refused when the server is built.
    ///
    /// Where the client offers less, that is what is used. The window of 8 bits, which the extension knows and zlib does not, is
    /// declined: the connection goes without compression.
    #[must_use]
    pub const fn server_max_window_bits(mut self, bits: u8) -> Self {
        self.server_max_window_bits = Some(bits);
        self
    }

    /// Sets how far back the clients' messages may refer: 2 to the power of `bits` bytes, from 9 to 15. Default: what the client
    /// chooses, at most 15 (`clientMaxWindowBits`). Other numbers are refused when the server is built.
    ///
    /// With a limit below 15, a client that cannot be told one goes without compression.
    #[must_use]
    pub const fn client_max_window_bits(mut self, bits: u8) -> Self {
        self.client_max_window_bits = Some(bits);
        self
    }

    pub(crate) fn validate(&self) -> Result<(), BuildError> {
        if self.level > 9 {
            return Err(BuildError::new("the level of `per_message_deflate` must be from 0 to 9"));
        }
        let mut bits = self.server_max_window_bits.into_iter().chain(self.client_max_window_bits);
        if !bits.all(|bits| (9..=15).contains(&bits)) {
            return Err(BuildError::new(
                "the window bits of `per_message_deflate` must be from 9 to 15",
            ));
        }
        Ok(())
    }
}
