//! What a change of a contract does to those who still go by the old one, as data.
//!
//! A change is not good or bad by itself: who writes a value by one contract and who reads it by the
//! other decide. So every rule has a verdict for each side that a changed server can be on.

use std::fmt;

#[cfg(test)]
mod tests;

/// How bad a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    /// Nobody notices.
    Ok,
    /// Programs may behave in another way, or nobody can tell.
    Dangerous,
    /// Programs that were right before fail.
    Breaking,
}

/// Reads as the heading of a finding.
impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Ok => "ok",
            Self::Dangerous => "dangerous",
            Self::Breaking => "breaking",
        })
    }
}

/// Whose programs are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    /// Programs that run: old clients and old servers beside new servers.
    Wire,
    /// Also TypeScript that was written for the old client and is compiled with the new one.
    Source,
}

/// What the changed server does with a value, or an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Old clients write, the new server reads.
    Reads,
    /// The new server writes, old clients read.
    Writes,
    /// Old and new servers of one cluster do both.
    Cluster,
}

/// What is known about one kind of change.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// What output, and allowances in `wigwag.toml`, call it.
    pub(crate) id: &'static str,
    /// At run time; nothing where such a change cannot be.
    reads: Option<Severity>,
    writes: Option<Severity>,
    cluster: Option<Severity>,
    /// When TypeScript of clients is compiled.
    source: Severity,
    /// Who fails, and why.
    pub(crate) explanation: &'static str,
    /// What to do instead.
    pub(crate) repair: &'static str,
}

impl Rule {
    /// The verdict over such a change, for those who are looked at.
    pub(crate) fn severity(&self, side: Side, level: Level) -> Severity {
        let wire = self.on_the_wire(side).unwrap_or(Severity::Ok);
        match (level, side) {
            (Level::Wire, _) | (_, Side::Cluster) => wire,
            (Level::Source, Side::Reads | Side::Writes) => wire.max(self.source),
        }
    }

    pub(crate) fn on_the_wire(&self, side: Side) -> Option<Severity> {
        match side {
            Side::Reads => self.reads,
            Side::Writes => self.writes,
            Side::Cluster => self.cluster,
        }
    }
}

const OK: Option<Severity> = Some(Severity::Ok);
const DANGEROUS: Option<Severity> = Some(Severity::Dangerous);
const BREAKING: Option<Severity> = Some(Severity::Breaking);
/// Such a change cannot be on this side.
const NEVER: Option<Severity> = None;

/// What a rule says of TypeScript: it goes on to compile, or not.
const COMPILES: Severity = Severity::Ok;
const FAILS_TO_COMPILE: Severity = Severity::Breaking;

