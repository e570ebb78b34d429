//! Requests: handshakes, upgrades and long-polling.

use std::{collections::VecDeque, convert::Infallible, future::poll_fn, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::{Bytes, BytesMut};
use fastwebsockets::upgrade::{is_upgrade_request, upgrade};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    Method, Request, Response, StatusCode,
    body::Incoming,
    header::{CACHE_CONTROL, CONTENT_TYPE},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::{
    contract::{Peer, Violation},
    frame::{SEPARATOR, payload},
    hub::Hub,
    session::{Id, Session},
    websocket,
};

const BODY_MAX: usize = 1_000_000;

/// Serves the requests of one connection.
pub(crate) async fn serve(stream: TcpStream, hub: Arc<Hub>) {
    // An answer must not wait for the acknowledgement of the one before.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let answer = service_fn(|request| {
        let hub = hub.clone();
        async move { Ok::<_, Infallible>(answer(request, hub).await) }
    });
    // A connection that breaks is closed, and that is all there is to it.
    let _ =
        http1::Builder::new().serve_connection(TokioIo::new(stream), answer).with_upgrades().await;
}

pub(crate) fn open_packet(sid: &Id, upgrades: &str, ping_interval: u32) -> Vec<u8> {
    let sid = sid.escape_ascii();
    format!(
        r#"0{{"sid":"{sid}","upgrades":[{upgrades}],"pingInterval":{ping_interval}000,"pingTimeout":20000,"maxPayload":1000000}}"#
    )
    .into_bytes()
}

async fn answer(request: Request<Incoming>, hub: Arc<Hub>) -> Response<Full<Bytes>> {
    let query = request.uri().query().unwrap_or_default();
    let sid = query.split('&').find_map(|pair| pair.strip_prefix("sid="));
    let session = sid.map(|sid| hub.session(sid.as_bytes()));
    match (request.method(), session) {
        (&Method::GET, session) if is_upgrade_request(&request) => {
            websocket_of(request, session, hub)
        }
        (&Method::GET, None) => handshake(hub),
        (&Method::GET, Some(Some(session))) => poll(&session).await,
        (&Method::POST, Some(Some(session))) => post(request, &session).await,
        _ => refusal(),
    }
}

fn websocket_of(
    request: Request<Incoming>,
    session: Option<Option<Arc<Session>>>,
    hub: Arc<Hub>,
) -> Response<Full<Bytes>> {
    let Ok((response, upgraded)) = upgrade(request) else {
        return refusal();
    };
    match session {
        None => drop(tokio::spawn(websocket::serve(upgraded, hub))),
        Some(Some(session)) => drop(tokio::spawn(websocket::take_over(upgraded, hub, session))),
        Some(None) => return refusal(),
    }
    response.map(|_| Full::default())
}

fn handshake(hub: Arc<Hub>) -> Response<Full<Bytes>> {
    let session = hub.open();
    let packet = open_packet(&session.sid, "\"websocket\"", hub.ping_interval);
    *session.polling() = Some(Peer::new(hub, session.clone()));
    response("text/plain; charset=UTF-8", packet)
}

/// Answers with what there is, as soon as there is something.
async fn poll(session: &Session) -> Response<Full<Bytes>> {
    let (mut chunks, mut tail) = (VecDeque::new(), BytesMut::new());
    match poll_fn(|cx| session.outbox.poll_take(cx, &mut chunks, &mut tail)).await {
        Ok(()) => {
            chunks.push_back(tail.freeze());
            response("text/plain; charset=UTF-8", payload(chunks))
        }
        Err(_) => refusal(),
    }
}

async fn post(request: Request<Incoming>, session: &Session) -> Response<Full<Bytes>> {
    let Ok(body) = Limited::new(request.into_body(), BODY_MAX).collect().await else {
        return refusal();
    };
    let mut answers = BytesMut::new();
    let handled = match &mut *session.polling() {
        Some(peer) => packets(peer, &body.to_bytes(), &mut answers),
        None => Err(Violation),
    };
    if handled.is_err() {
        return refusal();
    }
    if !answers.is_empty() {
        session.outbox.push(&answers.freeze());
    }
    response("text/html", "ok")
}

fn packets(peer: &mut Peer, payload: &[u8], answers: &mut BytesMut) -> Result<(), Violation> {
    for packet in payload.split(|byte| *byte == SEPARATOR) {
        match packet {
            [b'b', base64 @ ..] => {
                let bytes = STANDARD.decode(base64).map_err(|_| Violation)?;
                peer.attachment(&bytes, answers)?;
            }
            packet => peer.packet(packet, answers)?,
        }
    }
    Ok(())
}

fn response(content_type: &'static str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, hyper::header::HeaderValue::from_static("no-store"));
    response
}

fn refusal() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}
