//! A namespace with its application, before there is a server.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::NamespaceHandler;
use super::application::Application;
use super::matcher::Matcher;
use super::middleware::{self, Middleware};

/// One namespace, or a family of namespaces, with its application, ready to be mounted: see [`Builder::mount`](crate::Builder::mount) and
/// [`Io::mount`](crate::Io::mount).
///
/// The `serve` function of the module that `#[socket_events]` generates makes one of a contract; [`new`](Self::new) and
/// [`dynamic`](Self::dynamic) make one without.
pub struct Mount {
    pub(super) place: Place,
    pub(super) application: Application,
    pub(super) limits: Limits,
    /// The contract that it is the application of, by name and namespace.
    pub(crate) contract: Option<(&'static str, &'static str)>,
}

/// Where an application is mounted.
#[derive(Debug)]
pub(super) enum Place {
    Name(String),
    Family(Matcher),
}

/// What a family of namespaces may become.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) children_max: usize,
    /// Whether a namespace stays when its last client has gone.
    pub(super) keeps_empty: bool,
}

/// How many namespaces a family may have unless a program says otherwise.
const CHILDREN_MAX: usize = 10_000;

impl Mount {
    /// The application of the namespace `name`, such as `/admin`. A slash that is missing at its beginning is added, so that `""` is the
    /// main namespace `/`.
    pub fn new(name: impl Into<String>, handler: impl NamespaceHandler) -> Self {
        Self::at(Place::Name(with_slash(&name.into()).into_owned()), handler)
    }

    /// The application of every namespace whose name belongs to a pattern, or to what else a [`Matcher`] says. The reference's `io.of` with
    /// a regular expression or a function.
    ///
    /// A namespace is made by the first client that connects to its name: `new_namespace` is told of it, see
    /// [`Builder::on_new_namespace`](crate::Builder::on_new_namespace), and all that come later join the same. When its last client has
    /// left, or was refused, it is removed; what [`Namespace`](super::Namespace) handles say then reaches nobody, also when a client makes
    /// another one of that name. Names that a server has already are not asked for; of several families that a name belongs to, the one
    /// that was mounted first has it. Names longer than
    /// [`namespace_name_bytes_max`](crate::Config::namespace_name_bytes_max) belong to none.
    ///
    /// ```
    /// use wigwag::socket::{Mount, Socket, on_connect};
    ///
    /// let chats = Mount::dynamic(
    ///     "/chat/{room}",
    ///     on_connect(|socket: Socket| async move {
    ///         let namespace = socket.namespace();
    ///         socket.emit("welcome", &(namespace.param("room"),));
    ///     }),
    /// );
    /// # let _ = chats;
    /// ```
    pub fn dynamic(matcher: impl Into<Matcher>, handler: impl NamespaceHandler) -> Self {
        Self::at(Place::Family(matcher.into()), handler)
    }

    fn at(place: Place, handler: impl NamespaceHandler) -> Self {
        Self {
            place,
            application: Application::new(Arc::new(handler)),
            limits: Limits { children_max: CHILDREN_MAX, keeps_empty: false },
            contract: None,
        }
    }

    /// Asks `middleware` about each client, behind those that were added before and before the handler's `connect`. The first refusal ends
    /// it: nobody behind is asked. The reference's `namespace.use(fn)`.
    ///
    /// ```
    /// use wigwag::Io;
    /// use wigwag::socket::{Auth, Mount, Refusal, Socket, on_connect};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let admin = Mount::new("/admin", on_connect(|_| async {}))
    ///     .middleware(|_: Socket, auth: Auth| async move {
    ///         if auth.as_json() == "{}" {
    ///             return Err(Refusal::new("not authorized").with_data(("realm", "admin")));
    ///         }
    ///         Ok(())
    ///     });
    /// let io = Io::builder().mount(admin).build()?;
    /// # let _ = io;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Wire
    /// `44/admin,{"message":"not authorized","data":["realm","admin"]}`; the connection stays open.
    #[must_use]
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.application.middlewares.push(middleware::boxed(middleware));
        self
    }

    /// Sets how many namespaces a [dynamic](Self::dynamic) mount may have at a time. Default: 10,000.
    ///
    /// At the bound a client that would make another one is refused with the message `too many namespaces`, and in `data` the code
    /// `wigwag.too_many_namespaces`. Of a mount with a name of its own this bounds nothing.
    #[must_use]
    pub fn max_children(mut self, namespaces: usize) -> Self {
        self.limits.children_max = namespaces;
        self
    }

    /// Keeps the namespaces of a [dynamic](Self::dynamic) mount that nobody is connected to, as the reference does unless
    /// `cleanupEmptyChildNamespaces` is set. Default: they are removed.
    ///
    /// Then everybody who may make a namespace takes up a part of [`max_children`](Self::max_children) for good.
    #[must_use]
    pub fn keep_empty(mut self) -> Self {
        self.limits.keeps_empty = true;
        self
    }
}

/// A name as the reference understands it: `admin` is `/admin`.
pub(crate) fn with_slash(name: &str) -> Cow<'_, str> {
    if name.starts_with('/') { name.into() } else { format!("/{name}").into() }
}

impl fmt::Debug for Mount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mount")
            .field("place", &self.place)
            .field("application", &self.application)
            .field("limits", &self.limits)
            .finish()
    }
}
