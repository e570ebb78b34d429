//! What kind of image a file is: its first bytes say so, whatever the sender calls it.

use crate::contract::ImageFormat;

/// The format of `file`, or `None` when it is not an image that the chat shows.
///
/// SVG is left out on purpose: it is a document that can run scripts.
pub(crate) fn image_format(file: &[u8]) -> Option<ImageFormat> {
    if file.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(ImageFormat::Png);
    }
    if file.starts_with(b"\xff\xd8\xff") {
        return Some(ImageFormat::Jpeg);
    }
    if file.starts_with(b"GIF87a") || file.starts_with(b"GIF89a") {
        return Some(ImageFormat::Gif);
    }
    // RIFF container: four bytes of length stand between the two marks.
    if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
        return Some(ImageFormat::Webp);
    }
    None
}

#[cfg(test)]
mod tests;
