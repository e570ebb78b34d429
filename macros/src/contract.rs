//! The model of a contract: what the declaration says, without the syntax that says it.
//!
//! Values keep the user's tokens, so that faults and the compiler's own errors point at them.

use proc_macro2::TokenStream;
use syn::{
    Attribute, Block, Generics, Ident, LitStr, Signature, Token, TraitItem, Type, TypeParamBound,
    Visibility, punctuated::Punctuated,
};

use crate::{limits::Limits, wigwag::Wigwag};

/// One annotated trait.
pub(crate) struct Contract {
    /// What stays on the trait: documentation, lint levels.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) docs: Option<String>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) wigwag: Wigwag,
    /// The support module, `chat` for `Chat`.
    pub(crate) module: Ident,
    pub(crate) namespace: LitStr,
    pub(crate) version: Option<LitStr>,
    pub(crate) types: DeclaredTypes,
    pub(crate) client_events: Vec<ClientEvent>,
    pub(crate) server_events: Vec<ServerEvent>,
    pub(crate) cluster_events: Vec<ClusterEvent>,
    pub(crate) refused: Refused,
}

/// The associated types of a declaration.
#[derive(Default)]
pub(crate) struct DeclaredTypes {
    /// What a client presents in the handshake.
    pub(crate) auth: Option<Type>,
    /// What a refused client is told.
    pub(crate) reject: Option<Type>,
    /// The parameters in the namespace's name.
    pub(crate) params: Option<Type>,
    /// What names the rooms of the namespace.
    pub(crate) room: Option<Type>,
    /// `type Session;`, where it is written out.
    pub(crate) session: Option<Ident>,
}

impl DeclaredTypes {
    /// Whether the implementor chooses what the server keeps for each socket.
    pub(crate) fn has_session(&self) -> bool {
        self.session.is_some() || self.auth.is_some() || self.reject.is_some()
    }
}

/// An event that clients send and the server handles.
pub(crate) struct ClientEvent {
    pub(crate) event: Event,
    /// The old names on the wire, under which the server takes it too.
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) reply: Reply,
    /// The options `rate` and `max_bytes` of `#[event]`.
    pub(crate) limits: Limits,
    /// The types in `#[guard]`, in the order in which they are asked.
    pub(crate) guards: Vec<Type>,
}

/// An event that the server sends.
pub(crate) struct ServerEvent {
    pub(crate) event: Event,
    /// What the client acknowledges with; `None` when no acknowledgement is asked for.
    pub(crate) ack: Option<Reply>,
    /// The option `volatile` of `#[to_client]`.
    pub(crate) volatile: Option<Ident>,
}

/// An event that servers of a cluster send each other.
pub(crate) struct ClusterEvent {
    pub(crate) event: Event,
    /// What each of the others answers.
    pub(crate) reply: Reply,
}

/// What events of all directions have.
pub(crate) struct Event {
    /// What stays on the method: documentation, deprecation, lint levels.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) docs: Option<String>,
    pub(crate) deprecation: Option<Deprecation>,
    /// The function as it was written.
    pub(crate) sig: Signature,
    /// A body, which a contract must not have.
    pub(crate) body: Option<Block>,
    /// The name on the wire, at the span of the attribute's string or else of the function's name.
    pub(crate) name: LitStr,
    pub(crate) args: Vec<Arg>,
}

impl Event {
    pub(crate) fn ident(&self) -> &Ident {
        &self.sig.ident
    }
}

/// One argument that travels with an event.
pub(crate) struct Arg {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
}

/// What an event is answered with.
pub(crate) enum Reply {
    /// An empty acknowledgement.
    Empty,
    /// The value itself.
    Value(Box<Type>),
    /// `Result<Data, Error>`, which travels as `{ok, data}` or `{ok, error}`.
    Outcome(Box<Type>, Box<Type>),
    /// `Result<Data, Error>`, which travels as the two arguments of a callback of Node: an error or `null`, and the data.
    Node(Box<Type>, Box<Type>),
}

impl Reply {
    pub(crate) fn types(&self) -> impl Iterator<Item = &Type> {
        let (first, second) = match self {
            Self::Empty => (None, None),
            Self::Value(value) => (Some(&**value), None),
            Self::Outcome(data, error) | Self::Node(data, error) => (Some(&**data), Some(&**error)),
        };
        first.into_iter().chain(second)
    }
}

/// The values of `#[deprecated]`.
#[derive(Default)]
pub(crate) struct Deprecation {
    pub(crate) since: Option<LitStr>,
    pub(crate) note: Option<LitStr>,
}

/// Parts of a trait that a contract must not have. They are faults, and kept so that the rest of the
/// user's program still finds them.
pub(crate) struct Refused {
    pub(crate) unsafety: Option<Token![unsafe]>,
    pub(crate) generics: Generics,
    pub(crate) supertraits: Punctuated<TypeParamBound, Token![+]>,
    pub(crate) items: Vec<TraitItem>,
    /// Functions with a handler that cannot be read.
    pub(crate) handlers: Vec<TokenStream>,
    /// Events of the server that cannot be read, as far as somebody may emit them.
    pub(crate) emitters: Vec<ServerEvent>,
}

impl Contract {
    /// All events.
    pub(crate) fn events(&self) -> impl Iterator<Item = &Event> {
        self.handled().chain(self.server_events.iter().map(|server| &server.event))
    }

    /// The events that the implementor handles: those of clients, then those of other servers.
    pub(crate) fn handled(&self) -> impl Iterator<Item = &Event> {
        let clients = self.client_events.iter().map(|client| &client.event);
        clients.chain(self.cluster_events.iter().map(|cluster| &cluster.event))
    }
}
