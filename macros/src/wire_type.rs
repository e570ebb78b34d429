//! What a type that travels may be made of.
//!
//! A value has one form for both sides of the wire, whoever implements the contract, what comes from the
//! wire is owned, and JSON names the entries of a map by text. The rest (can it be serialised at all?) is
//! for the compiler, which knows types and not only their names.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    GenericArgument, Lifetime, Path, PathArguments, Type, TypeImplTrait, TypeInfer, TypePath,
    TypeReference,
    visit::{self, Visit},
};

/// A part of a type that does not travel.
pub(crate) struct Fault {
    pub(crate) at: TokenStream,
    pub(crate) what: &'static str,
    pub(crate) help: &'static str,
}

/// The first fault of a type that is received, if it has any.
pub(crate) fn received(ty: &Type) -> Option<Fault> {
    let what = "borrows, and what comes from the wire is owned";
    let help = "take an owned type, such as `String` for `&str` and `Vec<T>` for `&[T]`";
    search(ty, Borrowed { what, help })
}

/// The first fault of a type that is sent, if it has any. An emitter may be lent its arguments.
pub(crate) fn emitted(ty: &Type) -> Option<Fault> {
    let what = "borrows inside, and an emitter is lent whole arguments";
    let help = "write an owned type, or lend the argument itself, such as `&[String]`";
    let lent = match ty {
        Type::Reference(TypeReference { lifetime: None, mutability: None, elem, .. }) => elem,
        _ => ty,
    };
    search(lent, Borrowed { what, help })
}

/// The keys of all maps in a type. A map is known by its name, `HashMap<K, V>` or any other `…Map<K, V>`.
pub(crate) fn map_keys(ty: &Type) -> Vec<&Type> {
    let mut keys = MapKeys(Vec::new());
    keys.visit_type(ty);
    keys.0
}

/// The fault of a key that JSON cannot write, as far as its name tells.
pub(crate) fn key_fault(key: &Type) -> Option<Fault> {
    const NO_TEXT: [&str; 7] =
        ["bool", "Vec", "Option", "HashMap", "BTreeMap", "HashSet", "BTreeSet"];
    let is_no_text = match key {
        Type::Tuple(_) | Type::Array(_) | Type::Slice(_) => true,
        Type::Path(TypePath { path, .. }) => {
            path.segments.last().is_some_and(|last| NO_TEXT.iter().any(|name| last.ident == name))
        }
        _ => false,
    };
    is_no_text.then(|| Fault {
        at: key.to_token_stream(),
        what: "is the key of a map, and JSON names the entries of a map by text",
        help: "use a key that is written as text or as a number, or send a list of pairs, `Vec<(K, V)>`",
    })
}

/// The maps that people use. What another type is that ends like these, its name does not tell.
const MAPS: [&str; 3] = ["BTreeMap", "HashMap", "IndexMap"];

struct MapKeys<'ast>(Vec<&'ast Type>);

impl<'ast> Visit<'ast> for MapKeys<'ast> {
    fn visit_path(&mut self, path: &'ast Path) {
        self.0.extend(map_key(path));
        visit::visit_path(self, path);
    }
}

fn map_key(path: &Path) -> Option<&Type> {
    let last = path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    let (key, _) = (types.next()?, types.next()?);
    MAPS.iter().any(|map| last.ident == map).then_some(key)
}

/// How a borrow is reported.
struct Borrowed {
    what: &'static str,
    help: &'static str,
}

fn search(ty: &Type, borrowed: Borrowed) -> Option<Fault> {
    let mut search = Search { borrowed, found: None };
    search.visit_type(ty);
    search.found
}

struct Search {
    borrowed: Borrowed,
    found: Option<Fault>,
}

impl Search {
    fn found(&mut self, at: impl ToTokens, what: &'static str, help: &'static str) {
        self.found.get_or_insert_with(|| Fault { at: at.into_token_stream(), what, help });
    }
}

impl<'ast> Visit<'ast> for Search {
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        if reference.mutability.is_some() {
            self.found(reference, "is borrowed mutably, and sending only reads", "write `&T`");
        }
        self.found(reference, self.borrowed.what, self.borrowed.help);
    }

    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        if lifetime.ident != "static" {
            self.found(lifetime, self.borrowed.what, self.borrowed.help);
        }
    }

    fn visit_type_impl_trait(&mut self, ty: &'ast TypeImplTrait) {
        self.found(ty, "has no name, and its schema needs one", "write the type itself");
    }

    fn visit_type_infer(&mut self, ty: &'ast TypeInfer) {
        self.found(ty, "is left open, and a contract is complete", "write the type itself");
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.segments.first().is_some_and(|first| first.ident == "Self") {
            let help = "write a type that does not depend on who implements the contract";
            self.found(
                path,
                "depends on the implementor, and clients know only the contract",
                help,
            );
        }
        if let Some(Fault { at, what, help }) = map_key(path).and_then(key_fault) {
            self.found(at, what, help);
        }
        visit::visit_path(self, path);
    }
}
