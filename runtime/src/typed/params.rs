//! The names of namespaces with parameters.

use crate::params::Params;
use crate::socket::{Matcher, NamespacePattern};

/// The names that are written just as their parameters are: so there is one namespace for one value.
pub(crate) fn matcher<P: Params>(pattern: &str) -> Matcher {
    let pattern = match NamespacePattern::parse(pattern) {
        Ok(pattern) => pattern,
        Err(mistake) => return mistake.into(),
    };
    Matcher::narrowed(pattern.clone(), move |name, texts| {
        let params = P::from_texts(|param| texts.get(param));
        params.and_then(|params| write(&pattern, &params)).as_deref() == Some(name)
    })
}

/// The name of the namespace with these parameters; `None` when there is none, because one of them is written as nothing.
pub(super) fn write<P: Params>(pattern: &NamespacePattern, params: &P) -> Option<String> {
    let texts: Option<Vec<String>> = pattern.params().map(|name| params.text(name)).collect();
    pattern.name(texts?)
}
