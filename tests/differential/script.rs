//! Scripts: what a client does, step by step. `README.md` describes the language.

/// What a client does with one server, and when it listens.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    /// The file and the title.
    pub(crate) name: String,
    /// Which of the servers it talks to.
    pub(crate) server: String,
    pub(crate) steps: Vec<Step>,
}

#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// The name of the TCP connection; the first step with a name opens it.
    pub(crate) connection: String,
    pub(crate) action: Action,
    /// The step as it is written.
    pub(crate) source: String,
}

#[derive(Debug, Clone)]
pub(crate) enum Action {
    /// Sends in one piece.
    Send(Vec<Part>),
    /// Takes so many answers or frames.
    Receive(usize),
    /// Takes everything up to the end of the connection, and answers a close frame.
    ReceiveEnd,
    /// Takes everything that the server has to say to what was sent so far. Over WebSocket only.
    ReceiveAll,
    /// Takes one thing of which several are right: which one comes depends on what is faster.
    Race(Vec<String>),
    /// Ends the connection in the client's direction.
    Finish,
    /// Cuts the connection by a RST segment.
    Reset,
    /// Asks the application, beside the protocol, why the session or the socket with this id has ended. Waits until it has.
    Why(String),
}

#[derive(Debug, Clone)]
pub(crate) enum Part {
    Request(Request),
    Frame(Frame),
    /// Bytes as they are.
    Raw(String),
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    /// The body, in pieces that are sent one by one.
    pub(crate) body: Vec<String>,
    /// Whether a chunked body never ends.
    pub(crate) is_cut: bool,
}

/// A frame as a client sends it, right or wrong.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// FIN, reserved bits, opcode.
    pub(crate) head: u8,
    pub(crate) is_masked: bool,
    /// Whether the payload is compressed. RSV1 is a flag of its own.
    pub(crate) is_deflated: bool,
    /// The length in the header when it is not the payload's.
    pub(crate) length: Option<u64>,
    pub(crate) payload: String,
}

const FIN: u8 = 0x80;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// The headers of a WebSocket handshake, with the key of the example in RFC 6455 §1.3.
const HANDSHAKE: [(&str, &str); 4] = [
    ("Connection", "Upgrade"),
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
];

/// The parameters of every request of an official client.
const QUERY: &str = "?EIO=4&transport=";

/// Reads a file of scripts; `topic` is the first part of their names.
pub(crate) fn parse(topic: &str, text: &str) -> Result<Vec<Script>, String> {
    let mut scripts: Vec<Script> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let fault = |reason: String| format!("{topic}, line {}: {reason}: {line}", number + 1);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(title) = line.strip_prefix("=== ") {
            scripts.push(Script {
                name: format!("{topic}/{title}"),
                server: String::new(),
                steps: Vec::new(),
            });
            continue;
        }
        let script = scripts.last_mut().ok_or_else(|| fault("no title above".to_owned()))?;
        match line.strip_prefix("server ") {
            Some(server) => server.clone_into(&mut script.server),
            None => script.take_line(line).map_err(fault)?,
        }
    }
    for script in &scripts {
        if script.server.is_empty() || script.steps.is_empty() {
            return Err(format!("{}: no server or no steps", script.name));
        }
    }
    Ok(scripts)
}

impl Script {
    fn take_line(&mut self, line: &str) -> Result<(), String> {
        if let Some(detail) = line.strip_prefix("    ") {
            let step = self.steps.last_mut().ok_or("no step above")?;
            step.source += &format!("\n{line}");
            return step.last_request().ok_or("no request above")?.take_detail(detail);
        }
        if let Some(id) = line.strip_prefix("why ") {
            let action = Action::Why(id.to_owned());
            self.steps.push(Step { connection: String::new(), action, source: line.to_owned() });
            return Ok(());
        }
        let mut words = line.splitn(3, ' ');
        let connection = words.next().unwrap_or_default();
        let sign = words.next().ok_or("a step needs `>`, `+` or `<`")?;
        let rest = words.next().unwrap_or_default();
        if sign == "+" {
            let step = self.steps.last_mut().filter(|step| step.connection == connection);
            let step = step.ok_or("`+` continues a step of the same connection")?;
            step.source += &format!("\n{line}");
            let Action::Send(parts) = &mut step.action else {
                return Err("`+` continues what is sent".to_owned());
            };
            parts.push(part(rest)?);
            return Ok(());
        }
        let action = match (sign, rest) {
            (">", "fin") => Action::Finish,
            (">", "reset") => Action::Reset,
            (">", what) => Action::Send(vec![part(what)?]),
            ("<", "") => Action::Receive(1),
            ("<", "end") => Action::ReceiveEnd,
            ("<", "all") => Action::ReceiveAll,
            ("<", what) => match what.strip_prefix("either ") {
                Some(outcomes) => Action::Race(outcomes.split(" | ").map(str::to_owned).collect()),
                None => Action::Receive(what.parse().map_err(|_| "not a number")?),
            },
            _ => return Err("a step needs `>`, `+` or `<`".to_owned()),
        };
        self.steps.push(Step {
            connection: connection.to_owned(),
            action,
            source: line.to_owned(),
        });
        Ok(())
    }
}

