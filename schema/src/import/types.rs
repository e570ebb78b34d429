//! Types of TypeScript as types of Rust.

use std::collections::BTreeMap;

use super::{
    names::{camel_case, pascal_case, snake_case},
    syntax::{Declaration, Docs, Form, Member, Module, Object, Type},
};

/// What stands for a type that nobody can name.
const ANYTHING: &str = "serde_json::Value";

/// What travels as an attachment.
const BINARY: &[&str] =
    &["ArrayBuffer", "ArrayBufferLike", "ArrayBufferView", "Blob", "Buffer", "File", "Uint8Array"];

/// Aliases that stand for aliases are followed so far.
pub(super) const ALIASES_MAX: usize = 16;

/// A declaration in Rust.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub(super) docs: Docs,
    pub(super) params: Vec<String>,
    pub(super) shape: Shape,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Alias(String),
    /// A type of its own around another one.
    Brand(String),
    Struct(Vec<Field>),
    Enum {
        options: Option<String>,
        variants: Vec<Variant>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) docs: Docs,
    pub(super) name: String,
    /// What is said to serde.
    pub(super) serde: Vec<String>,
    pub(super) ty: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Variant {
    pub(super) name: String,
    pub(super) rename: Option<String>,
    pub(super) content: Content,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    Unit,
    Value(String),
    Fields(Vec<Field>),
}

/// Where a type is used.
#[derive(Clone, Copy)]
pub(super) struct Use<'a> {
    /// The name for it, should it need one.
    pub(super) name: &'a str,
    /// For notes.
    pub(super) place: &'a str,
    /// The type parameters that mean something here.
    pub(super) params: &'a [String],
    /// Whether it is kept elsewhere, so that it may be part of itself.
    pub(super) is_indirect: bool,
}

/// The types that have been asked for so far.
pub(super) struct Types<'a> {
    pub(super) module: &'a Module,
    /// Nothing while one is being made.
    pub(super) items: BTreeMap<String, Option<Item>>,
    pub(super) notes: Vec<String>,
}

impl<'a> Types<'a> {
    pub(super) fn new(module: &'a Module) -> Self {
        Self { module, items: BTreeMap::new(), notes: Vec::new() }
    }

    pub(super) fn note(&mut self, place: &str, note: &str) {
        self.notes.push(format!("{place}: {note}"));
    }

    /// The Rust type of a value.
    pub(super) fn value(&mut self, ty: &Type, at: Use<'_>) -> String {
        match ty {
            Type::Named(name, args) => self.named(name, args, at),
            Type::Literal(text) if text == "true" || text == "false" => {
                self.note(at.place, &format!("is always `{text}`, which Rust does not say"));
                "bool".to_owned()
            }
            Type::Literal(text) => {
                self.note(at.place, &format!("is always `{text}`, which Rust does not say"));
                "f64".to_owned()
            }
            Type::Array(item) => {
                format!("Vec<{}>", self.value(item, Use { is_indirect: true, ..at }))
            }
            Type::Tuple(items) => self.tuple(items, at),
            Type::Function(_) => self.anything(at, "is a function, which cannot travel"),
            Type::Member(object, key) => self.member(object, key, at),
            Type::Computed(text) => {
                self.anything(at, &format!("is computed, `{text}`: write the type itself"))
            }
            Type::Object(Object { members, index: Some(value) }) if members.is_empty() => {
                let value = self.value(value, Use { is_indirect: true, ..at });
                format!("BTreeMap<String, {value}>")
            }
            Type::Object(Object { members, index: None }) if members.is_empty() => {
                self.anything(at, "is any object")
            }
            Type::Union(members) => self.union(members, at),
            Type::Text(_) | Type::Object(_) | Type::Intersection(_) => self.unnamed(ty, at),
        }
    }

    /// `T["field"]`
    fn member(&mut self, object: &Type, key: &str, at: Use<'_>) -> String {
        let object = self.object(object, 0).unwrap_or_default();
        match object.members.iter().find(|member| member.name == key) {
            Some(member) => self.value(&member.ty, at),
            None => self.anything(at, &format!("`{key}` is no field that was found")),
        }
    }

