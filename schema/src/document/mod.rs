//! The AsyncAPI document: the one source of everything that is generated or checked.

use std::fmt;

use crate::{
    Api, ContractError,
    assemble::assemble,
    check,
    json_schema::json_schema,
    lint,
    model::Contract,
    typescript::{typescript, validators::validators},
};

mod asyncapi;
mod hash;
pub(crate) mod packet;
mod read;
mod write;

#[cfg(test)]
mod tests;

/// A contract as an AsyncAPI 3.0.0 document.
///
/// The document is canonical: the same contract gives the same text, whatever the order of its
/// declarations, and reading a text gives back the document that wrote it. TypeScript and the JSON
/// Schema bundle are made from the document, so a front end can generate them without Rust.
///
/// | Fact of the contract | In the document |
/// |---|---|
/// | namespace | a channel, `address` is the namespace, `parameters` are those in it |
/// | event | a message of that channel; `payload` is the packet as it travels: `["event", …]` |
/// | direction | `receive`: the server reads it; `send`: the server writes it |
/// | acknowledgement | `reply` of the operation, in a channel without address |
/// | named types | `components.schemas`; `x-wigwag-used` says which way their values travel |
/// | events between servers | `x-wigwag.cluster` of the channel, with the form that is written and the one that is read |
/// | all else | `x-wigwag` of the document, a channel or an operation |
///
/// # Examples
///
/// ```
/// # use wigwag_schema::{Api, Describe, Document, NamespaceBuilder};
/// # struct Clock;
/// # impl Describe for Clock {
/// #     const NAME: &'static str = "Clock";
/// #     const NAMESPACE: &'static str = "/clock";
/// #     const VERSION: Option<&'static str> = None;
/// #     fn describe(ns: &mut NamespaceBuilder) {
/// #         ns.server_event("tick").arg::<u32>("count");
/// #     }
/// # }
/// let document = Api::new("Clock", "1.0.0").namespace::<Clock>().document()?;
/// let read = Document::from_json(&document.to_json())?;
/// assert_eq!(read.typescript(), document.typescript());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    contract: Contract,
    hash: String,
}

/// A text that is not a document of this crate.
///
/// The mistake is in the text: it is not JSON, not written by wigwag, or was edited by hand.
#[derive(Debug)]
pub struct DocumentError {
    message: String,
    source: Option<serde_json::Error>,
}

/// The contract in a document of any release that can be read.
///
/// Unlike [`Document::from_json`] it takes what this release would write in another way: documents
/// to compare with stay as they were.
#[cfg(feature = "cli")]
pub(crate) fn contract(text: &str) -> Result<Contract, DocumentError> {
    let contract = read::read(&read::parse(text)?)?;
    ContractError::none_of(check::reference_faults(&contract))?;
    Ok(contract)
}

impl Document {
    pub(crate) fn of(api: &Api) -> Result<Self, ContractError> {
        assemble(api).map(Self::new)
    }

    fn new(contract: Contract) -> Self {
        Self { hash: hash::hash(&contract.seen_by_clients()), contract }
    }

    /// Reads the text that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// When the text is not JSON, or holds what such a document does not have. Types may be edited
    /// as long as the document stays consistent; the [`hash`](Self::hash) is that of the contract
    /// which was read, whatever the text says.
    pub fn from_json(text: &str) -> Result<Self, DocumentError> {
        let document = read::parse(text)?;
        let contract = read::read(&document)?;
        let faults = [check::name_faults(&contract), check::reference_faults(&contract)];
        ContractError::none_of(faults.concat())?;
        if write::write(&contract, &document.facts.hash) != document {
            return Err(DocumentError::new("the document holds what wigwag would not write"));
        }
        Ok(Self::new(contract))
    }

    /// The text of the document: JSON with two spaces of indentation, keys in a fixed order, LF line
    /// ends and one at the end.
    pub fn to_json(&self) -> String {
        pretty(&write::write(&self.contract, &self.hash))
    }

    /// The named types as a JSON Schema 2020-12 bundle, for validators and other languages.
    pub fn json_schema(&self) -> String {
        pretty(&json_schema(&self.contract, &self.hash))
    }

    /// The TypeScript module: event maps for the official socket.io-client, and the types in them.
    pub fn typescript(&self) -> String {
        typescript(&self.contract.seen_by_clients(), &self.hash)
    }

    /// A TypeScript module that checks values at run time, for one that imports the client as `client`, such as
    /// `./client.gen.js`.
    ///
    /// It has a validator for the arguments and the acknowledgement of each event and for each named type, as
    /// [Standard Schema](https://standardschema.dev) wants it, and depends on nothing. They judge what the server
    /// reads as it does, integers and attachments included; formats of texts, and what types check by themselves when
    /// they are read, are left to it. What only the server sends may have fields that the contract does not know: a
    /// later server may have added them. What follows the arguments of a server's event is not looked at: connection
    /// state recovery adds one, which socket.io-client passes on to listeners, as it does the callback of an
    /// acknowledgement.
    ///
    /// ```ts
    /// import { chatValidators, validators } from "./validators.gen.ts";
    ///
    /// useForm({ resolver: standardSchemaResolver(validators.NewMessage) });
    ///
    /// socket.on("message", (...args) => {
    ///   const { issues } = chatValidators.serverToClient.message.args["~standard"].validate(args);
    ///   if (issues) console.warn("the server is of another contract", issues);
    /// });
    /// ```
    pub fn validators(&self, client: &str) -> String {
        validators(&self.contract.seen_by_clients(), client)
    }

    /// What is hardly meant, in words, sorted: payloads with arrays of bytes, which travel as arrays of numbers.
    ///
    /// `gen-ts` shows them, and goes on.
    pub fn warnings(&self) -> Vec<String> {
        lint::warnings(&self.contract)
    }

    /// What the document says.
    #[cfg(feature = "cli")]
    pub(crate) fn contract(&self) -> &Contract {
        &self.contract
    }

    /// A hash of everything that shows on the wire, 16 hexadecimal digits.
    ///
    /// Namespaces, the names of events and their aliases, the order and the structure of arguments, and
    /// acknowledgements change it. Descriptions, titles, versions, deprecations, limits, what servers
    /// send each other, and the names of contracts, types, arguments and parameters do not.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// Serializing these values cannot fail: all their keys are strings.
fn pretty(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    text + "\n"
}

impl DocumentError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }
}

impl From<serde_json::Error> for DocumentError {
    fn from(source: serde_json::Error) -> Self {
        Self { message: "not an AsyncAPI document of wigwag".to_owned(), source: Some(source) }
    }
}

impl From<ContractError> for DocumentError {
    fn from(error: ContractError) -> Self {
        Self::new(error.to_string())
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DocumentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}
