//! Which pages of other origins may use the server.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, StatusCode, request};

use super::Config;
use crate::BuildError;

type Predicate = Arc<dyn Fn(&str) -> bool + Send + Sync>;
type PerRequest = Arc<dyn Fn(&request::Parts) -> Option<Cors> + Send + Sync>;

impl Config {
    /// Sets which pages of other origins may use the server, and what their browsers are told. Default: none (`cors`).
    ///
    /// The option does two things. It answers browsers in their own terms: preflight requests, and the headers of [`Cors`] on every
    /// answer under the [path](Self::path), the WebSocket's 101 included. And it admits: a request whose `Origin` is neither the
    /// server's own nor admitted here is refused on every transport, see [`check_origin`](Self::check_origin). The reference only does the former, which does not keep a
    /// foreign page from opening a WebSocket. A request without an `Origin` is none of a page, and is not concerned.
    ///
    /// ```
    /// use wigwag::{Config, Cors};
    ///
    /// let config = Config::new().cors(Cors::origin("https://app.example.com").credentials(true));
    /// # let _ = config;
    /// ```
    ///
    /// # Wire
    /// The headers of the `cors` package of npm, which the reference uses.
    #[must_use]
    pub fn cors(mut self, cors: Cors) -> Self {
        self.cors = Some(CorsPolicy::Same(Box::new(cors)));
        self
    }

    /// As [`cors`](Self::cors), decided for each request by its head: for servers with several tenants. `None` is no `cors` at all:
    /// no headers, and only the server's own origin is admitted.
    ///
    /// Mirrors a function as the reference's `cors`. What could not be built as an option for all requests (see [`Cors`]) cannot be
    /// used for one of them either: it counts as `None`, and an error is logged.
    ///
    /// ```
    /// use wigwag::{Config, Cors};
    ///
    /// let config = Config::new().cors_per_request(|request| {
    ///     let tenant = request.headers.get("x-tenant")?.to_str().ok()?;
    ///     Some(Cors::origin(format!("https://{tenant}.example.com")))
    /// });
    /// # let _ = config;
    /// ```
    #[must_use]
    pub fn cors_per_request(
        mut self,
        decide: impl Fn(&request::Parts) -> Option<Cors> + Send + Sync + 'static,
    ) -> Self {
        self.cors = Some(CorsPolicy::PerRequest(Arc::new(decide)));
        self
    }
}

/// What browsers are told about requests from other origins, for [`Config::cors`].
///
/// The origins are chosen first, the rest has the reference's defaults. A mistake is told when the server is built: a list with
/// something that is no header name, no method or no origin, credentials for [any](Self::any) origin.
#[derive(Clone)]
pub struct Cors {
    pub(crate) origins: Origins,
    pub(crate) methods: HeaderValue,
    /// `None` reflects what the browser asks for.
    pub(crate) allowed_headers: Option<HeaderValue>,
    pub(crate) exposed_headers: HeaderValue,
    pub(crate) credentials: bool,
    pub(crate) max_age: Option<HeaderValue>,
    pub(crate) options_success_status: StatusCode,
    pub(crate) preflight_continue: bool,
    /// The first mistake in what was set.
    fault: Option<String>,
}

/// Whom to admit, and what to say of it.
#[derive(Clone)]
pub(crate) enum Origins {
    Any,
    One(HeaderValue),
    List(Vec<String>),
    Matching(Predicate),
    Mirror,
}

impl Cors {
    fn new(origins: Origins) -> Self {
        Self {
            origins,
            methods: HeaderValue::from_static("GET,HEAD,PUT,PATCH,POST,DELETE"),
            allowed_headers: None,
            exposed_headers: HeaderValue::from_static(""),
            credentials: false,
            max_age: None,
            options_success_status: StatusCode::NO_CONTENT,
            preflight_continue: false,
            fault: None,
        }
    }

    /// Admits every origin, and says so with `*`. The reference's `origin: "*"`.
    ///
    /// Browsers refuse `*` for requests with cookies, so [`credentials`](Self::credentials) cannot be used with it.
    pub fn any() -> Self {
        Self::new(Origins::Any)
    }

    /// Admits one origin, such as `https://app.example.com`. The reference's `origin` with a string.
    ///
    /// Browsers of all origins are told this one, so that they find out for themselves that theirs is not admitted.
    pub fn origin(origin: impl AsRef<str>) -> Self {
        let mut cors = Self::new(Origins::List(Vec::new()));
        if let Some(origin) = cors.noted(origin_value(origin.as_ref())) {
            cors.origins = Origins::One(origin);
        }
        cors
    }

    /// Admits the origins of a list; a browser is told its own when it is among them. The reference's `origin` with an array.
    pub fn origins(origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut cors = Self::new(Origins::Mirror);
        let mut list = Vec::new();
        for origin in origins {
            let origin = origin.into();
            cors.noted(origin_value(&origin));
            list.push(origin);
        }
        cors.origins = Origins::List(list);
        cors
    }

