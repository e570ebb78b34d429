//! Describing contracts: what generated code calls.

use std::collections::btree_map::Entry;

use schemars::JsonSchema;

use crate::{
    ContractError, Document,
    model::{Ack, Arg, BothWays, Deprecation, Direction, Event, EventFacts, EventKind, Namespace},
    shape::Shape,
};

/// A contract that can describe itself: one namespace with its events.
///
/// `#[socket_events]` implements this for the marker type of each contract (`chat::Ns`); there is
/// no reason to do it by hand, other than a test.
///
/// # Examples
///
/// ```
/// use wigwag_schema::{Api, Describe, NamespaceBuilder};
///
/// struct Echo;
///
/// impl Describe for Echo {
///     const NAME: &'static str = "Echo";
///     const NAMESPACE: &'static str = "/echo";
///     const VERSION: Option<&'static str> = None;
///
///     fn describe(ns: &mut NamespaceBuilder) {
///         ns.client_event("echo").docs("Say it again.").arg::<str>("text").reply::<String>();
///     }
/// }
///
/// let document = Api::new("Echo", "1.0.0").namespace::<Echo>().document()?;
/// assert!(document.typescript().contains("echo: (text: string, ack: (reply: string) => void) => void;"));
/// # Ok::<(), wigwag_schema::ContractError>(())
/// ```
pub trait Describe {
    /// The name of the contract, in Rust and as prefix of generated names: `Chat` gives `ChatSocket`.
    const NAME: &'static str;
    /// The Socket.IO namespace that clients connect to, starting with a slash: `/chat`. Parameters stand in braces: `/chat/{room}`.
    const NAMESPACE: &'static str;
    /// The version of this contract alone, when it has one.
    const VERSION: Option<&'static str>;

    /// Adds the events and the handshake types to `ns`.
    fn describe(ns: &mut NamespaceBuilder);
}

/// The contracts of one API, in the order in which they were added.
///
/// An API is what is documented and generated together: one document, one TypeScript module. The
/// list is explicit, since anything found at link time can be lost without a word.
#[derive(Clone, Debug)]
pub struct Api {
    title: String,
    version: String,
    namespaces: Vec<NamespaceBuilder>,
}

impl Api {
    /// An API without contracts. `title` and `version` go into the document's `info`.
    pub fn new(title: &str, version: &str) -> Self {
        Self { title: title.to_owned(), version: version.to_owned(), namespaces: Vec::new() }
    }

    /// Adds the contract `N`.
    ///
    /// Mistakes, such as a contract that is added twice, are reported by [`document`](Self::document).
    #[must_use]
    pub fn namespace<N: Describe>(self) -> Self {
        let mut namespace = NamespaceBuilder::new(N::NAME, N::NAMESPACE, N::VERSION);
        N::describe(&mut namespace);
        self.with(namespace)
    }

    pub(crate) fn with(mut self, namespace: NamespaceBuilder) -> Self {
        self.namespaces.push(namespace);
        self
    }

    /// The title of the API.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The version of the API.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The contracts by name and Socket.IO namespace (`Chat`, `/chat`), in the order in which they were
    /// added.
    ///
    /// A server compares them with what is mounted.
    pub fn contracts(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.namespaces.iter().map(|NamespaceBuilder { namespace, .. }| {
            (namespace.name.as_str(), namespace.path.as_str())
        })
    }

    /// Puts the contracts together into one document.
    ///
    /// # Errors
    ///
    /// All mistakes that can only be seen on the whole API: two types of one name, two contracts of
    /// one namespace, names that TypeScript cannot express.
    pub fn document(&self) -> Result<Document, ContractError> {
        Document::of(self)
    }

    pub(crate) fn builders(&self) -> &[NamespaceBuilder] {
        &self.namespaces
    }
}

/// Collects the events of one namespace.
#[derive(Clone, Debug)]
pub struct NamespaceBuilder {
    pub(crate) namespace: Namespace<Shape>,
    pub(crate) duplicates: Vec<(EventKind, String)>,
}

