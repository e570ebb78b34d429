//! The document.

/// A contract as an AsyncAPI 3.0.0 document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    hash: String,
}

/// Text that is not a document of this crate.
#[derive(Debug)]
pub struct DocumentError {}

impl Document {
    /// Reads the text that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// When the text is not JSON or not such a document.
    pub fn from_json(_text: &str) -> Result<Self, DocumentError> {
        todo!()
    }

    /// The AsyncAPI document as text.
    pub fn to_json(&self) -> String {
        todo!()
    }

    /// The named types as a JSON Schema 2020-12 bundle.
    pub fn json_schema(&self) -> String {
        todo!()
    }

    /// The TypeScript module.
    pub fn typescript(&self) -> String {
        todo!()
    }

    /// A short hash of everything that shows on the wire.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}
