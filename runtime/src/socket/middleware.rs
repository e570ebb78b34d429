//! Who is asked about a client before it may join a namespace.

use std::future::Future;
use std::sync::Arc;

use super::application::Application;
use super::handler::BoxFuture;
use super::{Auth, Refusal, Socket};

/// Admits clients to a namespace, or refuses them, before the application is asked: see [`Mount::middleware`](super::Mount::middleware).
/// The reference's `namespace.use(fn)`.
///
/// Implemented for closures from a [`Socket`] and an [`Auth`] to such a future. What a middleware has learnt reaches the handler through
/// [`Socket::extensions`] (typed values, on this server) or [`Socket::data`] (JSON, for all servers).
///
/// ```
/// use wigwag::socket::{Auth, Middleware, Refusal, Socket};
///
/// struct User(String);
///
/// /// Knows who may come in.
/// struct Guests(Vec<String>);
///
/// impl Middleware for Guests {
///     async fn admit(&self, socket: Socket, auth: Auth) -> Result<(), Refusal> {
///         #[derive(serde::Deserialize)]
///         struct Presented {
///             user: String,
///         }
///         let Ok(Presented { user }) = auth.read() else {
///             return Err(Refusal::new("who are you?"));
///         };
///         if !self.0.contains(&user) {
///             return Err(Refusal::new("not invited").with_data(("user", user)));
///         }
///         socket.extensions().insert(User(user));
///         Ok(())
///     }
/// }
/// ```
pub trait Middleware: Send + Sync + 'static {
    /// Admits a client or refuses it. The socket is not in the namespace yet: what is emitted to it now arrives before it is told that it
    /// is connected, or that it is refused.
    ///
    /// A client that is never answered holds its place until it leaves; one that is in no namespace at all is closed after
    /// [`Config::connect_timeout`](crate::Config::connect_timeout). A panic refuses the client with the message `internal error`.
    ///
    /// # Cancel safety
    /// When the client leaves, the future is dropped where it waits.
    fn admit(&self, socket: Socket, auth: Auth)
    -> impl Future<Output = Result<(), Refusal>> + Send;
}

impl<F, R> Middleware for F
where
    F: Fn(Socket, Auth) -> R + Send + Sync + 'static,
    R: Future<Output = Result<(), Refusal>> + Send + 'static,
{
    fn admit(
        &self,
        socket: Socket,
        auth: Auth,
    ) -> impl Future<Output = Result<(), Refusal>> + Send {
        self(socket, auth)
    }
}

/// A middleware whose type does not matter any more.
pub(super) type BoxedMiddleware =
    Box<dyn Fn(Socket, Auth) -> BoxFuture<Result<(), Refusal>> + Send + Sync>;

pub(super) fn boxed(middleware: impl Middleware) -> BoxedMiddleware {
    let middleware = Arc::new(middleware);
    Box::new(move |socket, auth| {
        let middleware = Arc::clone(&middleware);
        Box::pin(async move { middleware.admit(socket, auth).await })
    })
}

/// Asks the middlewares in their order, then the handler; the first refusal ends it.
pub(super) fn admission(
    application: &Arc<Application>,
    socket: Socket,
    auth: Auth,
) -> BoxFuture<Result<(), Refusal>> {
    if application.middlewares.is_empty() {
        return Arc::clone(&application.handler).connect(socket, auth);
    }
    let application = Arc::clone(application);
    Box::pin(async move {
        for middleware in &application.middlewares {
            middleware(socket.clone(), auth.clone()).await?;
        }
        Arc::clone(&application.handler).connect(socket, auth).await
    })
}
