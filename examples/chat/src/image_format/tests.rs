use super::image_format;
use crate::contract::ImageFormat;

#[track_caller]
fn check(file: &[u8], expected: Option<ImageFormat>) {
    assert_eq!(image_format(file), expected, "file {file:?}");
}

#[test]
fn the_first_bytes_tell_the_format() {
    check(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", Some(ImageFormat::Png));
    check(b"\xff\xd8\xff\xe0\x00\x10JFIF", Some(ImageFormat::Jpeg));
    check(b"GIF87a\x01\x00", Some(ImageFormat::Gif));
    check(b"GIF89a\x01\x00", Some(ImageFormat::Gif));
    check(b"RIFF\x24\x00\x00\x00WEBPVP8 ", Some(ImageFormat::Webp));
}

#[test]
fn other_and_cut_off_files_have_no_format() {
    check(b"", None);
    check(b"\x89PNG\r\n\x1a", None);
    check(b"\xff\xd8", None);
    check(b"GIF88a", None);
    check(b"RIFF\x24\x00\x00\x00WAVEfmt ", None);
    check(b"RIFF\x24\x00\x00\x00WEB", None);
    check(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", None);
}
