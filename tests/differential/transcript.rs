//! What a script saw, in a form in which two servers can be compared.

use super::connection::{Answer, Seen};
use super::text::{Variables, show};

/// What went over the wire, line by line.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    lines: Vec<String>,
    ids: Ids,
}

/// The ids that the server made up, in the order of their appearance.
#[derive(Debug, Default)]
struct Ids {
    all: Vec<String>,
    /// The latest session's.
    session: Option<usize>,
}

/// What differs between two runs of one server, what says nothing that HTTP/1.1 does not say by itself, and how a body is framed:
/// whoever reads the whole body has checked its frame.
const IGNORED: [&str; 4] = ["content-length", "date", "keep-alive", "transfer-encoding"];

/// Headers whose values are compared without case.
const CASELESS: [&str; 2] = ["connection", "upgrade"];

impl Transcript {
    pub(crate) fn step(&mut self, source: &str) {
        self.lines.extend(source.lines().map(str::to_owned));
    }

    /// Adds what came in on a connection.
    pub(crate) fn seen(&mut self, connection: &str, seen: &Seen) {
        match seen {
            Seen::Answer(answer) => self.answer(connection, answer),
            Seen::Frame { payload, .. } => {
                self.ids.learn(&String::from_utf8_lossy(payload));
                self.note(connection, &name(seen));
            }
            Seen::Garbage(_) | Seen::End => self.note(connection, &name(seen)),
        }
    }

    /// Adds a remark about a connection.
    pub(crate) fn note(&mut self, connection: &str, text: &str) {
        self.lines.push(format!("{connection} < {text}"));
    }

    /// Adds why a session or a socket has ended.
    pub(crate) fn reason(&mut self, id: &str, reason: &[u8]) {
        self.lines.push(format!("why {id}: {}", show(reason)));
    }

    /// Adds why the rest of the script is not played.
    pub(crate) fn give_up(&mut self, reason: &str) {
        self.lines.push(format!("(the script is given up: {reason})"));
    }

    fn answer(&mut self, connection: &str, answer: &Answer) {
        self.ids.learn(&String::from_utf8_lossy(&answer.body));
        self.note(connection, &answer.status.to_string());
        let mut headers: Vec<_> = answer.headers.iter().filter_map(header).collect();
        headers.sort();
        self.lines.extend(headers);
        if !answer.body.is_empty() {
            self.lines.push(format!("    = {}", show(&answer.body)));
        }
    }

    /// The lines, with ids replaced by their numbers.
    pub(crate) fn into_lines(self) -> Vec<String> {
        let Self { mut lines, ids } = self;
        for line in &mut lines {
            for (index, id) in ids.all.iter().enumerate() {
                if line.contains(id) {
                    *line = line.replace(id, &format!("<id {}>", index + 1));
                }
            }
        }
        lines
    }
}

impl Variables for Transcript {
    /// `$sid` is the id of the latest session, `$id1` the first id of all, of a session or of a socket.
    fn value(&self, name: &str) -> Option<&str> {
        let index = match name {
            "sid" => self.ids.session?,
            _ => name.strip_prefix("id")?.parse::<usize>().ok()?.checked_sub(1)?,
        };
        self.ids.all.get(index).map(String::as_str)
    }
}

impl Ids {
    /// Takes up the ids in a text.
    fn learn(&mut self, text: &str) {
        for (at, key) in text.match_indices(r#""sid":""#) {
            let Some((id, _)) = text[at + key.len()..].split_once('"') else { continue };
            if id.is_empty() || self.all.iter().any(|known| known == id) {
                continue;
            }
            self.all.push(id.to_owned());
            if at == 2 && text.starts_with("0{") {
                self.session = Some(self.all.len() - 1);
            }
        }
    }
}

fn header((name, value): &(String, String)) -> Option<String> {
    let value = if CASELESS.contains(&name.as_str()) { &value.to_lowercase() } else { value };
    let is_default = name == "connection" && value == "keep-alive";
    (!is_default && !IGNORED.contains(&name.as_str())).then(|| format!("    {name}: {value}"))
}

/// One thing in a few words: the status of an answer, or a whole frame.
pub(crate) fn name(seen: &Seen) -> String {
    match seen {
        Seen::Answer(answer) => answer.status.to_string(),
        Seen::Frame { head, payload } => frame(*head, payload),
        Seen::Garbage(bytes) => format!("garbage {}", show(bytes)),
        Seen::End => "end".to_owned(),
    }
}

fn frame(head: u8, payload: &[u8]) -> String {
    let kind = match head {
        0x81 => "text",
        0xc1 => "compressed text",
        0xc2 => "compressed binary",
        0x82 => "binary",
        0x88 => return close(payload),
        0x89 => "ping",
        0x8a => "pong",
        _ => return format!("frame {head:#04x}: {}", show(payload)),
    };
    format!("{kind} {}", show(payload)).trim_end().to_owned()
}

fn close(payload: &[u8]) -> String {
    match payload {
        [] => "close".to_owned(),
        [high, low, reason @ ..] => {
            let code = u16::from_be_bytes([*high, *low]);
            format!("close {code} {}", show(reason)).trim_end().to_owned()
        }
        [half] => format!("close with half a code: {half:#04x}"),
    }
}