impl Step {
    fn last_request(&mut self) -> Option<&mut Request> {
        let Action::Send(parts) = &mut self.action else { return None };
        match parts.last_mut()? {
            Part::Request(request) => Some(request),
            Part::Frame(_) | Part::Raw(_) => None,
        }
    }
}

impl Request {
    fn new(method: &str, target: &str) -> Self {
        Self { method: method.to_owned(), target: target.to_owned(), ..Self::default() }
    }

    fn handshake(target: &str) -> Self {
        let headers = HANDSHAKE.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Self { headers, ..Self::new("GET", target) }
    }

    fn post(target: &str, body: &str) -> Self {
        let text = ("Content-Type".to_owned(), "text/plain;charset=UTF-8".to_owned());
        Self { headers: vec![text], body: vec![body.to_owned()], ..Self::new("POST", target) }
    }

    /// A line below a request: `Name: value`, `- Name` to leave a header out, `= body`, or `cut`.
    fn take_detail(&mut self, detail: &str) -> Result<(), String> {
        if detail == "cut" {
            self.is_cut = true;
        } else if detail == "=" {
            self.body.push(String::new());
        } else if let Some(piece) = detail.strip_prefix("= ") {
            self.body.push(piece.to_owned());
        } else if let Some(name) = detail.strip_prefix("- ") {
            self.headers.retain(|(known, _)| known != name);
        } else {
            let (name, value) = detail.split_once(':').ok_or("a header needs a colon")?;
            if HANDSHAKE.iter().any(|(known, _)| *known == name) || name == "Content-Type" {
                self.headers.retain(|(known, _)| known != name);
            }
            self.headers.push((name.to_owned(), value.trim_start().to_owned()));
        }
        Ok(())
    }
}

/// What is sent: an abbreviation of a request, a request, a frame, or bytes.
fn part(text: &str) -> Result<Part, String> {
    let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
    let frame = |opcode: u8, payload: &str| {
        let payload = payload.to_owned();
        Part::Frame(Frame {
            head: FIN | opcode,
            is_masked: true,
            is_deflated: false,
            length: None,
            payload,
        })
    };
    let request = |request: Request| Part::Request(request);
    Ok(match kind {
        "open" => request(Request::new("GET", &format!("{QUERY}polling"))),
        "poll" => request(Request::new("GET", &format!("{QUERY}polling&sid=$sid"))),
        "post" => request(Request::post(&format!("{QUERY}polling&sid=$sid"), rest)),
        "websocket" => request(Request::handshake(&format!("{QUERY}websocket"))),
        "upgrade" => request(Request::handshake(&format!("{QUERY}websocket&sid=$sid"))),
        "handshake" => request(Request::handshake(rest)),
        "text" => frame(TEXT, rest),
        "binary" => frame(BINARY, rest),
        "ping" => frame(PING, rest),
        "pong" => frame(PONG, rest),
        "close" => frame(CLOSE, &close_payload(rest)?),
        "frame" => Part::Frame(any_frame(rest)?),
        "bytes" => Part::Raw(rest.to_owned()),
        method if method.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            request(Request::new(method, rest))
        }
        _ => return Err("neither a request nor a frame".to_owned()),
    })
}

/// `1000 bye` → the bytes of the code, and the reason.
fn close_payload(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let (code, reason) = text.split_once(' ').unwrap_or((text, ""));
    let [high, low] = code.parse::<u16>().map_err(|_| "a close code is a number")?.to_be_bytes();
    Ok(format!(r"\x{high:02x}\x{low:02x}{reason}"))
}

/// `nofin rsv1 unmasked op=3 len=9: payload`.
fn any_frame(text: &str) -> Result<Frame, String> {
    let (flags, payload) = text.split_once(':').ok_or("a frame needs a colon")?;
    let payload = payload.strip_prefix(' ').unwrap_or(payload).to_owned();
    let mut frame = Frame { head: FIN, is_masked: true, is_deflated: false, length: None, payload };
    for flag in flags.split_whitespace() {
        let number = |digits: &str| digits.parse::<u64>().map_err(|_| "not a number");
        match flag.split_once('=') {
            None if flag == "nofin" => frame.head &= !FIN,
            None if flag == "rsv1" => frame.head |= 0x40,
            None if flag == "rsv2" => frame.head |= 0x20,
            None if flag == "rsv3" => frame.head |= 0x10,
            None if flag == "deflate" => frame.is_deflated = true,
            None if flag == "unmasked" => frame.is_masked = false,
            Some(("op", opcode)) => frame.head |= number(opcode)? as u8 & 0xf,
            Some(("len", length)) => frame.length = Some(number(length)?),
            _ => return Err(format!("`{flag}` says nothing about a frame")),
        }
    }
    Ok(frame)
}
