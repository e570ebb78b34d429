//! What an application waits for on one socket.

mod adding;
mod handling;
mod list;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

pub use self::handling::HandlerResult;
pub(super) use self::handling::{EventListener, LeavingListener, outcome};
use self::list::{Called, List};
use super::event_middleware::BoxedEventMiddleware;
use super::hooks::ErrorHook;
use super::{Event, Socket};
use crate::sync::lock;

/// Names one listener among those of its socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListenerId(u64);

/// Sees what goes to the client.
pub(super) type OutgoingListener = Arc<dyn Fn(&Socket, &Event) + Send + Sync>;

/// The listeners of one socket, and its own middlewares. They live until the socket has left and its last handler has finished, so that
/// those that hold the socket do not keep it for ever.
#[derive(Default)]
pub(super) struct Listeners {
    lists: Mutex<Lists>,
    /// Whether somebody sees what goes to the client, for those who send much.
    has_outgoing: AtomicBool,
}

#[derive(Default)]
struct Lists {
    next_id: u64,
    events: HashMap<Box<str>, List<EventListener>>,
    any: List<EventListener>,
    outgoing: List<OutgoingListener>,
    incoming: List<BoxedEventMiddleware>,
    disconnecting: Vec<(ListenerId, LeavingListener)>,
    disconnect: Vec<(ListenerId, LeavingListener)>,
    errors: List<ErrorHook>,
}

impl Listeners {
    fn lists(&self) -> MutexGuard<'_, Lists> {
        lock(&self.lists)
    }

    /// Changes the lists. What is taken out has to be returned, so that it is dropped when the lock is free: a destructor may be the
    /// application's.
    fn change<T>(&self, change: impl FnOnce(&mut Lists) -> T) -> T {
        let mut lists = self.lists();
        let outcome = change(&mut lists);
        self.has_outgoing.store(!lists.outgoing.is_empty(), Ordering::Release);
        outcome
    }

    fn add(&self, add: impl FnOnce(&mut Lists, ListenerId)) -> ListenerId {
        self.change(|lists| {
            let id = ListenerId(lists.next_id);
            lists.next_id += 1;
            add(lists, id);
            id
        })
    }

    /// Takes a listener out, whichever kind it has. False when there is none.
    fn remove(&self, id: ListenerId) -> bool {
        self.change(|lists| lists.remove(id)).is_some()
    }

    /// Takes all listeners out, for whoever drops them where no lock is held.
    #[must_use]
    pub(super) fn take_all(&self) -> impl Sized {
        self.change(|lists| {
            let next_id = lists.next_id;
            std::mem::replace(lists, Lists { next_id, ..Lists::default() })
        })
    }

    /// The listeners of an event that is being dispatched.
    pub(super) fn take_called(&self, event: &str) -> Called<EventListener> {
        let mut lists = self.lists();
        let Some(list) = lists.events.get_mut(event) else { return Called::default() };
        let called = list.take_called();
        if list.is_empty() {
            lists.events.remove(event);
        }
        called
    }

    pub(super) fn any(&self) -> Called<EventListener> {
        self.lists().any.called()
    }

    pub(super) fn incoming(&self) -> Called<BoxedEventMiddleware> {
        self.lists().incoming.called()
    }

    pub(super) fn has_outgoing(&self) -> bool {
        self.has_outgoing.load(Ordering::Acquire)
    }

    pub(super) fn outgoing(&self) -> Called<OutgoingListener> {
        self.lists().outgoing.called()
    }

    pub(super) fn errors(&self) -> Called<ErrorHook> {
        self.lists().errors.called()
    }

    pub(super) fn take_disconnecting(&self) -> Vec<LeavingListener> {
        take_all(&mut self.lists().disconnecting)
    }

    pub(super) fn take_disconnect(&self) -> Vec<LeavingListener> {
        take_all(&mut self.lists().disconnect)
    }
}

impl Lists {
    /// In the order in which each event got its first listener.
    fn event_names(&self) -> Vec<String> {
        let mut names: Vec<_> =
            self.events.iter().map(|(event, list)| (list.first(), event)).collect();
        names.sort_unstable();
        names.into_iter().map(|(_, event)| event.to_string()).collect()
    }

    /// Takes a listener out, for whoever drops it.
    fn remove(&mut self, id: ListenerId) -> Option<Removed> {
        self.remove_of_event(id)
            .or_else(|| self.any.remove(id).map(removed))
            .or_else(|| self.outgoing.remove(id).map(removed))
            .or_else(|| self.incoming.remove(id).map(removed))
            .or_else(|| self.errors.remove(id).map(removed))
            .or_else(|| take(&mut self.disconnecting, id).map(removed))
            .or_else(|| take(&mut self.disconnect, id).map(removed))
    }

    fn remove_of_event(&mut self, id: ListenerId) -> Option<Removed> {
        let mut found = self.events.iter_mut().filter_map(|(event, list)| {
            let listener = list.remove(id)?;
            Some((list.is_empty().then(|| event.clone()), listener))
        });
        let (emptied, listener) = found.next()?;
        if let Some(event) = emptied {
            self.events.remove(&event);
        }
        Some(removed(listener))
    }
}

/// A listener that was taken out, for whoever drops it.
type Removed = Box<dyn Send>;

fn removed(listener: impl Send + 'static) -> Removed {
    Box::new(listener)
}

fn take(list: &mut Vec<(ListenerId, LeavingListener)>, id: ListenerId) -> Option<LeavingListener> {
    let index = list.iter().position(|(listener, _)| *listener == id)?;
    Some(list.remove(index).1)
}

fn take_all(list: &mut Vec<(ListenerId, LeavingListener)>) -> Vec<LeavingListener> {
    std::mem::take(list).into_iter().map(|(_, listener)| listener).collect()
}
