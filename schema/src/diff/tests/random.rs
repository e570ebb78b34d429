//! Random types, changes of them, and values of them. Everything follows from the seed.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::THING;

/// Names that fields, variants and keys of maps share, so that they meet.
const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// How deep a type is written, and how deep a value of a type that holds itself goes.
const TYPE_DEPTH: usize = 3;
const VALUE_DEPTH: usize = 7;

pub(super) struct Random(Rng);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.0.usize(..one_in) == 0
    }

    fn name(&mut self) -> &'static str {
        NAMES[self.0.usize(..NAMES.len())]
    }

    /// Some of the names, each once.
    fn names(&mut self, least: usize) -> Vec<&'static str> {
        let count = self.0.usize(least..NAMES.len());
        self.0.choose_multiple(NAMES, count)
    }
}

/// Types.
impl Random {
    /// A `Thing`, and a type that it may refer to.
    pub(super) fn types(&mut self) -> Value {
        let other = self.object(1);
        json!({ THING: self.schema(TYPE_DEPTH), "Other": other })
    }

    fn schema(&mut self, depth: usize) -> Value {
        if depth == 0 {
            return self.scalar();
        }
        match self.0.u8(..14) {
            0..3 => self.scalar(),
            3..6 => self.object(depth),
            6 => self.tagged(depth),
            7 => self.external(depth),
            8 => json!({ "anyOf": [self.schema(depth - 1), { "type": "null" }] }),
            9 => json!({ "anyOf": [self.scalar(), self.schema(depth - 1)] }),
            10 => json!({ "type": "object", "additionalProperties": self.schema(depth - 1) }),
            11 => self.tuple(depth),
            12 => self.array(depth),
            _ => self.flattened(depth),
        }
    }

    fn scalar(&mut self) -> Value {
        match self.0.u8(..12) {
            0 => json!({ "type": "boolean" }),
            1 => json!({ "type": "string" }),
            2 => json!({ "type": ["string", "null"] }),
            3 => json!({ "type": "string", "format": "date" }),
            4 => json!({ "type": "object", "x-wigwag-binary": true }),
            5 => json!({ "type": "integer" }),
            6 => json!({ "type": "number" }),
            7 => json!({ "type": "string", "maxLength": self.0.u8(1..4) }),
            8 => self.integer(),
            9 => self.names_enum(),
            10 => json!({ "$ref": "#/components/schemas/Other" }),
            // Of no value in a place that always has one, so that values come to an end.
            _ => json!({ "type": "array", "items": { "$ref": "#/components/schemas/Thing" } }),
        }
    }

    fn integer(&mut self) -> Value {
        let bits = if self.0.bool() { ("uint8", 255) } else { ("uint16", 65_535) };
        json!({ "type": "integer", "format": bits.0, "minimum": 0, "maximum": bits.1 })
    }

    fn names_enum(&mut self) -> Value {
        let names = self.names(1);
        match self.chance(3) {
            true => json!({ "type": "string", "enum": names, "x-wigwag-open": true }),
            false => json!({ "type": "string", "enum": names }),
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        let mut object = json!({ "type": "object", "properties": {}, "required": [] });
        for name in self.names(0) {
            self.add_field(&mut object, name, depth - 1);
        }
        if self.chance(4) {
            object["additionalProperties"] = json!(false);
        }
        object
    }

    fn add_field(&mut self, object: &mut Value, name: &str, depth: usize) {
        object["properties"][name] = self.schema(depth);
        if self.0.bool() {
            let required = object["required"].as_array_mut().unwrap();
            required.retain(|other| other != name);
            required.push(json!(name));
        }
    }

    /// An enum with its tag in the object, as `#[serde(tag = "type")]` has it.
    fn tagged(&mut self, depth: usize) -> Value {
        let names = self.names(1);
        let variants: Vec<_> = names.iter().map(|name| self.variant(name, depth)).collect();
        json!({ "oneOf": variants })
    }

    fn variant(&mut self, name: &str, depth: usize) -> Value {
        let mut variant = self.object(depth);
        variant["properties"]["type"] = json!({ "type": "string", "const": name });
        variant["required"].as_array_mut().unwrap().push(json!("type"));
        variant
    }

    /// An enum with its tag as the only key, as serde has it by itself.
    fn external(&mut self, depth: usize) -> Value {
        let names = self.names(1);
        let variants: Vec<_> =
            names.iter().map(|name| self.external_variant(name, depth)).collect();
        json!({ "oneOf": variants })
    }

    fn external_variant(&mut self, name: &str, depth: usize) -> Value {
        json!({
            "type": "object",
            "properties": { name: self.schema(depth - 1) },
            "required": [name],
            "additionalProperties": false,
        })
    }

    fn tuple(&mut self, depth: usize) -> Value {
        let items: Vec<_> = (0..self.0.usize(1..4)).map(|_| self.schema(depth - 1)).collect();
        json!({ "type": "array", "minItems": items.len(), "maxItems": items.len(), "items": items })
    }

    fn array(&mut self, depth: usize) -> Value {
        let mut array = json!({ "type": "array", "items": self.schema(depth - 1) });
        if self.chance(3) {
            array["maxItems"] = json!(self.0.u8(1..4));
        }
        array
    }

    fn flattened(&mut self, depth: usize) -> Value {
        let mut object = self.object(depth);
        object.as_object_mut().unwrap().remove("additionalProperties");
        object["allOf"] = json!([{ "$ref": "#/components/schemas/Other" }]);
        object
    }
}

/// Changes.
impl Random {
    /// The same types but for one place.
    pub(super) fn changed(&mut self, types: &Value) -> Value {
        let mut changed = types.clone();
        let places = places(types);
        let place = &places[self.0.usize(..places.len())];
        let schema = changed.pointer_mut(place).unwrap();
        match self.0.u8(..6) {
            0 => *schema = self.schema(1),
            1 => *schema = json!({ "anyOf": [schema.take(), { "type": "null" }] }),
            2 => *schema = json!({ "anyOf": [schema.take(), self.scalar()] }),
            _ => self.change(schema),
        }
        changed
    }

