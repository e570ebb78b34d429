//! The header of a frame: RFC 6455 §5.2. Pure.

use fastwebsockets::OpCode;

use super::fault::Fault;

/// The longest payload of a control frame, RFC 6455 §5.5.
pub(super) const CONTROL_PAYLOAD_MAX: usize = 125;

/// Flags and lengths, eight more bytes of length, the mask.
const HEADER_LEN_MAX: usize = 14;

const FIN: u8 = 0x80;
const RSV1: u8 = 0x40;
const RSV2_AND_RSV3: u8 = 0x30;
const OPCODE: u8 = 0x0f;
const MASK: u8 = 0x80;
const LEN: u8 = 0x7f;

/// The header of a frame from a client, with what it says of itself in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) fin: bool,
    /// What it means, an extension says: RFC 7692 §6 makes it the mark of a compressed message.
    pub(super) rsv1: bool,
    pub(super) opcode: OpCode,
    pub(super) len: u64,
    pub(super) mask: [u8; 4],
}

impl Header {
    /// Reads the header at the front of `bytes`, and says how many of them it takes. `None` where it is not complete.
    pub(super) fn read(bytes: &[u8]) -> Result<Option<(Self, usize)>, Fault> {
        let [flags, len, rest @ ..] = bytes else { return Ok(None) };
        let (flags, len) = (*flags, *len);
        let (opcode, extended) = check(flags, len)?;
        let Some((extended_len, rest)) = rest.split_at_checked(extended) else { return Ok(None) };
        let Some((mask, _)) = rest.split_first_chunk() else { return Ok(None) };
        let len = match extended_len {
            [] => u64::from(len & LEN),
            _ => extended_len.iter().fold(0, |len, byte| len << 8 | u64::from(*byte)),
        };
        let (fin, rsv1) = (flags & FIN != 0, flags & RSV1 != 0);
        Ok(Some((Self { fin, rsv1, opcode, len, mask: *mask }, 2 + extended + mask.len())))
    }
}

/// A header that has arrived in part.
#[derive(Debug, Default)]
pub(super) struct HeaderBuffer {
    bytes: [u8; HEADER_LEN_MAX],
    len: usize,
}

impl HeaderBuffer {
    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes what belongs to the header from the front of `input`. `None` until it is complete.
    pub(super) fn take(&mut self, input: &mut &mut [u8]) -> Result<Option<Header>, Fault> {
        if self.len < 2 && !self.fill(2, input) {
            return Ok(None);
        }
        let [flags, len, ..] = self.bytes;
        let (_, extended) = check(flags, len)?;
        if !self.fill(2 + extended + 4, input) {
            return Ok(None);
        }
        self.len = 0;
        Ok(Header::read(&self.bytes)?.map(|(header, _)| header))
    }

    /// Takes bytes until there are `wanted` of them. False when `input` has too few.
    fn fill(&mut self, wanted: usize, input: &mut &mut [u8]) -> bool {
        let missing = wanted.saturating_sub(self.len).min(input.len());
        if let Some(taken) = input.split_off_mut(..missing) {
            self.bytes[self.len..self.len + missing].copy_from_slice(taken);
            self.len += missing;
        }
        self.len >= wanted
    }
}

/// Checks what the first two bytes alone can break. Gives the opcode, and how many more bytes tell the length.
fn check(flags: u8, len: u8) -> Result<(OpCode, usize), Fault> {
    let opcode = OpCode::try_from(flags & OPCODE).map_err(|_| Fault::Protocol)?;
    // §5.1: a client masks every frame. §5.2: no extension defines the other two reserved bits.
    if len & MASK == 0 || flags & RSV2_AND_RSV3 != 0 {
        return Err(Fault::Protocol);
    }
    // §5.5: a control frame is whole and short, and is an extension's business only if that says so.
    let is_whole_and_short =
        flags & FIN != 0 && flags & RSV1 == 0 && usize::from(len & LEN) <= CONTROL_PAYLOAD_MAX;
    if is_control(opcode) && !is_whole_and_short {
        return Err(Fault::Protocol);
    }
    let extended = match len & LEN {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    Ok((opcode, extended))
}

pub(super) fn is_control(opcode: OpCode) -> bool {
    matches!(opcode, OpCode::Close | OpCode::Ping | OpCode::Pong)
}
