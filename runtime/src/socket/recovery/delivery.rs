//! An event on its way where clients may come back.

use std::collections::HashMap;

use tokio::time::Instant;

use super::Keeper;
use super::keeper::{Order, State};
use crate::SocketId;
use crate::codec::{Args, EncodeError, Encoded, EventDraft, Frame, ToArgs};
use crate::socket::departure::{pass_middlewares, tell_listeners};
use crate::socket::flags::Flags;
use crate::socket::recipients::Recipients;
use crate::socket::{Event, Namespace, Socket, SocketErrorKind};

/// An event in the log, ready to be sent again.
pub(super) struct Stored {
    packet: Encoded,
    /// Where middlewares see what goes to each client, what they see.
    event: Option<(Event, Flags)>,
}

impl Stored {
    /// The packet for a client that has missed the event. `None` when it does not get it.
    pub(super) fn send_again(&self, socket: &Socket, offset: &str) -> Option<Encoded> {
        let Some((event, flags)) = &self.event else { return Some(self.packet.clone()) };
        let event = pass_middlewares(socket, event.clone())?;
        let draft = draft(socket.of_namespace(), &event);
        match draft.and_then(|draft| draft.finish(Some(offset))) {
            Ok(packet) => Some(flags.mark(packet)),
            Err(error) => {
                socket.report_error(Some(event.name), SocketErrorKind::Encode(error));
                None
            }
        }
    }
}

/// What becomes of an event for one socket whose namespace has middlewares, or that has listeners of its own.
enum Passed {
    Unchanged,
    Changed(EventDraft),
    Withheld,
}

impl Keeper {
    /// Sends an event that nobody acknowledges, and stores it for those who are away.
    ///
    /// # Errors
    /// When it cannot be encoded; nobody gets it then.
    pub(in crate::socket) fn deliver(
        &self,
        namespace: &Namespace,
        flags: Flags,
        name: &str,
        args: &dyn ToArgs,
        recipients: &Recipients<'_>,
    ) -> Result<(), EncodeError> {
        let draft = namespace.format().draft_event(namespace.name(), name, &args)?;
        let has_middlewares = !namespace.hooks().outgoing.is_empty();
        let mut event = has_middlewares.then(|| event(name, args)).transpose()?;
        let mut passed = HashMap::new();
        // Middlewares and listeners are the program's, so that they run while others may go on; somebody may join meanwhile.
        let order = loop {
            let order = self.order();
            if !namespace.is_overheard() {
                break order;
            }
            let unasked = unasked(namespace, recipients, &passed);
            if unasked.is_empty() {
                break order;
            }
            drop(order);
            for socket in unasked {
                let event = match &mut event {
                    Some(event) => event,
                    event => event.insert(self::event(name, args)?),
                };
                passed.insert(socket.id(), pass(&socket, event.clone(), has_middlewares));
            }
        };
        let stored_event = event.filter(|_| has_middlewares).map(|event| (event, flags));
        order.deliver(namespace, flags, draft, recipients, passed, stored_event)
    }
}

impl Order<'_> {
    fn deliver(
        mut self,
        namespace: &Namespace,
        flags: Flags,
        draft: EventDraft,
        recipients: &Recipients<'_>,
        mut passed: HashMap<SocketId, Passed>,
        event: Option<(Event, Flags)>,
    ) -> Result<(), EncodeError> {
        let run = self.run();
        let State { log, sessions } = &mut *self.state;
        let is_stored = !flags.is_volatile
            && match recipients {
                // What is sent to a socket before it is admitted goes out before its client is told so.
                Recipients::One(socket) => socket
                    .trail()
                    .is_some_and(|trail| sessions.contains(trail.pid) && !trail.is_returning()),
                Recipients::Chosen(_) => !sessions.is_empty(),
            };
        let position = if is_stored { log.head().after(1) } else { log.head() };
        // What is not stored tells the position as well: a client takes the last argument of any event for an offset.
        let offset = run.offset(position);
        let packet = flags.mark(draft.finish(Some(&offset))?);
        if is_stored {
            let bytes =
                wire_len(&packet) + event.as_ref().map_or(0, |(event, _)| event.args.byte_len());
            let stored = Stored { packet: packet.clone(), event };
            log.append(recipients.target(), stored, bytes, Instant::now());
        }
        recipients.for_each(namespace, |socket| {
            // Where nobody was asked, nothing is looked up.
            let passed =
                if passed.is_empty() { None } else { passed.remove(&socket.id()) };
            match passed.unwrap_or(Passed::Unchanged) {
                Passed::Unchanged => flags.push(socket, packet.shared()),
                Passed::Changed(draft) => match draft.finish(Some(&offset)) {
                    Ok(packet) => flags.push(socket, flags.mark(packet)),
                    Err(error) => {
                        tracing::error!(%error, "an event that a middleware has changed is not sent");
                        return;
                    }
                },
                Passed::Withheld => return,
            }
            if is_stored && let Some(trail) = socket.trail() {
                trail.reached(position);
            }
        });
        Ok(())
    }
}

/// Those who would get the event, and whose middlewares and listeners have not seen it.
fn unasked(
    namespace: &Namespace,
    recipients: &Recipients<'_>,
    passed: &HashMap<SocketId, Passed>,
) -> Vec<Socket> {
    let mut unasked = Vec::new();
    recipients.for_each(namespace, |socket| {
        if socket.has_outgoing() && !passed.contains_key(&socket.id()) {
            unasked.push(socket.clone());
        }
    });
    unasked
}

fn pass(socket: &Socket, event: Event, has_middlewares: bool) -> Passed {
    let Some(event) = pass_middlewares(socket, event) else { return Passed::Withheld };
    let passed = if has_middlewares {
        match draft(socket.of_namespace(), &event) {
            Ok(draft) => Passed::Changed(draft),
            Err(error) => {
                socket.report_error(Some(event.name), SocketErrorKind::Encode(error));
                return Passed::Withheld;
            }
        }
    } else {
        Passed::Unchanged
    };
    tell_listeners(socket, &event);
    passed
}

fn draft(namespace: &Namespace, event: &Event) -> Result<EventDraft, EncodeError> {
    namespace.format().draft_event(namespace.name(), event.name(), event.args())
}

fn event(name: &str, args: &dyn ToArgs) -> Result<Event, EncodeError> {
    Ok(Event::new(name.into(), Args::of(&args)?, None))
}

pub(super) fn wire_len(packet: &Encoded) -> usize {
    packet.frame.wire_len() + packet.attachments.iter().map(Frame::wire_len).sum::<usize>()
}
