//! Random values that a schema allows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Number, Value, json};

use crate::{
    random::{Random, Seed},
    schemas::Schemas,
};

/// How many attachments the values may refer to.
pub(crate) const ATTACHMENTS: usize = 3;

/// How many references deep a value may be before it takes the shortest way out.
const DEPTH: u32 = 6;

/// The largest integer that JavaScript can tell from its neighbours.
const SAFE_MAX: f64 = 9_007_199_254_740_991.0;

/// Makes one value. It may still offend a `not`, or be one of two members of a `oneOf`; the oracle
/// has the last word.
pub(crate) struct Growth<'a> {
    schemas: &'a Schemas,
    random: Random,
    depth: u32,
}

/// What several schemas say about one value.
#[derive(Default)]
struct Facts<'a> {
    kinds: Option<BTreeSet<&'a str>>,
    literals: Option<Vec<&'a Value>>,
    parts: Vec<&'a Map<String, Value>>,
}

impl<'a> Growth<'a> {
    pub(crate) fn new(schemas: &'a Schemas, seed: Seed) -> Self {
        Self { schemas, random: seed.random(), depth: 0 }
    }

    /// A value that `schema` allows; none when it allows nothing, or all ways to it are too long.
    pub(crate) fn value(&mut self, schema: &'a Value) -> Option<Value> {
        self.value_of_all(&[schema])
    }

    fn value_of_all(&mut self, schemas: &[&'a Value]) -> Option<Value> {
        let mut facts = Facts::default();
        let before = self.depth;
        let value = schemas
            .iter()
            .try_for_each(|schema| self.gather(schema, &mut facts))
            .and_then(|()| self.of_facts(&facts));
        self.depth = before;
        value
    }

    /// Follows references and chooses members of unions.
    fn gather(&mut self, schema: &'a Value, facts: &mut Facts<'a>) -> Option<()> {
        let object = match schema {
            Value::Bool(allows) => return allows.then_some(()),
            schema => schema.as_object()?,
        };
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            self.depth += 1;
            if self.depth > DEPTH * 3 {
                return None;
            }
            return self.gather(self.schemas.referenced(reference), facts);
        }
        for member in members(object, "allOf") {
            self.gather(member, facts)?;
        }
        for keyword in ["anyOf", "oneOf"] {
            let mut members: Vec<_> = members(object, keyword).collect();
            if members.is_empty() {
                continue;
            }
            if self.depth > DEPTH {
                // The member that needs the fewest characters has the fewest references.
                members.sort_by_key(|member| member.to_string().matches("$ref").count());
                members.truncate(1);
            }
            let member = *self.random.pick(&members)?;
            self.gather(member, facts)?;
        }
        if let Some(kinds) = object.get("type") {
            let kinds: BTreeSet<_> = match kinds {
                Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
                kind => kind.as_str().into_iter().collect(),
            };
            let others = facts.kinds.take();
            facts.kinds = Some(match others {
                Some(others) => others.intersection(&kinds).copied().collect(),
                None => kinds,
            });
        }
        let literals = match (object.get("const"), object.get("enum")) {
            (Some(value), _) => Some(vec![value]),
            (None, Some(Value::Array(values))) => Some(values.iter().collect()),
            _ => None,
        };
        facts.literals = facts.literals.take().or(literals);
        facts.parts.push(object);
        Some(())
    }

    fn of_facts(&mut self, facts: &Facts<'a>) -> Option<Value> {
        if let Some(literals) = &facts.literals {
            return self.random.pick(literals).map(|value| (*value).clone());
        }
        if facts.parts.iter().any(|part| part.contains_key("x-wigwag-binary")) {
            let may_be_null = facts.kinds.as_ref().is_some_and(|kinds| kinds.contains("null"));
            if may_be_null && self.random.one_in(3) {
                return Some(Value::Null);
            }
            let num = self.random.below(ATTACHMENTS);
            return Some(json!({ "_placeholder": true, "num": num }));
        }
        let any = ["null", "boolean", "integer", "number", "string", "array", "object"];
        let kinds: Vec<_> = match &facts.kinds {
            Some(kinds) => kinds.iter().copied().collect(),
            None if self.is_object(facts) => vec!["object"],
            None => any.into(),
        };
        match *self.random.pick(&kinds)? {
            "null" => Some(Value::Null),
            "boolean" => Some(self.random.one_in(2).into()),
            "integer" => self.integer(facts),
            "number" => self.number(),
            "string" => self.string(facts),
            "array" => self.array(facts),
            "object" => self.object(facts),
            kind => unreachable!("there is no type {kind}"),
        }
    }

    fn is_object(&self, facts: &Facts<'a>) -> bool {
        facts.parts.iter().any(|part| part.contains_key("properties"))
    }

    fn integer(&mut self, facts: &Facts<'a>) -> Option<Value> {
        let bounds =
            |keyword| facts.parts.iter().filter_map(move |part| part.get(keyword)?.as_f64());
        let low = bounds("minimum").fold(-SAFE_MAX, f64::max);
        let high = bounds("maximum").fold(SAFE_MAX, f64::min);
        let number = match self.random.below(4) {
            0 => low,
            1 => high,
            2 => (low.max(-10.0) + self.random.below(20) as f64).min(high),
            _ => {
                let share = (self.random.next() >> 11) as f64 / (1u64 << 53) as f64;
                (low + (high - low) * share).floor().clamp(low, high)
            }
        };
        (low <= high).then(|| (number as i64).into())
    }

