//! Compressed WebSocket messages, RFC 7692 §7.2.

use std::io;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};

/// What ends the data of a message and is not sent.
const TAIL: [u8; 4] = [0, 0, 0xff, 0xff];

/// How much more room is made at a time.
const PIECE: usize = 64 * 1024;

/// Compresses a message without reference to those before it, as a client always may.
pub(crate) fn deflate(message: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = Compress::new(Compression::default(), false);
    let mut deflated = Vec::with_capacity(message.len() + PIECE);
    stream.compress_vec(message, &mut deflated, FlushCompress::Sync).map_err(io::Error::other)?;
    deflated.truncate(deflated.len() - TAIL.len());
    Ok(deflated)
}

/// Decompresses the messages of a server.
#[derive(Debug)]
pub(crate) struct Inflater {
    stream: Decompress,
    /// Whether a message may refer to those before it.
    keeps_context: bool,
}

impl Inflater {
    pub(crate) fn new(keeps_context: bool) -> Self {
        Self { stream: Decompress::new(false), keeps_context }
    }

    pub(crate) fn inflate(&mut self, message: &[u8]) -> io::Result<Vec<u8>> {
        let input = [message, &TAIL].concat();
        let mut inflated = Vec::new();
        let start = self.stream.total_in();
        loop {
            inflated.reserve(PIECE);
            let taken = (self.stream.total_in() - start) as usize;
            let rest = input.get(taken..).unwrap_or_default();
            let before = inflated.len();
            self.stream
                .decompress_vec(rest, &mut inflated, FlushDecompress::Sync)
                .map_err(io::Error::other)?;
            if inflated.len() - before < PIECE {
                break;
            }
        }
        if !self.keeps_context {
            self.stream.reset(false);
        }
        Ok(inflated)
    }
}
