//! The contract as plain data: what a [`Document`](crate::Document) holds.
//!
//! The types are generic over `S`, the schema of one use of a type. While Rust types are being
//! described `S` still carries the definitions it brought along; in a finished contract it is a
//! schema that refers to the contract's one list of named types.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

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
    /// Events that the servers of a cluster send each other. Clients never see them.
    pub(crate) cluster_events: BTreeMap<String, Event<BothWays<S>>>,
}

/// One event of one direction.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event<S> {
    pub(crate) facts: EventFacts,
    pub(crate) args: Vec<Arg<S>>,
    pub(crate) ack: Ack<S>,
}

/// What is said about an event besides its types.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct EventFacts {
    pub(crate) docs: Option<String>,
    pub(crate) deprecated: Option<Deprecation>,
    /// Other names that the server takes the event under.
    pub(crate) aliases: BTreeSet<String>,
    pub(crate) volatile: bool,
    pub(crate) limits: Limits,
}

/// A type that servers of one program write and read: during a rolling deploy, of two versions of it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BothWays<S> {
    pub(crate) written: S,
    pub(crate) read: S,
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
    /// As callbacks of Node are called: `(null, data)` or `(error)`.
    Node { data: S, error: S },
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

/// Who sends an event, and who handles it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EventKind {
    /// Clients send it and the server handles it.
    Client,
    /// The server sends it and clients handle it.
    Server,
    /// Servers send it to each other.
    Cluster,
}

/// Reads as an attribute: "client event".
impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "client",
            Self::Server => "server",
            Self::Cluster => "cluster",
        })
    }
}

impl From<Direction> for EventKind {
    fn from(sent: Direction) -> Self {
        match sent {
            Direction::ClientToServer => Self::Client,
            Direction::ServerToClient => Self::Server,
        }
    }
}

/// Which ways the values of a named type travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Used {
    ClientToServer,
    ServerToClient,
    Both,
    /// Only between servers.
    Cluster,
}

impl Used {
    /// Both uses of one type.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Cluster, used) | (used, Self::Cluster) => used,
            (one, other) if one == other => one,
            _ => Self::Both,
        }
    }
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
    /// Which way the value travels; for an acknowledgement this is against its event. What one
    /// server writes for another one has the form of what it writes for clients, and what it reads
    /// that of what it reads from them.
    pub(crate) direction: Direction,
    namespace: &'a str,
    part: Part<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Part<'a> {
    Auth,
    Reject,
    Event { kind: EventKind, name: &'a str, place: Place<'a> },
}

/// One place of an event where a type is used.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    Arg(&'a str),
    Reply,
    ReplyError,
}

impl Place<'_> {
    /// Which way a value in this place of an event travels that was `sent` that way.
    fn direction(self, sent: Direction) -> Direction {
        match self {
            Self::Arg(_) => sent,
            Self::Reply | Self::ReplyError => sent.reversed(),
        }
    }
}

impl Site<'_> {
    /// Whether the value travels between a client and a server.
    pub(crate) fn is_seen_by_clients(&self) -> bool {
        !matches!(self.part, Part::Event { kind: EventKind::Cluster, .. })
    }
}

/// Reads as the object of "used by": `/chat, client event "send", argument "msg"`.
impl fmt::Display for Site<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, ", self.namespace)?;
        match self.part {
            Part::Auth => f.write_str("auth"),
            Part::Reject => f.write_str("reject"),
            Part::Event { kind, name, place } => write!(f, "{kind} event {name:?}, {place}"),
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arg(name) => write!(f, "argument {name:?}"),
            Self::Reply => f.write_str("acknowledgement"),
            Self::ReplyError => f.write_str("error of the acknowledgement"),
        }
    }
}

impl Contract {
    pub(crate) fn definition(&self, name: &str) -> Option<&Schema> {
        self.types.get(name).map(|named| &named.schema)
    }

    /// Whether the server may answer with a boundary error.
    pub(crate) fn answers_with_boundary_errors(&self) -> bool {
        let mut events = self.namespaces.values().flat_map(|ns| ns.client_events.values());
        events.any(|event| matches!(event.ack, Ack::Envelope { .. } | Ack::Node { .. }))
    }

    /// The part of the contract that clients take part in: without what servers send each other.
    pub(crate) fn seen_by_clients(&self) -> Self {
        let mut seen = self.clone();
        seen.namespaces.values_mut().for_each(|namespace| namespace.cluster_events.clear());
        seen.types.retain(|_, named| named.used != Used::Cluster);
        seen
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
        let mut one_way = |sent: Direction| {
            mapped(self.events(sent), |name, event| {
                event.map(&mut |place, schema| {
                    let part = Part::Event { kind: sent.into(), name, place };
                    f(Site { direction: place.direction(sent), namespace, part }, schema)
                })
            })
        };
        let client_events = one_way(Direction::ClientToServer);
        let server_events = one_way(Direction::ServerToClient);
        let cluster_events = mapped(&self.cluster_events, |name, event| {
            event.map(&mut |place, BothWays { written, read }| {
                let part = Part::Event { kind: EventKind::Cluster, name, place };
                let mut used = |direction, schema| f(Site { direction, namespace, part }, schema);
                BothWays {
                    written: used(Direction::ServerToClient, written),
                    read: used(Direction::ClientToServer, read),
                }
            })
        });
        Namespace {
            name: self.name.clone(),
            path: self.path.clone(),
            params: self.params.clone(),
            version: self.version.clone(),
            docs: self.docs.clone(),
            auth,
            reject,
            client_events,
            server_events,
            cluster_events,
        }
    }

    /// Calls `f` for every use of a type.
    pub(crate) fn for_each(&self, mut f: impl FnMut(Site<'_>, &S)) {
        self.map(&mut f);
    }
}

fn mapped<S, T>(
    events: &BTreeMap<String, Event<S>>,
    mut f: impl FnMut(&str, &Event<S>) -> Event<T>,
) -> BTreeMap<String, Event<T>> {
    events.iter().map(|(name, event)| (name.clone(), f(name, event))).collect()
}

impl<S> Event<S> {
    /// An event without arguments.
    pub(crate) fn new() -> Self {
        Self { facts: EventFacts::default(), args: Vec::new(), ack: Ack::None }
    }

    fn map<T>(&self, f: &mut impl FnMut(Place<'_>, &S) -> T) -> Event<T> {
        let mut arg = |arg: &Arg<S>| {
            let schema = f(Place::Arg(&arg.name), &arg.schema);
            Arg { name: arg.name.clone(), schema }
        };
        let args = self.args.iter().map(&mut arg).collect();
        let ack = match &self.ack {
            Ack::None => Ack::None,
            Ack::Raw(value) => Ack::Raw(f(Place::Reply, value)),
            Ack::Envelope { data, error } => {
                Ack::Envelope { data: f(Place::Reply, data), error: f(Place::ReplyError, error) }
            }
            Ack::Node { data, error } => {
                Ack::Node { data: f(Place::Reply, data), error: f(Place::ReplyError, error) }
            }
        };
        Event { facts: self.facts.clone(), args, ack }
    }
}
