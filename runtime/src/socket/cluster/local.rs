//! What this server does with what comes from the others.

use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;

use super::Cluster;
use super::server_side::ServerSideEvent;
use crate::adapter::{
    Acknowledgement, Audience, ClusterEvent, Emission, Local, NodeId, Operation, Publication,
    Question, Refused, Request, Responder, Response, Selection, SocketDescription,
};
use crate::codec::{Args, WithOffset};
use crate::panics::{Panicked, catching_panics};
use crate::socket::flags::Flags;
use crate::socket::scope::Scope;
use crate::socket::{AckError, AckStream, BoxFuture, Broadcast, Namespace, Namespaces, Socket};

/// Nobody waits for longer for what another server asks, whatever it says.
const TIMEOUT_MAX: Duration = Duration::from_secs(60 * 60);

impl Local for Namespaces {
    fn receive(&self, from: &NodeId, publication: &Publication) {
        let Some(cluster) = self.cluster() else { return };
        cluster.counters.received.count();
        // Another server may have namespaces that this one has not.
        let Some(scope) = self.scope(&publication.audience) else { return };
        match &publication.operation {
            Operation::Emit { selection, event } => {
                let target = emission_target(scope, selection, event);
                let args = WithOffset { args: &event.args, offset: event.offset.as_deref() };
                if !target.emit_here(&event.name, &args) {
                    cluster.counters.malformed.count();
                }
            }
            Operation::Join { selection, rooms } => {
                let target = Broadcast::here(scope, selection);
                rooms.iter().for_each(|room| drop(target.sockets_join(room)));
            }
            Operation::Leave { selection, rooms } => {
                let target = Broadcast::here(scope, selection);
                rooms.iter().for_each(|room| drop(target.sockets_leave(room)));
            }
            Operation::Disconnect { selection, close } => {
                Broadcast::here(scope, selection).disconnect_sockets(*close);
            }
            Operation::ServerSideEmit { event, args } => {
                call_listeners(cluster, &scope, from, event, args, None);
            }
        }
    }

    fn answer(&self, from: &NodeId, request: Request, mut responder: Responder) {
        let Some(cluster) = self.cluster() else { return };
        cluster.counters.asked.count();
        let Request { audience, timeout, question } = request;
        let scope = self.scope(&audience);
        match question {
            Question::FetchSockets { selection } => {
                responder.send(cluster.describe_all(scope, &selection));
            }
            Question::EmitWithAck { selection, event } => match scope {
                Some(scope) => {
                    let target = emission_target(scope, &selection, &event);
                    ask_clients(
                        cluster,
                        &target.timeout(timeout.min(TIMEOUT_MAX)),
                        &event,
                        responder,
                    );
                }
                None => responder.send(Response::Asked(Vec::new())),
            },
            Question::ServerSideEmit { event, args } => match scope {
                Some(scope) => {
                    call_listeners(cluster, &scope, from, &event, &args, Some(responder))
                }
                None => responder.send(Response::Refused(Refused::NoListener)),
            },
        }
    }

    fn report(&self, event: ClusterEvent) {
        if let Some(cluster) = self.cluster() {
            cluster.report(&event);
        }
    }

    fn count_malformed(&self) {
        if let Some(cluster) = self.cluster() {
            cluster.counters.malformed.count();
        }
    }
}

impl Namespaces {
    /// What this server has of what another one means.
    fn scope(&self, audience: &Audience) -> Option<Scope> {
        match audience {
            Audience::Namespace(name) => self.get(name).map(Scope::One),
            Audience::Family(name) => self.family(name).map(Scope::Family),
        }
    }
}

fn emission_target(scope: Scope, selection: &Selection, event: &Emission) -> Broadcast {
    let flags = Flags { is_volatile: event.volatile, compress: event.compress, ..Flags::default() };
    Broadcast::here(scope, selection).flagged(flags)
}

impl Cluster {
    /// The sockets of this server that another one asks for.
    fn describe_all(&self, scope: Option<Scope>, selection: &Selection) -> Response {
        let Some(_permit) = self.permit() else { return Response::Refused(Refused::Busy) };
        let sockets = scope.map(|scope| Broadcast::here(scope, selection).sockets());
        let sockets = sockets.unwrap_or_default();
        if sockets.len() > self.limits.answers_max {
            self.counters.refused.count();
            return Response::Refused(Refused::TooLarge);
        }
        Response::Sockets(sockets.iter().map(describe).collect())
    }
}

