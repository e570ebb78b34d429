//! Bodies of POSTs, each with what a GET fetches after it.

use super::random::Random;
use super::{Steps, literal};

/// Packets that are echoed.
const ECHOED: [&str; 10] = [
    "4a",
    "4",
    "4hello",
    "4\u{e9}\u{1f600}",
    "4a b\r\nc",
    "bAAEC",
    "bAA==",
    "b",
    "4{\"a\":1}",
    "4\0",
];
/// Packets that do nothing.
const IGNORED: [&str; 6] = ["3", "6", "0", "5", "3probe", "6x"];
/// Packets that end the session.
const FATAL: [&str; 10] = ["", "x", "7", "9", "2", "2probe", "\u{e9}", " 4a", "-1", "A"];

const ROUNDS: usize = 4;

pub(super) fn write(random: &mut Random) -> Steps {
    let mut steps = Steps::new("engine");
    steps.lines(["a > open", "a <"]);
    for _ in 0..ROUNDS {
        let round = round(random);
        steps.line(format!("a > post {}", literal(round.body.join("\x1e").as_bytes())));
        match round.end {
            End::None if round.has_echo => steps.lines(["a <", "a > poll", "a <"]),
            End::None => steps.line("a <"),
            End::Client => {
                steps.lines(["a <", "b > poll", "b <"]);
                return steps;
            }
            End::Fault => {
                steps.lines(["a < either 200 | end", "b > poll", "b <"]);
                return steps;
            }
            End::Server => {
                steps.lines(["a <", "b > poll", "b <", "b > poll", "b <", "b > poll", "b <"]);
                return steps;
            }
        }
    }
    steps
}

/// One body, and what it comes to.
struct Round {
    body: Vec<String>,
    has_echo: bool,
    end: End,
}

enum End {
    None,
    /// A close packet.
    Client,
    /// The application closes.
    Server,
    Fault,
}

fn round(random: &mut Random) -> Round {
    let mut round = Round { body: Vec::new(), has_echo: false, end: End::None };
    for _ in 0..=random.below(5) {
        match random.below(12) {
            0..8 => {
                round.body.push(echoed(random));
                round.has_echo = true;
            }
            8..11 => round.body.push(random.pick(&IGNORED).to_owned()),
            _ => {
                round.end = end(random, &mut round.body);
                break;
            }
        }
    }
    round
}

fn echoed(random: &mut Random) -> String {
    if random.one_in(6) {
        return format!("4{}", "x".repeat(random.below(3000)));
    }
    random.pick(&ECHOED).to_owned()
}

/// How the session ends, and what is behind the packet that ends it.
fn end(random: &mut Random, body: &mut Vec<String>) -> End {
    let end = match random.below(4) {
        0 => {
            body.push("1".to_owned());
            End::Client
        }
        1 => {
            body.push("4do:bye".to_owned());
            return End::Server;
        }
        _ => {
            body.push(random.pick(&FATAL).to_owned());
            End::Fault
        }
    };
    if random.one_in(2) {
        body.push("4too late".to_owned());
    }
    end
}
