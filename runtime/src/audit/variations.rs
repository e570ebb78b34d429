//! What a client may make of an example.

use serde_json::Value;

/// How many are tried.
const VARIATIONS_MAX: usize = 1_000;

/// The example with one property left out, or with `null` in place of one value, for each of them: where that is, what is done there,
/// and the result. Whether a schema allows it is another question.
pub(super) fn variations(example: &Value) -> impl Iterator<Item = (String, &'static str, Value)> {
    let mut pointers = Vec::new();
    collect(example, String::new(), &mut pointers);
    pointers.into_iter().take(VARIATIONS_MAX).flat_map(|pointer| {
        let path = path(&pointer);
        let removed = without(example, &pointer).map(|json| (path.clone(), "leave it out", json));
        let null = with_null(example, &pointer).map(|json| (path, "send null", json));
        removed.into_iter().chain(null)
    })
}

/// The JSON pointers of all parts of a value, the value itself included.
fn collect(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(properties) => {
            for (name, value) in properties {
                let name = name.replace('~', "~0").replace('/', "~1");
                collect(value, format!("{pointer}/{name}"), pointers);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                collect(value, format!("{pointer}/{index}"), pointers);
            }
        }
        _ => {}
    }
    pointers.push(pointer);
}

fn without(example: &Value, pointer: &str) -> Option<Value> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let mut json = example.clone();
    json.pointer_mut(parent)?.as_object_mut()?.remove(&unescaped(name))?;
    Some(json)
}

fn with_null(example: &Value, pointer: &str) -> Option<Value> {
    let mut json = example.clone();
    let value = json.pointer_mut(pointer)?;
    (!value.take().is_null()).then_some(json)
}

fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

/// `/items/2/id` as paths are written elsewhere.
fn path(pointer: &str) -> String {
    pointer.split('/').skip(1).map(unescaped).fold(String::new(), |path, part| {
        match part.parse::<usize>() {
            Ok(index) => format!("{path}[{index}]"),
            Err(_) if path.is_empty() => part,
            Err(_) => format!("{path}.{part}"),
        }
    })
}
