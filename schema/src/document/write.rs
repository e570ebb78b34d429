//! Contract to AsyncAPI.

use std::{collections::BTreeMap, fmt::Write as _};

use schemars::Schema;
use serde_json::json;

use super::{
    asyncapi::{
        ASYNCAPI_VERSION, AckKind, Action, AsyncApi, Channel, ChannelFacts, ClusterAck, ClusterArg,
        ClusterEvent, Components, FORMAT, Facts, Info, Message, Operation, OperationFacts,
        Parameter, Reference, Reply,
    },
    packet,
};
use crate::model::{Ack, Arg, BothWays, Contract, Direction, Event, NamedType, Namespace};

/// The key under which a named type says which way its values travel.
pub(crate) const USED: &str = "x-wigwag-used";

/// The key of the only message of a reply channel.
pub(crate) const ACK_MESSAGE: &str = "ack";

pub(crate) fn write(contract: &Contract, hash: &str) -> AsyncApi {
    let mut channels = BTreeMap::new();
    let mut operations = BTreeMap::new();
    for namespace in contract.namespaces.values() {
        let mut messages = BTreeMap::new();
        for sent in [Direction::ClientToServer, Direction::ServerToClient] {
            for (name, event) in namespace.events(sent) {
                let key = message_key(sent, name);
                let operation_key = operation_key(&namespace.name, &key);
                let reply = packet::ack(&event.ack, sent).map(|payload| {
                    channels.insert(operation_key.clone(), reply_channel(name, payload));
                    reply(&operation_key)
                });
                operations.insert(operation_key, operation(namespace, &key, sent, event, reply));
                let payload = packet::event(name, event.args.iter().map(|arg| &arg.schema));
                messages.insert(key, Message { name: name.clone(), payload });
            }
        }
        channels.insert(namespace.name.clone(), channel(namespace, messages));
    }
    AsyncApi {
        asyncapi: ASYNCAPI_VERSION.to_owned(),
        info: Info { title: contract.title.clone(), version: contract.version.clone() },
        default_content_type: "application/json".to_owned(),
        facts: Facts { format: FORMAT, hash: hash.to_owned() },
        channels,
        operations,
        components: Components {
            schemas: contract.types.iter().map(|(name, ty)| (name.clone(), named(ty))).collect(),
        },
    }
}

fn channel(namespace: &Namespace<Schema>, messages: BTreeMap<String, Message>) -> Channel {
    Channel {
        address: Some(namespace.path.clone()),
        description: namespace.docs.clone(),
        parameters: namespace.params.iter().map(parameter).collect(),
        facts: ChannelFacts {
            version: namespace.version.clone(),
            auth: namespace.auth.clone(),
            reject: namespace.reject.clone(),
            cluster: namespace
                .cluster_events
                .iter()
                .map(|(name, event)| (name.clone(), cluster_event(event)))
                .collect(),
        },
        messages,
    }
}

fn parameter((name, docs): (&String, &Option<String>)) -> (String, Parameter) {
    (name.clone(), Parameter { description: docs.clone() })
}

fn cluster_event(event: &Event<BothWays<Schema>>) -> ClusterEvent {
    let arg = |arg: &Arg<BothWays<Schema>>| ClusterArg {
        name: arg.name.clone(),
        schema: arg.schema.clone(),
    };
    ClusterEvent {
        description: event.facts.docs.clone(),
        args: event.args.iter().map(arg).collect(),
        ack: match event.ack.clone() {
            Ack::None => ClusterAck::None,
            Ack::Raw(data) => ClusterAck::Raw { data },
            Ack::Envelope { data, error } => ClusterAck::Envelope { data, error },
            Ack::Node { data, error } => ClusterAck::Node { data, error },
        },
        deprecated: event.facts.deprecated.clone(),
    }
}

/// An acknowledgement has no address: it goes back over the socket that the event came from.
fn reply_channel(event: &str, payload: Schema) -> Channel {
    let message = Message { name: event.to_owned(), payload };
    Channel {
        address: None,
        description: None,
        parameters: BTreeMap::new(),
        facts: ChannelFacts::default(),
        messages: [(ACK_MESSAGE.to_owned(), message)].into(),
    }
}

fn operation(
    namespace: &Namespace<Schema>,
    message: &str,
    sent: Direction,
    event: &Event<Schema>,
    reply: Option<Reply>,
) -> Operation {
    Operation {
        action: match sent {
            Direction::ClientToServer => Action::Receive,
            Direction::ServerToClient => Action::Send,
        },
        channel: Reference::to(&["channels", &namespace.name]),
        description: event.facts.docs.clone(),
        messages: vec![Reference::to(&["channels", &namespace.name, "messages", message])],
        reply,
        facts: OperationFacts {
            args: event.args.iter().map(|arg| arg.name.clone()).collect(),
            ack: match event.ack {
                Ack::None => AckKind::None,
                Ack::Raw(_) => AckKind::Raw,
                Ack::Envelope { .. } => AckKind::Envelope,
                Ack::Node { .. } => AckKind::Node,
            },
            aliases: event.facts.aliases.clone(),
            volatile: event.facts.volatile,
            limits: event.facts.limits.clone(),
            deprecated: event.facts.deprecated.clone(),
        },
    }
}

fn reply(channel: &str) -> Reply {
    Reply {
        channel: Reference::to(&["channels", channel]),
        messages: vec![Reference::to(&["channels", channel, "messages", ACK_MESSAGE])],
    }
}

/// The same event name may be used in both directions, so the direction is part of the key.
pub(crate) fn message_key(sent: Direction, event: &str) -> String {
    let event = key_text(event);
    match sent {
        Direction::ClientToServer => format!("clientToServer.{event}"),
        Direction::ServerToClient => format!("serverToClient.{event}"),
    }
}

/// The name of an event as part of a key: anything but plain letters is `=` and the hexadecimal
/// value of each of its bytes.
///
/// Tools are not careful with keys. The official parser takes those of channels for addresses, in
/// which it refuses `?` and `#`, and resolves references to a `%` of a key twice.
fn key_text(event: &str) -> String {
    let mut text = String::new();
    for byte in event.bytes() {
        match byte {
            b'-' | b'.' | b'/' | b':' | b'_' => text.push(byte.into()),
            _ if byte.is_ascii_alphanumeric() => text.push(byte.into()),
            _ => _ = write!(text, "={byte:02X}"),
        }
    }
    text
}

pub(crate) fn operation_key(namespace: &str, message: &str) -> String {
    format!("{namespace}.{message}")
}

fn named(named: &NamedType) -> Schema {
    let mut schema = named.schema.clone();
    schema.insert(USED.to_owned(), json!(named.used));
    schema.ensure_object().sort_keys();
    schema
}
