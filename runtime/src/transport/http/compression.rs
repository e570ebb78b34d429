//! Compressed answers to polling clients.

use bytes::Bytes;
use http::HeaderMap;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};

use super::encoding::Coding;
use crate::config::HttpCompression;
use crate::transport::response::{self, ServerResponse};

/// From so many bytes on, compressing is left to the runtime's blocking threads: it takes a millisecond and more.
const BLOCKING_FROM: usize = 64 * 1024;

/// How the packets of one answer are sent.
#[derive(Debug, Clone, Copy)]
pub(in crate::transport) struct Compressor {
    coding: Coding,
    compression: HttpCompression,
}

impl Compressor {
    /// What the option and the client agree on.
    pub(in crate::transport) fn agreed(
        compression: Option<HttpCompression>,
        headers: &HeaderMap,
    ) -> Option<Self> {
        let compression = compression?;
        if !headers.contains_key(ACCEPT_ENCODING) {
            return None;
        }
        let gzip = Coding::Gzip.welcome(headers);
        let deflate = Coding::Deflate.welcome(headers);
        let coding = if deflate > gzip { Coding::Deflate } else { Coding::Gzip };
        gzip.or(deflate).map(|_| Self { coding, compression })
    }

    /// Whether a payload is large enough.
    pub(in crate::transport) fn is_worth(&self, payload: &Bytes) -> bool {
        payload.len() >= self.compression.threshold
    }

    /// A payload of packets for a GET, compressed.
    pub(in crate::transport) async fn packets(self, payload: Bytes) -> ServerResponse {
        let Some(encoded) = self.encode(payload.clone()).await else {
            return response::packets(payload);
        };
        let mut response = response::packets(encoded.into());
        response.headers_mut().insert(CONTENT_ENCODING, self.coding.header());
        response
    }

    async fn encode(self, payload: Bytes) -> Option<Vec<u8>> {
        let Self { coding, compression } = self;
        let encoded = if payload.len() < BLOCKING_FROM {
            coding.encode(&payload, compression.level)
        } else {
            let encode = move || coding.encode(&payload, compression.level);
            tokio::task::spawn_blocking(encode).await.ok()?
        };
        encoded.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(accept: &'static str, expected: Option<Coding>) {
        let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, accept.parse().unwrap())]);
        let agreed = Compressor::agreed(Some(HttpCompression::new()), &headers);
        assert_eq!(agreed.map(|compressor| compressor.coding), expected, "{accept:?}");
        assert!(Compressor::agreed(None, &headers).is_none(), "turned off");
    }

    /// What the reference server chose for the same values.
    #[test]
    fn the_client_chooses() {
        check("", None);
        check("gzip", Some(Coding::Gzip));
        check("deflate", Some(Coding::Deflate));
        check("gzip, deflate", Some(Coding::Gzip));
        check("deflate, gzip", Some(Coding::Deflate));
        check("gzip, deflate, br", Some(Coding::Gzip));
        check("br", None);
        check("*", Some(Coding::Gzip));
        check("identity", None);
        check("identity;q=0", None);
        check("identity;q=1, gzip;q=0.1", Some(Coding::Gzip));
        check("gzip;q=0", None);
        check("gzip;q=0, *", Some(Coding::Deflate));
        check("*;q=0", None);
        check("*;q=0, deflate", Some(Coding::Deflate));
        check("deflate;q=0.9, gzip;q=0.8", Some(Coding::Deflate));
        check("deflate;q=0.5, *", Some(Coding::Gzip));
        check("deflate;q=0.5, *;q=0.1", Some(Coding::Deflate));
        check("gzip;q=abc", None);
        check("gzip;q=0.5;q=1, deflate;q=0.7", Some(Coding::Deflate));
        check("gzip;q=0, gzip", Some(Coding::Gzip));
    }
}
