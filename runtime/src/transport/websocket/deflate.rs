//! Compressed messages: permessage-deflate, RFC 7692. Pure.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::fault::Fault;
use super::negotiation::Negotiated;
use crate::codec::Frame;
use crate::codec::frame::WEBSOCKET_HEADER_LEN_MAX;

/// What ends the data of every flush, and is left out of every message: RFC 7692 §7.2.1.
const TAIL: [u8; 4] = [0x00, 0x00, 0xff, 0xff];

/// The mark of a compressed message, RFC 7692 §6.
const RSV1: u8 = 0x40;

/// How much is decompressed at a time: what a bomb costs beyond the limit of a message.
const INFLATED_PIECE: usize = 8 * 1024;

/// How many compressed bytes a message of at most `max_message` bytes may arrive as. Data that cannot be compressed grows a little:
/// five bytes in each block of deflate.
pub(super) fn compressed_len_max(max_message: usize) -> usize {
    max_message.saturating_add(max_message / 16).saturating_add(64)
}

/// Decompresses the messages of one peer.
pub(super) struct Inflater {
    /// `None` until the first compressed message and, without context takeover, between messages.
    stream: Option<Decompress>,
    window_bits: u8,
    keeps_context: bool,
    inflated: u64,
}

impl Inflater {
    pub(super) fn new(negotiated: &Negotiated) -> Self {
        Self {
            stream: None,
            window_bits: negotiated.client_window_bits,
            keeps_context: negotiated.client_context_takeover,
            inflated: 0,
        }
    }

    /// How many bytes have come of the peer's messages so far.
    pub(super) fn inflated(&self) -> u64 {
        self.inflated
    }

    /// Decompresses a piece of a message and gives what comes of it to `take`, in pieces. An error of `take` ends it.
    pub(super) fn inflate(
        &mut self,
        mut input: &[u8],
        mut take: impl FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let stream = self
            .stream
            .get_or_insert_with(|| Decompress::new_with_window_bits(false, self.window_bits));
        let mut output = [0; INFLATED_PIECE];
        loop {
            let (n_in, n_out) = (stream.total_in(), stream.total_out());
            let status = stream.decompress(input, &mut output, FlushDecompress::Sync);
            let n_in = (stream.total_in() - n_in) as usize;
            let n_out = (stream.total_out() - n_out) as usize;
            input = input.get(n_in..).unwrap_or_default();
            self.inflated += n_out as u64;
            // What came before a fault counts, so that the fault is the same however the bytes are cut.
            take(output.get(..n_out).unwrap_or_default())?;
            let status = status.map_err(|_| Fault::InvalidDeflate)?;
            if status == Status::StreamEnd {
                // §7.2.3.4: a peer may end the stream of a message. What follows is the next one.
                stream.reset(false);
            }
            let is_stuck = n_in == 0 && n_out == 0 && status != Status::StreamEnd;
            if is_stuck && !input.is_empty() {
                return Err(Fault::InvalidDeflate);
            }
            if input.is_empty() && (is_stuck || n_out < output.len()) {
                return Ok(());
            }
        }
    }

    /// Decompresses what is left of a message whose last piece has been given.
    pub(super) fn finish(
        &mut self,
        take: impl FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.inflate(&TAIL, take)?;
        if !self.keeps_context {
            self.stream = None;
        }
        Ok(())
    }
}

/// Compresses the messages to one peer.
pub(super) struct Deflater {
    /// `None` until the first message that is worth it and, without context takeover, between batches.
    stream: Option<Compress>,
    window_bits: u8,
    level: Compression,
    threshold: usize,
    keeps_context: bool,
}

impl Deflater {
    pub(super) fn new(negotiated: &Negotiated) -> Self {
        Self {
            stream: None,
            window_bits: negotiated.server_window_bits,
            level: Compression::new(negotiated.level),
            threshold: negotiated.threshold,
            keeps_context: negotiated.server_context_takeover,
        }
    }

    /// The frame as it is to be written: compressed if it is worth it.
    pub(super) fn encode(&mut self, frame: Frame) -> Frame {
        // An empty message has nothing to compress, whatever the threshold.
        if !frame.may_compress() || frame.payload().len() < self.threshold.max(1) {
            return frame;
        }
        match self.compress(&frame) {
            Some(compressed) => compressed,
            None => {
                // The next message begins a stream that refers to nothing before it, which a peer can always read.
                self.stream = None;
                frame
            }
        }
    }

    /// Nothing more is to be compressed for now.
    pub(super) fn rest(&mut self) {
        if !self.keeps_context {
            self.stream = None;
        }
    }

    fn compress(&mut self, frame: &Frame) -> Option<Frame> {
        let mut input = frame.payload();
        let stream = self.stream.get_or_insert_with(|| {
            Compress::new_with_window_bits(self.level, false, self.window_bits)
        });
        let mut output = Vec::with_capacity(WEBSOCKET_HEADER_LEN_MAX + input.len() / 2 + 64);
        output.resize(WEBSOCKET_HEADER_LEN_MAX, 0);
        loop {
            let n_in = stream.total_in();
            stream.compress_vec(input, &mut output, FlushCompress::Sync).ok()?;
            let n_in = (stream.total_in() - n_in) as usize;
            input = input.get(n_in..).unwrap_or_default();
            // Room that is left says that nothing is held back.
            if input.is_empty() && output.len() < output.capacity() {
                break;
            }
            output.reserve(output.len());
        }
        if !self.keeps_context {
            stream.reset();
        }
        let compressed = output.get(WEBSOCKET_HEADER_LEN_MAX..)?.strip_suffix(&TAIL)?.len();
        output.truncate(WEBSOCKET_HEADER_LEN_MAX + compressed);
        if output.capacity() - output.len() > output.capacity() / 4 {
            output.shrink_to_fit();
        }
        let flags = frame.websocket_flags() | RSV1;
        Some(Frame::enclose(flags, output, WEBSOCKET_HEADER_LEN_MAX))
    }
}
