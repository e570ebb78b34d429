//! Numbers for schemas: the same for two if, and only if, they have the same structure.
//!
//! Each schema inside of another one is a part of its own, whether it has a name or not, so names
//! cannot count. Parts of the same structure are found first. Then each gets its number from
//! those that it leads to, and from nothing else in the contract.

use std::collections::{BTreeMap, BTreeSet};

use schemars::{
    Schema, json_schema,
    transform::{Transform, transform_subschemas},
};
use serde_json::{Value, json};

use super::{canonical, fnv1a};
use crate::{
    model::NamedType,
    schema::{ANNOTATIONS, referenced},
};

/// Keywords whose arrays are sets: their order means nothing.
const SETS: &[&str] = &["allOf", "anyOf", "enum", "oneOf", "required", "type"];

/// What stands for a schema inside of another one.
const PART: &str = "part";

/// Where a schema is in the list of all parts.
type Place = usize;

/// The number of each part. Those that have none yet count as 0.
type Numbers = BTreeMap<Place, u64>;

/// All parts of a contract's schemas.
pub(super) struct Structure<'a> {
    types: BTreeMap<&'a str, Place>,
    parts: Vec<Part>,
    /// Where a schema is that has been met before.
    known: BTreeMap<String, Place>,
}

enum Part {
    /// Nothing but another part; itself if nothing is known about it.
    Same(Place),
    /// A schema with the places of the schemas directly inside of it.
    Form(Schema),
}

impl<'a> Structure<'a> {
    pub(super) fn of_types(types: &'a BTreeMap<String, NamedType>) -> Self {
        let mut structure = Self {
            types: types.keys().zip(0..).map(|(name, place)| (name.as_str(), place)).collect(),
            parts: (0..types.len()).map(Part::Same).collect(),
            known: BTreeMap::new(),
        };
        for (at, named) in types.values().enumerate() {
            let place = structure.place(&named.schema);
            if let Some(part) = structure.parts.get_mut(at) {
                *part = Part::Same(place);
            }
        }
        structure
    }

    /// Takes a schema with all that is inside of it among the parts.
    pub(super) fn place(&mut self, schema: &Schema) -> Place {
        let mut schema = schema.clone();
        self.transform(&mut schema);
        place_in(schema.as_value()).unwrap_or_default()
    }

    fn add(&mut self, part: Part) -> Place {
        self.parts.push(part);
        self.parts.len() - 1
    }

    /// The form that a part is in the end.
    fn end(&self, mut place: Place) -> Place {
        // No chain is longer, unless a document has one that leads back to itself.
        for _ in 0..self.parts.len() {
            match self.parts.get(place) {
                Some(Part::Same(other)) if *other != place => place = *other,
                _ => break,
            }
        }
        place
    }

    /// The number of each part.
    pub(super) fn numbers(&self) -> Numbers {
        let forms = self.parts.iter().enumerate().filter_map(|(place, part)| match part {
            Part::Form(form) => Some((place, form)),
            Part::Same(_) => None,
        });
        let forms: BTreeMap<_, _> = forms.collect();
        let mut classes = Numbers::new();
        self.tell_apart(&forms, &mut classes);

        let mut numbers = Numbers::new();
        for circle in self.circles(&forms, &classes) {
            let members = forms.iter().filter(|(place, _)| {
                classes.get(place).is_some_and(|class| circle.contains(class))
            });
            let members: BTreeMap<_, _> = members.map(|(place, form)| (*place, *form)).collect();
            self.tell_apart(&members, &mut numbers);
            // Each round tells of one reference more; only all members together tell of the rest.
            let all: BTreeSet<_> = members.keys().map(|place| numbers.get(place)).collect();
            let all = json!(all);
            let told = |place: &Place| fnv1a(&json!([numbers.get(place), all]).to_string());
            let told: Numbers = members.keys().map(|place| (*place, told(place))).collect();
            numbers.extend(told);
        }
        (0..self.parts.len())
            .map(|place| (place, numbers.get(&self.end(place)).copied().unwrap_or_default()))
            .collect()
    }

    /// Gives different numbers to those of `members` that have different structures. Each round
    /// makes them of the numbers that the round before gave to the parts inside, so that it looks
    /// one reference deeper. When it tells no more apart than the one before, no later one does.
    fn tell_apart(&self, members: &BTreeMap<Place, &Schema>, numbers: &mut Numbers) {
        let mut open = members.clone();
        let mut distinct = 0;
        loop {
            let next: Numbers =
                open.iter().map(|(place, form)| (*place, self.number(form, numbers))).collect();
            // What has settled stays: nothing inside of it changes any more.
            open.retain(|place, _| next.get(place) != numbers.get(place));
            numbers.extend(next);
            let told: BTreeSet<_> = members.keys().map(|place| numbers.get(place)).collect();
            if told.len() == distinct {
                return;
            }
            distinct = told.len();
        }
    }

    fn number(&self, form: &Schema, numbers: &Numbers) -> u64 {
        let mut form = form.clone();
        let mut replace = |inner: &mut Schema| {
            let number = place_in(inner.as_value()).and_then(|at| numbers.get(&self.end(at)));
            *inner = json_schema!({ PART: number.copied().unwrap_or_default() });
        };
        transform_subschemas(&mut replace, &mut form);
        sort_sets(&mut form);
        fnv1a(&canonical(form.to_value()))
    }

