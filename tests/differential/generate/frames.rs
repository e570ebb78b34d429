//! WebSocket frames: good ones in any order, and one that is not.

use super::random::Random;
use super::{Steps, literal};

/// Lengths at which the form of a frame changes, or the server's limit is reached.
const LENGTHS: [usize; 10] = [0, 1, 2, 124, 125, 126, 127, 65534, 65535, 65536];
/// What a text message may hold after its type.
const TEXTS: [&str; 6] = ["", "a", "hello", "\u{e9}", "\u{1f600}", "\u{7ff}\u{ffff}\u{10ffff}"];
/// What it may not.
const NOT_UTF_8: [&[u8]; 6] =
    [b"\x80", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"a\xff"];
const CODES: [u16; 16] =
    [0, 999, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1011, 1014, 1015, 1016, 3000, 4999];
const FRAMES: usize = 5;

pub(super) fn write(random: &mut Random) -> Steps {
    let server = random.pick(&["engine", "engine", "small"]);
    let mut steps = Steps::new(server);
    steps.lines(["w > websocket", "w < 2"]);
    for _ in 0..random.below(FRAMES) {
        good(random, &mut steps);
        steps.line("w < all");
    }
    if random.one_in(4) {
        steps.lines(["w > close 1000", "w < end"]);
    } else {
        bad(random, &mut steps, server == "small");
        steps.line("w < all");
    }
    steps
}

fn good(random: &mut Random, steps: &mut Steps) {
    match random.below(6) {
        0 => steps.line(format!("w > text 4{}", random.pick(&TEXTS))),
        1 => steps.line(format!("w > binary {}", {
            let len = random.below(40);
            literal(&random.bytes(len))
        })),
        2 => steps.line(format!("w > ping {}", {
            let len = 1 + random.below(125);
            literal(&random.bytes(len))
        })),
        3 => steps.line(format!("w > pong {}", {
            let len = random.below(126);
            literal(&random.bytes(len))
        })),
        4 => steps.line(format!("w > text 4${{a*{}}}", random.pick(&LENGTHS))),
        _ => fragments(random, steps),
    }
}

/// A message cut anywhere, also in the middle of a character, with control frames between the pieces.
fn fragments(random: &mut Random, steps: &mut Steps) {
    let message = ["4", random.pick(&TEXTS), random.pick(&TEXTS)].concat();
    let mut rest = message.as_bytes();
    let mut opcode = 1;
    for _ in 0..random.below(4) {
        let (piece, more) = rest.split_at(random.below(rest.len() + 1));
        steps.line(format!("w > frame nofin op={opcode}: {}", literal(piece)));
        if random.one_in(3) {
            steps.line("w > ping between");
        }
        (rest, opcode) = (more, 0);
    }
    steps.line(format!("w > frame op={opcode}: {}", literal(rest)));
}

fn bad(random: &mut Random, steps: &mut Steps, is_small: bool) {
    let line = match random.below(12) {
        0 => format!("text 4{}", literal(random.pick(&NOT_UTF_8))),
        1 => format!("frame rsv{} op={}: 4a", 1 + random.below(3), 1 + random.below(2)),
        2 => format!("frame op={}: a", random.pick(&[3, 4, 5, 6, 7, 11, 12, 13, 14, 15])),
        3 => format!("frame unmasked op={}: 4a", random.pick(&[1, 2, 8, 9, 10])),
        4 => format!("frame nofin op={}: a", random.pick(&[8, 9, 10])),
        5 => format!("frame op={}: ${{a*126}}", random.pick(&[8, 9, 10])),
        6 => "frame op=0: 4a".to_owned(),
        7 if is_small => format!("text 4${{a*{}}}", random.pick(&[100, 101, 1000, 70000])),
        7 => format!("text {}", random.pick(&["", "x", "7", "2", "2probe", "\u{e9}"])),
        8 => format!("frame op=8: {}", literal(random.pick(&NOT_UTF_8))),
        9 => {
            let [high, low] = random.pick(&CODES).to_be_bytes();
            format!("frame op=8: {}{}", literal(&[high, low]), random.pick(&TEXTS))
        }
        10 => {
            let [high, low] = 1000_u16.to_be_bytes();
            let reason = literal(random.pick(&NOT_UTF_8));
            format!("frame op=8: {}{reason}", literal(&[high, low]))
        }
        _ => {
            steps.line("w > frame nofin op=1: 4a");
            format!("frame op={}: b", random.pick(&[1, 2]))
        }
    };
    steps.line(format!("w > {line}"));
}
