//! The contract as plain data: what a [`Document`](crate::Document) holds.
//!
//! The types are generic over `S`, the schema of one use of a type. While Rust types are being
//! described `S` still carries the definitions it brought along; in a finished contract it is a
//! schema that refers to the contract's one list of named types.

use std::{collections::BTreeMap, fmt};

use schemars::Schema;

/// A finished contract. Everything is kept sorted, so that the order of declarations is invisible.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Contract {
    pub(crate) title: String,
    pub(crate) version: String,
    /// By name (`Chat`).
    pub(crate) namespaces: BTreeMap<String, Namespace<Schema>>,
    /// By name; schemas refer to them as `#/components/schemas/<name>`.
    pub(crate) types: BTreeMap<String, NamedType>,
}

/// A type with a name of its own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NamedType {
    pub(crate) used: Used,
    pub(crate) schema: Schema,
}

/// One Socket.IO namespace.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Namespace<S> {
    /// Prefix of the generated names, `Chat`.
    pub(crate) name: String,
    /// What a client connects to, `/chat`.
    pub(crate) path: String,
    /// The parameters in the path, with their descriptions.
    pub(crate) params: BTreeMap<String, Option<String>>,
    pub(crate) version: Option<String>,
    pub(crate) docs: Option<String>,
    pub(crate) auth: Option<S>,
    pub(crate) reject: Option<S>,
    pub(crate) client_events: BTreeMap<String, Event<S>>,
    pub(crate) server_events: BTreeMap<String, Event<S>>,
}

/// One event of one direction.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event<S> {
    pub(crate) docs: Option<String>,
    pub(crate) deprecated: Option<Deprecation>,
    pub(crate) volatile: bool,
    pub(crate) limits: Limits,
    pub(crate) args: Vec<Arg<S>>,
    pub(crate) ack: Ack<S>,
}

/// What the server asks of an event before it handles it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Limits {
    /// How often one socket may send it, `20/s`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rate: Option<String>,
    /// How large its arguments may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max_bytes: Option<u64>,
    /// Who decides over it, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) guards: Vec<String>,
}

impl Limits {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A positional argument of an event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Arg<S> {
    pub(crate) name: String,
    pub(crate) schema: S,
}

/// What an event is acknowledged with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ack<S> {
    /// No value.
    None,
    /// One argument, the value itself.
    Raw(S),
    /// One argument, `{ok: true, data}` or `{ok: false, error}`.
    Envelope { data: S, error: S },
}

/// Why an event should no longer be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deprecation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

/// Which way a value travels, and so who writes it and who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    ClientToServer,
    ServerToClient,
}

impl Direction {
    pub(crate) const fn reversed(self) -> Self {
        match self {
            Self::ClientToServer => Self::ServerToClient,
            Self::ServerToClient => Self::ClientToServer,
        }
    }
}

/// Reads as an attribute: "client event".
impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClientToServer => "client",
            Self::ServerToClient => "server",
        })
    }
}

/// Which ways the values of a named type travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Used {
    ClientToServer,
    ServerToClient,
    Both,
}

impl From<Direction> for Used {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::ClientToServer => Self::ClientToServer,
            Direction::ServerToClient => Self::ServerToClient,
        }
    }
}

/// One place of a contract where a type is used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site<'a> {
    /// Which way the value travels; for an acknowledgement this is against its event.
    pub(crate) direction: Direction,
    namespace: &'a str,
    part: Part<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Part<'a> {
    Auth,
    Reject,
    Arg { event: &'a str, sent: Direction, name: &'a str },
    Reply { event: &'a str, sent: Direction },
    ReplyError { event: &'a str, sent: Direction },
}

/// Reads as the object of "used by": `/chat, client event "send", argument "msg"`.
impl fmt::Display for Site<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, ", self.namespace)?;
        match self.part {
            Part::Auth => f.write_str("auth"),
            Part::Reject => f.write_str("reject"),
            Part::Arg { event, sent, name } => {
                write!(f, "{sent} event {event:?}, argument {name:?}")
            }
            Part::Reply { event, sent } => write!(f, "{sent} event {event:?}, acknowledgement"),
            Part::ReplyError { event, sent } => {
                write!(f, "{sent} event {event:?}, error of the acknowledgement")
            }
        }
    }
}

