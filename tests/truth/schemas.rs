//! The schemas of the zoo, as its document has them.

use jsonschema::Validator;
use serde_json::{Value, json};
use wigwag_tests::zoo;

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    ClientToServer,
    ServerToClient,
}

/// What is generated from the zoo.
pub(crate) struct Schemas {
    document: Value,
    bundle: Value,
}

impl Schemas {
    pub(crate) fn of_the_zoo() -> Self {
        let document = zoo::api().document().unwrap();
        Self {
            document: serde_json::from_str(&document.to_json()).unwrap(),
            bundle: serde_json::from_str(&document.json_schema()).unwrap(),
        }
    }

    /// The schema of the only argument of a specimen's event.
    pub(crate) fn schema(&self, specimen: &str, direction: Direction) -> &Value {
        let action = match direction {
            Direction::ClientToServer => "clientToServer.",
            Direction::ServerToClient => "serverToClient.",
        };
        let messages = self.document["channels"]["Zoo"]["messages"].as_object().unwrap();
        let mut found = messages
            .iter()
            .filter(|(key, message)| key.starts_with(action) && message["name"] == specimen);
        &found.next().unwrap().1["payload"]["items"][1]
    }

    /// The schema that a reference leads to.
    pub(crate) fn referenced(&self, reference: &str) -> &Value {
        self.document.pointer(reference.strip_prefix('#').unwrap()).unwrap()
    }

    /// The oracle: it knows JSON Schema and nothing of wigwag.
    pub(crate) fn validator(&self, specimen: &str, direction: Direction) -> Validator {
        self.draft_07(self.schema(specimen, direction))
    }

    /// An oracle that does not know what TypeScript cannot say either.
    pub(crate) fn loose_validator(&self, specimen: &str, direction: Direction) -> Validator {
        let mut root = self.root(self.schema(specimen, direction));
        loosen(&mut root);
        jsonschema::draft7::new(&root).unwrap()
    }

    fn draft_07(&self, schema: &Value) -> Validator {
        jsonschema::draft7::new(&self.root(schema)).unwrap()
    }

    /// A schema of the document as a document of its own.
    fn root(&self, schema: &Value) -> Value {
        json!({ "allOf": [schema], "components": self.document["components"] })
    }

    /// The schema bundle for other languages.
    pub(crate) fn bundle(&self) -> &Value {
        &self.bundle
    }

    /// For each named type an oracle by the document, and one by the bundle.
    pub(crate) fn named_types(&self) -> impl Iterator<Item = (&str, Validator, Validator)> {
        let names = self.document["components"]["schemas"].as_object().unwrap().keys();
        names.map(|name| {
            let by_document = json!({ "$ref": format!("#/components/schemas/{name}") });
            let mut by_bundle = self.bundle.clone();
            by_bundle["$ref"] = format!("#/$defs/{name}").into();
            let by_bundle =
                jsonschema::draft202012::options().should_validate_formats(true).build(&by_bundle);
            (name.as_str(), self.draft_07(&by_document), by_bundle.unwrap())
        })
    }
}

/// Drops what TypeScript cannot say: how large a number may be, what a text looks like, that one
/// member of a union excludes the others.
fn loosen(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            for keyword in [
                "minimum",
                "maximum",
                "minLength",
                "maxLength",
                "format",
                "not",
                "pattern",
                "uniqueItems",
            ] {
                object.remove(keyword);
            }
            if let Some(members) = object.remove("oneOf") {
                let any = json!({ "anyOf": members });
                let all = object.entry("allOf").or_insert_with(|| json!([]));
                all.as_array_mut().unwrap().push(any);
            }
            if object.get("type") == Some(&"integer".into()) {
                object.insert("type".to_owned(), "number".into());
            }
            object.values_mut().for_each(loosen);
        }
        Value::Array(items) => items.iter_mut().for_each(loosen),
        Value::String(kind) if kind == "integer" => "number".clone_into(kind),
        _ => {}
    }
}
