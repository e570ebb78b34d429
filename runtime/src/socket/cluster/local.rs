//! What this server does with what comes from the others.

use crate::adapter::{
    Audience, ClusterEvent, Local, NodeId, Operation, Publication, Refused, Request, Responder,
    Response,
};
use crate::socket::scope::Scope;
use crate::socket::selection::Choice;
use crate::socket::{Namespace, Namespaces};

impl Local for Namespaces {
    fn receive(&self, from: &NodeId, publication: &Publication) {
        let Some(cluster) = self.cluster() else { return };
        cluster.counters.received.count();
        // Another server may have namespaces that this one has not.
        let Some(scope) = self.scope(&publication.audience) else { return };
        let mut makes_sense = true;
        scope.for_each(|namespace| makes_sense &= namespace.perform(from, &publication.operation));
        if !makes_sense {
            cluster.counters.malformed.count();
        }
    }

    fn answer(&self, _: &NodeId, _: Request, mut responder: Responder) {
        responder.send(Response::Refused(Refused::Unknown));
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

impl Namespace {
    /// Does for the sockets of this server what another one has done for its own. False when it makes no sense.
    fn perform(&self, _from: &NodeId, operation: &Operation) -> bool {
        match operation {
            Operation::Emit { selection, event } => {
                return self.deliver_emission(&Choice::from(selection.clone()), event);
            }
            Operation::Join { selection, rooms } => {
                self.choose(&Choice::from(selection.clone()), |socket| {
                    for room in rooms {
                        socket.join(room);
                    }
                });
            }
            Operation::Leave { selection, rooms } => {
                self.choose(&Choice::from(selection.clone()), |socket| {
                    for room in rooms {
                        socket.leave(room);
                    }
                });
            }
            Operation::Disconnect { selection, close } => {
                self.choose(&Choice::from(selection.clone()), |socket| socket.end(*close));
            }
            Operation::ServerSideEmit { .. } => {}
        }
        true
    }
}
