//! What a program has to say about requests: which are allowed, what their sessions are called, what their answers say.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use http::HeaderMap;
use http::request::Parts;

use super::Config;
use crate::ConnectionError;

type Decision<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;
type Asked<T, E> = Arc<dyn Fn(Arc<Parts>) -> Decision<T, E> + Send + Sync>;
type OnHeaders = Arc<dyn Fn(&mut HeaderMap, &Parts) + Send + Sync>;
type OnError = Arc<dyn Fn(&ConnectionError, &Parts) + Send + Sync>;

/// The functions of the program that are called for requests.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) allow_request: Option<Asked<(), Denied>>,
    pub(crate) generate_id: Option<Asked<String, Box<dyn Error + Send + Sync>>>,
    pub(crate) on_initial_headers: Option<OnHeaders>,
    pub(crate) on_headers: Option<OnHeaders>,
    pub(crate) on_connection_error: Option<OnError>,
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("allow_request", &self.allow_request.is_some())
            .field("generate_id", &self.generate_id.is_some())
            .field("on_initial_headers", &self.on_initial_headers.is_some())
            .field("on_headers", &self.on_headers.is_some())
            .field("on_connection_error", &self.on_connection_error.is_some())
            .finish()
    }
}

/// The answer of [`Config::allow_request`] that refuses a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    message: String,
}

impl Denied {
    /// Refuses with this text, which the client is told.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    pub(crate) fn into_message(self) -> String {
        self.message
    }
}

impl Default for Denied {
    fn default() -> Self {
        Self::new("Forbidden")
    }
}

impl Config {
    /// Sets who decides whether a client may open a session. Default: everybody may (`allowRequest`).
    ///
    /// The function is asked for each handshake, over polling and over WebSocket alike; further requests of a session that is open are
    /// not its business. It runs after all checks of the request but that of the protocol's revision. A client that goes while it
    /// runs leaves nothing behind: the future is dropped. A panic in it refuses the client with code 3 and does no other harm.
    ///
    /// Mind that the official client does not show its user the text of the refusal, but reports `xhr poll error` or
    /// `websocket error`, and tries again.
    ///
    /// ```
    /// use wigwag::{Config, Denied};
    ///
    /// let config = Config::new().allow_request(|request| async move {
    ///     let token = request.headers.get("x-token");
    ///     if token.is_some_and(|token| token == "secret") { Ok(()) } else { Err(Denied::new("no token")) }
    /// });
    /// # let _ = config;
    /// ```
    ///
    /// # Wire
    /// Code 4 with the text of [`Denied`]: `{"code":4,"message":"no token"}` with status 403, for a WebSocket the text alone with
    /// status 400.
    #[must_use]
    pub fn allow_request<F>(
        mut self,
        allow: impl Fn(Arc<Parts>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), Denied>> + Send + 'static,
    {
        self.hooks.allow_request = Some(Arc::new(move |request| Box::pin(allow(request))));
        self
    }

    /// Sets where the ids of sessions come from. Default: 120 random bits (`engine.generateId`).
    ///
    /// An id is a secret: who knows it can speak for the client. It has 1 to 128 characters of printable ASCII without space, `"`, `,`,
    /// `;` and `\`, so that it can stand in a cookie as it is. The function is asked again, up to 8 times in all, when another session
    /// has the id. An id that cannot be one, an error, and a panic refuse the client with code 3 and `ID_GENERATION_ERROR`. A client that
    /// goes while it runs leaves nothing behind: the future is dropped.
    ///
    /// ```
    /// use wigwag::Config;
    ///
    /// async fn reserve_id() -> std::io::Result<String> {
    ///     Ok("node-7:5hRrTtXDjPqk2mY0".to_owned())
    /// }
    ///
    /// let config = Config::new().generate_id(|_request| reserve_id());
    /// # let _ = config;
    /// ```
    #[must_use]
    pub fn generate_id<F, E>(
        mut self,
        generate: impl Fn(Arc<Parts>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        self.hooks.generate_id = Some(Arc::new(move |request| {
            let generated = generate(request);
            Box::pin(async move { generated.await.map_err(Into::into) })
        }));
        self
    }

    /// Sets what is added to the headers of the first answer of each session: of the handshake over polling, or of the 101 of a
    /// WebSocket that opens one. Default: nothing (the event `initial_headers`).
    ///
    /// It is called after the [`cookie`](Self::cookie) has been set and before [`on_headers`](Self::on_headers). Several values of one
    /// name, such as `Set-Cookie`, are sent when they are appended. Answers that refuse are not its business. A panic in it is logged,
    /// and the answer goes out with what is there.
    ///
    /// ```
    /// use http::HeaderValue;
    /// use http::header::SET_COOKIE;
    /// use wigwag::Config;
    ///
    /// let config = Config::new().on_initial_headers(|headers, _request| {
    ///     headers.append(SET_COOKIE, HeaderValue::from_static("seen=1"));
    /// });
    /// # let _ = config;
    /// ```
    #[must_use]
    pub fn on_initial_headers(
        mut self,
        add: impl Fn(&mut HeaderMap, &Parts) + Send + Sync + 'static,
    ) -> Self {
        self.hooks.on_initial_headers = Some(Arc::new(add));
        self
    }

    /// Sets what is added to the headers of each answer that carries or takes packets, and of the 101 of each WebSocket. Default: nothing
    /// (the event `headers`). Otherwise as [`on_initial_headers`](Self::on_initial_headers).
    #[must_use]
    pub fn on_headers(
        mut self,
        add: impl Fn(&mut HeaderMap, &Parts) + Send + Sync + 'static,
    ) -> Self {
        self.hooks.on_headers = Some(Arc::new(add));
        self
    }

    /// Sets who is told of each request that is refused. Default: nobody but the log, at the level `debug` (the event
    /// `connection_error`).
    ///
    /// It is called before the answer is sent and must not block. A session that ends later is not its business, and neither is a client
    /// that finds the server full or closing: that is counted, see [`EngineServer::stats`](crate::engine::EngineServer::stats). A panic
    /// in it is logged.
    ///
    /// ```
    /// use wigwag::Config;
    ///
    /// let config = Config::new().on_connection_error(|error, request| {
    ///     eprintln!("{}: {} {:?}", request.uri, error.code(), error.context());
    /// });
    /// # let _ = config;
    /// ```
    #[must_use]
    pub fn on_connection_error(
        mut self,
        tell: impl Fn(&ConnectionError, &Parts) + Send + Sync + 'static,
    ) -> Self {
        self.hooks.on_connection_error = Some(Arc::new(tell));
        self
    }

    /// Sets whether the `Origin` of requests is checked. Default: true. The reference never does.
    ///
    /// Browsers say in `Origin` which page a request comes from, and do not let scripts say otherwise. So a page of a foreign origin can
    /// be kept from speaking with the server in its visitor's name, over WebSocket too, where the browser itself does nothing about it.
    /// Admitted is the server's own origin, whose host and port are those of the request's `Host`, and whatever `cors` admits. Behind a
    /// proxy that does not hand `Host` on, the own origin must be named in `cors` as well. A request without `Origin`, such as of a
    /// program that is no browser, is admitted.
    ///
    /// # Wire
    /// Code 4: `{"code":4,"message":"Forbidden"}` with status 403, for a WebSocket the text alone with status 400.
    #[must_use]
    pub fn check_origin(mut self, check: bool) -> Self {
        self.check_origin = check;
        self
    }
}
