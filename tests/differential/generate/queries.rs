//! Requests with every mixture of method, transport, revision, session and upgrade.

use super::Steps;
use super::random::Random;

const METHODS: [&str; 8] = ["GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "OPTIONS"];
const TRANSPORTS: [&str; 8] =
    ["polling", "polling", "polling", "websocket", "websocket", "webtransport", "none", ""];
const REVISIONS: [&str; 8] = ["4", "4", "4", "4", "3", "5", "", "four"];
const SESSIONS: [&str; 6] = ["$sid", "$sid", "$sid", "unknown", "", "AAAAAAAAAAAAAAAAAAAA"];
const OTHERS: [&str; 5] = ["t=PbQv1", "x", "=", "__proto__=1", "J=1"];
const REQUESTS: usize = 6;

pub(super) fn write(random: &mut Random) -> Steps {
    let mut steps = Steps::new(random.pick(&["engine", "engine", "polling-only"]));
    steps.lines(["s > open", "s <"]);
    for number in 0..REQUESTS {
        request(random, &mut steps, number);
    }
    // Whatever was refused, the session is unharmed.
    steps.lines(["s > post 4unharmed", "s <", "s > poll", "s <"]);
    steps
}

fn request(random: &mut Random, steps: &mut Steps, number: usize) {
    let is_upgrade = random.one_in(4);
    let transport = random.pick(&TRANSPORTS);
    let revision = if is_upgrade { "4" } else { random.pick(&REVISIONS) };
    let session = random.one_in(2).then(|| random.pick(&SESSIONS));
    // A transport of which both servers say something else, which has a script of its own.
    let transport = if is_upgrade && transport == "polling" { "websocket" } else { transport };
    let method = if is_upgrade { "GET" } else { random.pick(&METHODS) };

    let is_poll = !is_upgrade
        && (method, transport, revision, session) == ("GET", "polling", "4", Some("$sid"));
    if is_poll {
        // A GET must have something to fetch.
        steps.lines(["s > post 4fetched", "s <"]);
    }
    let target = query(random, transport, revision, session);
    let name = format!("q{number}");
    if is_upgrade {
        steps.line(format!("{name} > handshake {target}"));
    } else {
        steps.line(format!("{name} > {method} {target}"));
        if method == "POST" {
            steps.line("    = 6");
        }
    }
    steps.line(format!("{name} <"));
}

/// The parameters in some order, and some that mean nothing.
fn query(random: &mut Random, transport: &str, revision: &str, session: Option<&str>) -> String {
    let mut pairs = vec![format!("transport={transport}"), format!("EIO={revision}")];
    pairs.extend(session.map(|session| format!("sid={session}")));
    if random.one_in(3) {
        pairs.push(random.pick(&OTHERS).to_owned());
    }
    let mut query = String::new();
    while !pairs.is_empty() {
        let pair = pairs.swap_remove(random.below(pairs.len()));
        query += if query.is_empty() { "?" } else { "&" };
        query += &pair;
    }
    query
}
