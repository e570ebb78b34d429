//! Events between the programs of a cluster.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use super::Cluster;
use super::asking::{Asking, MissingNode};
use crate::adapter::{NodeError, NodeId, Operation, Outcome, Publication, Question, Receipt};
use crate::audit::Audit;
use crate::codec::{Args, EncodeError, ToArgs};
use crate::socket::scope::Scope;
use crate::socket::{BoxFuture, Family, Mount, Namespace, ReadAck};
use crate::sync::{read, write};

/// An event of another server's program.
#[derive(Debug, Clone)]
pub struct ServerSideEvent {
    pub(super) node: NodeId,
    pub(super) namespace: Option<Namespace>,
    pub(super) audit: Audit,
    pub(super) name: Arc<str>,
    pub(super) args: Args,
}

impl ServerSideEvent {
    /// The server that has sent it.
    pub fn node(&self) -> &NodeId {
        &self.node
    }

    /// The namespace that it was sent in. `None` when it was sent in a [family](Family) as a whole.
    pub fn namespace(&self) -> Option<&Namespace> {
        self.namespace.as_ref()
    }

    /// How contracts are audited.
    pub(crate) fn audit(&self) -> Audit {
        self.audit
    }

    /// The event's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its arguments.
    pub fn args(&self) -> &Args {
        &self.args
    }
}

type Listener = Arc<dyn Fn(ServerSideEvent) -> BoxFuture<Result<Args, EncodeError>> + Send + Sync>;

/// Who listens to which server-side event.
#[derive(Default)]
pub(in crate::socket) struct ServerSideListeners(RwLock<HashMap<Box<str>, Arc<Vec<Listener>>>>);

impl ServerSideListeners {
    pub(in crate::socket) fn add<F, R, A>(&self, event: &str, handler: F)
    where
        F: Fn(ServerSideEvent) -> R + Send + Sync + 'static,
        R: Future<Output = A> + Send + 'static,
        A: ToArgs + Send + 'static,
    {
        let listener: Listener = Arc::new(move |event| {
            let answer = handler(event);
            Box::pin(async move { Args::of(&answer.await) })
        });
        Arc::make_mut(write(&self.0).entry(event.into()).or_default()).push(listener);
    }

    fn remove(&self, event: &str) {
        write(&self.0).remove(event);
    }

    /// Those who listen to `event`, in the order in which they were added.
    pub(super) fn of(&self, event: &str) -> Option<Arc<Vec<Listener>>> {
        read(&self.0).get(event).cloned()
    }
}

impl fmt::Debug for ServerSideListeners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(read(&self.0).keys()).finish()
    }
}

/// The names that the reference keeps for itself between servers.
const RESERVED: [&str; 3] = ["connect", "connection", "new_namespace"];

impl Scope {
    pub(crate) fn server_side_emit(
        &self,
        event: &str,
        args: &dyn ToArgs,
    ) -> Result<Receipt, EncodeError> {
        let args = checked(event, args)?;
        let Some(cluster) = self.cluster() else { return Ok(Receipt::done()) };
        let operation = Operation::ServerSideEmit { event: event.to_owned(), args };
        Ok(cluster.publish(Publication { audience: self.audience(), operation }))
    }

    pub(crate) fn server_side_ask<T>(
        &self,
        event: &str,
        args: &dyn ToArgs,
        read: ReadAck<T>,
    ) -> Result<NodeAnswers<T>, EncodeError> {
        let args = checked(event, args)?;
        let asking = self.cluster().map(|cluster: &Arc<Cluster>| {
            let question = Question::ServerSideEmit { event: event.to_owned(), args };
            cluster.ask(self.audience(), question, cluster.limits.request_timeout)
        });
        Ok(NodeAnswers { asking, read, answer: PhantomData })
    }
}

fn checked(event: &str, args: &dyn ToArgs) -> Result<Args, EncodeError> {
    if RESERVED.contains(&event) { Err(EncodeError::ReservedEventName) } else { Args::of(&args) }
}

/// The programs of the other servers.
impl Namespace {
    /// Listens to an event that the programs of other servers send to this one. What the handler returns is the answer, as a tuple of
    /// arguments, for those who ask for one. See [`Mount::on_server_side`], whose handlers come before these.
    ///
    /// These go with the namespace: one that is made again for clients of a [family](Family) has none. [`Family::on_server_side`] is for all
    /// of its namespaces.
    ///
    /// ```
    /// # async fn count() -> u32 { 0 }
    /// # fn example(namespace: wigwag::socket::Namespace) {
    /// namespace.on_server_side("count", |event| async move {
    ///     println!("{} wants to know", event.node());
    ///     (count().await,)
    /// });
    /// # }
    /// ```
    pub fn on_server_side<F, R, A>(&self, event: &str, handler: F)
    where
        F: Fn(ServerSideEvent) -> R + Send + Sync + 'static,
        R: Future<Output = A> + Send + 'static,
        A: ToArgs + Send + 'static,
    {
        // Without a cluster nobody sends any.
        if let Some(clustered) = self.clustered() {
            clustered.server_side.add(event, handler);
        }
    }

