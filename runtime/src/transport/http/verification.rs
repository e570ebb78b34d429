//! Whether a request is in order, from what it says alone.

use http::Method;

use super::origin::Origin;
use super::query::Query;
use crate::config::{Config, TransportName};
use crate::connection_error::{ConnectionError, ConnectionErrorContext as Context};

/// What the checks look at. `S` is the session, which they hand on.
pub(super) struct Facts<'a, S> {
    pub(super) method: &'a Method,
    pub(super) query: &'a Query<'a>,
    /// Whether the request asks for a WebSocket.
    pub(super) is_upgrade: bool,
    pub(super) origin: Origin,
    pub(super) session: Named<S>,
}

/// What the `sid` parameter names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named<S> {
    /// There is none: the request wants to open a session.
    Nothing,
    /// No session that is open.
    Unknown,
    /// A session, which this transport carries.
    Session(S, TransportName),
}

/// What a request in order is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<S> {
    /// Opens a session on this transport, if the program and the revision allow it.
    Open(TransportName),
    /// Fetches or brings packets of a session.
    Poll(S),
    /// Moves a session to WebSocket.
    Upgrade(S),
}

/// The reference's order of checks: the first one that fails names the code. A foreign origin, which the reference lets pass, fails
/// where an invalid one does.
pub(super) fn verify<S>(facts: Facts<'_, S>, config: &Config) -> Result<Route<S>, ConnectionError> {
    let transport = match &*facts.query.transport {
        "polling" if config.polling => TransportName::Polling,
        "websocket" if config.websocket => TransportName::WebSocket,
        other => return Err(Context::TransportUnknown { transport: other.to_owned() }.into()),
    };
    match facts.origin {
        Origin::Admitted => {}
        Origin::Foreign(origin) => return Err(Context::ForeignOrigin { origin }.into()),
        Origin::Invalid(origin) => return Err(Context::InvalidOrigin { origin }.into()),
    }
    match facts.session {
        Named::Unknown => {
            Err(Context::SessionIdUnknown { sid: facts.query.sid.clone().into_owned() }.into())
        }
        Named::Session(session, previous_transport) => {
            if !facts.is_upgrade && previous_transport != transport {
                return Err(Context::TransportMismatch { transport, previous_transport }.into());
            }
            let (protocol, previous_protocol) = (facts.query.protocol(), PROTOCOL);
            if protocol != previous_protocol {
                return Err(Context::ProtocolMismatch { protocol, previous_protocol }.into());
            }
            if !facts.is_upgrade {
                return Ok(Route::Poll(session));
            }
            check_upgrade(transport)?;
            Ok(Route::Upgrade(session))
        }
        Named::Nothing => {
            if *facts.method != Method::GET {
                let method = facts.method.clone();
                return Err(Context::BadHandshakeMethod { method }.into());
            }
            if facts.is_upgrade {
                check_upgrade(transport)?;
            } else if transport == TransportName::WebSocket {
                return Err(handshake_error("a WebSocket needs an upgrade"));
            }
            Ok(Route::Open(transport))
        }
    }
}

/// Whether the client of a session that is to be opened speaks this server's revision of Engine.IO. The reference checks it last, after
/// the program has allowed the request.
pub(super) fn verify_revision(protocol: u8) -> Result<(), ConnectionError> {
    if protocol == PROTOCOL {
        return Ok(());
    }
    Err(Context::UnsupportedProtocolVersion { protocol }.into())
}

/// The revision of Engine.IO.
const PROTOCOL: u8 = 4;

/// The reference would upgrade the connection and close it at once.
fn check_upgrade(transport: TransportName) -> Result<(), ConnectionError> {
    match transport {
        TransportName::WebSocket => Ok(()),
        TransportName::Polling => Err(handshake_error("polling needs no upgrade")),
    }
}

