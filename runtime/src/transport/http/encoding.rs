//! Content codings: which one a client accepts, RFC 9110 §12.5.3, and the bytes of it.

use std::cmp::Reverse;
use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use http::header::ACCEPT_ENCODING;
use http::{HeaderMap, HeaderValue};

/// A way to make a body smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    #[cfg(feature = "client-bundles")]
    Brotli,
    Gzip,
    Deflate,
}

/// How welcome a coding is. The greater, the more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Welcome {
    /// The client's weight, in thousandths, never zero.
    pub(super) weight: u16,
    /// A coding that is named goes before one that falls under `*`.
    is_named: bool,
    /// Of equal ones the client means the first.
    place: Reverse<usize>,
}

impl Coding {
    /// The name in `Accept-Encoding` and `Content-Encoding`.
    const fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "client-bundles")]
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
        }
    }

    /// The value of `Content-Encoding`.
    pub(super) const fn header(self) -> HeaderValue {
        HeaderValue::from_static(self.name())
    }

    /// Whether a client with these headers takes this coding, and how gladly.
    ///
    /// A client that says nothing gets its bytes as they are.
    pub(super) fn welcome(self, headers: &HeaderMap) -> Option<Welcome> {
        let values =
            headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let entries = values.flat_map(|value| value.split(',')).enumerate();
        let matching = entries.filter_map(|(place, entry)| self.entry(place, entry));
        let decisive = matching.max_by_key(|welcome| (welcome.is_named, welcome.weight))?;
        (decisive.weight > 0).then_some(decisive)
    }

    /// What one entry says of this coding, if anything.
    fn entry(self, place: usize, entry: &str) -> Option<Welcome> {
        let mut parts = entry.split(';').map(str::trim);
        let name = parts.next()?;
        let is_named = name.eq_ignore_ascii_case(self.name());
        if !is_named && name != "*" {
            return None;
        }
        let weight = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.eq_ignore_ascii_case("q").then(|| thousandths(value))
        });
        Some(Welcome { weight: weight.unwrap_or(1000), is_named, place: Reverse(place) })
    }

    /// The bytes in this coding. `level` is zlib's, from 0 to 9.
    pub(super) fn encode(self, bytes: &[u8], level: u32) -> io::Result<Vec<u8>> {
        match self {
            #[cfg(feature = "client-bundles")]
            Self::Brotli => {
                let mut encoded = Vec::new();
                let params = brotli::enc::BrotliEncoderParams {
                    quality: level as i32,
                    size_hint: bytes.len(),
                    ..Default::default()
                };
                brotli::BrotliCompress(&mut io::Cursor::new(bytes), &mut encoded, &params)?;
                Ok(encoded)
            }
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
                encoder.write_all(bytes)?;
                encoder.finish()
            }
            // By this name HTTP means the zlib format, RFC 9110 §8.4.1.2.
            Self::Deflate => {
                let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(level));
                encoder.write_all(bytes)?;
                encoder.finish()
            }
        }
    }
}

/// A weight, RFC 9110 §12.4.2. What is none is taken for a refusal.
fn thousandths(weight: &str) -> u16 {
    let weight = weight.trim().parse::<f32>().unwrap_or_default();
    if weight.is_finite() { (weight.clamp(0.0, 1.0) * 1000.0) as u16 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn welcome(coding: Coding, accept: &[&'static str]) -> Option<(u16, bool, usize)> {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(ACCEPT_ENCODING, HeaderValue::from_static(value));
        }
        let welcome = coding.welcome(&headers)?;
        Some((welcome.weight, welcome.is_named, welcome.place.0))
    }

    #[track_caller]
    fn check(accept: &'static str, expected: Option<(u16, bool, usize)>) {
        assert_eq!(welcome(Coding::Gzip, &[accept]), expected, "{accept:?}");
    }

    #[test]
    fn a_coding_is_welcome_where_it_is_named() {
        assert_eq!(welcome(Coding::Gzip, &[]), None);
        check("", None);
        check("br", None);
        check("x-gzip", None);
        check("gzip2, gzi p", None);
        check("gzip", Some((1000, true, 0)));
        check("GZip", Some((1000, true, 0)));
        check("br, deflate , gzip", Some((1000, true, 2)));
        check(";;,,gzip", Some((1000, true, 2)));
        assert_eq!(welcome(Coding::Gzip, &["br", "deflate, gzip"]), Some((1000, true, 2)));
    }

    #[test]
    fn weights_are_heeded() {
        check("gzip;q=0.5", Some((500, true, 0)));
        check("gzip ; q=0.125", Some((125, true, 0)));
        check("gzip;Q=0.5", Some((500, true, 0)));
        check("gzip;level=1;q=0.2", Some((200, true, 0)));
        check("gzip;q=0.5;q=1", Some((500, true, 0)));
        check("gzip;q=7", Some((1000, true, 0)));
        for refusal in ["gzip;q=0", "gzip;q=0.000", "gzip;q=-1", "gzip;q=", "gzip;q=abc"] {
            check(refusal, None);
        }
        for refusal in ["gzip;q=NaN", "gzip;q=inf", "gzip;q=1e99", "gzip;q=0.0001"] {
            check(refusal, None);
        }
    }

    #[test]
    fn a_star_stands_for_what_is_not_named() {
        check("*", Some((1000, false, 0)));
        check("*;q=0.3", Some((300, false, 0)));
        check("*;q=0", None);
        check("gzip;q=0, *", None);
        check("*;q=0, gzip", Some((1000, true, 1)));
        check("*, gzip;q=0.1", Some((100, true, 1)));
    }

    #[test]
    fn of_two_mentions_the_greater_counts() {
        check("gzip;q=0, gzip", Some((1000, true, 1)));
        check("gzip, gzip;q=0", Some((1000, true, 0)));
    }

    #[test]
    fn identity_says_nothing_of_others() {
        check("identity", None);
        check("identity;q=0", None);
        check("identity, gzip;q=0.1", Some((100, true, 1)));
    }

    #[test]
    fn garbage_is_no_coding() {
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let pieces = ["gzip", "*", ";", ",", "q=", "0", "1", ".", " ", "=", "-", "q"];
                text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            }
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, text.parse().unwrap())]);
            let weight = Coding::Gzip.welcome(&headers).map_or(1, |welcome| welcome.weight);
            assert!((1..=1000).contains(&weight), "{text:?}");
        }
    }
}
