//! The handler of the namespace `/mirror`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use wigwag::socket_events;

wigwag::api! {
    /// What only tests have a use for.
    pub(crate) fn api() -> Api { title: "mirror", version: "1.0.0", [mirror::Ns] }
}

/// Shows clients what the server knows of the request that opened their session.
#[socket_events(namespace = "/mirror")]
pub(crate) trait Mirror {
    /// Ask for the first request of this session.
    async fn handshake(&self, cx: mirror::Cx<Self>) -> Presented;
}

/// The first request of a session.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Presented {
    /// The path and query, as sent.
    url: String,
    /// Each header by its name in lower case; of several with one name, the last.
    headers: BTreeMap<String, String>,
    /// The address of the client.
    address: Option<String>,
    /// Whether the client used TLS.
    secure: bool,
    /// Which of several servers this is.
    process: u32,
}

/// Answers.
#[derive(Debug)]
pub(crate) struct Glass;

impl Mirror for Glass {
    async fn handshake(&self, cx: mirror::Cx<Self>) -> Presented {
        let handshake = cx.socket().handshake();
        let headers = handshake.headers();
        Presented {
            url: handshake.url().to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), String::from_utf8_lossy(value).into_owned()))
                .collect(),
            address: handshake.address().map(|address| address.to_string()),
            secure: handshake.secure(),
            process: std::process::id(),
        }
    }
}
