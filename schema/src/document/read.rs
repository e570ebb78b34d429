//! AsyncAPI to contract.

use std::collections::BTreeMap;

use schemars::Schema;
use serde::Deserialize;

use super::{
    DocumentError,
    asyncapi::{
        ASYNCAPI_VERSION, AckKind, AsyncApi, Channel, ClusterAck, ClusterArg, ClusterEvent, FORMAT,
        Message, Operation,
    },
    packet,
    write::{ACK_MESSAGE, USED, message_key, operation_key},
};
use crate::model::{
    Ack, Arg, BothWays, Contract, Direction, Event, EventFacts, NamedType, Namespace, Used,
};

/// What every document has, of whatever release.
#[derive(Deserialize)]
struct Header {
    asyncapi: String,
    #[serde(rename = "x-wigwag")]
    facts: HeaderFacts,
}

#[derive(Deserialize)]
struct HeaderFacts {
    format: u32,
}

/// The form is looked at first: in another one, everything else would be a mistake.
pub(crate) fn parse(text: &str) -> Result<AsyncApi, DocumentError> {
    let Header { asyncapi: version, facts: HeaderFacts { format } } = serde_json::from_str(text)?;
    if version != ASYNCAPI_VERSION || format != FORMAT {
        return Err(DocumentError::new(format!(
            "AsyncAPI {version} with x-wigwag format {format} is not supported; this release reads \
             AsyncAPI {ASYNCAPI_VERSION} with format {FORMAT}"
        )));
    }
    Ok(serde_json::from_str(text)?)
}

/// Reads what is needed to write the document again. The caller compares the two.
pub(crate) fn read(document: &AsyncApi) -> Result<Contract, DocumentError> {
    let namespaces = document
        .channels
        .iter()
        .filter_map(|(name, channel)| Some((name, channel, channel.address.as_ref()?)))
        .map(|(name, channel, path)| Ok((name.clone(), namespace(document, name, channel, path)?)))
        .collect::<Result<_, DocumentError>>()?;
    let types = document
        .components
        .schemas
        .iter()
        .map(|(name, schema)| Ok((name.clone(), named(schema.clone())?)))
        .collect::<Result<_, DocumentError>>()?;
    Ok(Contract {
        title: document.info.title.clone(),
        version: document.info.version.clone(),
        namespaces,
        types,
    })
}

fn namespace(
    document: &AsyncApi,
    name: &str,
    channel: &Channel,
    path: &str,
) -> Result<Namespace<Schema>, DocumentError> {
    let mut client_events = BTreeMap::new();
    let mut server_events = BTreeMap::new();
    for (key, message) in &channel.messages {
        let directions = [
            (Direction::ClientToServer, &mut client_events),
            (Direction::ServerToClient, &mut server_events),
        ];
        for (sent, events) in directions {
            if *key == message_key(sent, &message.name) {
                let event = event(document, &operation_key(name, key), message, sent)?;
                events.insert(message.name.clone(), event);
            }
        }
    }
    Ok(Namespace {
        name: name.to_owned(),
        path: path.to_owned(),
        params: channel
            .parameters
            .iter()
            .map(|(name, parameter)| (name.clone(), parameter.description.clone()))
            .collect(),
        version: channel.facts.version.clone(),
        docs: channel.description.clone(),
        auth: channel.facts.auth.clone(),
        reject: channel.facts.reject.clone(),
        client_events,
        server_events,
        cluster_events: channel
            .facts
            .cluster
            .iter()
            .map(|(name, event)| (name.clone(), cluster_event(event)))
            .collect(),
    })
}

fn cluster_event(event: &ClusterEvent) -> Event<BothWays<Schema>> {
    let arg = |arg: &ClusterArg| Arg { name: arg.name.clone(), schema: arg.schema.clone() };
    Event {
        facts: EventFacts {
            docs: event.description.clone(),
            deprecated: event.deprecated.clone(),
            ..EventFacts::default()
        },
        args: event.args.iter().map(arg).collect(),
        ack: match event.ack.clone() {
            ClusterAck::None => Ack::None,
            ClusterAck::Raw { data } => Ack::Raw(data),
            ClusterAck::Envelope { data, error } => Ack::Envelope { data, error },
            ClusterAck::Node { data, error } => Ack::Node { data, error },
        },
    }
}

fn event(
    document: &AsyncApi,
    key: &str,
    message: &Message,
    sent: Direction,
) -> Result<Event<Schema>, DocumentError> {
    let operation = document
        .operations
        .get(key)
        .ok_or_else(|| DocumentError::new(format!("the operation {key} is missing")))?;
    let names = operation.facts.args.iter().cloned();
    let args = names.zip(packet::args_of(&message.payload)?);
    Ok(Event {
        facts: EventFacts {
            docs: operation.description.clone(),
            deprecated: operation.facts.deprecated.clone(),
            aliases: operation.facts.aliases.clone(),
            volatile: operation.facts.volatile,
            limits: operation.facts.limits.clone(),
        },
        args: args.map(|(name, schema)| Arg { name, schema }).collect(),
        ack: ack(document, key, operation, sent)?,
    })
}

fn ack(
    document: &AsyncApi,
    key: &str,
    operation: &Operation,
    sent: Direction,
) -> Result<Ack<Schema>, DocumentError> {
    if operation.facts.ack == AckKind::None {
        return Ok(Ack::None);
    }
    let message = document.channels.get(key).and_then(|channel| channel.messages.get(ACK_MESSAGE));
    let message =
        message.ok_or_else(|| DocumentError::new(format!("the reply of {key} is missing")))?;
    packet::ack_of(&message.payload, operation.facts.ack, sent)
}

fn named(mut schema: Schema) -> Result<NamedType, DocumentError> {
    let used = schema.remove(USED).unwrap_or_default();
    Ok(NamedType { used: Used::deserialize(used)?, schema })
}
