//! Socket.IO packets with a few characters changed.

use super::random::Random;
use super::{Steps, literal};

/// Packets that are right, after the type of an Engine.IO message. `count` is answered with the number of arguments, so that the form
/// of the JSON does not matter.
const PACKETS: [&str; 14] = [
    r#"2["count"]"#,
    r#"2["count",1,"a"]"#,
    r#"2/custom,["count",null]"#,
    r#"212["count",{"a":[1,2]}]"#,
    r#"2/custom,7["count",-1.5e3,true]"#,
    r#"2[1,2]"#,
    r#"51-["count",{"_placeholder":true,"num":0}]"#,
    r#"52-/custom,3["count",{"_placeholder":true,"num":1},[{"_placeholder":true,"num":0}]]"#,
    r#"0/auth,{"token":"x"}"#,
    "0/refuse,",
    "1/custom,",
    r#"3/custom,0["x"]"#,
    r#"61-/custom,0[{"_placeholder":true,"num":0}]"#,
    r#"4{"message":"x"}"#,
];

const CHARACTERS: [&str; 27] = [
    "0", "1", "2", "5", "9", "-", "+", ",", "/", "\"", "[", "]", "{", "}", ":", ".", "e", " ",
    "\\", "?", "_", "a", "\u{e9}", "\x1e", "\0", "null", "99999",
];

const PACKETS_OF_A_SCRIPT: usize = 4;

pub(super) fn write(random: &mut Random) -> Steps {
    let mut steps = Steps::new("socket");
    for number in 0..PACKETS_OF_A_SCRIPT {
        let name = format!("w{number}");
        let packet = mutated(random);
        steps.line(format!("{name} > websocket"));
        steps.line(format!("{name} < 2"));
        steps.line(format!("{name} > text 40"));
        steps.line(format!("{name} <"));
        steps.line(format!("{name} > text 40/custom,"));
        steps.line(format!("{name} <"));
        steps.line(format!("{name} > text 4{}", literal(packet.as_bytes())));
        steps.line(format!("{name} < all"));
        for attachment in 0..attachments(&packet) {
            steps.line(format!("{name} > binary {attachment}"));
            steps.line(format!("{name} < all"));
        }
        // Whether the connection lives.
        steps.line(format!(r#"{name} > text 42["count",0]"#));
        steps.line(format!("{name} < all"));
    }
    steps
}

fn mutated(random: &mut Random) -> String {
    let mut packet: Vec<char> = random.pick(&PACKETS).chars().collect();
    for _ in 0..random.below(3) + 1 {
        let at = random.below(packet.len() + 1);
        let end = packet.len().min(at + random.below(2));
        let new = if random.one_in(4) { "" } else { random.pick(&CHARACTERS) };
        packet.splice(at..end, new.chars());
    }
    packet.into_iter().collect()
}

/// How many attachments follow a packet: as many as it announces, if it does.
fn attachments(packet: &str) -> usize {
    let announced = packet.strip_prefix(['5', '6']).and_then(|rest| rest.split_once('-'));
    announced.and_then(|(count, _)| count.parse::<usize>().ok()).unwrap_or_default().min(3)
}
