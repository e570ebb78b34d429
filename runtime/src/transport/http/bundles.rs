//! The official client's files, ready to be sent.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde::Deserialize;

use super::cors::vary;
use super::encoding::Coding;
use crate::BuildError;
use crate::config::ClientBundles;
use crate::transport::response::{self, ServerResponse};

/// The names that a server answers to, which are those of the files as well.
const NAMES: [&str; 8] = [
    "socket.io.js",
    "socket.io.js.map",
    "socket.io.min.js",
    "socket.io.min.js.map",
    "socket.io.esm.min.js",
    "socket.io.esm.min.js.map",
    "socket.io.msgpack.min.js",
    "socket.io.msgpack.min.js.map",
];

/// In which folder of which package they are.
const FOLDERS: [(&str, &str); 2] = [("socket.io-client", "dist"), ("socket.io", "client-dist")];

/// The codings, the smallest first, and how hard to try: with a little more, brotli takes ten times as long for another 7 %.
const CODINGS: [(Coding, u32); 3] = [(Coding::Brotli, 8), (Coding::Gzip, 9), (Coding::Deflate, 9)];

/// The files of one version of the client.
#[derive(Clone)]
pub(super) struct Bundles {
    etag: HeaderValue,
    files: Arc<HashMap<&'static str, File>>,
}

struct File {
    content_type: HeaderValue,
    plain: Bytes,
    encoded: Vec<(Coding, Bytes)>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

impl Bundles {
    /// Reads them and compresses them.
    pub(super) fn load(bundles: &ClientBundles) -> Result<Self, BuildError> {
        let folder = &bundles.package;
        let package = fs::read(folder.join("package.json"))
            .map_err(|error| fault(folder, &format!("has no package.json ({error})")))?;
        let Package { name, version } = serde_json::from_slice(&package)
            .map_err(|error| fault(folder, &format!("has an unreadable package.json ({error})")))?;
        let Some((_, dist)) = FOLDERS.iter().find(|(package, _)| *package == name) else {
            return Err(fault(folder, &format!("is the package `{name}`")));
        };
        let etag = HeaderValue::try_from(format!("\"{version}\""))
            .map_err(|_| fault(folder, &format!("has the version {version:?}")))?;
        let mut files = HashMap::new();
        for name in NAMES {
            let path = folder.join(dist).join(name);
            let plain = fs::read(&path)
                .map_err(|error| fault(folder, &format!("has no {dist}/{name} ({error})")))?;
            let file = File::new(name, plain)
                .map_err(|error| fault(folder, &format!("could not be compressed ({error})")))?;
            files.insert(name, file);
        }
        Ok(Self { etag, files: Arc::new(files) })
    }

    /// The answer to a request for `name`. `None` when no file has it.
    pub(super) fn answer(&self, name: &str, request: &HeaderMap) -> Option<ServerResponse> {
        let file = self.files.get(name)?;
        if request.get(IF_NONE_MATCH).is_some_and(|known| self.is_current(known)) {
            return Some(response::empty(StatusCode::NOT_MODIFIED));
        }
        let (coding, body) = file.variant(request);
        let mut response = Response::new(body.into());
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=0"));
        headers.insert(CONTENT_TYPE, file.content_type.clone());
        headers.insert(ETAG, self.etag.clone());
        if let Some(coding) = coding {
            headers.insert(CONTENT_ENCODING, coding.header());
        }
        vary(headers, "Accept-Encoding");
        Some(response)
    }

    /// Whether this is the one tag that there is, strong or weak. Lists of tags are not looked into, as in the reference.
    fn is_current(&self, known: &HeaderValue) -> bool {
        let known = known.as_bytes();
        known.strip_prefix(b"W/").unwrap_or(known) == self.etag.as_bytes()
    }
}

impl File {
    fn new(name: &str, plain: Vec<u8>) -> std::io::Result<Self> {
        let content_type = if name.ends_with(".map") {
            "application/json; charset=utf-8"
        } else {
            "application/javascript; charset=utf-8"
        };
        let encoded = CODINGS.iter().map(|(coding, level)| {
            coding.encode(&plain, *level).map(|encoded| (*coding, encoded.into()))
        });
        Ok(Self {
            encoded: encoded.collect::<Result<_, _>>()?,
            content_type: HeaderValue::from_static(content_type),
            plain: plain.into(),
        })
    }

    /// What the client likes best; of what it likes equally, the smallest.
    fn variant(&self, request: &HeaderMap) -> (Option<Coding>, Bytes) {
        let welcome = self.encoded.iter().rev().filter_map(|(coding, body)| {
            coding.welcome(request).map(|welcome| (welcome.weight, *coding, body))
        });
        // Of equal ones the last, which is the smallest.
        match welcome.max_by_key(|(weight, ..)| *weight) {
            Some((_, coding, body)) => (Some(coding), body.clone()),
            None => (None, self.plain.clone()),
        }
    }
}

fn fault(folder: &Path, what: &str) -> BuildError {
    let folder = folder.display();
    BuildError::new(format!(
        "`serve_client`: `{folder}` {what}, but should be an installed package; `npm install socket.io-client@4` makes `node_modules/socket.io-client`"
    ))
}