fn describe(socket: &Socket) -> SocketDescription {
    SocketDescription {
        id: socket.id(),
        handshake: socket.handshake().describe(),
        auth: socket.auth().as_json().to_owned(),
        rooms: socket.rooms(),
        data: socket.data().to_json(),
    }
}

/// Has clients of this server acknowledge an event of another one.
fn ask_clients(cluster: &Cluster, target: &Broadcast, event: &Emission, mut responder: Responder) {
    let Some(permit) = cluster.permit() else {
        return responder.send(Response::Refused(Refused::Busy));
    };
    let answers = target.ask_here(&event.name, &event.args, |args| Ok(args.clone()));
    if answers.is_unsound() {
        cluster.counters.malformed.count();
        return responder.send(Response::Refused(Refused::Unknown));
    }
    let ids = answers.ids();
    let has_nobody = ids.is_empty();
    responder.send(Response::Asked(ids));
    if !has_nobody {
        cluster.run(Box::pin(pass_on(answers, responder, permit)));
    }
}

async fn pass_on(
    mut answers: AckStream<Args>,
    mut responder: Responder,
    _permit: OwnedSemaphorePermit,
) {
    while let Some((socket, answer)) = answers.next().await {
        let outcome = match answer {
            Ok(args) => Acknowledgement::Args(args),
            Err(AckError::TimedOut { .. }) => Acknowledgement::TimedOut,
            Err(AckError::Withheld) => Acknowledgement::Withheld,
            Err(
                AckError::Disconnected
                | AckError::Decode(_)
                | AckError::Encode(_)
                | AckError::Node(_),
            ) => Acknowledgement::Disconnected,
        };
        responder.send(Response::Acknowledged { socket, outcome });
    }
}

/// Has the program handle an event of another one.
fn call_listeners(
    cluster: &Cluster,
    scope: &Scope,
    from: &NodeId,
    name: &str,
    args: &Args,
    responder: Option<Responder>,
) {
    let refuse = |responder: Option<Responder>, why| {
        if let Some(mut responder) = responder {
            responder.send(Response::Refused(why));
        }
    };
    let (namespace, application) = match scope {
        Scope::One(namespace) => (Some(namespace.clone()), namespace.application()),
        Scope::Child(family, _) | Scope::Family(family) => (None, family.application()),
    };
    let own = namespace.as_ref().and_then(Namespace::clustered);
    let own = own.and_then(|clustered| clustered.server_side.of(name));
    let listeners = [application.server_side.of(name), own];
    if listeners.iter().all(Option::is_none) {
        return refuse(responder, Refused::NoListener);
    }
    let Some(permit) = cluster.permit() else {
        tracing::warn!(event = name, "server-side event dropped: too many are being handled");
        return refuse(responder, Refused::Busy);
    };
    let event = ServerSideEvent {
        node: from.clone(),
        namespace,
        audit: scope.audit(),
        name: name.into(),
        args: args.clone(),
    };
    cluster.run(Box::pin(async move {
        let mut responder = responder;
        for listener in listeners.iter().flatten().flat_map(|listeners| listeners.iter()) {
            let answer = catching_panics(async { listener(event.clone()).await }).await;
            let response = match answer {
                Ok(Ok(args)) => Response::Answer(args),
                Ok(Err(error)) => {
                    tracing::error!(event = event.name(), %error, "server-side answer not sent");
                    Response::Refused(Refused::Failed)
                }
                Err(Panicked(_)) => {
                    tracing::error!(event = event.name(), "a server-side handler panicked");
                    Response::Refused(Refused::Failed)
                }
            };
            if let Some(mut responder) = responder.take() {
                responder.send(response);
            }
        }
        drop(permit);
    }));
}

impl Cluster {
    /// The right to work on one more request.
    fn permit(&self) -> Option<OwnedSemaphorePermit> {
        let permit = Arc::clone(&self.requests).try_acquire_owned().ok();
        if permit.is_none() {
            self.counters.refused.count();
        }
        permit
    }

    /// Begins a work at once, so that works begin in the order in which they come, and leaves the rest to a task of its own, which ends
    /// with the cluster.
    fn run(&self, mut work: BoxFuture<()>) {
        if work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            return;
        }
        let Ok(runtime) = Handle::try_current() else {
            return tracing::error!("an adapter gave something to its node outside of a runtime");
        };
        let mut has_ended = self.has_ended.subscribe();
        runtime.spawn(async move {
            tokio::select! {
                () = work => {}
                _ = has_ended.wait_for(|has_ended| *has_ended) => {}
            }
        });
    }
}