    fn anything(&mut self, at: Use<'_>, note: &str) -> String {
        self.note(at.place, note);
        ANYTHING.to_owned()
    }

    fn tuple(&mut self, items: &[Type], at: Use<'_>) -> String {
        let values: Vec<_> = items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                let name = format!("{}{index}", at.name);
                self.value(item, Use { name: &name, ..at })
            })
            .collect();
        match &values[..] {
            [only] => format!("({only},)"),
            _ => format!("({})", values.join(", ")),
        }
    }

    /// What the language names, and what the file declares.
    fn named(&mut self, name: &str, args: &[Type], at: Use<'_>) -> String {
        let indirect = Use { is_indirect: true, ..at };
        let plain = match name {
            "string" => "String",
            "number" => "f64",
            "boolean" => "bool",
            "null" | "undefined" | "void" | "never" => "()",
            binary if BINARY.contains(&binary) => "Binary",
            "Date" => {
                self.note(at.place, "is a `Date`, which travels as text, as in ISO 8601");
                "String"
            }
            "any" | "unknown" | "object" | "Object" => ANYTHING,
            _ => "",
        };
        if !plain.is_empty() {
            return plain.to_owned();
        }
        match (name, args) {
            ("Array" | "ReadonlyArray", [item]) => format!("Vec<{}>", self.value(item, indirect)),
            ("Record", [key, value]) => {
                if !key.is_word("string") && !key.is_word("number") {
                    self.note(at.place, "has only some keys, and the map in Rust has any");
                }
                format!("BTreeMap<String, {}>", self.value(value, indirect))
            }
            ("Readonly" | "NonNullable", [inner]) => self.value(&inner.present(), at),
            ("Partial" | "Required" | "Pick" | "Omit", _) => {
                self.unnamed(&Type::Named(name.to_owned(), args.to_vec()), at)
            }
            _ if at.params.iter().any(|param| param == name) => name.to_owned(),
            _ => match self.module.declarations.get(name) {
                Some(declaration) => self.declared(name, declaration, args, at),
                None => self.anything(at, &format!("`{name}` is not declared in what was read")),
            },
        }
    }

    fn declared(
        &mut self,
        name: &str,
        declaration: &Declaration,
        args: &[Type],
        at: Use<'_>,
    ) -> String {
        let rust = pascal_case(name);
        let is_unfinished = match self.items.get(&rust) {
            Some(item) => item.is_none(),
            None => {
                self.declare(&rust, name, declaration);
                false
            }
        };
        let n_params = declaration.params.len();
        if args.len() < n_params {
            self.note(at.place, &format!("`{name}` is used without all of its type arguments"));
        }
        let unknown = Type::named("unknown");
        let args: Vec<_> = args
            .iter()
            .chain(std::iter::repeat(&unknown))
            .take(n_params)
            .map(|arg| self.value(arg, at))
            .collect();
        let used = if args.is_empty() { rust } else { format!("{rust}<{}>", args.join(", ")) };
        if is_unfinished && !at.is_indirect { format!("Box<{used}>") } else { used }
    }

    fn declare(&mut self, rust: &str, name: &str, declaration: &Declaration) {
        self.items.insert(rust.to_owned(), None);
        let at = Use { name: rust, place: name, params: &declaration.params, is_indirect: false };
        let shape = match &declaration.form {
            Form::Interface { .. } => {
                let whole = Type::Named(name.to_owned(), params_as_args(&declaration.params));
                let object = self.object(&whole, 0).unwrap_or_default();
                Shape::Struct(self.fields(&object, at))
            }
            Form::Alias(ty) => self.shape(ty, at),
            Form::Enum(members) => self.enumeration(members, at),
        };
        let item =
            Item { docs: declaration.docs.clone(), params: declaration.params.clone(), shape };
        self.items.insert(rust.to_owned(), Some(item));
    }

    fn enumeration(&mut self, members: &[(String, Option<String>)], at: Use<'_>) -> Shape {
        let values: Option<Vec<_>> = members.iter().map(|(_, value)| value.as_deref()).collect();
        match values {
            Some(values) => self.texts(&values),
            None => {
                self.note(at.place, "is an enum of numbers, which Rust does not say");
                Shape::Alias("f64".to_owned())
            }
        }
    }

    /// A type that has no name in TypeScript and needs one in Rust.
    fn unnamed(&mut self, ty: &Type, at: Use<'_>) -> String {
        let mut name = at.name.to_owned();
        while self.items.contains_key(&name) || self.is_declared(&name) {
            name.push_str("Value");
        }
        self.items.insert(name.clone(), None);
        let shape = self.shape(ty, Use { name: &name, ..at });
        // Only those that the shape names: what is declared for one place needs no others.
        let params: Vec<_> = at.params.iter().filter(|param| shape.names(param)).cloned().collect();
        let used =
            if params.is_empty() { name.clone() } else { format!("{name}<{}>", params.join(", ")) };
        self.items.insert(name, Some(Item { docs: Docs::default(), params, shape }));
        used
    }

    fn is_declared(&self, rust: &str) -> bool {
        self.module.declarations.keys().any(|name| pascal_case(name) == rust)
    }

    /// How the type is declared that is called `at.name`.
    fn shape(&mut self, ty: &Type, at: Use<'_>) -> Shape {
        if let Type::Intersection(members) = ty
            && let Some(inner) = branded(members)
        {
            return Shape::Brand(self.value(inner, at));
        }
        match ty {
            Type::Text(text) => self.texts(&[text]),
            Type::Union(members) => self.sum(members, at),
            Type::Object(Object { members, .. }) if members.is_empty() => {
                Shape::Alias(self.value(ty, at))
            }
            Type::Object(_) | Type::Intersection(_) | Type::Named(..) => match self.object(ty, 0) {
                Some(object) if needs_struct(ty) => Shape::Struct(self.fields(&object, at)),
                _ if matches!(ty, Type::Named(..)) => Shape::Alias(self.value(ty, at)),
                _ => Shape::Alias(self.anything(at, "joins types that are no objects")),
            },
            _ => Shape::Alias(self.value(ty, at)),
        }
    }

    fn union(&mut self, members: &[Type], at: Use<'_>) -> String {
        let present: Vec<_> = members.iter().filter(|ty| !ty.is_nothing()).cloned().collect();
        let value = match &present[..] {
            [] => return "()".to_owned(),
            [only] => self.value(only, at),
            _ if is_boolean(&present) => "bool".to_owned(),
            _ if present.iter().all(is_binary) => "Binary".to_owned(),
            _ => self.unnamed(&Type::Union(present.clone()), at),
        };
        if present.len() == members.len() { value } else { format!("Option<{value}>") }
    }

    /// A union as an enum.
    fn sum(&mut self, members: &[Type], at: Use<'_>) -> Shape {
        if members.iter().any(Type::is_nothing) {
            let name = format!("{}Value", at.name);
            return Shape::Alias(self.union(members, Use { name: &name, ..at }));
        }
        let texts: Option<Vec<_>> = members.iter().map(text_of).collect();
        if let Some(texts) = texts {
            return self.texts(&texts);
        }
        if is_boolean(members) {
            return Shape::Alias("bool".to_owned());
        }
        self.tagged(members, at).unwrap_or_else(|| self.untagged(members, at))
    }

    fn texts(&mut self, texts: &[&str]) -> Shape {
        let mut variants = Vec::new();
        for text in texts {
            push_named(&mut variants, text, Content::Unit);
        }
        Shape::Enum { options: None, variants }
    }

    /// Objects that are told apart by one of their fields.
    fn tagged(&mut self, members: &[Type], at: Use<'_>) -> Option<Shape> {
        let objects: Vec<Object> =
            members.iter().map(|ty| self.object(ty, 0)).collect::<Option<_>>()?;
        let (first, _) = objects.split_first()?;
        let tag = first.members.iter().map(|member| member.name.as_str()).find(|tag| {
            let mut values: Vec<_> =
                objects.iter().filter_map(|object| tag_of(object, tag)).collect();
            values.sort_unstable();
            values.dedup();
            values.len() == objects.len()
        })?;
        let mut variants = Vec::new();
        for object in &objects {
            let value = tag_of(object, tag)?;
            let rest = Object {
                members: object
                    .members
                    .iter()
                    .filter(|member| member.name != tag)
                    .cloned()
                    .collect(),
                index: object.index.clone(),
            };
            let name = format!("{}{}", at.name, pascal_case(value));
            let fields = self.fields(&rest, Use { name: &name, ..at });
            let content = if fields.is_empty() { Content::Unit } else { Content::Fields(fields) };
            push_named(&mut variants, value, content);
        }
        Some(Shape::Enum { options: Some(format!("tag = {tag:?}")), variants })
    }

    /// Values that are told apart by what they are.
    fn untagged(&mut self, members: &[Type], at: Use<'_>) -> Shape {
        let mut variants: Vec<Variant> = Vec::new();
        for ty in members {
            let mut name = variant_name(ty);
            while variants.iter().any(|variant| variant.name == name) {
                name.push_str("Other");
            }
            let inner = format!("{}{name}", at.name);
            let value = self.value(ty, Use { name: &inner, ..at });
            variants.push(Variant { name, rename: None, content: Content::Value(value) });
        }
        Shape::Enum { options: Some("untagged".to_owned()), variants }
    }

    fn fields(&mut self, object: &Object, at: Use<'_>) -> Vec<Field> {
        let mut fields: Vec<_> =
            object.members.iter().map(|member| self.field(member, at)).collect();
        if let Some(value) = &object.index {
            let name = format!("{}Rest", at.name);
            let value = self.value(value, Use { name: &name, is_indirect: true, ..at });
            fields.push(Field {
                docs: Docs::default(),
                name: "rest".to_owned(),
                serde: vec!["flatten".to_owned()],
                ty: format!("BTreeMap<String, {value}>"),
            });
        }
        fields
    }

    fn field(&mut self, member: &Member, at: Use<'_>) -> Field {
        let name = snake_case(&member.name);
        let inner = format!("{}{}", at.name, pascal_case(&member.name));
        let place = format!("{}.{}", at.place, member.name);
        let mut ty = self.value(&member.ty, Use { name: &inner, place: &place, ..at });
        let mut serde = Vec::new();
        if camel_case(&name) != member.name {
            serde.push(format!("rename = {:?}", member.name));
        }
        // Who writes `null` for some absent values writes it for all of them.
        if member.optional && !ty.starts_with("Option<") {
            ty = format!("Option<{ty}>");
            serde.push("default".to_owned());
            serde.push("skip_serializing_if = \"Option::is_none\"".to_owned());
        }
        Field { docs: member.docs.clone(), name, serde, ty }
    }

    /// All fields of a type, if it is an object.
    pub(super) fn object(&self, ty: &Type, depth: usize) -> Option<Object> {
        if depth > ALIASES_MAX {
            return None;
        }
        match ty {
            Type::Object(object) => Some(object.clone()),
            Type::Intersection(members) => {
                let mut whole = Object::default();
                for member in members {
                    whole.merge(self.object(member, depth + 1)?);
                }
                Some(whole)
            }
            Type::Named(name, args) => self.named_object(name, args, depth),
            _ => None,
        }
    }

    fn named_object(&self, name: &str, args: &[Type], depth: usize) -> Option<Object> {
        if let Some(declaration) = self.module.declarations.get(name) {
            let params = &declaration.params;
            return match &declaration.form {
                Form::Interface { extends, object } => {
                    let mut whole = Object::default();
                    for base in extends {
                        whole.merge(self.object(&base.with(params, args), depth + 1)?);
                    }
                    whole.merge(object.with(params, args));
                    Some(whole)
                }
                Form::Alias(ty) => self.object(&ty.with(params, args), depth + 1),
                Form::Enum(_) => None,
            };
        }
        let (inner, keys) = args.split_first()?;
        let mut object = self.object(inner, depth + 1)?;
        let is_listed = |member: &Member| keys.iter().any(|keys| lists(keys, &member.name));
        match name {
            "Partial" => object.members.iter_mut().for_each(|member| member.optional = true),
            "Required" => object.members.iter_mut().for_each(|member| member.optional = false),
            "Readonly" => {}
            "Pick" => object.members.retain(is_listed),
            "Omit" => object.members.retain(|member| !is_listed(member)),
            _ => return None,
        }
        Some(object)
    }
}

