//! Requests from pages of other origins: whom to admit, and what to tell the browser.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue, Method, request};

use crate::config::{Cors, CorsPolicy, Origins};
use crate::transport::response::{self, ServerResponse};

impl CorsPolicy {
    /// What holds for this request. `None` is a server without the option.
    pub(crate) fn of(&self, request: &request::Parts) -> Option<Cow<'_, Cors>> {
        let decide = match self {
            Self::Same(cors) => return Some(Cow::Borrowed(cors)),
            Self::PerRequest(decide) => decide,
        };
        let Ok(decided) = catch_unwind(AssertUnwindSafe(|| decide(request))) else {
            tracing::error!("`cors_per_request` panicked");
            return None;
        };
        let cors = decided?;
        if let Err(error) = cors.check() {
            tracing::error!(%error, "what `cors_per_request` returned cannot be used");
            return None;
        }
        Some(Cow::Owned(cors))
    }
}

impl Cors {
    /// Whether pages of `origin` may use the server.
    pub(crate) fn admits(&self, origin: &str) -> bool {
        match &self.origins {
            Origins::Any | Origins::Mirror => true,
            Origins::One(one) => one == origin,
            Origins::List(list) => list.iter().any(|one| one == origin),
            Origins::Matching(admits) => catch_unwind(AssertUnwindSafe(|| admits(origin)))
                .unwrap_or_else(|_| {
                    tracing::error!("the function of `Cors::matching` panicked");
                    false
                }),
        }
    }

    /// The answer to a preflight, without the headers that are on every answer. `None` when the request is none, or is left to the
    /// server.
    pub(crate) fn preflight(&self, method: &Method) -> Option<ServerResponse> {
        if *method != Method::OPTIONS || self.preflight_continue {
            return None;
        }
        Some(response::empty(self.options_success_status))
    }

    /// The headers that belong on the answer to this request.
    pub(crate) fn headers(&self, request: &request::Parts) -> HeaderMap {
        let mut headers = HeaderMap::new();
        self.put_origin(request, &mut headers);
        if self.credentials {
            headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
        if request.method == Method::OPTIONS {
            self.put_preflight(request, &mut headers);
        }
        put(&mut headers, ACCESS_CONTROL_EXPOSE_HEADERS, &self.exposed_headers);
        headers
    }

    fn put_origin(&self, request: &request::Parts, headers: &mut HeaderMap) {
        let origin = match &self.origins {
            Origins::Any => {
                headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
                return;
            }
            Origins::One(origin) => Some(origin),
            Origins::List(_) | Origins::Matching(_) | Origins::Mirror => {
                let origin = request.headers.get(ORIGIN);
                origin.filter(|origin| origin.to_str().is_ok_and(|origin| self.admits(origin)))
            }
        };
        if let Some(origin) = origin {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        vary(headers, "Origin");
    }

    fn put_preflight(&self, request: &request::Parts, headers: &mut HeaderMap) {
        put(headers, ACCESS_CONTROL_ALLOW_METHODS, &self.methods);
        if let Some(names) = &self.allowed_headers {
            put(headers, ACCESS_CONTROL_ALLOW_HEADERS, names);
        } else {
            vary(headers, "Access-Control-Request-Headers");
            if let Some(names) = request.headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
                put(headers, ACCESS_CONTROL_ALLOW_HEADERS, names);
            }
        }
        if let Some(max_age) = &self.max_age {
            put(headers, ACCESS_CONTROL_MAX_AGE, max_age);
        }
    }
}

/// Puts the headers of an answer's request onto the answer. What the application has said itself stays.
pub(super) fn apply(headers: &HeaderMap, response: &mut ServerResponse) {
    for (name, value) in headers {
        if name != VARY {
            response.headers_mut().entry(name).or_insert_with(|| value.clone());
        } else if let Ok(value) = value.to_str() {
            vary(response.headers_mut(), value);
        }
    }
}

/// An empty list is not said.
fn put(headers: &mut HeaderMap, name: http::HeaderName, value: &HeaderValue) {
    if !value.is_empty() {
        headers.insert(name, value.clone());
    }
}

/// Adds to what the answer depends on.
pub(super) fn vary(headers: &mut HeaderMap, on: &str) {
    let so_far = headers.get(VARY).and_then(|value| value.to_str().ok());
    let all = so_far.map_or_else(|| on.to_owned(), |so_far| format!("{so_far}, {on}"));
    if let Ok(all) = HeaderValue::try_from(all) {
        headers.insert(VARY, all);
    }
}
