//! Types are written in the scope of the trait and used one module below it.
//!
//! `use super::*` makes plain names mean the same. What it cannot do is rewritten: paths that start
//! with `self` or `super`, and names that the support module has too.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Ident, Path, Type, Visibility,
    visit_mut::{self, VisitMut},
};

use crate::names;

/// `ty` as it is written inside the support module.
pub(super) fn inner_type(ty: &Type) -> Type {
    let mut ty = ty.clone();
    OneDown.visit_type_mut(&mut ty);
    ty
}

/// `path` as it is written inside the support module.
pub(crate) fn inner_path(path: &Path) -> Path {
    let mut path = path.clone();
    OneDown.visit_path_mut(&mut path);
    path
}

/// The visibility of the module's items: whoever sees the trait sees them.
pub(super) fn inner_visibility(vis: &Visibility) -> TokenStream {
    match vis {
        Visibility::Public(_) => quote!(pub),
        Visibility::Restricted(restricted) if restricted.path.is_ident("crate") => {
            quote!(pub(crate))
        }
        Visibility::Restricted(restricted) => {
            let path = inner_path(&restricted.path);
            quote!(pub(in #path))
        }
        _ => quote!(pub(super)),
    }
}

struct OneDown;

impl VisitMut for OneDown {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let Some(first) = path.segments.first_mut() else { return };
        let above = Ident::new("super", first.ident.span());
        if path.leading_colon.is_some() {
            return;
        }
        if first.ident == "self" {
            first.ident = above;
        } else if first.ident == "super"
            || names::MODULE_ITEMS.iter().any(|item| first.ident == item)
        {
            path.segments.insert(0, above.into());
        }
    }
}