impl Object {
    /// Adds the members of another one, which wins where both have one.
    fn merge(&mut self, other: Self) {
        for member in other.members {
            self.members.retain(|own| own.name != member.name);
            self.members.push(member);
        }
        self.index = other.index.or_else(|| self.index.take());
    }
}

impl Shape {
    /// Whether a type parameter occurs in it.
    fn names(&self, param: &str) -> bool {
        let is_in = |ty: &str| {
            ty.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == param)
        };
        let in_fields = |fields: &[Field]| fields.iter().any(|field| is_in(&field.ty));
        match self {
            Self::Alias(ty) | Self::Brand(ty) => is_in(ty),
            Self::Struct(fields) => in_fields(fields),
            Self::Enum { variants, .. } => variants.iter().any(|variant| match &variant.content {
                Content::Unit => false,
                Content::Value(ty) => is_in(ty),
                Content::Fields(fields) => in_fields(fields),
            }),
        }
    }
}

/// Adds a variant that is called `value` on the wire; `on-sale` and `on_sale` need two names in Rust.
fn push_named(variants: &mut Vec<Variant>, value: &str, content: Content) {
    let mut name = pascal_case(value);
    while variants.iter().any(|other| other.name == name) {
        name.push_str("Again");
    }
    let rename = (camel_case(&name) != value).then(|| value.to_owned());
    variants.push(Variant { name, rename, content });
}

