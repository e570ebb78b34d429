//! Events that are acknowledged, or not, in every way.

use std::collections::HashMap;
use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use wigwag::socket::{Ack, Broadcast, Socket, on_connect};
use wigwag::{AckError, Binary, Config, Io};

use super::application::{Application, Operations, answer, fence, number, text};
use super::journal::Journal;
use super::values::{args_of, shown, values};

pub(super) fn application(config: Config, journal: &Journal) -> Application {
    let mut builder = Io::builder().config(config);
    for name in ["/", "/news"] {
        let journal = journal.clone();
        let connected = on_connect(move |socket: Socket| {
            fence(&socket);
            journal.of(&socket, json!(["connection"]));
            journal.tell_the_end(&socket);
            answer_clients(&socket);
            keep(&socket, &journal);
            ask_back(&socket, &journal);
            ready(())
        });
        builder = builder.namespace(name, connected);
    }
    let operations = Operations::default()
        .asking("everybody", |io, args| async move {
            let Some(namespace) = io.namespace("/") else { return Value::Null };
            ask_all(namespace.timeout(millis(&args, 0)), &args[1..]).await
        })
        .asking("room", |io, args| async move {
            let Some(namespace) = io.namespace("/") else { return Value::Null };
            ask_all(namespace.to(text(&args, 0)).timeout(millis(&args, 1)), &[]).await
        });
    Application { builder, operations }
}

fn answer_clients(socket: &Socket) {
    socket.on("echo", |_, event| async move { answer(&event, event.args()) });
    socket.on("twice", |_, event| async move {
        answer(&event, &("first",))?;
        answer(&event, &("second",))
    });
    socket.on("shared", |_, event| async move { answer(&event, &("the first listener",)) });
    socket.on("shared", |_, event| async move { answer(&event, &("the second listener",)) });
    socket.on("leave and answer", |socket, event| async move {
        socket.disconnect();
        answer(&event, &("too late",))
    });
}

/// Answers when it is told to, by `answer`.
fn keep(socket: &Socket, journal: &Journal) {
    journal.tell(socket, "never");
    let kept: Arc<Mutex<HashMap<String, Ack>>> = Arc::default();
    let (keeping, journal) = (Arc::clone(&kept), journal.clone());
    socket.on("keep", move |socket, mut event| {
        let name = text(&values(event.args()), 0).to_owned();
        journal.of(&socket, json!(["kept", name]));
        if let Some(ack) = event.take_ack() {
            keeping.lock().unwrap_or_else(PoisonError::into_inner).insert(name, ack);
        }
        ready(())
    });
    socket.on("answer", move |_, event| {
        let name = text(&values(event.args()), 0).to_owned();
        let ack = kept.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
        ready(ack.map_or(Ok(()), |ack| ack.send(&(format!("answer to {name}"),))))
    });
}

/// Asks the client, and says what came.
fn ask_back(socket: &Socket, journal: &Journal) {
    let journal = journal.clone();
    socket.on("ask me", move |socket, event| {
        let args = values(event.args());
        let question = socket.emit_with_ack("question", &args_of(&args[1..]));
        let question = question.timeout(millis(&args, 0));
        let journal = journal.clone();
        // A task of its own, as the reference's callback is: the next event does not wait for the answer.
        tokio::spawn(async move {
            let outcome = match question.await {
                Ok(answer) => json!({ "answer": plain(answer) }),
                Err(error) => json!({ "error": words(&error) }),
            };
            journal.of(&socket, json!(["answered", outcome]));
        });
        ready(())
    });
    socket.on("ask me before you answer", |socket, event| async move {
        let answered = socket.emit_with_ack::<Value, _>("question", &()).await;
        answer(&event, &(answered.unwrap_or_else(|error| words(&error).into()),))
    });
}

async fn ask_all(target: Broadcast, args: &[Value]) -> Value {
    let all = target.emit_with_ack::<Value, _>("question", &args_of(args)).collect().await;
    let mut answers = Vec::new();
    let mut missing = None;
    for (_, answer) in all {
        match answer {
            Ok(answer) => answers.push(answer),
            Err(error) => missing = Some(words(&error)),
        }
    }
    answers.sort_by_key(ToString::to_string);
    match missing {
        Some(error) => json!({ "answers": answers, "error": error }),
        None => json!({ "answers": answers }),
    }
}

/// An answer of a client: bytes in an object, or anything else.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answered {
    Bytes { bytes: Binary },
    Other(Value),
}

fn plain(answered: Answered) -> Value {
    match answered {
        Answered::Bytes { bytes } => json!({ "bytes": shown(&bytes) }),
        Answered::Other(value) => value,
    }
}

/// The reference's words for what the reference knows.
fn words(error: &AckError) -> String {
    if matches!(error, AckError::TimedOut { .. }) {
        return "operation has timed out".to_owned();
    }
    error.to_string()
}

fn millis(args: &[Value], at: usize) -> Duration {
    Duration::from_millis(number(args, at))
}