/// Declares the rules in the order of the documentation: by name, `[reads, writes, cluster]`, what
/// TypeScript says, explanation and repair.
macro_rules! rules {
    ($($name:ident $id:literal [$reads:ident, $writes:ident, $cluster:ident] $source:ident
       $explanation:literal $repair:literal)*) => {
        $(pub(crate) static $name: Rule = Rule {
            id: $id,
            reads: $reads,
            writes: $writes,
            cluster: $cluster,
            source: $source,
            explanation: $explanation,
            repair: $repair,
        };)*

        /// Every rule there is.
        pub(crate) static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    REQUIRED_FIELD_ADDED "required-field-added" [BREAKING, OK, BREAKING] COMPILES
        "Who writes by the old contract leaves the field out, and is refused."
        "Make the field optional: `Option<…>` or `#[serde(default)]`."
    FIELD_MADE_REQUIRED "field-made-required" [BREAKING, OK, BREAKING] COMPILES
        "Who writes by the old contract may leave the field out, and is refused."
        "Keep the field optional, or give it a default: `#[serde(default)]`."
    OPTIONAL_FIELD_ADDED "optional-field-added" [OK, OK, OK] COMPILES
        "Nobody needs the field."
        "Nothing to do."
    FIELD_REMOVED "field-removed" [OK, BREAKING, BREAKING] FAILS_TO_COMPILE
        "Who reads by the old contract relies on the field."
        "Keep the field until the old programs are gone."
    FIELD_MADE_OPTIONAL "field-made-optional" [OK, BREAKING, BREAKING] COMPILES
        "Who reads by the old contract relies on the field, and it may be absent."
        "Keep on writing the field, without `skip_serializing_if`."
    OPTIONAL_FIELD_REMOVED "optional-field-removed" [OK, OK, OK] FAILS_TO_COMPILE
        "TypeScript that names the field fails to compile."
        "Keep the field until the clients are released with the new types."
    CLOSED_FIELD_REMOVED "closed-field-removed" [BREAKING, NEVER, BREAKING] COMPILES
        "Who writes by the old contract may send the field, which a type that denies unknown fields refuses."
        "Keep the field as an `Option`, or remove `#[serde(deny_unknown_fields)]`."
    CLOSED_FIELD_ADDED "closed-field-added" [OK, NEVER, BREAKING] COMPILES
        "Old servers refuse the field, since their type denies unknown fields."
        "Remove `#[serde(deny_unknown_fields)]` in a release before this one."
    NULL_ADDED "null-added" [OK, BREAKING, BREAKING] COMPILES
        "Who reads by the old contract does not expect `null`."
        "Keep on writing a value, or add another field for what may be absent."
    NULL_REMOVED "null-removed" [BREAKING, OK, BREAKING] COMPILES
        "Who writes by the old contract may write `null`, and is refused."
        "Keep the `Option`, and handle `None`."
    TYPE_CHANGED "type-changed" [BREAKING, BREAKING, BREAKING] FAILS_TO_COMPILE
        "Values of one contract are none of the other."
        "Add a field, an argument or an event beside the old one."
    TYPE_NARROWED "type-narrowed" [BREAKING, OK, BREAKING] COMPILES
        "Who writes by the old contract may write values that are refused."
        "Keep on reading the wider type, and refuse single values by an error of your own."
    TYPE_WIDENED "type-widened" [OK, BREAKING, BREAKING] COMPILES
        "Who reads by the old contract may get values that it does not expect."
        "Keep on writing the narrower type, or add another field."
    RANGE_NARROWED "range-narrowed" [BREAKING, OK, BREAKING] COMPILES
        "Who writes by the old contract may write values out of range, and is refused."
        "Keep on reading the wider range, and refuse single values by an error of your own."
    RANGE_WIDENED "range-widened" [OK, BREAKING, BREAKING] COMPILES
        "Who reads by the old contract may get values out of the range that it relies on."
        "Keep on writing the narrower range, or add another field."
    TUPLE_LENGTH_CHANGED "tuple-length-changed" [BREAKING, BREAKING, BREAKING] FAILS_TO_COMPILE
        "A tuple of another length is refused."
        "Add a field beside the tuple, or make it a struct."
    FORMAT_CHANGED "format-changed" [BREAKING, BREAKING, BREAKING] COMPILES
        "Text of one form cannot be read as the other."
        "Add another field for the new form."
    FORMAT_ADDED "format-added" [BREAKING, OK, BREAKING] COMPILES
        "Who writes by the old contract may write any text, and is refused where it has not the form."
        "Keep on reading any text, and refuse single values by an error of your own."
    FORMAT_REMOVED "format-removed" [OK, BREAKING, BREAKING] COMPILES
        "Who reads by the old contract expects text of the form."
        "Keep on writing text of the form, or add another field."
    BINARY_CHANGED "binary-changed" [BREAKING, BREAKING, BREAKING] FAILS_TO_COMPILE
        "A binary attachment and a JSON value travel in different packets."
        "Add another field or event for the other form."
    VARIANT_ADDED "variant-added" [OK, DANGEROUS, BREAKING] COMPILES
        "Who reads by the old contract does not know the variant."
        "Make clients expect others: `#[non_exhaustive]`, or write it to clients of the new contract only."
    OPEN_VARIANT_ADDED "open-variant-added" [OK, OK, OK] COMPILES
        "Who reads by the old contract puts up with variants that it does not know."
        "Nothing to do."
    VARIANT_REMOVED "variant-removed" [BREAKING, OK, BREAKING] FAILS_TO_COMPILE
        "Who writes by the old contract may still write the variant."
        "Keep on reading the variant until the old programs are gone."
    NOT_COMPARABLE "not-comparable" [DANGEROUS, DANGEROUS, DANGEROUS] COMPILES
        "The two cannot be compared: a keyword is not understood, or there is too much of it."
        "Look at the change yourself, and allow it when it is none."
    TYPE_RENAMED "type-renamed" [OK, OK, OK] FAILS_TO_COMPILE
        "TypeScript that imports the type fails to compile."
        "Keep the name by `#[schemars(rename = \"…\")]`."
    BRAND_CHANGED "brand-changed" [OK, OK, OK] FAILS_TO_COMPILE
        "Plain and branded strings are different types to TypeScript."
        "Release the clients with the new types."

    CLIENT_EVENT_REMOVED "client-event-removed" [BREAKING, NEVER, NEVER] FAILS_TO_COMPILE
        "Old clients send the event, and nobody handles it."
        "Keep the event; a new name can have the old one as `alias`."
    CLIENT_EVENT_ADDED "client-event-added" [OK, NEVER, NEVER] COMPILES
        "Old clients never send it."
        "Nothing to do."
    CLIENT_EVENT_RENAMED "client-event-renamed" [OK, NEVER, NEVER] COMPILES
        "The server takes the old name, and TypeScript that emits it compiles, with a note that it is deprecated."
        "Keep the alias until the clients are released with the new name."
    ALIAS_REMOVED "alias-removed" [BREAKING, NEVER, NEVER] FAILS_TO_COMPILE
        "Clients may still emit the name, which their types have: nobody handles it, and TypeScript fails to compile."
        "Keep the alias as long as such clients are seen."
    SERVER_EVENT_REMOVED "server-event-removed" [NEVER, DANGEROUS, NEVER] FAILS_TO_COMPILE
        "Old clients wait for the event, and it never comes."
        "Keep on sending the event until the old clients are gone."
    SERVER_EVENT_ADDED "server-event-added" [NEVER, OK, NEVER] COMPILES
        "Old clients ignore it."
        "Nothing to do."
    CLUSTER_EVENT_REMOVED "cluster-event-removed" [NEVER, NEVER, BREAKING] COMPILES
        "Old servers send the event, and new ones do not handle it."
        "Handle the event until the old servers are gone."
    CLUSTER_EVENT_ADDED "cluster-event-added" [NEVER, NEVER, DANGEROUS] COMPILES
        "Old servers do not handle the event, and are missing among those who answer."
        "Send the event only when all servers know it."
    ARGUMENT_COUNT_CHANGED "argument-count-changed" [BREAKING, BREAKING, BREAKING] FAILS_TO_COMPILE
        "Arguments are told apart by their position."
        "Add a field to an argument, or an event beside this one."
    ARGUMENTS_REORDERED "arguments-reordered" [BREAKING, BREAKING, BREAKING] FAILS_TO_COMPILE
        "Arguments are told apart by their position: each is taken for another one."
        "Keep the order."
    ACK_ADDED "ack-added" [OK, BREAKING, BREAKING] FAILS_TO_COMPILE
        "Who handles the event by the old contract never acknowledges it."
        "Add an event beside this one."
    ACK_REMOVED "ack-removed" [BREAKING, OK, BREAKING] FAILS_TO_COMPILE
        "Who sends the event by the old contract waits for a value."
        "Keep on acknowledging the event."
    ACK_KIND_CHANGED "ack-kind-changed" [BREAKING, BREAKING, BREAKING] FAILS_TO_COMPILE
        "The arguments of the acknowledgement mean something else."
        "Add an event beside this one."
    MADE_VOLATILE "made-volatile" [NEVER, DANGEROUS, NEVER] COMPILES
        "The event is lost for clients that cannot keep up, which rely on every one."
        "Add a volatile event beside this one."
    MADE_RELIABLE "made-reliable" [NEVER, OK, NEVER] COMPILES
        "Clients get more than they rely on."
        "Nothing to do."
    RATE_LOWERED "rate-lowered" [DANGEROUS, NEVER, NEVER] COMPILES
        "Clients that kept to the old rate may be refused."
        "Lower it when the clients keep to the new rate."
    SIZE_LOWERED "size-lowered" [DANGEROUS, NEVER, NEVER] COMPILES
        "Events that were taken before may be too large."
        "Lower it when the clients keep to the new size."
    GUARD_ADDED "guard-added" [DANGEROUS, NEVER, NEVER] COMPILES
        "Events that were taken before may be refused."
        "Make sure that those who send the event pass the guard."
    LIMIT_LIFTED "limit-lifted" [OK, NEVER, NEVER] COMPILES
        "Nobody is refused who was not before."
        "Nothing to do."
    EVENT_DEPRECATED "event-deprecated" [OK, OK, OK] COMPILES
        "The event works as before."
        "Nothing to do."

    NAMESPACE_REMOVED "namespace-removed" [BREAKING, NEVER, NEVER] FAILS_TO_COMPILE
        "Old clients connect to the namespace and are refused."
        "Keep the namespace until the old clients are gone."
    NAMESPACE_ADDED "namespace-added" [OK, NEVER, NEVER] COMPILES
        "Old clients never connect to it."
        "Nothing to do."
    NAMESPACE_NARROWED "namespace-narrowed" [BREAKING, NEVER, NEVER] FAILS_TO_COMPILE
        "Old clients connect to names that are no longer taken."
        "Keep on taking the old names, and refuse single ones in `connect`."
    NAMESPACE_WIDENED "namespace-widened" [OK, NEVER, NEVER] FAILS_TO_COMPILE
        "The old names are taken, but TypeScript has to give parameters when it connects."
        "Release the clients with the new types."
    PARAM_RENAMED "param-renamed" [OK, NEVER, NEVER] FAILS_TO_COMPILE
        "TypeScript gives the parameter by its old name when it connects."
        "Keep the name of the parameter."
    CONTRACT_RENAMED "contract-renamed" [OK, NEVER, NEVER] FAILS_TO_COMPILE
        "Everything that TypeScript imports is named after the contract."
        "Keep the name of the trait."
    AUTH_REQUIRED "auth-required" [BREAKING, NEVER, NEVER] FAILS_TO_COMPILE
        "Old clients present nothing when they connect, and are refused."
        "Make every field of the type optional."
    AUTH_ADDED "auth-added" [OK, NEVER, NEVER] FAILS_TO_COMPILE
        "What old clients present, nothing, is taken, but TypeScript has to give options when it connects."
        "Release the clients with the new types."
    AUTH_REMOVED "auth-removed" [OK, NEVER, NEVER] FAILS_TO_COMPILE
        "What old clients present is not looked at, but TypeScript that presents it fails to compile."
        "Release the clients with the new types."
    REJECT_ADDED "reject-added" [NEVER, OK, NEVER] COMPILES
        "Old clients do not look at why they were refused."
        "Nothing to do."
    REJECT_REMOVED "reject-removed" [NEVER, DANGEROUS, NEVER] FAILS_TO_COMPILE
        "Old clients look for a reason when they are refused, and find none."
        "Keep the type and its reasons."
}
