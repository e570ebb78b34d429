//! How an event is answered: the forms in which what a handler returns, or a client answers, travels.

use wigwag_schema::EventBuilder;

use crate::contract::{Emitted, Received};
#[cfg(feature = "server")]
use crate::{
    audit::Auditor,
    codec::{ArgReader, Args, ArgsError, EncodeError, FromArgs, ToArgs},
    typed::{BoundaryError, Envelope, LentArgs, read_outcome},
};

/// How what a handler returns travels.
pub trait Sends<T> {
    /// Adds the answer to an event.
    fn describe(event: EventBuilder<'_>) -> EventBuilder<'_>;

    /// Hands the arguments of the acknowledgement over.
    ///
    /// # Errors
    /// Those of `send`, and the auditor's.
    #[cfg(feature = "server")]
    fn send<R>(
        answer: T,
        auditor: Auditor,
        send: impl FnOnce(&dyn ToArgs) -> Result<R, EncodeError>,
    ) -> Result<R, EncodeError>;

    /// Hands over what says an error that is not the handler's own. `None` where there is no place for one.
    #[cfg(feature = "server")]
    fn refuse<R>(
        _error: BoundaryError,
        _send: impl FnOnce(&dyn ToArgs) -> Result<R, EncodeError>,
    ) -> Option<Result<R, EncodeError>> {
        None
    }
}

/// How what a client answers travels.
pub trait Reads<T> {
    /// Adds the answer to an event.
    fn describe(event: EventBuilder<'_>) -> EventBuilder<'_>;

    /// Reads an acknowledgement.
    ///
    /// # Errors
    /// When it has another shape.
    #[cfg(feature = "server")]
    fn read(args: &Args) -> Result<T, ArgsError>;
}

/// An empty acknowledgement, or none.
#[derive(Debug)]
pub enum Empty {}

/// An acknowledgement that is the value itself.
#[derive(Debug)]
pub enum Value {}

/// An acknowledgement that says whether it is a value or an error.
#[derive(Debug)]
pub enum Outcome {}

/// An acknowledgement of two arguments, as Node calls callbacks: an error or `null`, and the value.
#[derive(Debug)]
pub enum Node {}

impl Sends<()> for Empty {
    fn describe(event: EventBuilder<'_>) -> EventBuilder<'_> {
        event
    }

    #[cfg(feature = "server")]
    fn send<R>(
        (): (),
        _: Auditor,
        send: impl FnOnce(&dyn ToArgs) -> Result<R, EncodeError>,
    ) -> Result<R, EncodeError> {
        send(&())
    }
}

impl<T: Emitted> Sends<T> for Value {
    fn describe(event: EventBuilder<'_>) -> EventBuilder<'_> {
        event.reply::<T>()
    }

    #[cfg(feature = "server")]
    fn send<R>(
        value: T,
        auditor: Auditor,
        send: impl FnOnce(&dyn ToArgs) -> Result<R, EncodeError>,
    ) -> Result<R, EncodeError> {
        send(&LentArgs::new((&value, ()), auditor))
    }
}

impl<T: Emitted, E: Emitted> Sends<Result<T, E>> for Outcome {
    fn describe(event: EventBuilder<'_>) -> EventBuilder<'_> {
        event.outcome::<T, E>()
    }

    #[cfg(feature = "server")]
    fn send<R>(
        outcome: Result<T, E>,
        auditor: Auditor,
        send: impl FnOnce(&dyn ToArgs) -> Result<R, EncodeError>,
    ) -> Result<R, EncodeError> {
        send(&LentArgs::new((&Envelope::from(outcome), ()), auditor))
    }

    #[cfg(feature = "server")]
    fn refuse<R>(
        error: BoundaryError,
        send: impl FnOnce(&dyn ToArgs) -> Result<R, EncodeError>,
    ) -> Option<Result<R, EncodeError>> {
        Some(send(&(Envelope::<(), _>::from(Err(error)),)))
    }
}

impl<T: Emitted, E: Emitted> Sends<Result<T, E>> for Node {
    fn describe(event: EventBuilder<'_>) -> EventBuilder<'_> {
        event.node::<T, E>()
    }

    #[cfg(feature = "server")]
    fn send<R>(
        outcome: Result<T, E>,
        auditor: Auditor,
        send: impl FnOnce(&dyn ToArgs) -> Result<R, EncodeError>,
    ) -> Result<R, EncodeError> {
        match outcome {
            Ok(data) => send(&LentArgs::new((&(), (&data, ())), auditor)),
            Err(error) => send(&LentArgs::new((&error, ()), auditor)),
        }
    }

    #[cfg(feature = "server")]
    fn refuse<R>(
        error: BoundaryError,
        send: impl FnOnce(&dyn ToArgs) -> Result<R, EncodeError>,
    ) -> Option<Result<R, EncodeError>> {
        Some(send(&(error,)))
    }
}

impl Reads<()> for Empty {
    fn describe(event: EventBuilder<'_>) -> EventBuilder<'_> {
        event
    }

    #[cfg(feature = "server")]
    fn read(_: &Args) -> Result<(), ArgsError> {
        Ok(())
    }
}

impl<T: Received> Reads<T> for Value {
    fn describe(event: EventBuilder<'_>) -> EventBuilder<'_> {
        event.reply::<T>()
    }

    #[cfg(feature = "server")]
    fn read(args: &Args) -> Result<T, ArgsError> {
        args.read_first()
    }
}

impl<T: Received, E: Received> Reads<Result<T, E>> for Outcome {
    fn describe(event: EventBuilder<'_>) -> EventBuilder<'_> {
        event.outcome::<T, E>()
    }

    #[cfg(feature = "server")]
    fn read(args: &Args) -> Result<Result<T, E>, ArgsError> {
        read_outcome(args)
    }
}

impl<T: Received, E: Received> Reads<Result<T, E>> for Node {
    fn describe(event: EventBuilder<'_>) -> EventBuilder<'_> {
        event.node::<T, E>()
    }

    #[cfg(feature = "server")]
    fn read(args: &Args) -> Result<Result<T, E>, ArgsError> {
        args.read::<NodeOutcome<T, E>>().map(|outcome| outcome.0)
    }
}

#[cfg(feature = "server")]
struct NodeOutcome<T, E>(Result<T, E>);

#[cfg(feature = "server")]
impl<T: Received, E: Received> FromArgs for NodeOutcome<T, E> {
    fn from_args<R: ArgReader>(args: &mut R) -> Result<Self, R::Error> {
        Ok(Self(match args.next_arg()? {
            Some(error) => Err(error),
            None => Ok(args.next_arg()?),
        }))
    }
}