    /// Admits the origins for which `admits` returns true; a browser is told its own when it is among them. The reference's `origin`
    /// with a regular expression.
    ///
    /// It is asked for each request that has an `Origin`, and must not block.
    ///
    /// ```
    /// use wigwag::Cors;
    ///
    /// let cors = Cors::matching(|origin| {
    ///     let host = origin.strip_prefix("https://");
    ///     host.is_some_and(|host| host == "example.com" || host.ends_with(".example.com"))
    /// });
    /// # let _ = cors;
    /// ```
    pub fn matching(admits: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self::new(Origins::Matching(Arc::new(admits)))
    }

    /// Admits every origin, and tells each browser its own. The reference's `origin: true`.
    ///
    /// Unlike [`any`](Self::any) this works with [`credentials`](Self::credentials): then every page in the world can act for a user who
    /// is logged in.
    pub fn mirror() -> Self {
        Self::new(Origins::Mirror)
    }

    /// Sets which methods a preflight allows. Default: `GET,HEAD,PUT,PATCH,POST,DELETE` (`methods`).
    #[must_use]
    pub fn methods(mut self, methods: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        if let Some(methods) = self.noted(list("methods", methods)) {
            self.methods = methods;
        }
        self
    }

    /// Sets which request headers a preflight allows. Default: those that the browser asks for (`allowedHeaders`).
    #[must_use]
    pub fn allowed_headers(mut self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.allowed_headers = self.noted(list("allowed_headers", names));
        self
    }

    /// Sets which headers of answers the page may read. Default: none besides those that it always may (`exposedHeaders`).
    #[must_use]
    pub fn exposed_headers(mut self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        if let Some(names) = self.noted(list("exposed_headers", names)) {
            self.exposed_headers = names;
        }
        self
    }

    /// Sets whether browsers may send cookies and read the answers to such requests. Default: false (`credentials`).
    ///
    /// Clients ask for it with `withCredentials: true`. A WebSocket always has the cookies of its server, whatever is said here.
    #[must_use]
    pub fn credentials(mut self, allow: bool) -> Self {
        self.credentials = allow;
        self
    }

    /// Sets how long a browser may remember the answer to a preflight, in whole seconds. Default: not said, which browsers take for
    /// 5 s (`maxAge`).
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(HeaderValue::from(max_age.as_secs()));
        self
    }

    /// Sets the status that a preflight is answered with. Default: 204 (`optionsSuccessStatus`). It must be a success, or browsers
    /// take the preflight for refused.
    #[must_use]
    pub fn options_success_status(mut self, status: StatusCode) -> Self {
        self.options_success_status = status;
        self
    }

    /// Sets whether a preflight goes on to the server itself after it has been given its headers. Default: false
    /// (`preflightContinue`). The server answers it as any other OPTIONS request: it is refused, with these headers.
    #[must_use]
    pub fn preflight_continue(mut self, go_on: bool) -> Self {
        self.preflight_continue = go_on;
        self
    }

    pub(crate) fn check(&self) -> Result<(), BuildError> {
        if let Some(fault) = &self.fault {
            return Err(BuildError::new(format!("`cors`: {fault}")));
        }
        if self.credentials && matches!(self.origins, Origins::Any) {
            return Err(BuildError::new(
                "`cors`: browsers refuse credentials for any origin: name the origins, or use `Cors::mirror()` if every page may act for its user",
            ));
        }
        if !self.options_success_status.is_success() {
            return Err(BuildError::new(
                "`cors`: `options_success_status` must be between 200 and 299",
            ));
        }
        Ok(())
    }

    fn noted(&mut self, value: Result<HeaderValue, String>) -> Option<HeaderValue> {
        match value {
            Ok(value) => Some(value),
            Err(fault) => {
                self.fault.get_or_insert(fault);
                None
            }
        }
    }
}

impl fmt::Debug for Cors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cors")
            .field("origins", &self.origins)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Origins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("Any"),
            Self::One(origin) => f.debug_tuple("One").field(origin).finish(),
            Self::List(origins) => f.debug_tuple("List").field(origins).finish(),
            Self::Matching(_) => f.write_str("Matching"),
            Self::Mirror => f.write_str("Mirror"),
        }
    }
}

/// Where the [`Cors`] of a request comes from.
#[derive(Clone)]
pub(crate) enum CorsPolicy {
    Same(Box<Cors>),
    PerRequest(PerRequest),
}

impl CorsPolicy {
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        match self {
            Self::Same(cors) => cors.check(),
            Self::PerRequest(_) => Ok(()),
        }
    }
}

impl fmt::Debug for CorsPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(cors) => cors.fmt(f),
            Self::PerRequest(_) => f.write_str("PerRequest"),
        }
    }
}