    /// The classes of parts in groups that lead to each other, each group after all that it leads
    /// to. Most have one class.
    fn circles(&self, forms: &BTreeMap<Place, &Schema>, classes: &Numbers) -> Vec<BTreeSet<u64>> {
        let mut inside = BTreeMap::new();
        for (place, form) in forms {
            let Some(class) = classes.get(place) else { continue };
            // Parts of one class lead to the same classes.
            inside.entry(*class).or_insert_with(|| {
                let places = parts_in(form).into_iter().map(|part| self.end(part));
                places.filter_map(|part| classes.get(&part).copied()).collect::<BTreeSet<_>>()
            });
        }
        // Those that lead to each other reach the same; whoever reaches them from outside, more.
        let mut circles = BTreeMap::<_, BTreeSet<u64>>::new();
        for class in inside.keys() {
            let reached = reached_from(*class, &inside);
            circles.entry((reached.len(), reached)).or_default().insert(*class);
        }
        circles.into_values().collect()
    }
}

/// A class and all that it leads to.
fn reached_from(class: u64, inside: &BTreeMap<u64, BTreeSet<u64>>) -> BTreeSet<u64> {
    let mut reached = BTreeSet::new();
    let mut open = vec![class];
    while let Some(class) = open.pop() {
        if reached.insert(class) {
            open.extend(inside.get(&class).into_iter().flatten());
        }
    }
    reached
}

/// Replaces a schema by its place, the innermost ones first.
impl Transform for Structure<'_> {
    fn transform(&mut self, schema: &mut Schema) {
        for annotation in ANNOTATIONS {
            schema.remove(*annotation);
        }
        leave_bounds_only(schema);
        unite_literals(schema);
        transform_subschemas(self, schema);
        let place = match (referenced(schema), only_member(schema)) {
            (Some(name), _) => match self.types.get(name) {
                Some(place) => *place,
                None => self.add(Part::Same(self.parts.len())),
            },
            (None, Some(place)) => place,
            (None, None) => {
                let text = canonical(schema.clone().to_value());
                match self.known.get(&text) {
                    Some(place) => *place,
                    None => {
                        let place = self.add(Part::Form(schema.clone()));
                        self.known.insert(text, place);
                        place
                    }
                }
            }
        };
        *schema = json_schema!({ PART: place });
    }
}

fn place_in(part: &Value) -> Option<Place> {
    part.get(PART)?.as_u64()?.try_into().ok()
}

/// The places of the parts directly inside of a form.
fn parts_in(form: &Schema) -> Vec<Place> {
    let mut places = Vec::new();
    let mut collect = |part: &mut Schema| places.extend(place_in(part.as_value()));
    transform_subschemas(&mut collect, &mut form.clone());
    places
}

/// The place of the only member of a combination that says no more.
fn only_member(schema: &Schema) -> Option<Place> {
    let object = schema.as_object().filter(|object| object.len() == 1)?;
    let members = ["allOf", "anyOf", "oneOf"].iter().find_map(|key| object.get(*key))?;
    match members.as_array()?.as_slice() {
        [member] => place_in(member),
        _ => None,
    }
}

/// Drops the format of a number whose bounds are written out: it only tells which type of Rust
/// has them.
fn leave_bounds_only(schema: &mut Schema) {
    let is_number = match schema.get("type") {
        Some(Value::String(name)) => is_numeric(name),
        Some(Value::Array(names)) => {
            let mut names = names.iter().filter_map(Value::as_str);
            names.all(|name| name == "null" || is_numeric(name))
        }
        _ => false,
    };
    if is_number && ["minimum", "maximum"].iter().all(|bound| schema.get(*bound).is_some()) {
        schema.remove("format");
    }
}

fn is_numeric(name: &str) -> bool {
    matches!(name, "integer" | "number")
}

/// Writes all literals among the members of a union as one `enum`. schemars lists those that have
/// no description, and writes the others one by one.
fn unite_literals(schema: &mut Schema) {
    if let Some(values) = literals(schema.as_value()) {
        *schema = json_schema!({ "enum": values });
        return;
    }
    for keyword in ["anyOf", "oneOf"] {
        let Some(Value::Array(members)) = schema.get_mut(keyword) else { continue };
        let (united, mut others): (Vec<_>, Vec<_>) =
            members.drain(..).partition(|member| literals(member).is_some());
        if !united.is_empty() {
            let values: Vec<_> = united.iter().filter_map(literals).flatten().collect();
            others.push(json!({ "enum": values }));
        }
        *members = others;
    }
}

/// The values of a schema that says nothing but which they are.
fn literals(schema: &Value) -> Option<Vec<Value>> {
    let object = schema.as_object()?;
    let mut others = object.keys().filter(|key| !is_annotation(key));
    if !others.all(|key| matches!(key.as_str(), "const" | "enum" | "type")) {
        return None;
    }
    match (object.get("const"), object.get("enum")) {
        (Some(value), None) => Some(vec![value.clone()]),
        (None, Some(Value::Array(values))) => Some(values.clone()),
        _ => None,
    }
}

fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key)
}

fn sort_sets(schema: &mut Schema) {
    for set in SETS {
        if let Some(Value::Array(members)) = schema.get_mut(*set) {
            members.sort_by_cached_key(|member| canonical(member.clone()));
        }
    }
}