    /// Listens to the event no more, but for the handlers of the mount or the family. Handlers that run are not ended.
    pub fn off_server_side(&self, event: &str) {
        if let Some(clustered) = self.clustered() {
            clustered.server_side.remove(event);
        }
    }
}

/// The programs of the other servers.
impl Family {
    /// Listens to an event of other programs in any namespace of the family, and in the family as a whole. See
    /// [`Namespace::on_server_side`].
    pub fn on_server_side<F, R, A>(&self, event: &str, handler: F)
    where
        F: Fn(ServerSideEvent) -> R + Send + Sync + 'static,
        R: Future<Output = A> + Send + 'static,
        A: ToArgs + Send + 'static,
    {
        self.application().server_side.add(event, handler);
    }

    /// Listens to the event no more. Handlers that run are not ended.
    pub fn off_server_side(&self, event: &str) {
        self.application().server_side.remove(event);
    }
}

impl Mount {
    /// Listens to an event that the programs of other servers send to this one, from the moment in which it joins them. Several handlers of
    /// one event run one after the other; what the first returns is the answer, as a tuple of arguments, for those who ask for one.
    ///
    /// A handler is begun when the event comes, in the order of the sending server, and goes on by itself when it waits. A panic is logged,
    /// and the asking server is told [`Refused::Failed`](crate::adapter::Refused::Failed).
    #[must_use]
    pub fn on_server_side<F, R, A>(self, event: &str, handler: F) -> Self
    where
        F: Fn(ServerSideEvent) -> R + Send + Sync + 'static,
        R: Future<Output = A> + Send + 'static,
        A: ToArgs + Send + 'static,
    {
        self.application.server_side.add(event, handler);
        self
    }
}

/// Waits for what the programs of the other servers answer: one outcome for each, in the order in which they come. The event has been sent
/// already.
///
/// ```
/// # async fn example(namespace: wigwag::socket::Namespace) -> Result<(), wigwag::EncodeError> {
/// let mut answers = namespace.server_side_emit_with_ack::<u32, _>("count", &())?;
/// while let Some(answer) = answers.next().await {
///     match answer {
///         Ok((node, count)) => println!("{node}: {count}"),
///         Err(missing) => println!("{:?}: {}", missing.node, missing.error),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "the event has been sent; use this for the answers, or drop it to ignore them"]
pub struct NodeAnswers<T> {
    /// `None` when there are no other servers.
    asking: Option<Asking>,
    read: ReadAck<T>,
    answer: PhantomData<T>,
}

impl<T> NodeAnswers<T> {
    /// Limits the waiting, counted from when the event was sent. Default:
    /// [`Config::cluster_request_timeout`](crate::Config::cluster_request_timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        if let Some(asking) = &mut self.asking {
            asking.set_timeout(timeout);
        }
        self
    }

    /// The next answer, and whose it is, or who has not answered. `None` when every server has had one.
    ///
    /// # Cancel safety
    /// Dropping the future loses no answer.
    pub async fn next(&mut self) -> Option<Result<(NodeId, T), MissingNode>> {
        loop {
            return Some(match self.asking.as_mut()?.next().await? {
                Outcome::Answer(node, args) => match (self.read)(&args) {
                    Ok(answer) => Ok((node, answer)),
                    Err(error) => {
                        Err(MissingNode { node: Some(node), error: NodeError::Decode(error) })
                    }
                },
                Outcome::Missing(node, error) => Err(MissingNode { node, error }),
                Outcome::Sockets(_) | Outcome::Acknowledged(..) | Outcome::Unheard(..) => continue,
            });
        }
    }

    /// Every answer, when all are there.
    ///
    /// # Cancel safety
    /// Dropping the future drops the answers that came.
    pub async fn collect(mut self) -> CollectedAnswers<T> {
        let mut collected = CollectedAnswers { answers: Vec::new(), missing_nodes: Vec::new() };
        while let Some(answer) = self.next().await {
            match answer {
                Ok(answer) => collected.answers.push(answer),
                Err(missing) => collected.missing_nodes.push(missing),
            }
        }
        collected
    }
}

impl<T> fmt::Debug for NodeAnswers<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeAnswers").field("has_others", &self.asking.is_some()).finish()
    }
}

/// What the programs of the other servers have answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CollectedAnswers<T> {
    /// The answers, in the order in which they came.
    pub answers: Vec<(NodeId, T)>,
    /// The servers that have not answered.
    pub missing_nodes: Vec<MissingNode>,
}
