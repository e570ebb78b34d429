//! What an application waits for on one socket.

mod adding;
mod handling;
mod list;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

pub use self::handling::HandlerResult;
pub(super) use self::handling::{EventListener, LeavingListener};
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
pub(super) struct Listeners(Mutex<Lists>);

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
        lock(&self.0)
    }

    fn add(&self, add: impl FnOnce(&mut Lists, ListenerId)) -> ListenerId {
        let mut lists = self.lists();
        let id = ListenerId(lists.next_id);
        lists.next_id += 1;
        add(&mut lists, id);
        id
    }

    /// Takes a listener out, whichever kind it has. False when there is none.
    fn remove(&self, id: ListenerId) -> bool {
        let mut lists = self.lists();
        // What is taken out is dropped when the lock is free: a destructor may be the application's.
        let Lists { any, outgoing, incoming, errors, disconnecting, disconnect, .. } = &mut *lists;
        let any = any.remove(id);
        let outgoing = outgoing.remove(id);
        let incoming = incoming.remove(id);
        let errors = errors.remove(id);
        let disconnecting = take(disconnecting, id);
        let disconnect = take(disconnect, id);
        let of_event = lists.remove_of_event(id);
        drop(lists);
        any.is_some()
            || of_event.is_some()
            || outgoing.is_some()
            || incoming.is_some()
            || errors.is_some()
            || disconnecting.is_some()
            || disconnect.is_some()
    }

    /// Takes all listeners out, for whoever drops them where no lock is held.
    #[must_use]
    pub(super) fn take_all(&self) -> impl Sized {
        let mut lists = self.lists();
        let next_id = lists.next_id;
        std::mem::replace(&mut *lists, Lists { next_id, ..Lists::default() })
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
        !self.lists().outgoing.is_empty()
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

    fn remove_of_event(&mut self, id: ListenerId) -> Option<EventListener> {
        let mut removed = self.events.iter_mut().filter_map(|(event, list)| {
            let listener = list.remove(id)?;
            Some((list.is_empty().then(|| event.clone()), listener))
        });
        let (emptied, listener) = removed.next()?;
        if let Some(event) = emptied {
            self.events.remove(&event);
        }
        Some(listener)
    }
}

fn take(list: &mut Vec<(ListenerId, LeavingListener)>, id: ListenerId) -> Option<LeavingListener> {
    let index = list.iter().position(|(listener, _)| *listener == id)?;
    Some(list.remove(index).1)
}

fn take_all(list: &mut Vec<(ListenerId, LeavingListener)>) -> Vec<LeavingListener> {
    std::mem::take(list).into_iter().map(|(_, listener)| listener).collect()
}
