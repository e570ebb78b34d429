//! Namespaces that come to be when somebody asks for them.

use std::future::ready;

use serde_json::{Value, json};
use wigwag::socket::{
    Auth, Family, Matcher, Mount, Namespace, NamespaceHandler, Refusal, Socket, on_connect,
};
use wigwag::{Config, Io};

use super::application::{Application, Operations, fence, size, text};
use super::journal::Journal;
use super::values::values;

/// The application, of which children without anybody are forgotten or kept.
pub(super) fn application(config: Config, journal: &Journal, keeps: bool) -> Application {
    let told = journal.clone();
    let keep = |mount: Mount| if keeps { mount.keep_empty() } else { mount };
    let second = Matcher::names("second", |name| name == "/dyn-1");
    let builder = Io::builder()
        .config(config)
        .on_new_namespace(move |namespace: Namespace| {
            told.write(json!(["new_namespace", namespace.name()]));
        })
        .namespace("/", greeting(journal, None))
        .namespace("/dyn-1-static", greeting(journal, Some("static")))
        .mount(keep(numbers(journal)))
        .mount(keep(secrets(journal)))
        .mount(keep(slow(journal)))
        // Behind all the others: what the first of them takes never comes here.
        .mount(Mount::dynamic(second, greeting(journal, Some("the second"))));
    Application { builder, operations: operations() }
}

fn operations() -> Operations {
    Operations::default()
        .doing("tell the family", |io, args| {
            if let Some(family) = family(&io) {
                family.emit(text(&args, 0), &());
            }
        })
        .doing("tell a child", |io, args| {
            if let Some(namespace) = io.namespace(text(&args, 0)) {
                namespace.emit(text(&args, 1), &());
            }
        })
        .doing("join all", |io, args| {
            if let Some(family) = family(&io) {
                drop(family.everybody().sockets_join(text(&args, 0)));
            }
        })
        .doing("tell the family's room", |io, args| {
            if let Some(family) = family(&io) {
                family.to(text(&args, 0)).emit(text(&args, 1), &());
            }
        })
        .asking("fetch all", |io, _| async move {
            let Some(family) = family(&io) else { return Value::Null };
            family.everybody().fetch_sockets().await.sockets.len().into()
        })
        .telling("exists", |io, args| io.namespace(text(&args, 0)).is_some().into())
        .telling("sockets", |io, args| size(&io, &args))
}

fn family(io: &Io) -> Option<Family> {
    io.family("numbers")
}

fn numbers(journal: &Journal) -> Mount {
    let asked = journal.clone();
    let matcher = Matcher::names("numbers", |name| {
        let rest = name.strip_prefix("/dyn-");
        rest.is_some_and(|rest| rest.starts_with(|it: char| it.is_ascii_digit()))
    });
    Mount::dynamic(matcher, greeting(journal, Some("number"))).middleware(
        move |socket: Socket, auth: Auth| {
            asked.write(json!(["middleware", socket.namespace_name()]));
            let auth = auth.read::<Value>().unwrap_or_default();
            let is_refused = auth["refuse"].as_bool().unwrap_or_default();
            ready(if is_refused { Err(Refusal::new("not here")) } else { Ok(()) })
        },
    )
}

/// Those who know the name of the namespace may have it.
fn secrets(journal: &Journal) -> Mount {
    let asked = journal.clone();
    let matcher = Matcher::predicate("secrets", move |name, auth| {
        let Some(word) = name.strip_prefix("/secret-") else { return ready(false) };
        let auth = auth.read::<Value>().unwrap_or_default();
        asked.write(json!(["asked for", name, auth]));
        ready(auth["word"] == word && auth["fails"].is_null())
    });
    Mount::dynamic(matcher, greeting(journal, Some("secret")))
}

/// Needs a moment to decide.
fn slow(journal: &Journal) -> Mount {
    let matcher = Matcher::predicate("slow", |name, _| async move {
        tokio::task::yield_now().await;
        name.starts_with("/slow-") && name != "/slow-no"
    });
    Mount::dynamic(matcher, greeting(journal, None))
}

/// Tells of each client, and tells it who is here.
fn greeting(journal: &Journal, greeting: Option<&'static str>) -> impl NamespaceHandler {
    let journal = journal.clone();
    on_connect(move |socket: Socket| {
        fence(&socket);
        journal.of(&socket, json!(["connection", socket.namespace_name()]));
        journal.tell_the_end(&socket);
        socket.on("tell", |socket, event| async move {
            let name = socket.namespace_name();
            socket.namespace().emit(text(&values(event.args()), 0), &(name,));
        });
        if let Some(greeting) = greeting {
            socket.emit("hello", &(greeting,));
        }
        ready(())
    })
}
