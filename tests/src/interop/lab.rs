//! The handler of the namespace `/lab`.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use wigwag::{Binary, DisconnectReason, SocketId};
use wigwag_tests::contract::{
    AskError, Audience, Credentials, DivideError, File, Identity, Lab, Numbered, Receipt, Refusal,
    Sample, SurveyReply, Tally,
    lab::{self, Emit as _},
};

/// How long a client may take for an answer that the test does not make late.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many messages `pour` sends before it lets others have a turn.
const SLICE: u32 = 20;

/// Answers as the interop tests expect.
#[derive(Debug)]
pub(crate) struct Bench;

/// What the server keeps for each socket.
#[derive(Debug)]
pub(crate) struct Session {
    user: String,
    records: Mutex<Vec<String>>,
    tally: Mutex<Tally>,
}

impl Lab for Bench {
    type Session = Session;

    async fn connect(&self, _cx: lab::ConnectCx, auth: Credentials) -> Result<Session, Refusal> {
        let Credentials { user, password } = auth;
        if password != "open sesame" {
            return Err(Refusal::WrongPassword { user });
        }
        let tally = Mutex::new(Tally { counted: 0, in_order: true });
        Ok(Session { user, records: Mutex::default(), tally })
    }

    async fn whoami(&self, cx: lab::Cx<Self>) -> Identity {
        Identity { user: cx.session().user.clone(), socket: cx.socket().id() }
    }

    async fn echo(&self, _cx: lab::Cx<Self>, sample: Sample) -> Sample {
        sample
    }

    async fn inspect(&self, _cx: lab::Cx<Self>, _sample: Sample) -> Result<u32, DivideError> {
        Ok(1)
    }

    async fn divide(
        &self,
        _cx: lab::Cx<Self>,
        dividend: i32,
        divisor: i32,
    ) -> Result<i32, DivideError> {
        dividend.checked_div(divisor).ok_or(DivideError::DivisionByZero { dividend })
    }

    async fn divide_for_node(
        &self,
        cx: lab::Cx<Self>,
        dividend: i32,
        divisor: i32,
    ) -> Result<i32, DivideError> {
        self.divide(cx, dividend, divisor).await
    }

    async fn delegate(&self, cx: lab::Cx<Self>, dividend: i32, divisor: i32) -> String {
        match cx.socket().division(dividend, divisor).timeout(PATIENCE).await {
            Ok(Ok(quotient)) => format!("it is {quotient}"),
            Ok(Err(why)) => format!("it is not: {why}"),
            Err(error) => error.to_string(),
        }
    }

    async fn note(&self, cx: lab::Cx<Self>, text: String) {
        cx.socket().noted(&text);
    }

    async fn jot(&self, cx: lab::Cx<Self>, text: String) {
        cx.socket().noted(&text);
    }

    async fn upload(&self, _cx: lab::Cx<Self>, file: File) -> Receipt {
        let blobs = || std::iter::once(&file.content).chain(&file.parts);
        Receipt {
            sizes: blobs().map(|blob| blob.len()).collect(),
            reversed: blobs().map(reversed).collect(),
        }
    }

    async fn send_file(&self, cx: lab::Cx<Self>, file: File) {
        cx.socket().file(&file);
    }

    async fn exhibit(&self, cx: lab::Cx<Self>, room: String, file: File) {
        cx.to(room).file(&file);
    }

    async fn commission(&self, cx: lab::Cx<Self>, bytes: u32) -> Result<Binary, AskError> {
        Ok(cx.socket().sketch(bytes).timeout(PATIENCE).await?.content)
    }

    async fn interview(
        &self,
        cx: lab::Cx<Self>,
        socket: SocketId,
        question: String,
        patience_ms: u32,
    ) -> Result<String, AskError> {
        let Some(socket) = cx.namespace().socket(socket) else {
            return Err(AskError::Absent);
        };
        Ok(socket.question(&question).timeout(milliseconds(patience_ms)).await?)
    }

