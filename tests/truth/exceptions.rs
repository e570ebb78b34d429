//! Where schemas cannot say all that Rust asks for, nor TypeScript all that schemas do.

use wigwag::ArgsError;

/// The types whose schema for clients allows more than the type: why, and what the server says.
const WIDER: &[(&str, &str, &str)] = &[
    (
        "BTreeMap<Species, u8>",
        "schemars names the keys of a map only when no variant of the enum has a description",
        "unknown variant",
    ),
    ("BTreeMap<char, u8>", "schemars does not limit the keys of a map", "expected a character"),
    ("SocketAddr", "no format of JSON Schema is an address with a port", "socket address syntax"),
];

/// The types that read more than their schema for clients allows.
const NARROWER: &[(&str, &str)] = &[
    ("Defaulted", "serde reads structs from lists as well, and from short ones with defaults"),
    ("Empty", "serde reads structs from lists as well"),
    ("FlatAdjacent", "serde takes an absent `Option` for `None`"),
    ("FlatOption", "serde takes a flattened `Option` that does not fit for `None`"),
    ("FlatVariant", "serde reads structs from lists as well"),
    ("Message", "serde takes a flattened `Option` that does not fit for `None`"),
    ("Option<Adjacent>", "serde takes an absent `Option` for `None`"),
    ("Skipping", "serde reads structs from lists as well, and from short ones with defaults"),
    ("Stamped", "its texts are dates and identifiers for readers only"),
];

/// The types whose TypeScript allows more than their schema.
const WIDER_IN_TYPESCRIPT: &[(&str, &str)] = &[
    (
        "[u8; 32]",
        "a tuple of so many elements is not worth reading, so it is an array of any length",
    ),
    ("FlatMap", "the index of an object holds for its own fields as well"),
];

/// Whether TypeScript cannot say all that the schema of a type does.
pub(crate) fn is_wider_in_typescript(specimen: &str) -> bool {
    WIDER_IN_TYPESCRIPT.iter().any(|(name, _)| specimen == *name)
}

/// Whether the schema of a type is known to allow less than the type.
pub(crate) fn is_narrower(specimen: &str) -> bool {
    NARROWER.iter().any(|(name, _)| specimen == *name)
}

/// Whether the schema of a type is known to allow more than the type.
pub(crate) fn is_wider(specimen: &str, error: &ArgsError) -> bool {
    WIDER.iter().any(|(name, _, said)| specimen == *name && error.message().contains(said))
}
