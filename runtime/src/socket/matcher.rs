//! Which names belong to a family of namespaces.

use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::handler::BoxFuture;
use super::pattern::Params;
use super::{Auth, NamespacePattern, ParseNamespacePatternError};
use crate::panics::catching_panics;

/// Which names belong to a family of namespaces: see [`Mount::dynamic`](super::Mount::dynamic).
///
/// A text or a [`NamespacePattern`] becomes a matcher by itself.
#[derive(Clone)]
pub struct Matcher(Kind);

#[derive(Clone)]
enum Kind {
    Pattern(NamespacePattern),
    /// Some of the names that belong to the pattern.
    Narrowed(NamespacePattern, Arc<Narrow>),
    /// What was written is no pattern; who mounts it is told.
    Mistake(ParseNamespacePatternError),
    Names(Arc<str>, Arc<dyn Fn(&str) -> bool + Send + Sync>),
    Predicate(Arc<str>, Arc<Predicate>),
}

/// Of a name, and of what its parameters are.
type Narrow = dyn Fn(&str, &Params) -> bool + Send + Sync;

type Predicate = dyn Fn(String, Auth) -> BoxFuture<bool> + Send + Sync;

impl Matcher {
    /// Every name for which `matches` says so, such as `move |name| regex.is_match(name)`. The reference's `io.of(/…/)`.
    ///
    /// `family` is what the family is called, see [`Io::family`](crate::Io::family). A panic counts as false.
    pub fn names<F>(family: impl Into<String>, matches: F) -> Self
    where
        F: Fn(&str) -> bool + Send + Sync + 'static,
    {
        Self(Kind::Names(family.into().into(), Arc::new(matches)))
    }

    /// Every name for which `allows` says so, also from what the client presents. The reference's `io.of((name, auth, next) => …)`.
    ///
    /// `family` is what the family is called, see [`Io::family`](crate::Io::family). It is asked when there is no namespace of the name,
    /// whose first client then makes one, and not for those that come later: who may come in is what a
    /// [middleware](super::Mount::middleware) decides. A panic counts as false.
    ///
    /// # Cancel safety
    /// When the client leaves, the future is dropped where it waits.
    pub fn predicate<F, R>(family: impl Into<String>, allows: F) -> Self
    where
        F: Fn(String, Auth) -> R + Send + Sync + 'static,
        R: Future<Output = bool> + Send + 'static,
    {
        let allows = move |name, auth| Box::pin(allows(name, auth)) as BoxFuture<bool>;
        Self(Kind::Predicate(family.into().into(), Arc::new(allows)))
    }

    /// The names that belong to `pattern` and for which `matches` says so, from the name and what its parameters are. A panic counts as
    /// false.
    pub(crate) fn narrowed<F>(pattern: NamespacePattern, matches: F) -> Self
    where
        F: Fn(&str, &Params) -> bool + Send + Sync + 'static,
    {
        Self(Kind::Narrowed(pattern, Arc::new(matches)))
    }

    /// What the family is called: a pattern's text, or the name that was given.
    pub fn family(&self) -> &str {
        match &self.0 {
            Kind::Pattern(pattern) | Kind::Narrowed(pattern, _) => pattern.as_str(),
            Kind::Mistake(_) => "",
            Kind::Names(family, _) | Kind::Predicate(family, _) => family,
        }
    }

    pub(super) fn pattern(&self) -> Option<&NamespacePattern> {
        match &self.0 {
            Kind::Pattern(pattern) | Kind::Narrowed(pattern, _) => Some(pattern),
            Kind::Mistake(_) | Kind::Names(..) | Kind::Predicate(..) => None,
        }
    }

    pub(super) fn mistake(&self) -> Option<&ParseNamespacePatternError> {
        match &self.0 {
            Kind::Mistake(mistake) => Some(mistake),
            Kind::Pattern(_) | Kind::Narrowed(..) | Kind::Names(..) | Kind::Predicate(..) => None,
        }
    }

    /// The parameters in `name`, when it belongs to the family.
    pub(super) async fn admits(&self, name: &str, auth: &Auth) -> Option<Params> {
        let is_admitted = match &self.0 {
            Kind::Pattern(pattern) => return pattern.read(name),
            Kind::Narrowed(pattern, matches) => {
                let params = pattern.read(name)?;
                match catch_unwind(AssertUnwindSafe(|| matches(name, &params))) {
                    Ok(is_admitted) => return is_admitted.then_some(params),
                    Err(_) => Err(()),
                }
            }
            Kind::Mistake(_) => Ok(false),
            Kind::Names(_, matches) => {
                catch_unwind(AssertUnwindSafe(|| matches(name))).map_err(drop)
            }
            Kind::Predicate(_, allows) => {
                let asked = async { allows(name.to_owned(), auth.clone()).await };
                catching_panics(asked).await.map_err(drop)
            }
        };
        match is_admitted {
            Ok(is_admitted) => is_admitted.then(Params::default),
            Err(()) => {
                tracing::error!(family = self.family(), "a matcher of namespaces panicked");
                None
            }
        }
    }
}

impl From<NamespacePattern> for Matcher {
    fn from(pattern: NamespacePattern) -> Self {
        Self(Kind::Pattern(pattern))
    }
}

/// Who mounts it is told of the mistake.
impl From<ParseNamespacePatternError> for Matcher {
    fn from(mistake: ParseNamespacePatternError) -> Self {
        Self(Kind::Mistake(mistake))
    }
}

/// A text that is no pattern is refused when the server is built.
impl From<&str> for Matcher {
    fn from(pattern: &str) -> Self {
        Self(match NamespacePattern::parse(pattern) {
            Ok(pattern) => Kind::Pattern(pattern),
            Err(mistake) => Kind::Mistake(mistake),
        })
    }
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match &self.0 {
            Kind::Pattern(_) | Kind::Narrowed(..) => "Pattern",
            Kind::Mistake(mistake) => return mistake.fmt(f),
            Kind::Names(..) => "Names",
            Kind::Predicate(..) => "Predicate",
        };
        f.debug_tuple(name).field(&self.family()).finish()
    }
}
