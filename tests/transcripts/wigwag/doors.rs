//! Namespaces that admit some and refuse others.

use std::future::ready;

use serde_json::{Value, json};
use wigwag::socket::{Auth, Mount, Refusal, Socket, on_connect};
use wigwag::{Config, Io};

use super::application::{Application, Operations, fence, size};
use super::journal::{Journal, said};

pub(super) fn application(config: Config, journal: &Journal) -> Application {
    let mut builder = Io::builder().config(config);
    for name in ["/", "/open"] {
        let journal = journal.clone();
        let connected = move |socket: Socket| {
            journal.of(&socket, said("connection", socket.auth().read::<Value>()));
            listen(&socket, &journal);
            ready(())
        };
        builder = builder.namespace(name, on_connect(connected));
    }
    let operations = Operations::default().telling("sockets", |io, args| size(&io, &args));
    Application { builder: builder.mount(door(journal)), operations }
}

fn door(journal: &Journal) -> Mount {
    let (inside, outside) = (journal.clone(), journal.clone());
    let connected = on_connect(move |socket: Socket| {
        inside.of(&socket, json!(["connection"]));
        listen(&socket, &inside);
        ready(())
    });
    Mount::new("/door", connected).middleware(move |_: Socket, auth: Auth| {
        let auth = auth.read::<Value>().unwrap_or_default();
        outside.write(json!(["knock", auth["password"]]));
        let is_admitted = auth["password"] == "open sesame";
        ready(if is_admitted { Ok(()) } else { Err(refusal(&auth)) })
    })
}

fn listen(socket: &Socket, journal: &Journal) {
    fence(socket);
    journal.tell(socket, "said");
    journal.tell_the_end(socket);
}

/// The refusal that the client asked for.
fn refusal(auth: &Value) -> Refusal {
    let refusal = Refusal::new(auth["message"].as_str().unwrap_or("not authorized"));
    match auth.get("data") {
        Some(data) => refusal.with_data(data.clone()),
        None => refusal,
    }
}
