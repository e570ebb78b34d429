//! Errors that the server answers with before or instead of a handler.

use schemars::{Schema, json_schema};

use crate::schema::sort_keys;

/// The name of the type, in the document and in TypeScript.
pub(crate) const BOUNDARY_ERROR: &str = "BoundaryError";

/// What an enveloped acknowledgement may hold in place of the contract's own error.
pub(crate) fn boundary_error() -> Schema {
    let mut schema = json_schema!({
        "description": "An error of the server itself, where an event was not handled.",
        "oneOf": [
            {
                "description": "The payload is not what the contract says; `path` leads to the bad field.",
                "type": "object",
                "properties": {
                    "code": { "const": "wigwag.invalid_payload" },
                    "message": { "type": "string" },
                    "path": { "type": "string" },
                },
                "required": ["code", "path", "message"],
            },
            {
                "description": "The event was refused, or its handler failed.",
                "type": "object",
                "properties": {
                    "code": {
                        "enum": [
                            "wigwag.forbidden",
                            "wigwag.rate_limited",
                            "wigwag.too_large",
                            "wigwag.internal",
                        ],
                    },
                    "message": { "type": "string" },
                },
                "required": ["code", "message"],
            },
        ],
    });
    sort_keys(&mut schema);
    schema
}