    async fn survey(
        &self,
        cx: lab::Cx<Self>,
        room: String,
        question: String,
        patience_ms: u32,
    ) -> Vec<SurveyReply> {
        let mut answers = cx.to(room).question(&question).timeout(milliseconds(patience_ms));
        let mut replies = Vec::new();
        while let Some((socket, answer)) = answers.next().await {
            replies.push(SurveyReply { socket, answer: answer.ok() });
        }
        replies
    }

    async fn nudge_me(&self, cx: lab::Cx<Self>) -> Result<(), AskError> {
        Ok(cx.socket().nudge().timeout(PATIENCE).await?)
    }

    async fn propose(&self, cx: lab::Cx<Self>, plan: String) -> String {
        match cx.socket().approve(&plan).timeout(PATIENCE).await {
            Ok(Ok(votes)) => format!("approved: {votes}"),
            Ok(Err(objection)) => format!("refused: {}", objection.reason),
            Err(error) => format!("unanswered: {error}"),
        }
    }

    async fn join(&self, cx: lab::Cx<Self>, room: String) {
        cx.socket().join(room);
    }

    async fn leave(&self, cx: lab::Cx<Self>, room: String) {
        cx.socket().leave(room);
    }

    async fn say(&self, cx: lab::Cx<Self>, audience: Audience, text: String) {
        match audience {
            Audience::Everybody => cx.namespace().heard(&text),
            Audience::Others => cx.broadcast().heard(&text),
            Audience::OthersIn { room } => cx.to(room).except_self().heard(&text),
            Audience::Rooms { rooms, except } => {
                let Some((first, others)) = rooms.split_first() else { return };
                let audience = cx.to(first).to_any(others);
                match except {
                    Some(room) => audience.except(room).heard(&text),
                    None => audience.heard(&text),
                }
            }
        }
    }

    async fn tease(&self, cx: lab::Cx<Self>, count: u32) {
        for number in 0..count {
            cx.socket().teased(number);
        }
    }

    async fn record(&self, cx: lab::Cx<Self>, entry: String) {
        cx.session().push_record(entry);
    }

    async fn record_when_answered(&self, cx: lab::Cx<Self>, entry: String) {
        if cx.socket().question("ready?").timeout(PATIENCE).await.is_ok() {
            cx.session().push_record(entry);
        }
    }

    async fn records(&self, cx: lab::Cx<Self>) -> Vec<String> {
        cx.session().records.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn explode(&self, _cx: lab::Cx<Self>) -> Result<u32, DivideError> {
        panic!("boom: a test asked for this panic");
    }

    async fn goodbye(&self, cx: lab::Cx<Self>) {
        cx.socket().disconnect();
    }

    async fn count(&self, cx: lab::Cx<Self>, message: Numbered) {
        cx.session().count(message.number);
        cx.socket().counted(&message);
    }

    async fn tally(&self, cx: lab::Cx<Self>) -> Tally {
        *cx.session().tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn pour(&self, cx: lab::Cx<Self>, count: u32) {
        let socket = cx.socket().clone();
        tokio::spawn(async move {
            for number in 0..count {
                socket.poured(&numbered(number));
                if number % SLICE == 0 {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
        });
    }

    async fn disconnect(&self, cx: lab::Cx<Self>, reason: DisconnectReason) {
        cx.to("watchers").left(&cx.session().user, reason.as_str());
    }
}

impl Session {
    fn push_record(&self, entry: String) {
        self.records.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }

    fn count(&self, number: u32) {
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.in_order &= number == tally.counted;
        tally.counted += 1;
    }
}

/// Message `number` of a stream: every seventh has an attachment.
fn numbered(number: u32) -> Numbered {
    let ballast =
        number.is_multiple_of(7).then(|| Binary::from(format!("ballast {number}").into_bytes()));
    Numbered { number, ballast }
}

fn reversed(blob: &Binary) -> Binary {
    Binary::from(blob.iter().rev().copied().collect::<Vec<u8>>())
}

fn milliseconds(milliseconds: u32) -> Duration {
    Duration::from_millis(milliseconds.into())
}