fn params_as_args(params: &[String]) -> Vec<Type> {
    params.iter().map(|param| Type::named(param)).collect()
}

fn text_of(ty: &Type) -> Option<&str> {
    match ty {
        Type::Text(text) => Some(text),
        _ => None,
    }
}

fn tag_of<'a>(object: &'a Object, tag: &str) -> Option<&'a str> {
    let member = object.members.iter().find(|member| member.name == tag && !member.optional)?;
    text_of(&member.ty)
}

fn is_boolean(members: &[Type]) -> bool {
    members.iter().all(|ty| matches!(ty, Type::Literal(text) if text == "true" || text == "false"))
}

fn is_binary(ty: &Type) -> bool {
    matches!(ty, Type::Named(name, _) if BINARY.contains(&name.as_str()))
}

/// The type inside of `string & { __brand: "UserId" }`.
fn branded(members: &[Type]) -> Option<&Type> {
    match members {
        [inner, Type::Object(Object { members, index: None })]
            if inner.is_word("string") || inner.is_word("number") =>
        {
            matches!(&members[..], [mark] if mark.name.starts_with('_')).then_some(inner)
        }
        _ => None,
    }
}

/// Whether an object type has to be written out, and is not another name for a declared one.
fn needs_struct(ty: &Type) -> bool {
    match ty {
        Type::Named(name, _) => ["Partial", "Required", "Pick", "Omit"].contains(&name.as_str()),
        _ => true,
    }
}

fn lists(keys: &Type, name: &str) -> bool {
    match keys {
        Type::Text(text) => text == name,
        Type::Union(members) => members.iter().any(|member| lists(member, name)),
        _ => false,
    }
}

fn variant_name(ty: &Type) -> String {
    match ty {
        Type::Named(name, _) => match name.as_str() {
            "string" => "Text".to_owned(),
            "number" => "Number".to_owned(),
            "boolean" => "Boolean".to_owned(),
            "Array" | "ReadonlyArray" => "List".to_owned(),
            _ => pascal_case(name),
        },
        Type::Text(text) => pascal_case(text),
        Type::Literal(_) => "Literal".to_owned(),
        Type::Array(_) => "List".to_owned(),
        Type::Tuple(_) => "Tuple".to_owned(),
        _ => "Object".to_owned(),
    }
}
