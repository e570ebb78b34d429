//! Names: what Rust calls a thing, what the wire calls it, and what neither may be called.

use quote::ToTokens;
use syn::Ident;

/// The support module of a trait: its name in snake case, `ChatRoom` → `chat_room`.
pub(crate) fn module_name(ident: &Ident) -> String {
    let camel: Vec<char> = ident.to_string().chars().collect();
    let mut snake = String::new();
    for (index, letter) in camel.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| camel.get(before));
        let after = camel.get(index + 1);
        let starts_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_uppercase() && after.is_some_and(|after| after.is_lowercase()))
            });
        if starts_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

pub(crate) fn is_keyword(name: &str) -> bool {
    syn::parse_str::<Ident>(name).is_err()
}

/// Tokens as people write them: printing a token stream puts spaces between most of them.
pub(crate) fn source(tokens: impl ToTokens) -> String {
    const TIGHT: [(&str, &str); 8] = [
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" :: ", "::"),
        (":: ", "::"),
        (" ,", ","),
        ("& ", "&"),
        (" ;", ";"),
    ];
    let text = tokens.into_token_stream().to_string();
    TIGHT.iter().fold(text, |text, (loose, tight)| text.replace(loose, tight))
}

/// Names that Socket.IO keeps for itself, in both directions.
pub(crate) const RESERVED_EVENTS: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// Names that Socket.IO keeps for itself between servers.
pub(crate) const RESERVED_CLUSTER_EVENTS: [&str; 3] = ["connect", "connection", "new_namespace"];

/// Event names that start so are wigwag's own.
pub(crate) const RESERVED_PREFIX: &str = "wigwag:";

/// Methods that every contract has: no handler can have these names.
pub(crate) const LIFECYCLE_METHODS: [&str; 6] =
    ["connect", "connected", "disconnect", "disconnecting", "error", "unknown_event"];

/// Methods of sockets, rooms and broadcasts. They would win over an emitter of the same name.
pub(crate) const TARGET_METHODS: [&str; 41] = [
    "broadcast",
    "clone",
    "compress",
    "connection",
    "data",
    "disconnect",
    "disconnect_client",
    "disconnect_sockets",
    "emit",
    "emit_volatile",
    "emit_with_ack",
    "except",
    "except_any",
    "except_self",
    "extensions",
    "fetch_sockets",
    "handshake",
    "id",
    "is_connected",
    "is_empty",
    "join",
    "leave",
    "len",
    "local",
    "name",
    "namespace",
    "namespace_name",
    "recovered",
    "rooms",
    "servers",
    "session",
    "socket",
    "sockets",
    "sockets_join",
    "sockets_leave",
    "timeout",
    "to",
    "to_any",
    "untyped",
    "volatile",
    "with",
];

/// What the support module defines. A payload type of the same name is still the user's.
pub(crate) const MODULE_ITEMS: [&str; 9] = [
    "Ns",
    "Cx",
    "ConnectCx",
    "ClusterCx",
    "Socket",
    "RemoteSocket",
    "Emit",
    "EmitToServers",
    "Server",
];
