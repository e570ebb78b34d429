//! Bytes as a person reads and writes them.

/// What stands for something that is known only while a script is played.
pub(crate) trait Variables {
    /// The value of `$name`.
    fn value(&self, name: &str) -> Option<&str>;
}

/// The bytes that a text of a script means: `\n`, `\r`, `\t`, `\\`, `\xff` (a byte), `\u{1f600}` (a character), `$sid` (a
/// variable), `$$` (a dollar) and `${a*100}` (`a`, a hundred times).
pub(crate) fn bytes(text: &str, variables: &dyn Variables) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '$']) {
        let (plain, special) = rest.split_at(at);
        bytes.extend_from_slice(plain.as_bytes());
        rest = match special.strip_prefix('\\') {
            Some(escape) => push_escaped(&mut bytes, escape),
            None => push_value(&mut bytes, &special[1..], variables),
        }
        .ok_or_else(|| format!("{special:?} means nothing"))?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    Ok(bytes)
}

fn push_escaped<'a>(bytes: &mut Vec<u8>, escape: &'a str) -> Option<&'a str> {
    let byte = match escape.chars().next()? {
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        '\\' => b'\\',
        'x' => {
            bytes.push(u8::from_str_radix(escape.get(1..3)?, 16).ok()?);
            return escape.get(3..);
        }
        'u' => {
            let (digits, rest) = escape.get(1..)?.strip_prefix('{')?.split_once('}')?;
            let character = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            return Some(rest);
        }
        _ => return None,
    };
    bytes.push(byte);
    escape.get(1..)
}

fn push_value<'a>(
    bytes: &mut Vec<u8>,
    text: &'a str,
    variables: &dyn Variables,
) -> Option<&'a str> {
    if let Some(rest) = text.strip_prefix('$') {
        bytes.push(b'$');
        return Some(rest);
    }
    if let Some(repeated) = text.strip_prefix('{') {
        let (repeated, rest) = repeated.split_once('}')?;
        let (unit, times) = repeated.rsplit_once('*')?;
        bytes.extend_from_slice(
            self::bytes(unit, variables).ok()?.repeat(times.parse().ok()?).as_slice(),
        );
        return Some(rest);
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    bytes.extend_from_slice(variables.value(name)?.as_bytes());
    Some(rest)
}

/// How much of something long is shown.
const SHOWN_MAX: usize = 400;

/// Bytes for a transcript, on one line. What is too long to be read is told apart by its length and a checksum.
pub(crate) fn show(bytes: &[u8]) -> String {
    if bytes.len() <= SHOWN_MAX {
        return show_whole(bytes);
    }
    let start = show_whole(&bytes[..SHOWN_MAX / 4]);
    format!("{start}… ({} bytes, checksum {:08x})", bytes.len(), checksum(bytes))
}

fn show_whole(bytes: &[u8]) -> String {
    let mut shown = String::new();
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' => shown += r"\\",
                '\n' => shown += r"\n",
                '\r' => shown += r"\r",
                character if character.is_ascii_control() => {
                    shown += &format!(r"\x{:02x}", u32::from(character));
                }
                character => shown.push(character),
            }
        }
        for byte in chunk.invalid() {
            shown += &format!(r"\x{byte:02x}");
        }
    }
    shown
}

/// FNV-1a.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}