fn handshake_error(error: &'static str) -> ConnectionError {
    Context::TransportHandshakeError { error }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A request, told from one that is in order.
    struct Case {
        method: Method,
        query: &'static str,
        is_upgrade: bool,
        origin: Origin,
        session: Named<()>,
    }

    impl Case {
        fn get(query: &'static str) -> Self {
            Self {
                method: Method::GET,
                query,
                is_upgrade: false,
                origin: Origin::Admitted,
                session: Named::Nothing,
            }
        }

        fn upgrade(query: &'static str) -> Self {
            Self { is_upgrade: true, ..Self::get(query) }
        }

        fn method(self, method: Method) -> Self {
            Self { method, ..self }
        }

        fn unknown(self) -> Self {
            Self { session: Named::Unknown, ..self }
        }

        fn on(self, transport: TransportName) -> Self {
            Self { session: Named::Session((), transport), ..self }
        }

        fn foreign(self) -> Self {
            Self { origin: Origin::Foreign("null".to_owned()), ..self }
        }

        fn invalid_origin(self) -> Self {
            Self { origin: Origin::Invalid("\u{fffd}".to_owned()), ..self }
        }

        fn verify(self, config: &Config) -> Result<Route<()>, ConnectionError> {
            let query = Query::parse(self.query);
            let facts = Facts {
                method: &self.method,
                query: &query,
                is_upgrade: self.is_upgrade,
                origin: self.origin,
                session: self.session,
            };
            verify(facts, config)
        }
    }

    #[track_caller]
    fn accepted(case: Case, route: Route<()>) {
        let query = case.query;
        match case.verify(&Config::new()) {
            Ok(verified) => assert_eq!(verified, route, "{query}"),
            Err(error) => panic!("{query}: {error:?}"),
        }
    }

    #[track_caller]
    fn refused(case: Case, code: u8, context: &str) {
        refused_with(&Config::new(), case, code, context);
    }

    #[track_caller]
    fn refused_with(config: &Config, case: Case, code: u8, context: &str) {
        let query = case.query;
        let error = case.verify(config).expect_err(query);
        assert_eq!((error.code(), &*format!("{:?}", error.context())), (code, context), "{query}");
    }

    const POLLING: &str = "EIO=4&transport=polling";
    const WEBSOCKET: &str = "EIO=4&transport=websocket";

    #[test]
    fn requests_in_order_have_a_route() {
        use TransportName::{Polling, WebSocket};

        accepted(Case::get(POLLING), Route::Open(Polling));
        accepted(Case::upgrade(WEBSOCKET), Route::Open(WebSocket));
        accepted(Case::get(POLLING).on(Polling), Route::Poll(()));
        accepted(Case::get(POLLING).on(Polling).method(Method::POST), Route::Poll(()));
        // Which methods a session takes, it knows itself.
        accepted(Case::get(POLLING).on(Polling).method(Method::DELETE), Route::Poll(()));
        accepted(Case::upgrade(WEBSOCKET).on(Polling), Route::Upgrade(()));
        // Too late, which the session says by closing the connection.
        accepted(Case::upgrade(WEBSOCKET).on(WebSocket), Route::Upgrade(()));
        accepted(Case::get("EIO=3&transport=x&EIO=4&transport=polling"), Route::Open(Polling));
        // A session is opened in another revision when the program has been asked.
        accepted(Case::get("EIO=3&transport=polling"), Route::Open(Polling));
    }

    #[test]
    fn every_check_has_its_code_and_its_context() {
        use TransportName::{Polling, WebSocket};

        refused(Case::get("EIO=4"), 0, r#"TransportUnknown { transport: "" }"#);
        for transport in ["abc", "__proto__", "constructor", "webtransport", "Polling"] {
            let query = format!("EIO=4&transport={transport}").leak();
            let context = format!("TransportUnknown {{ transport: {transport:?} }}");
            refused(Case::get(query), 0, &context);
            refused(Case::upgrade(query), 0, &context);
        }
        for sid in ["abc", "__proto__", "constructor"] {
            let query = format!("{POLLING}&sid={sid}").leak();
            let context = format!("SessionIdUnknown {{ sid: {sid:?} }}");
            refused(Case::get(query).unknown(), 1, &context);
        }
        let post = Case::get(POLLING).method(Method::POST);
        refused(post, 2, "BadHandshakeMethod { method: POST }");
        let options = Case::get(POLLING).method(Method::OPTIONS);
        refused(options, 2, "BadHandshakeMethod { method: OPTIONS }");

        let mismatch = "TransportMismatch { transport: WebSocket, previous_transport: Polling }";
        refused(Case::get(WEBSOCKET).on(Polling), 3, mismatch);
        let mismatch = "TransportMismatch { transport: Polling, previous_transport: WebSocket }";
        refused(Case::get(POLLING).on(WebSocket), 3, mismatch);
        let mismatch = "ProtocolMismatch { protocol: 3, previous_protocol: 4 }";
        refused(Case::get("EIO=3&transport=polling").on(Polling), 3, mismatch);
        refused(Case::upgrade("transport=websocket").on(Polling), 3, mismatch);
        let no_upgrade = r#"TransportHandshakeError { error: "a WebSocket needs an upgrade" }"#;
        refused(Case::get(WEBSOCKET), 3, no_upgrade);
        let polling = r#"TransportHandshakeError { error: "polling needs no upgrade" }"#;
        refused(Case::upgrade(POLLING), 3, polling);
        refused(Case::upgrade(POLLING).on(Polling), 3, polling);

        let invalid = "InvalidOrigin { origin: \"\u{fffd}\" }";
        refused(Case::get(POLLING).invalid_origin(), 3, invalid);
        for case in [
            Case::get(POLLING),
            Case::upgrade(WEBSOCKET),
            Case::get(POLLING).on(Polling),
            Case::get(POLLING).on(Polling).method(Method::POST),
            Case::upgrade(WEBSOCKET).on(Polling),
        ] {
            refused(case.foreign(), 4, r#"ForeignOrigin { origin: "null" }"#);
        }
        for protocol in [0, 3, 5] {
            assert_eq!(verify_revision(protocol).unwrap_err().code(), 5);
        }
        assert!(verify_revision(4).is_ok());
    }

    #[test]
    fn first_check_that_fails_names_the_code() {
        use TransportName::{Polling, WebSocket};

        let post = || Case::get("EIO=3&transport=abc&sid=x").method(Method::POST);
        refused(post().unknown().foreign(), 0, r#"TransportUnknown { transport: "abc" }"#);
        let post = || Case::get("EIO=3&transport=polling&sid=x").method(Method::POST);
        refused(post().unknown().foreign(), 4, r#"ForeignOrigin { origin: "null" }"#);
        refused(post().unknown(), 1, r#"SessionIdUnknown { sid: "x" }"#);
        let mismatch = "TransportMismatch { transport: Polling, previous_transport: WebSocket }";
        refused(post().on(WebSocket), 3, mismatch);
        let mismatch = "ProtocolMismatch { protocol: 3, previous_protocol: 4 }";
        refused(post().on(Polling), 3, mismatch);
        let post = Case::get("EIO=3&transport=websocket").method(Method::POST);
        refused(post, 2, "BadHandshakeMethod { method: POST }");
        // An upgrade is for whatever carries the session.
        let upgrade = Case::upgrade("EIO=3&transport=websocket").on(WebSocket);
        refused(upgrade, 3, "ProtocolMismatch { protocol: 3, previous_protocol: 4 }");
    }

    #[test]
    fn transports_that_are_switched_off_are_unknown() {
        let polling = Config::new().transports([TransportName::Polling]);
        let unknown = r#"TransportUnknown { transport: "websocket" }"#;
        refused_with(&polling, Case::get(WEBSOCKET), 0, unknown);
        let websocket = Config::new().transports([TransportName::WebSocket]);
        let unknown = r#"TransportUnknown { transport: "polling" }"#;
        refused_with(&websocket, Case::get(POLLING), 0, unknown);
    }
}