    fn number(&mut self) -> Option<Value> {
        let number = match self.random.below(4) {
            0 => self.random.below(100) as f64,
            1 => -(self.random.below(1000) as f64) / 8.0,
            2 => 1e-7,
            _ => 1e21,
        };
        Number::from_f64(number).map(Value::Number)
    }

    fn string(&mut self, facts: &Facts<'a>) -> Option<Value> {
        let text = |keyword| facts.parts.iter().find_map(|part| part.get(keyword)?.as_str());
        let length = |keyword| facts.parts.iter().find_map(|part| part.get(keyword)?.as_u64());
        Some(match text("format") {
            Some("date-time") => "2024-05-01T12:30:00Z".into(),
            Some("uuid") => "67e55044-10b1-426f-9247-bb680e5fe0c8".into(),
            Some("uint64-string" | "uint128-string") => self.random.next().to_string().into(),
            Some("int64-string") => self.random.next().cast_signed().to_string().into(),
            Some("ipv4" | "ip") => format!("127.0.0.{}", self.random.below(256)).into(),
            Some("ipv6") => format!("fe80::{:x}", self.random.below(65536)).into(),
            _ => {
                let longest = length("maxLength").unwrap_or(6) as usize;
                let shortest = length("minLength").unwrap_or(0) as usize;
                let count = shortest + self.random.below(longest - shortest + 1);
                self.text(count).into()
            }
        })
    }

    fn text(&mut self, length: usize) -> String {
        const LETTERS: &[char] =
            &['a', 'Z', '0', ' ', '"', '\\', '\n', '/', 'é', '☃', '🦀', '\u{7f}', '\u{2028}'];
        (0..length).filter_map(|_| self.random.pick(LETTERS)).collect()
    }

    fn array(&mut self, facts: &Facts<'a>) -> Option<Value> {
        let length = |keyword| facts.parts.iter().find_map(|part| part.get(keyword)?.as_u64());
        let tuple = facts.parts.iter().find_map(|part| part.get("items")?.as_array());
        if let Some(items) = tuple {
            return items
                .iter()
                .map(|item| self.value(item))
                .collect::<Option<_>>()
                .map(Value::Array);
        }
        let shortest = length("minItems").unwrap_or(0) as usize;
        let longest = length("maxItems").map_or(shortest + 3, |max| max as usize);
        let count = if self.depth > DEPTH {
            shortest
        } else {
            shortest + self.random.below(longest - shortest + 1)
        };
        let items: Vec<_> = facts.parts.iter().filter_map(|part| part.get("items")).collect();
        (0..count).map(|_| self.value_of_all(&items)).collect::<Option<_>>().map(Value::Array)
    }

    fn object(&mut self, facts: &Facts<'a>) -> Option<Value> {
        let mut properties = BTreeMap::<&str, Vec<&'a Value>>::new();
        let mut required = BTreeSet::new();
        for part in &facts.parts {
            let own = part.get("properties").and_then(Value::as_object).into_iter().flatten();
            own.for_each(|(name, schema)| properties.entry(name).or_default().push(schema));
            let names = part.get("required").and_then(Value::as_array).into_iter().flatten();
            required.extend(names.filter_map(Value::as_str));
        }
        let mut object = Map::new();
        for (name, schemas) in &properties {
            let is_required = required.contains(name);
            let is_wanted = is_required || self.depth <= DEPTH && self.random.one_in(2);
            if is_wanted {
                match self.value_of_all(schemas) {
                    Some(value) => _ = object.insert((*name).to_owned(), value),
                    None if is_required => return None,
                    None => {}
                }
            }
        }
        if self.depth <= DEPTH {
            self.add_to_map(facts, &mut object);
        }
        Some(object.into())
    }

    /// Further entries where the schema says what their values are.
    fn add_to_map(&mut self, facts: &Facts<'a>, object: &mut Map<String, Value>) {
        let mut kinds = Vec::new();
        for part in &facts.parts {
            let patterns = part.get("patternProperties").and_then(Value::as_object);
            kinds.extend(
                patterns.into_iter().flatten().map(|(pattern, schema)| (Some(pattern), schema)),
            );
            kinds.extend(part.get("additionalProperties").map(|schema| (None, schema)));
        }
        for _ in 0..self.random.below(3) {
            let Some(&(pattern, schema)) = self.random.pick(&kinds) else { return };
            let key = match pattern {
                Some(_) => self.random.below(128).to_string(),
                None => self.text(2),
            };
            if !object.contains_key(&key)
                && let Some(value) = self.value(schema)
            {
                object.insert(key, value);
            }
        }
    }
}

fn members<'a>(schema: &'a Map<String, Value>, keyword: &str) -> impl Iterator<Item = &'a Value> {
    schema.get(keyword).and_then(Value::as_array).into_iter().flatten()
}
