//! Text that stands in JSON as it is.

/// How many bytes at the front of `text` stand for themselves in a string of JSON: all up to a quotation mark, a backslash or a control
/// character.
#[inline]
pub(crate) fn plain_len(text: &[u8]) -> usize {
    // Names of fields are short.
    if text.len() < 8 { short_plain_len(text) } else { long_plain_len(text) }
}

#[inline]
fn short_plain_len(text: &[u8]) -> usize {
    text.iter().position(|&byte| !IS_PLAIN[usize::from(byte)]).unwrap_or(text.len())
}

fn long_plain_len(text: &[u8]) -> usize {
    // Names are short also where more stands behind them.
    let first = text.first_chunk().map_or(0, |eight| specials(u64::from_le_bytes(*eight)));
    if first != 0 {
        return first.trailing_zeros() as usize / 8;
    }
    let mut len = plain_chunks_len::<LONG_CHUNK_LEN>(text);
    len += plain_chunks_len::<CHUNK_LEN>(text.get(len..).unwrap_or_default());
    let mut rest = text.get(len..).unwrap_or_default();
    while let Some((eight, behind)) = rest.split_first_chunk() {
        let special = specials(u64::from_le_bytes(*eight));
        if special != 0 {
            return len + special.trailing_zeros() as usize / 8;
        }
        len += eight.len();
        rest = behind;
    }
    len + short_plain_len(rest)
}

static IS_PLAIN: [bool; 256] = {
    let mut is_plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        is_plain[byte] = distance(byte as u8) != 0;
        byte += 1;
    }
    is_plain
};

/// So many bytes are looked at side by side.
const CHUNK_LEN: usize = 32;

/// As many as are worth it in a long text: what the bytes have in common is found out once for all of them.
const LONG_CHUNK_LEN: usize = 128;

/// How many bytes at the front are plain, in whole chunks.
fn plain_chunks_len<const LEN: usize>(text: &[u8]) -> usize {
    let (chunks, _) = text.as_chunks();
    LEN * chunks.iter().take_while(|chunk| are_plain::<LEN>(chunk)).count()
}

fn are_plain<const LEN: usize>(bytes: &[u8; LEN]) -> bool {
    bytes.iter().fold(u8::MAX, |least, &byte| least.min(distance(byte))) != 0
}

/// Zero for what is not plain. In this form compilers make vector instructions of it: a comparison for each byte takes five times as many.
const fn distance(byte: u8) -> u8 {
    let [quote, backslash, control] = [byte ^ b'"', byte ^ b'\\', byte.saturating_sub(0x1f)];
    let least = if quote < backslash { quote } else { backslash };
    if least < control { least } else { control }
}

/// The high bit of the first of eight bytes that is not plain, the first in memory. What is set above it means nothing.
const fn specials(bytes: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGHS: u64 = ONES << 7;
    /// Bytes below `limit` borrow from their own high bits.
    const fn below(limit: u8, bytes: u64) -> u64 {
        bytes.wrapping_sub(ONES * limit as u64) & !bytes
    }
    let quotes = below(1, bytes ^ (ONES * b'"' as u64));
    let backslashes = below(1, bytes ^ (ONES * b'\\' as u64));
    (below(0x20, bytes) | quotes | backslashes) & HIGHS
}

#[cfg(test)]
mod tests {
    use super::plain_len;

    /// Every byte at every place, before, in and behind what is looked at side by side.
    #[test]
    fn text_is_plain_up_to_the_first_byte_that_is_not() {
        for len in [0, 1, 7, 8, 9, 31, 32, 33, 47, 72, 127, 128, 129, 161] {
            let plain = vec![b'x'; len];
            assert_eq!(plain_len(&plain), len);
            for at in 0..len {
                for byte in 0..=u8::MAX {
                    let mut text = plain.clone();
                    text[at] = byte;
                    let is_special = byte < 0x20 || byte == b'"' || byte == b'\\';
                    assert_eq!(plain_len(&text), if is_special { at } else { len }, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn first_of_several_counts() {
        for (one, other) in [('"', '\\'), ('\\', '\u{1}'), ('\u{1f}', '"'), ('!', '"')] {
            for len in 0..40 {
                let text = format!("{}{one}{other}{one}xxxxxxx", "é".repeat(len));
                let expected = 2 * len + usize::from(one == '!');
                assert_eq!(plain_len(text.as_bytes()), expected, "{text:?}");
            }
        }
    }
}
