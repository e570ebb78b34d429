//! Names of TypeScript as names of Rust.

/// Words that Rust keeps for itself.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Types that generated code names without a path.
#[rustfmt::skip]
const TYPES: &[&str] = &[
    "BTreeMap", "Binary", "Box", "Option", "Result", "Self", "Send", "Sized", "String", "Sync", "Vec",
];

/// Methods that every contract has: no handler can have these names.
#[rustfmt::skip]
pub(super) const LIFECYCLE_METHODS: &[&str] = &[
    "connect", "connected", "disconnect", "disconnecting", "error", "unknown_event",
];

/// Methods of what events are emitted to: no emitter can have these names.
#[rustfmt::skip]
pub(super) const TARGET_METHODS: &[&str] = &[
    "broadcast", "clone", "compress", "connection", "data", "disconnect", "disconnect_client",
    "disconnect_sockets", "emit", "emit_volatile", "emit_with_ack", "except", "except_any",
    "except_self", "extensions", "fetch_sockets", "handshake", "id", "is_connected", "is_empty",
    "join", "leave", "len", "local", "name", "namespace", "namespace_name", "recovered", "rooms",
    "servers", "session", "socket", "sockets", "sockets_join", "sockets_leave", "timeout", "to",
    "to_any", "untyped", "volatile", "with",
];

/// `message:send`, `messageSend` and `MessageSend` as `message_send`.
pub(super) fn snake_case(name: &str) -> String {
    let snake = words(name).join("_").to_lowercase();
    let snake = if snake.is_empty() { "unnamed".to_owned() } else { snake };
    match snake.chars().next() {
        Some(first) if first.is_numeric() => format!("_{snake}"),
        _ if KEYWORDS.contains(&snake.as_str()) => format!("{snake}_"),
        _ => snake,
    }
}

/// `message:send` and `messageSend` as `MessageSend`.
pub(super) fn pascal_case(name: &str) -> String {
    let pascal: String = words(name).iter().map(|word| capitalized(word)).collect();
    match pascal.chars().next() {
        None => "Unnamed".to_owned(),
        Some(first) if first.is_numeric() => format!("N{pascal}"),
        Some(_) if TYPES.contains(&pascal.as_str()) => format!("{pascal}Type"),
        Some(_) => pascal,
    }
}

/// A name in snake or Pascal case, as serde writes it with `rename_all = "camelCase"`.
pub(super) fn camel_case(name: &str) -> String {
    let mut camel = String::new();
    let mut capitalize = false;
    for c in name.chars() {
        match c {
            '_' => capitalize = true,
            c if capitalize => {
                camel.push(c.to_ascii_uppercase());
                capitalize = false;
            }
            c => camel.push(c),
        }
    }
    let mut letters = camel.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// Cuts a name at signs and where capital letters start a word.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (index, &letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(index + 1);
        let starts_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    || (before.is_uppercase() && after.is_some_and(|after| after.is_lowercase()))
            });
        if starts_word || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.push(letter);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.flat_map(char::to_lowercase)).collect()
}
