//! The form of the document: the part of AsyncAPI 3.0.0 that wigwag uses, and `x-wigwag`.
//!
//! Fields stand in the order in which they are written. Anything else in a document is refused, so
//! that reading and writing one loses nothing.

use std::collections::{BTreeMap, BTreeSet};

use schemars::Schema;
use serde::{Deserialize, Serialize};

use crate::model::{BothWays, Deprecation, Limits};

pub(crate) const ASYNCAPI_VERSION: &str = "3.0.0";

/// Raised when documents of earlier releases can no longer be read.
pub(crate) const FORMAT: u32 = 1;

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AsyncApi {
    pub(crate) asyncapi: String,
    pub(crate) info: Info,
    pub(crate) default_content_type: String,
    #[serde(rename = "x-wigwag")]
    pub(crate) facts: Facts,
    pub(crate) channels: BTreeMap<String, Channel>,
    pub(crate) operations: BTreeMap<String, Operation>,
    pub(crate) components: Components,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Info {
    pub(crate) title: String,
    pub(crate) version: String,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Facts {
    pub(crate) format: u32,
    pub(crate) hash: String,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Channel {
    /// The namespace; null for the channel of a reply.
    pub(crate) address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) parameters: BTreeMap<String, Parameter>,
    #[serde(rename = "x-wigwag", default, skip_serializing_if = "ChannelFacts::is_empty")]
    pub(crate) facts: ChannelFacts,
    pub(crate) messages: BTreeMap<String, Message>,
}

/// A part of an address. Its value is text, as `encodeURIComponent` writes it.
#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parameter {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
}

#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChannelFacts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) auth: Option<Schema>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reject: Option<Schema>,
    /// The events that servers send each other, by name. They are no messages of the channel, since
    /// no client ever sees one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) cluster: BTreeMap<String, ClusterEvent>,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClusterEvent {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) args: Vec<ClusterArg>,
    pub(crate) ack: ClusterAck,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) deprecated: Option<Deprecation>,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClusterArg {
    pub(crate) name: String,
    pub(crate) schema: BothWays<Schema>,
}

/// An acknowledgement between servers.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum ClusterAck {
    None,
    Raw { data: BothWays<Schema> },
    Envelope { data: BothWays<Schema>, error: BothWays<Schema> },
    Node { data: BothWays<Schema>, error: BothWays<Schema> },
}

impl ChannelFacts {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Message {
    pub(crate) name: String,
    pub(crate) payload: Schema,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    pub(crate) action: Action,
    pub(crate) channel: Reference,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) messages: Vec<Reference>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reply: Option<Reply>,
    #[serde(rename = "x-wigwag")]
    pub(crate) facts: OperationFacts,
}

/// What the server does.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Action {
    Receive,
    Send,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reply {
    pub(crate) channel: Reference,
    pub(crate) messages: Vec<Reference>,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OperationFacts {
    /// The names of the arguments.
    pub(crate) args: Vec<String>,
    pub(crate) ack: AckKind,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) aliases: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) volatile: bool,
    #[serde(default, skip_serializing_if = "Limits::is_empty")]
    pub(crate) limits: Limits,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) deprecated: Option<Deprecation>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AckKind {
    None,
    Raw,
    Envelope,
    Node,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Components {
    pub(crate) schemas: BTreeMap<String, Schema>,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reference {
    #[serde(rename = "$ref")]
    pub(crate) target: String,
}

impl Reference {
    /// A reference to the value under these keys of the document: a JSON pointer (RFC 6901). The keys
    /// that are referred to hold no letter but `/` that would have to be escaped in it.
    pub(crate) fn to(keys: &[&str]) -> Self {
        let parts = keys.iter().map(|key| key.replace('/', "~1"));
        Self { target: format!("#/{}", parts.collect::<Vec<_>>().join("/")) }
    }
}
