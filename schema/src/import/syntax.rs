//! Declarations of types, as far as an event can be made of them.

use std::collections::BTreeMap;

/// The declarations of one file, or of several.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Module {
    pub(super) declarations: BTreeMap<String, Declaration>,
    /// The files that are imported, as they are written: `./events`.
    pub(crate) imports: Vec<String>,
}

impl Module {
    /// Takes in the declarations of another file. What is declared already stays.
    pub(crate) fn add(&mut self, other: Self) {
        for (name, declaration) in other.declarations {
            self.declarations.entry(name).or_insert(declaration);
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Declaration {
    pub(super) docs: Docs,
    /// The names of its type parameters.
    pub(super) params: Vec<String>,
    pub(super) form: Form,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    Interface {
        extends: Vec<Type>,
        object: Object,
    },
    Alias(Type),
    /// The values of the members; `None` for those that are no texts.
    Enum(Vec<(String, Option<String>)>),
}

/// A comment in front of a declaration or a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Docs {
    pub(super) text: String,
    /// What stands behind `@deprecated`.
    pub(super) deprecated: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Object {
    pub(super) members: Vec<Member>,
    /// `[key: string]: T`
    pub(super) index: Option<Box<Type>>,
}

/// A property, or a method, whose type is a function.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) docs: Docs,
    pub(super) name: String,
    pub(super) optional: bool,
    pub(super) ty: Type,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    /// A name with its arguments, also of what the language itself names.
    Named(String, Vec<Self>),
    /// A literal text.
    Text(String),
    /// A literal number, or `true` and `false`, as written.
    Literal(String),
    Array(Box<Self>),
    Tuple(Vec<Self>),
    Object(Object),
    Function(Vec<Param>),
    Union(Vec<Self>),
    Intersection(Vec<Self>),
    /// `T["field"]`
    Member(Box<Self>, String),
    /// A type that is computed: its text.
    Computed(String),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Param {
    pub(super) name: String,
    pub(super) optional: bool,
    /// `...name`
    pub(super) rest: bool,
    pub(super) ty: Type,
}

impl Type {
    pub(super) fn named(name: &str) -> Self {
        Self::Named(name.to_owned(), Vec::new())
    }

    /// Whether this is what JavaScript writes where there is nothing.
    pub(super) fn is_nothing(&self) -> bool {
        self.is_word("null") || self.is_word("undefined") || self.is_word("void")
    }

    /// The type without the possibility that nothing is there.
    pub(super) fn present(&self) -> Self {
        let Self::Union(members) = self else { return self.clone() };
        let mut present: Vec<_> =
            members.iter().filter(|member| !member.is_nothing()).cloned().collect();
        if present.len() == 1 { present.remove(0) } else { Self::Union(present) }
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Named(name, _) if name == word)
    }

    /// The same type with type arguments in place of the parameters that they are for.
    pub(super) fn with(&self, params: &[String], args: &[Self]) -> Self {
        if params.is_empty() {
            return self.clone();
        }
        let all = |types: &[Self]| types.iter().map(|ty| ty.with(params, args)).collect();
        match self {
            Self::Named(name, own) if own.is_empty() => {
                let param = params.iter().position(|param| param == name);
                param.and_then(|index| args.get(index)).unwrap_or(self).clone()
            }
            Self::Named(name, own) => Self::Named(name.clone(), all(own)),
            Self::Array(item) => Self::Array(Box::new(item.with(params, args))),
            Self::Member(object, key) => {
                Self::Member(Box::new(object.with(params, args)), key.clone())
            }
            Self::Tuple(items) => Self::Tuple(all(items)),
            Self::Union(members) => Self::Union(all(members)),
            Self::Intersection(members) => Self::Intersection(all(members)),
            Self::Object(object) => Self::Object(object.with(params, args)),
            Self::Function(own) => Self::Function(
                own.iter()
                    .map(|param| Param { ty: param.ty.with(params, args), ..param.clone() })
                    .collect(),
            ),
            Self::Text(_) | Self::Literal(_) | Self::Computed(_) => self.clone(),
        }
    }
}

impl Object {
    pub(super) fn with(&self, params: &[String], args: &[Type]) -> Self {
        Self {
            members: self
                .members
                .iter()
                .map(|member| Member { ty: member.ty.with(params, args), ..member.clone() })
                .collect(),
            index: self.index.as_ref().map(|value| Box::new(value.with(params, args))),
        }
    }
}