    /// Changes a little of what is there.
    fn change(&mut self, schema: &mut Value) {
        let name = self.name();
        for union in ["oneOf", "anyOf"] {
            if schema.get(union).is_some() {
                return self.change_union(&mut schema[union]);
            }
        }
        if let Some(names) = schema.get_mut("enum").and_then(Value::as_array_mut) {
            let before = names.len();
            names.retain(|other| other != name);
            if names.len() == before || names.is_empty() {
                names.push(json!(name));
            }
            if self.chance(3) {
                schema["x-wigwag-open"] = json!(self.0.bool());
            }
        } else if schema.get("properties").is_some() {
            self.change_object(schema, name);
        } else if let Some(items) = schema.get_mut("items").and_then(Value::as_array_mut) {
            if self.0.bool() {
                self.0.shuffle(items);
            } else {
                items.push(self.scalar());
                let length = items.len();
                schema["minItems"] = json!(length);
                schema["maxItems"] = json!(length);
            }
        } else {
            self.change_bounds(schema);
        }
    }

    fn change_union(&mut self, union: &mut Value) {
        let members = union.as_array_mut().unwrap();
        let is_null = members.iter().any(|member| *member == json!({ "type": "null" }));
        if members.len() > 1 && (is_null || self.0.bool()) {
            members.remove(self.0.usize(..members.len()));
            return;
        }
        let name = self.name();
        let is_tagged =
            members.iter().any(|member| member["properties"]["type"].get("const").is_some());
        let variant =
            if is_tagged { self.variant(name, 1) } else { self.external_variant(name, 1) };
        if !members.iter().any(|member| {
            member["properties"]["type"]["const"] == name
                || member["properties"].get(name).is_some()
        }) {
            members.push(variant);
        }
    }

    fn change_object(&mut self, object: &mut Value, name: &str) {
        let has_field = object["properties"].get(name).is_some();
        let required = object["required"].as_array_mut().unwrap();
        let is_required = required.iter().any(|other| other == name);
        match self.0.u8(..4) {
            0 => {
                required.retain(|other| other != name);
                object["properties"].as_object_mut().unwrap().remove(name);
            }
            1 if is_required => required.retain(|other| other != name),
            1 if has_field => required.push(json!(name)),
            2 => match object.as_object_mut().unwrap().remove("additionalProperties") {
                Some(_) => {}
                None => object["additionalProperties"] = json!(false),
            },
            _ => self.add_field(object, name, 1),
        }
    }

