//! Events that the programs of a cluster send each other, by contract.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use super::Namespace;
use super::call::ReadArgs;
use super::outcome::BoundaryError;
use super::target::LentArgs;
use crate::Contract;
use crate::adapter::{NodeId, Receipt};
use crate::answer::{Reads as _, Sends as _};
use crate::audit::Auditor;
use crate::codec::{Args, EncodeError};
use crate::event::ClusterEvent;
use crate::socket::{BoxFuture, NodeAnswers, Scope, ServerSideEvent};

/// The programs of the other servers in the namespace of the contract `N`: never that of this one. See [`Namespace::servers`].
///
/// Emits the contract's `#[cluster]` events when its `EmitToServers` trait is in scope. Without an adapter there are no others, and
/// nothing happens.
pub struct Servers<N> {
    scope: Scope,
    contract: PhantomData<N>,
}

impl<N> Servers<N> {
    pub(super) fn new(scope: Scope) -> Self {
        Self { scope, contract: PhantomData }
    }
}

impl<N> AsRef<Self> for Servers<N> {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// Emits an event that nobody answers.
///
/// # Errors
/// When an argument cannot be serialized, or is not what its schema says.
pub fn emit_to_servers<N: ClusterEvent<INDEX>, const INDEX: usize>(
    servers: &Servers<N>,
    args: N::Lent<'_>,
) -> Result<Receipt, EncodeError> {
    servers.scope.server_side_emit(N::EVENT, &lent::<N, INDEX>(servers, args))
}

/// Emits an event that each of the others answers.
///
/// # Errors
/// When an argument cannot be serialized, or is not what its schema says.
pub fn ask_servers<N: ClusterEvent<INDEX>, const INDEX: usize>(
    servers: &Servers<N>,
    args: N::Lent<'_>,
) -> Result<NodeAnswers<N::Answer>, EncodeError> {
    servers.scope.server_side_ask(N::EVENT, &lent::<N, INDEX>(servers, args), N::Form::read)
}

fn lent<'a, N: ClusterEvent<INDEX>, const INDEX: usize>(
    servers: &Servers<N>,
    args: N::Lent<'a>,
) -> LentArgs<N::Lent<'a>> {
    LentArgs::new(args, Auditor::new(servers.scope.audit(), N::NAMESPACE, N::EVENT))
}

/// What a handler of a `#[cluster]` event of the contract `N` is given, where the implementation's `Session` is `S`.
pub struct ClusterCx<N, S> {
    event: ServerSideEvent,
    contract: PhantomData<fn() -> (N, S)>,
}

impl<N: Contract, S> ClusterCx<N, S> {
    /// The server that has sent the event.
    pub fn node(&self) -> &NodeId {
        self.event.node()
    }

    /// The namespace that it was sent in. `None` when it was sent in all namespaces of a contract with parameters at once.
    pub fn namespace(&self) -> Option<Namespace<N>> {
        self.event.namespace().cloned().map(Namespace::new)
    }
}

/// An event of another server. Generated code chooses the handler by [`event`](Self::event).
pub struct ClusterCall<N, S> {
    event: ServerSideEvent,
    contract: PhantomData<fn() -> (N, S)>,
}

/// What is answered to an event of another server.
pub struct Answered(pub(super) BoxFuture<Args>);

impl<N: Contract, S: 'static> ClusterCall<N, S> {
    pub(super) fn new(event: ServerSideEvent) -> Self {
        Self { event, contract: PhantomData }
    }

    /// The event's name.
    pub fn event(&self) -> &str {
        self.event.name()
    }

    /// Runs the handler of the event with this index. Arguments of another shape are answered where the answer has a place for errors;
    /// elsewhere with nothing, which the other server cannot read either.
    pub fn handle<const INDEX: usize, F, R>(self, handler: F) -> Answered
    where
        N: ClusterEvent<INDEX>,
        F: FnOnce(ClusterCx<N, S>, N::Args) -> R + Send + 'static,
        R: Future<Output = N::Answer> + Send,
    {
        let event = self.event;
        Answered(Box::pin(async move {
            let answer = match event.args().read() {
                Ok(ReadArgs::<N::Args>(args)) => {
                    let cx = ClusterCx { event: event.clone(), contract: PhantomData };
                    let auditor = Auditor::new(event.audit(), N::NAMESPACE, N::EVENT);
                    N::Form::send(handler(cx, args).await, auditor, |args| Args::of(args))
                }
                Err(error) => {
                    tracing::error!(event = event.name(), node = %event.node(), %error, "event of a server refused");
                    let error = BoundaryError::invalid_payload(&error);
                    N::Form::refuse(error, |args| Args::of(args))
                        .unwrap_or_else(|| Ok(Args::empty()))
                }
            };
            answer.unwrap_or_else(|error| {
                tracing::error!(event = event.name(), node = %event.node(), %error, "answer not sent");
                Args::empty()
            })
        }))
    }

    /// For an event that the contract does not name: nobody listens to it.
    pub fn unknown(self) -> Answered {
        Answered(Box::pin(std::future::ready(Args::empty())))
    }
}

impl<N> Clone for Servers<N> {
    fn clone(&self) -> Self {
        Self::new(self.scope.clone())
    }
}

impl<N> fmt::Debug for Servers<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Servers").field(&self.scope).finish()
    }
}

impl<N, S> fmt::Debug for ClusterCx<N, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ClusterCx").field(&self.event).finish()
    }
}

impl<N, S> fmt::Debug for ClusterCall<N, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ClusterCall").field(&self.event).finish()
    }
}

impl fmt::Debug for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answered").finish_non_exhaustive()
    }
}
