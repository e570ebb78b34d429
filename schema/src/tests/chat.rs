//! One chat room: handshake types, every kind of acknowledgement, deprecation, volatile events.

#![expect(dead_code, reason = "the types are described, no values are made")]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Describe, NamespaceBuilder};

pub(crate) struct Chat;

impl Describe for Chat {
    const NAME: &'static str = "Chat";
    const NAMESPACE: &'static str = "/chat/{room}/{level}";
    const VERSION: Option<&'static str> = Some("1.3.0");

    fn describe(ns: &mut NamespaceBuilder) {
        ns.param("room", Some("Which room.")).param("level", None);
        ns.docs("One chat room.").auth::<Credentials>().reject::<JoinError>();
        ns.client_event("message:send")
            .docs("Post a message.\n\nEverybody in the room gets a [`Message`].")
            .rate("20/s")
            .max_bytes(65536)
            .guard("CanPost")
            .guard("IsHere")
            .alias("message:post")
            .arg::<NewMessage>("msg")
            .outcome::<Message, SendError>();
        ns.client_event("typing").docs("The user is typing.").rate("100/min");
        ns.client_event("say")
            .deprecated(Some("1.2.0"), Some("use `message:send`"))
            .arg::<str>("text");
        ns.client_event("history").arg::<u32>("since").arg::<u32>("limit").reply::<Vec<Message>>();
        ns.client_event("rename").arg::<str>("name").node::<Message, SendError>();
        ns.server_event("message").docs("A message was posted.").arg::<&Message>("msg");
        ns.server_event("typing")
            .docs("Somebody is typing.")
            .volatile()
            .arg::<str>("user")
            .arg::<bool>("default");
        ns.server_event("probe").arg::<u32>("nonce").reply::<Rtt>();
        ns.server_event("kick").arg::<str>("reason").outcome::<(), Objection>();
        ns.cluster_event("reload")
            .docs("Tell the other servers.")
            .deprecated(Some("1.3.0"), None)
            .arg::<u32>("revision")
            .arg::<Filter>("filter")
            .outcome::<NodeReport, String>();
        ns.cluster_event("posted").arg::<Message>("msg");
    }
}

/// What a client presents.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    /// Who it claims to be.
    nickname: String,
    resume_key: Option<String>,
}

/// Why a client is not let in.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase")]
enum JoinError {
    /// The token is not known.
    BadToken,
    /// The user was banned.
    #[serde(rename_all = "camelCase")]
    Banned { until_ms: u64 },
}

/// A message, with its number.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Message {
    /// Grows with every message.
    id: u32,
    author: String,
    text: String,
    /// The message that this one answers.
    reply_to: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited_at: Option<u64>,
}

/// A message as the client writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct NewMessage {
    text: String,
    reply_to: Option<u32>,
    #[serde(default)]
    mentions: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(tag = "code")]
enum SendError {
    TooLong { max: u32 },
    Muted,
}

/// How long the way to the client and back takes.
#[derive(Deserialize, JsonSchema)]
struct Rtt {
    ms: f64,
}

#[derive(Deserialize, JsonSchema)]
enum Objection {
    Appeal(String),
}

/// What servers filter by; clients never see it.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Filter {
    words: Vec<String>,
    since: Option<u64>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct NodeReport {
    filters: u32,
}