/// The members of a list, joined as the reference joins them.
fn list(
    option: &str,
    members: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<HeaderValue, String> {
    let mut joined = String::new();
    for member in members {
        let member = member.as_ref();
        if !is_token(member) {
            return Err(format!("`{option}` cannot have `{member}`"));
        }
        if !joined.is_empty() {
            joined.push(',');
        }
        joined.push_str(member);
    }
    HeaderValue::try_from(joined).map_err(|_| format!("`{option}` is no header value"))
}

/// RFC 9110 §5.6.2: what methods and the names of headers are made of.
fn is_token(text: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token)
}

/// An origin as a browser would send it, RFC 6454 §6.2. Anything else would never match, and nobody would know why.
fn origin_value(origin: &str) -> Result<HeaderValue, String> {
    if origin == "*" {
        return Err("`*` is no origin: `Cors::any()` admits every one".to_owned());
    }
    if is_origin(origin)
        && let Ok(value) = HeaderValue::from_str(origin)
    {
        return Ok(value);
    }
    Err(format!(
        "`{origin}` is no origin: browsers send `scheme://host`, or `scheme://host:port` where the port is not the scheme's own, in lower case, and no path or slash behind it"
    ))
}

fn is_origin(origin: &str) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else {
        return origin == "null";
    };
    let own_port = match scheme {
        "http" | "ws" => ":80",
        "https" | "wss" => ":443",
        // Pages of some embedded browsers.
        "file" => return authority.is_empty(),
        _ => "://",
    };
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase();
    let is_bare = !authority.is_empty() && !authority.contains(['/', '?', '#', '@', ',']);
    !scheme.is_empty() && origin.bytes().all(is_plain) && is_bare && !authority.ends_with(own_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(cors: &Cors) -> String {
        cors.check().map_or_else(|error| error.to_string(), |()| String::new())
    }

    #[test]
    fn origins_are_what_browsers_send() {
        let good = [
            "https://example.com",
            "http://localhost:3000",
            "https://[::1]:8443",
            "http://example.com:443",
            "chrome-extension://abcdefgh",
            "capacitor://localhost",
            "file://",
            "null",
        ];
        for origin in good {
            assert_eq!(fault(&Cors::origin(origin)), "", "{origin}");
            assert_eq!(fault(&Cors::origins([origin])), "", "{origin}");
        }
        let bad = [
            "",
            "example.com",
            "https://example.com/",
            "https://example.com/app",
            "https://Example.com",
            "https://example.com:443",
            "http://example.com:80",
            "https://",
            "https://user@example.com",
            "https://a.test,https://b.test",
            "https://exa mple.com",
            "https://exämple.com",
            "://example.com",
            "https://example.com\r\nset-cookie: a=b",
        ];
        for origin in bad {
            assert!(fault(&Cors::origin(origin)).contains("is no origin"), "{origin}");
            let among_others = Cors::origins(["https://good.test", origin, "https://other.test"]);
            assert!(fault(&among_others).contains("is no origin"), "{origin}");
        }
        assert_eq!(
            fault(&Cors::origin("*")),
            "`cors`: `*` is no origin: `Cors::any()` admits every one"
        );
    }

    #[test]
    fn lists_have_names_only() {
        assert_eq!(Cors::any().methods(["GET", "POST"]).methods, "GET,POST");
        assert_eq!(Cors::any().exposed_headers(["x-a", "x-b"]).exposed_headers, "x-a,x-b");
        for member in ["", "x a", "x,y", "x\r\ny", "é"] {
            let expected = |option| format!("`cors`: `{option}` cannot have `{member}`");
            assert_eq!(fault(&Cors::any().methods([member])), expected("methods"));
            assert_eq!(fault(&Cors::any().allowed_headers([member])), expected("allowed_headers"));
            assert_eq!(fault(&Cors::any().exposed_headers([member])), expected("exposed_headers"));
        }
    }

    #[test]
    fn the_first_mistake_is_told() {
        let cors = Cors::origin("no origin").methods(["no method"]);
        assert!(fault(&cors).contains("`no origin` is no origin"), "{}", fault(&cors));
    }

    #[test]
    fn credentials_are_for_named_origins() {
        let error = fault(&Cors::any().credentials(true));
        assert!(error.starts_with("`cors`: browsers refuse credentials for any origin"), "{error}");
        assert_eq!(fault(&Cors::mirror().credentials(true)), "");
        assert_eq!(fault(&Cors::origin("https://a.test").credentials(true)), "");
    }

    #[test]
    fn preflights_are_answered_with_a_success() {
        assert_eq!(fault(&Cors::any().options_success_status(StatusCode::OK)), "");
        let error = fault(&Cors::any().options_success_status(StatusCode::FOUND));
        assert_eq!(error, "`cors`: `options_success_status` must be between 200 and 299");
    }
}
