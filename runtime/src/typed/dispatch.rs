//! A contract's handler as the application of a namespace.

use std::any::Any;
use std::future::Future;
use std::sync::Arc;

use wigwag_schema::Describe;

use super::cx::Admitted;
use super::outcome::BoundaryError;
use super::{Answered, Call, ClusterCall, ConnectCx, Cx, Dispatched};
use crate::audit::Auditor;
use crate::contract::{Contract, Locates as _, Presents as _, REFUSED, Refuses as _};
use crate::panics::{Panicked, catching_panics};
use crate::socket::{
    Auth, BoxFuture, DisconnectReason, Event, Mount, NamespaceHandler, Refusal, Socket,
    SocketError, SocketErrorKind,
};

/// What `#[socket_events]` generates for a contract: from an event's name to the handler's method.
pub trait Dispatch: Send + Sync + Sized + 'static {
    /// The contract.
    type Ns: Contract;
    /// What the handler keeps for a socket.
    type Session: Send + Sync + 'static;

    /// Calls the handler's `connect`.
    fn connect(
        self: Arc<Self>,
        cx: ConnectCx<Self::Ns>,
        auth: <Self::Ns as Contract>::Auth,
    ) -> impl Future<Output = Result<Self::Session, <Self::Ns as Contract>::Reject>> + Send;

    /// Calls the handler's `connected`.
    fn connected(
        self: Arc<Self>,
        cx: Cx<Self::Ns, Self::Session>,
    ) -> impl Future<Output = ()> + Send {
        let _ = cx;
        async {}
    }

    /// Calls the method of one event.
    fn dispatch(self: Arc<Self>, call: Call<Self::Ns, Self::Session>) -> Dispatched;

    /// The names of the events that other servers send.
    const CLUSTER_EVENTS: &'static [&'static str];

    /// Calls the method of one event of another server.
    fn dispatch_cluster(self: Arc<Self>, call: ClusterCall<Self::Ns, Self::Session>) -> Answered;

    /// Calls the handler's `disconnecting`.
    fn disconnecting(
        self: Arc<Self>,
        cx: Cx<Self::Ns, Self::Session>,
        reason: DisconnectReason,
    ) -> impl Future<Output = ()> + Send;

    /// Calls the handler's `error`.
    fn error(&self, cx: Option<Cx<Self::Ns, Self::Session>>, error: &SocketError);

    /// Calls the handler's `disconnect`.
    fn disconnect(
        self: Arc<Self>,
        cx: Cx<Self::Ns, Self::Session>,
        reason: DisconnectReason,
    ) -> impl Future<Output = ()> + Send;
}

/// Makes generated code mountable.
pub fn mount<D: Dispatch>(dispatch: D) -> Mount {
    let name = <D::Ns as Describe>::NAMESPACE;
    let dispatch = Arc::new(dispatch);
    let handler = Typed(Arc::clone(&dispatch));
    let mut mount = <D::Ns as Contract>::ParamsForm::mount(name, handler);
    mount.contract = Some((<D::Ns as Describe>::NAME, name));
    D::CLUSTER_EVENTS.iter().fold(mount, |mount, event| {
        let dispatch = Arc::clone(&dispatch);
        mount.on_server_side(event, move |event| {
            Arc::clone(&dispatch).dispatch_cluster(ClusterCall::new(event)).0
        })
    })
}

struct Typed<D>(Arc<D>);

impl<D: Dispatch> Typed<D> {
    /// `None` for a socket that was never admitted; such a socket has no events.
    fn cx(&self, socket: Socket) -> Option<Cx<D::Ns, D::Session>> {
        let admitted = socket.session()?;
        Some(Cx::new(socket, admitted))
    }
}

impl<D: Dispatch> NamespaceHandler for Typed<D> {
    fn connect(self: Arc<Self>, socket: Socket, auth: Auth) -> BoxFuture<Result<(), Refusal>> {
        let dispatch = Arc::clone(&self.0);
        Box::pin(async move {
            let auth = read_auth::<D::Ns>(&socket, &auth)?;
            let params = read_params::<D::Ns>(&socket)?;
            let cx = ConnectCx::new(socket.clone(), params.clone());
            let admission = catching_panics(dispatch.connect(cx, auth)).await;
            let session = match admission {
                Ok(session) => session.map_err(|reason| refusal::<D::Ns>(&socket, reason))?,
                Err(Panicked(words)) => {
                    socket.report_error(None, SocketErrorKind::Panic(words));
                    return Err(Refusal::new("internal error").with_data(BoundaryError::internal()));
                }
            };
            let admitted: Arc<dyn Any + Send + Sync> =
                Arc::new(Admitted::<D::Ns, D::Session> { session, params });
            socket.set_session(admitted);
            Ok(())
        })
    }

    fn connected(self: Arc<Self>, socket: Socket) -> Option<BoxFuture<()>> {
        let cx = self.cx(socket)?;
        Some(Box::pin(Arc::clone(&self.0).connected(cx)))
    }

    fn event(self: Arc<Self>, socket: Socket, event: Event) -> Option<BoxFuture<()>> {
        let cx = self.cx(socket)?;
        Arc::clone(&self.0).dispatch(Call::new(cx, event)).0
    }

    fn disconnecting(
        self: Arc<Self>,
        socket: Socket,
        reason: DisconnectReason,
    ) -> Option<BoxFuture<()>> {
        let cx = self.cx(socket)?;
        Some(Box::pin(Arc::clone(&self.0).disconnecting(cx, reason)))
    }

    fn error(&self, error: &SocketError) {
        let cx = error.socket().and_then(|socket| self.cx(socket.clone()));
        self.0.error(cx, error);
    }

    fn disconnect(
        self: Arc<Self>,
        socket: Socket,
        reason: DisconnectReason,
    ) -> Option<BoxFuture<()>> {
        let cx = self.cx(socket)?;
        Some(Box::pin(Arc::clone(&self.0).disconnect(cx, reason)))
    }
}

/// Names whose parameters cannot be read belong to no contract, so nobody gets here with one, unless reading twice gives two results.
fn read_params<N: Contract>(socket: &Socket) -> Result<N::Params, Refusal> {
    let params = N::ParamsForm::read(&socket.namespace());
    params.ok_or_else(|| Refusal::new("Invalid namespace"))
}

/// A reason that cannot be sent refuses the client all the same.
fn refusal<N: Contract>(socket: &Socket, reason: N::Reject) -> Refusal {
    let auditor = Auditor::new(socket.audit(), N::NAMESPACE, "connect_error");
    N::RejectForm::refuse(reason, auditor).unwrap_or_else(|error| {
        socket.report_error(None, SocketErrorKind::Encode(error));
        Refusal::new(REFUSED)
    })
}

fn read_auth<N: Contract>(socket: &Socket, auth: &Auth) -> Result<N::Auth, Refusal> {
    N::AuthForm::read(auth).map_err(|error| {
        if let Some(cohort) = socket.cohort() {
            cohort.note_rejected_payload();
        }
        Refusal::new(format!("invalid auth: {error}"))
            .with_data(BoundaryError::invalid_payload(&error))
    })
}
