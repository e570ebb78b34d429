//! What a contract says about each of its events.
//!
//! Generated code states the types of an event once, by implementing [`ClientEvent`] or [`ServerEvent`] for the contract's `Ns`.
//! The description, the dispatch and the emitters reach the types through these traits alone, and never need to know more of them:
//! a type that cannot travel is reported once, where the user wrote it.

use wigwag_schema::{EventBuilder, NamespaceBuilder};

use crate::answer::{Reads, Sends};
use crate::contract::{Contract, Emitted, Received};
use crate::limits::Limits;
#[cfg(feature = "server")]
use crate::{
    audit::Auditor,
    codec::{ArgReader, ArgWriter, EncodeError},
};

/// The event with this index among those that clients send.
pub trait ClientEvent<const INDEX: usize>: Contract {
    /// The name on the wire.
    const EVENT: &'static str;
    /// The names of the arguments.
    const ARGS: &'static [&'static str];
    /// The names that it had before.
    const ALIASES: &'static [&'static str] = &[];
    /// Whether it should not be sent any more.
    const DEPRECATED: bool = false;
    /// What bounds it.
    const LIMITS: Limits = Limits::NONE;
    /// The arguments.
    type Args: ReceivedArgs;
    /// What the handler returns.
    type Answer: Send;
    /// How the answer travels.
    type Form: Sends<Self::Answer>;
}

/// The event with this index among those that the server sends.
pub trait ServerEvent<const INDEX: usize>: Contract {
    /// The name on the wire.
    const EVENT: &'static str;
    /// The names of the arguments.
    const ARGS: &'static [&'static str];
    /// The arguments, as they are lent to an emitter.
    type Args<'a>: EmittedArgs;
    /// What the client answers.
    type Answer: Send + 'static;
    /// How the answer travels, `Empty` also when there is none.
    type Form: Reads<Self::Answer>;
}

/// The event with this index among those that the servers of a cluster send each other.
pub trait ClusterEvent<const INDEX: usize>: Contract {
    /// The name on the wire.
    const EVENT: &'static str;
    /// The names of the arguments.
    const ARGS: &'static [&'static str];
    /// The arguments, as they are received.
    type Args: ReceivedArgs;
    /// The arguments, as they are lent to an emitter.
    type Lent<'a>: EmittedArgs;
    /// What the handler returns.
    type Answer: Send + 'static;
    /// How the answer travels.
    type Form: Sends<Self::Answer> + Reads<Self::Answer>;
}

/// Describes an event that clients send.
pub fn client_event<N: ClientEvent<INDEX>, const INDEX: usize>(
    namespace: &mut NamespaceBuilder,
) -> EventBuilder<'_> {
    let event = N::Form::describe(N::Args::describe(namespace.client_event(N::EVENT), N::ARGS));
    let event = N::ALIASES.iter().fold(event, |event, alias| event.alias(alias));
    let Limits { rate, max_bytes } = N::LIMITS;
    let event = rate.into_iter().fold(event, |event, rate| event.rate(&rate.text()));
    max_bytes.into_iter().fold(event, |event, bytes| event.max_bytes(bytes))
}

/// Describes an event that the server sends.
pub fn server_event<N: ServerEvent<INDEX>, const INDEX: usize>(
    namespace: &mut NamespaceBuilder,
) -> EventBuilder<'_> {
    N::Form::describe(N::Args::<'static>::describe(namespace.server_event(N::EVENT), N::ARGS))
}

/// Describes an event that the servers of a cluster send each other.
pub fn cluster_event<N: ClusterEvent<INDEX>, const INDEX: usize>(
    namespace: &mut NamespaceBuilder,
) -> EventBuilder<'_> {
    let event = N::Args::describe(namespace.cluster_event(N::EVENT), N::ARGS);
    <N::Form as Sends<N::Answer>>::describe(event)
}

/// The arguments of an event: one, and the rest of them, in the end `()`.
pub type Arg<T, Rest> = (T, Rest);

/// The arguments of an event that clients send: [`Arg`] or `()`.
pub trait ReceivedArgs: Sized + Send + 'static {
    /// Adds the arguments to an event.
    fn describe<'a>(event: EventBuilder<'a>, names: &[&str]) -> EventBuilder<'a>;

    /// Reads what a client sent.
    ///
    /// # Errors
    /// The reader's, when an argument has another shape.
    #[cfg(feature = "server")]
    fn read<R: ArgReader>(reader: &mut R) -> Result<Self, R::Error>;
}

impl ReceivedArgs for () {
    fn describe<'a>(event: EventBuilder<'a>, _: &[&str]) -> EventBuilder<'a> {
        event
    }

    #[cfg(feature = "server")]
    fn read<R: ArgReader>(_: &mut R) -> Result<(), R::Error> {
        Ok(())
    }
}

impl<T: Received + Send + 'static, Rest: ReceivedArgs> ReceivedArgs for Arg<T, Rest> {
    fn describe<'a>(event: EventBuilder<'a>, names: &[&str]) -> EventBuilder<'a> {
        match names {
            [name, names @ ..] => Rest::describe(event.arg::<T>(name), names),
            [] => event,
        }
    }

    #[cfg(feature = "server")]
    fn read<R: ArgReader>(reader: &mut R) -> Result<Self, R::Error> {
        Ok((reader.next_arg()?, Rest::read(reader)?))
    }
}

/// The arguments of an event that the server sends: [`Arg`] of a reference, or `()`.
pub trait EmittedArgs {
    /// Adds the arguments to an event.
    fn describe<'a>(event: EventBuilder<'a>, names: &[&str]) -> EventBuilder<'a>;

    /// Writes what is sent.
    ///
    /// # Errors
    /// When an argument cannot be written, or is not what its schema says.
    #[cfg(feature = "server")]
    fn write(&self, writer: &mut ArgWriter<'_>, auditor: Auditor) -> Result<(), EncodeError>;
}

impl EmittedArgs for () {
    fn describe<'a>(event: EventBuilder<'a>, _: &[&str]) -> EventBuilder<'a> {
        event
    }

    #[cfg(feature = "server")]
    fn write(&self, _: &mut ArgWriter<'_>, _: Auditor) -> Result<(), EncodeError> {
        Ok(())
    }
}

impl<T: Emitted + ?Sized, Rest: EmittedArgs> EmittedArgs for Arg<&T, Rest> {
    fn describe<'a>(event: EventBuilder<'a>, names: &[&str]) -> EventBuilder<'a> {
        match names {
            [name, names @ ..] => Rest::describe(event.arg::<T>(name), names),
            [] => event,
        }
    }

    #[cfg(feature = "server")]
    fn write(&self, writer: &mut ArgWriter<'_>, auditor: Auditor) -> Result<(), EncodeError> {
        let (arg, rest) = self;
        let (index, json) = writer.exact_arg(*arg)?;
        auditor.check::<T>(Some(index), json)?;
        rest.write(writer, auditor)
    }
}