impl NamespaceBuilder {
    pub(crate) fn new(name: &str, path: &str, version: Option<&str>) -> Self {
        let namespace = Namespace {
            name: name.to_owned(),
            path: path.to_owned(),
            params: [].into(),
            version: version.map(str::to_owned),
            docs: None,
            auth: None,
            reject: None,
            client_events: [].into(),
            server_events: [].into(),
            cluster_events: [].into(),
        };
        Self { namespace, duplicates: Vec::new() }
    }

    /// Sets the description of the namespace, Markdown as in a doc comment.
    pub fn docs(&mut self, text: &str) -> &mut Self {
        self.namespace.docs = doc_text(text);
        self
    }

    /// Describes a parameter of the namespace, which stands in braces there: `/chat/{room}`.
    pub fn param(&mut self, name: &str, docs: Option<&str>) -> &mut Self {
        self.namespace.params.insert(name.to_owned(), docs.and_then(doc_text));
        self
    }

    /// Sets what a client presents in the handshake; without it nothing is asked for.
    pub fn auth<T: JsonSchema>(&mut self) -> &mut Self {
        self.namespace.auth = Some(Shape::of::<T>(Direction::ClientToServer));
        self
    }

    /// Sets what a refused client is told, in `data` of its `connect_error`.
    pub fn reject<T: JsonSchema>(&mut self) -> &mut Self {
        self.namespace.reject = Some(Shape::of::<T>(Direction::ServerToClient));
        self
    }

    /// Adds an event that clients send and the server handles.
    pub fn client_event(&mut self, name: &str) -> EventBuilder<'_> {
        self.event(Direction::ClientToServer, name)
    }

    /// Adds an event that the server sends and clients handle.
    pub fn server_event(&mut self, name: &str) -> EventBuilder<'_> {
        self.event(Direction::ServerToClient, name)
    }

    /// Adds an event that the servers of a cluster send each other.
    pub fn cluster_event(&mut self, name: &str) -> EventBuilder<'_> {
        let event = self.namespace.cluster_events.entry(name.to_owned());
        EventBuilder {
            event: EventSlot::BothWays(added(event, EventKind::Cluster, &mut self.duplicates)),
        }
    }

    fn event(&mut self, sent: Direction, name: &str) -> EventBuilder<'_> {
        let events = match sent {
            Direction::ClientToServer => &mut self.namespace.client_events,
            Direction::ServerToClient => &mut self.namespace.server_events,
        };
        let event = added(events.entry(name.to_owned()), sent.into(), &mut self.duplicates);
        EventBuilder { event: EventSlot::OneWay(event, sent) }
    }
}

/// The event behind an entry. One that is there already is a fault, which is reported later.
fn added<'a, S>(
    entry: Entry<'a, String, Event<S>>,
    kind: EventKind,
    duplicates: &mut Vec<(EventKind, String)>,
) -> &'a mut Event<S> {
    if let Entry::Occupied(entry) = &entry {
        duplicates.push((kind, entry.key().clone()));
    }
    entry.or_insert_with(Event::new)
}

/// Describes one event; comes from [`NamespaceBuilder::client_event`],
/// [`NamespaceBuilder::server_event`] or [`NamespaceBuilder::cluster_event`].
///
/// An event without [`reply`](Self::reply), [`outcome`](Self::outcome) and [`node`](Self::node) has
/// no typed acknowledgement.
#[derive(Debug)]
pub struct EventBuilder<'a> {
    event: EventSlot<'a>,
}