    fn change_bounds(&mut self, schema: &mut Value) {
        let bound = json!(self.0.u8(1..5));
        match schema.get("type").and_then(Value::as_str) {
            Some("integer") => *schema = self.integer(),
            Some("string") if schema.get("format").is_none() => schema["maxLength"] = bound,
            Some("array") => schema["maxItems"] = bound,
            _ => *schema = self.scalar(),
        }
    }
}

/// The places of all schemas, as JSON pointers.
fn places(types: &Value) -> Vec<String> {
    let mut places = Vec::new();
    for name in types.as_object().unwrap().keys() {
        collect_places(&types[name], format!("/{name}"), &mut places);
    }
    places
}

fn collect_places(schema: &Value, place: String, places: &mut Vec<String>) {
    let mut inside = |inner: &Value, path: String| {
        if inner.is_object() {
            collect_places(inner, format!("{place}/{path}"), places);
        }
    };
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        // The tag of a variant stays what it is.
        if name != "type" {
            inside(field, format!("properties/{name}"));
        }
    }
    for keyword in ["items", "additionalProperties"] {
        inside(&schema[keyword], keyword.to_owned());
    }
    for keyword in ["items", "anyOf", "oneOf"] {
        for (index, member) in schema[keyword].as_array().into_iter().flatten().enumerate() {
            inside(member, format!("{keyword}/{index}"));
        }
    }
    places.push(place);
}

/// Values.
impl Random {
    /// A value of a `Thing`, unless none comes to an end.
    pub(super) fn value(&mut self, types: &Value) -> Option<Value> {
        self.value_of(types, &types[THING], VALUE_DEPTH)
    }

    fn value_of(&mut self, types: &Value, schema: &Value, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        if let Some(target) = schema["$ref"].as_str() {
            let name = target.rsplit('/').next()?;
            return self.value_of(types, &types[name], depth);
        }
        if let Some(value) = schema.get("const") {
            return Some(value.clone());
        }
        if let Some(values) = schema["enum"].as_array() {
            if schema["x-wigwag-open"] == true && self.chance(3) {
                return Some(json!("other"));
            }
            return self.0.choice(values).cloned();
        }
        for union in ["anyOf", "oneOf"] {
            if let Some(members) = schema[union].as_array() {
                let member = self.0.choice(members)?;
                return self.value_of(types, member, depth);
            }
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => self.0.choice(kinds)?,
            kind => kind,
        };
        match kind.as_str()? {
            "null" => Some(Value::Null),
            "boolean" => Some(json!(self.0.bool())),
            "integer" => Some(self.whole(schema)),
            "number" => Some(json!(f64::from(self.0.i8(..)) / 4.0)),
            "string" => Some(self.text(schema)),
            "array" => self.items(types, schema, depth),
            _ if schema.get("x-wigwag-binary").is_some() => {
                Some(json!({ "_placeholder": true, "num": 0 }))
            }
            _ => self.fields(types, schema, depth).map(Value::Object),
        }
    }

    fn whole(&mut self, schema: &Value) -> Value {
        let bound = |keyword: &str, or| schema.get(keyword).and_then(Value::as_i64).unwrap_or(or);
        let (min, max) = (bound("minimum", -1_000_000), bound("maximum", 1_000_000));
        match self.0.u8(..3) {
            0 => json!(min),
            1 => json!(max),
            _ => json!(self.0.i64(min..=max)),
        }
    }

    fn text(&mut self, schema: &Value) -> Value {
        if schema["format"] == "date" {
            return json!("2024-05-01");
        }
        let length = schema["maxLength"].as_u64().unwrap_or(6);
        match self.0.bool() {
            true => json!(self.name()),
            false => json!("x".repeat(usize::try_from(length).unwrap())),
        }
    }

    fn items(&mut self, types: &Value, schema: &Value, depth: usize) -> Option<Value> {
        if let Some(items) = schema["items"].as_array() {
            return items.iter().map(|item| self.value_of(types, item, depth)).collect();
        }
        let count = self.0.u64(..=schema["maxItems"].as_u64().unwrap_or(4));
        let items = (0..count).filter_map(|_| self.value_of(types, &schema["items"], depth));
        Some(items.collect())
    }

    fn fields(
        &mut self,
        types: &Value,
        schema: &Value,
        depth: usize,
    ) -> Option<Map<String, Value>> {
        let mut fields = Map::new();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let is_required = schema["required"].as_array()?.iter().any(|other| other == name);
            match self.value_of(types, field, depth) {
                Some(value) if is_required || self.0.bool() => {
                    _ = fields.insert(name.clone(), value)
                }
                None if is_required => return None,
                _ => {}
            }
        }
        if schema["additionalProperties"].is_object() {
            for name in self.names(0) {
                let value = self.value_of(types, &schema["additionalProperties"], depth);
                fields.extend(value.map(|value| (name.to_owned(), value)));
            }
        }
        for member in schema["allOf"].as_array().into_iter().flatten() {
            let Value::Object(more) = self.value_of(types, member, depth)? else { return None };
            fields.extend(more);
        }
        Some(fields)
    }
}
