//! Values of the application that stay with a socket on this server.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::{Arc, Mutex};

use crate::sync::lock;

/// Typed values that an application keeps with a socket: at most one of each type. The reference's attributes of its own on the socket
/// object.
///
/// They stay on this server and are dropped with the last clone of the socket. What other servers shall see belongs into
/// [`Socket::data`](super::Socket::data). While nothing is kept, nothing is allocated. A value that holds its own socket keeps both for
/// ever, unless it is [removed](Self::remove).
///
/// ```
/// use wigwag::socket::Extensions;
///
/// struct Nickname(&'static str);
///
/// let extensions = Extensions::default();
/// extensions.insert(Nickname("Ada"));
/// assert_eq!(extensions.get::<Nickname>().map(|name| name.0), Some("Ada"));
/// ```
#[derive(Default)]
pub struct Extensions(Mutex<Vec<(TypeId, Arc<dyn Any + Send + Sync>)>>);

impl Extensions {
    /// Keeps a value; gives back the one of the same type that it replaces.
    pub fn insert<T: Send + Sync + 'static>(&self, value: T) -> Option<Arc<T>> {
        let value: Arc<dyn Any + Send + Sync> = Arc::new(value);
        let mut values = lock(&self.0);
        if let Some((_, slot)) = values.iter_mut().find(|(kept, _)| *kept == TypeId::of::<T>()) {
            return std::mem::replace(slot, value).downcast().ok();
        }
        values.push((TypeId::of::<T>(), value));
        None
    }

    /// The value of this type.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let values = lock(&self.0);
        let (_, value) = values.iter().find(|(kept, _)| *kept == TypeId::of::<T>())?;
        Arc::clone(value).downcast().ok()
    }

    /// Takes the value of this type out.
    pub fn remove<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let mut values = lock(&self.0);
        let index = values.iter().position(|(kept, _)| *kept == TypeId::of::<T>())?;
        let (_, value) = values.swap_remove(index);
        value.downcast().ok()
    }
}

impl fmt::Debug for Extensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extensions").field("len", &lock(&self.0).len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_of_each_type_is_kept() {
        let extensions = Extensions::default();
        assert!(extensions.insert(1_u8).is_none());
        assert!(extensions.insert("one").is_none());
        assert_eq!(extensions.insert(2_u8).as_deref(), Some(&1));
        assert_eq!(extensions.get::<u8>().as_deref(), Some(&2));
        assert_eq!(extensions.get::<&str>().as_deref(), Some(&"one"));
        assert_eq!(extensions.get::<u16>(), None);
    }

    #[test]
    fn value_that_was_removed_is_gone() {
        let extensions = Extensions::default();
        extensions.insert(1_u8);
        extensions.insert("one");
        assert_eq!(extensions.remove::<u8>().as_deref(), Some(&1));
        assert_eq!(extensions.remove::<u8>(), None);
        assert_eq!(extensions.get::<&str>().as_deref(), Some(&"one"));
    }

    #[test]
    fn nothing_is_allocated_for_nothing() {
        assert_eq!(Extensions::default().0.into_inner().unwrap().capacity(), 0);
    }
}
