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
                "description": "The event came too often; after `retry_after_ms` it is taken again.",
                "type": "object",
                "properties": {
                    "code": { "const": "wigwag.rate_limited" },
                    "message": { "type": "string" },
                    "retry_after_ms": { "type": "integer", "minimum": 0 },
                },
                "required": ["code", "retry_after_ms", "message"],
            },
            {
                "description": "The arguments take more than `max_bytes`.",
                "type": "object",
                "properties": {
                    "code": { "const": "wigwag.too_large" },
                    "message": { "type": "string" },
                    "max_bytes": { "type": "integer", "minimum": 0 },
                },
                "required": ["code", "max_bytes", "message"],
            },
            {
                "description": "The event was refused, or its handler failed.",
                "type": "object",
                "properties": {
                    "code": { "enum": ["wigwag.forbidden", "wigwag.internal"] },
                    "message": { "type": "string" },
                },
                "required": ["code", "message"],
            },
        ],
    });
    sort_keys(&mut schema);
    schema
}