impl Contract {
    pub(crate) fn definition(&self, name: &str) -> Option<&Schema> {
        self.types.get(name).map(|named| &named.schema)
    }

    /// Whether the server may answer with a boundary error.
    pub(crate) fn answers_with_envelope(&self) -> bool {
        let mut events = self.namespaces.values().flat_map(|ns| ns.client_events.values());
        events.any(|event| matches!(event.ack, Ack::Envelope { .. }))
    }

    /// Calls `f` for every use of a type.
    pub(crate) fn for_each(&self, mut f: impl FnMut(Site<'_>, &Schema)) {
        self.namespaces.values().for_each(|namespace| namespace.for_each(&mut f));
    }
}

impl<S> Namespace<S> {
    pub(crate) fn events(&self, sent: Direction) -> &BTreeMap<String, Event<S>> {
        match sent {
            Direction::ClientToServer => &self.client_events,
            Direction::ServerToClient => &self.server_events,
        }
    }

    /// The same namespace with every schema replaced by what `f` makes of it.
    ///
    /// Every pass over the types of a contract goes through here, so that none can forget a place.
    pub(crate) fn map<T>(&self, f: &mut impl FnMut(Site<'_>, &S) -> T) -> Namespace<T> {
        let namespace = self.path.as_str();
        let mut whole = |part, direction, schema: &Option<S>| {
            schema.as_ref().map(|schema| f(Site { direction, namespace, part }, schema))
        };
        let auth = whole(Part::Auth, Direction::ClientToServer, &self.auth);
        let reject = whole(Part::Reject, Direction::ServerToClient, &self.reject);
        let mut events = |sent| {
            self.events(sent)
                .iter()
                .map(|(name, event)| (name.clone(), event.map(namespace, name, sent, f)))
                .collect()
        };
        Namespace {
            name: self.name.clone(),
            path: self.path.clone(),
            params: self.params.clone(),
            version: self.version.clone(),
            docs: self.docs.clone(),
            auth,
            reject,
            client_events: events(Direction::ClientToServer),
            server_events: events(Direction::ServerToClient),
        }
    }

    /// Calls `f` for every use of a type.
    pub(crate) fn for_each(&self, mut f: impl FnMut(Site<'_>, &S)) {
        self.map(&mut f);
    }
}

impl<S> Event<S> {
    fn map<T>(
        &self,
        namespace: &str,
        event: &str,
        sent: Direction,
        f: &mut impl FnMut(Site<'_>, &S) -> T,
    ) -> Event<T> {
        let mut arg = |arg: &Arg<S>| {
            let part = Part::Arg { event, sent, name: &arg.name };
            let schema = f(Site { direction: sent, namespace, part }, &arg.schema);
            Arg { name: arg.name.clone(), schema }
        };
        let args = self.args.iter().map(&mut arg).collect();
        let mut answer =
            |part, schema| f(Site { direction: sent.reversed(), namespace, part }, schema);
        let ack = match &self.ack {
            Ack::None => Ack::None,
            Ack::Raw(value) => Ack::Raw(answer(Part::Reply { event, sent }, value)),
            Ack::Envelope { data, error } => Ack::Envelope {
                data: answer(Part::Reply { event, sent }, data),
                error: answer(Part::ReplyError { event, sent }, error),
            },
        };
        Event {
            docs: self.docs.clone(),
            deprecated: self.deprecated.clone(),
            volatile: self.volatile,
            limits: self.limits.clone(),
            args,
            ack,
        }
    }
}