/// Where a described event is kept.
#[derive(Debug)]
enum EventSlot<'a> {
    OneWay(&'a mut Event<Shape>, Direction),
    BothWays(&'a mut Event<BothWays<Shape>>),
}

impl EventBuilder<'_> {
    /// Sets the description of the event, Markdown as in a doc comment.
    pub fn docs(mut self, text: &str) -> Self {
        self.event.facts().docs = doc_text(text);
        self
    }

    /// Marks the event as deprecated, since a version and with a hint, as `#[deprecated]` does.
    pub fn deprecated(mut self, since: Option<&str>, note: Option<&str>) -> Self {
        self.event.facts().deprecated =
            Some(Deprecation { since: since.map(str::to_owned), note: note.map(str::to_owned) });
        self
    }

    /// Says that the event is dropped when the receiver cannot keep up.
    pub fn volatile(mut self) -> Self {
        self.event.facts().volatile = true;
        self
    }

    /// Says how often one socket may send the event, such as `20/s`.
    pub fn rate(mut self, rate: &str) -> Self {
        self.event.facts().limits.rate = Some(rate.to_owned());
        self
    }

    /// Says how large the arguments may be.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.event.facts().limits.max_bytes = Some(bytes);
        self
    }

    /// Adds the name of who decides over the event before it is handled.
    pub fn guard(mut self, name: &str) -> Self {
        self.event.facts().limits.guards.push(name.to_owned());
        self
    }

    /// Adds a name that the server takes the event under besides its own: one that it had before.
    pub fn alias(mut self, name: &str) -> Self {
        self.event.facts().aliases.insert(name.to_owned());
        self
    }

    /// Adds the next positional argument.
    pub fn arg<T: JsonSchema + ?Sized>(mut self, name: &str) -> Self {
        let name = name.to_owned();
        match &mut self.event {
            EventSlot::OneWay(event, sent) => {
                event.args.push(Arg { name, schema: Shape::of::<T>(*sent) });
            }
            EventSlot::BothWays(event) => event.args.push(Arg { name, schema: both_ways::<T>() }),
        }
        self
    }

    /// Says that the event is acknowledged with a `T`.
    ///
    /// # Wire
    ///
    /// One acknowledgement argument, the value itself: `[T]`.
    pub fn reply<T: JsonSchema>(mut self) -> Self {
        match &mut self.event {
            EventSlot::OneWay(event, sent) => {
                event.ack = Ack::Raw(Shape::of::<T>(sent.reversed()));
            }
            EventSlot::BothWays(event) => event.ack = Ack::Raw(both_ways::<T>()),
        }
        self
    }

    /// Says that the event is acknowledged with a `Result<T, E>`.
    ///
    /// # Wire
    ///
    /// One acknowledgement argument, `[{"ok": true, "data": T}]` or `[{"ok": false, "error": E}]`.
    /// A server may answer with a boundary error (`wigwag.invalid_payload`, …) in place of `E`.
    pub fn outcome<T: JsonSchema, E: JsonSchema>(mut self) -> Self {
        match &mut self.event {
            EventSlot::OneWay(event, sent) => {
                let (data, error) = one_way_result::<T, E>(sent.reversed());
                event.ack = Ack::Envelope { data, error };
            }
            EventSlot::BothWays(event) => {
                event.ack = Ack::Envelope { data: both_ways::<T>(), error: both_ways::<E>() };
            }
        }
        self
    }

    /// Says that the event is acknowledged with a `Result<T, E>` as Node calls callbacks.
    ///
    /// # Wire
    ///
    /// `[null, T]`, or one acknowledgement argument, `[E]`. A server may answer with a boundary error
    /// (`wigwag.invalid_payload`, …) in place of `E`.
    pub fn node<T: JsonSchema, E: JsonSchema>(mut self) -> Self {
        match &mut self.event {
            EventSlot::OneWay(event, sent) => {
                let (data, error) = one_way_result::<T, E>(sent.reversed());
                event.ack = Ack::Node { data, error };
            }
            EventSlot::BothWays(event) => {
                event.ack = Ack::Node { data: both_ways::<T>(), error: both_ways::<E>() };
            }
        }
        self
    }
}

impl EventSlot<'_> {
    fn facts(&mut self) -> &mut EventFacts {
        match self {
            Self::OneWay(event, _) => &mut event.facts,
            Self::BothWays(event) => &mut event.facts,
        }
    }
}

fn one_way_result<T: JsonSchema, E: JsonSchema>(direction: Direction) -> (Shape, Shape) {
    (Shape::of::<T>(direction), Shape::of::<E>(direction))
}

fn both_ways<T: JsonSchema + ?Sized>() -> BothWays<Shape> {
    BothWays {
        written: Shape::of::<T>(Direction::ServerToClient),
        read: Shape::of::<T>(Direction::ClientToServer),
    }
}

/// A doc comment without the empty lines around it; nothing when that is all.
fn doc_text(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
