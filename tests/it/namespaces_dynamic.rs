//! Namespaces that are made for their clients: which names there are, who is asked, and how many there may be.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use wigwag::socket::{Auth, Matcher, Mount, NamespaceHandler, Refusal, Socket, on_connect};
use wigwag::{Config, Io};
use wigwag_tests::harness::{
    Gate, Handlers, Journal, RawWebSocket, TestServer, eventually, hide_sid, journal,
};

/// Tells each client the name of its namespace, and what it was mounted as.
fn named(mounted: &'static str) -> impl NamespaceHandler {
    on_connect(move |socket: Socket| async move {
        socket.emit("in", &(mounted, socket.namespace_name()));
    })
}

async fn start(mounts: impl IntoIterator<Item = Mount>) -> (Io, TestServer) {
    start_with(Config::new(), mounts).await
}

async fn start_with(config: Config, mounts: impl IntoIterator<Item = Mount>) -> (Io, TestServer) {
    let io = Io::builder().config(config);
    let io = mounts.into_iter().fold(io, wigwag::Builder::mount).build().unwrap();
    let server = TestServer::start(&io).await;
    (io, server)
}

/// Joins `name`, and gives what the handler says.
async fn join(client: &mut RawWebSocket, name: &str) -> String {
    client.join(&format!("40{name},")).await;
    client.text().await
}

/// Asks for `name`, and gives the refusal.
async fn refused(client: &mut RawWebSocket, name: &str) -> String {
    client.send(&format!("40{name},")).await;
    client.text().await
}

fn invalid(name: &str) -> String {
    format!(r#"44{name},{{"message":"Invalid namespace"}}"#)
}

#[tokio::test]
async fn pattern_gives_each_name_a_namespace_and_its_parameters() {
    let handler = on_connect(|socket: Socket| async move {
        let namespace = socket.namespace();
        let params: Vec<_> = namespace.params().collect();
        socket.emit("in", &(namespace.param("room"), namespace.param("other"), params));
    });
    let (_, server) = start([Mount::dynamic("/{shop}/chat/{room}", handler)]).await;
    let mut client = server.websocket().await;
    assert_eq!(
        join(&mut client, "/7/chat/deep%20blue").await,
        r#"42/7/chat/deep%20blue,["in","deep blue",null,[["shop","7"],["room","deep blue"]]]"#
    );
    assert_eq!(
        join(&mut client, "/8/chat/%C3%A9").await,
        r#"42/8/chat/%C3%A9,["in","é",null,[["shop","8"],["room","é"]]]"#
    );
    for name in [
        "/7/chat",
        "/7/chat/",
        "/7/chat/x/y",
        "/7/chats/x",
        "//chat/x",
        "/7/chat/%FF",
        "/8/chat/é",
        "/7/chat/%62lue",
    ] {
        assert_eq!(refused(&mut client, name).await, invalid(name));
    }
}

#[tokio::test]
async fn function_of_the_name_may_say_which_names_there_are() {
    let even = Matcher::names("even", |name| name.ends_with(['0', '2', '4', '6', '8']));
    let (io, server) = start([Mount::dynamic(even, named("even"))]).await;
    let mut client = server.websocket().await;
    assert_eq!(join(&mut client, "/12").await, r#"42/12,["in","even","/12"]"#);
    assert_eq!(refused(&mut client, "/13").await, invalid("/13"));
    assert_eq!(io.family("even").unwrap().namespaces(), [io.namespace("/12").unwrap()]);
}

#[tokio::test]
async fn predicate_is_given_the_name_and_what_the_client_presents() {
    let predicate = Matcher::predicate("asked", |name: String, auth: Auth| async move {
        tokio::task::yield_now().await;
        auth.as_json() == format!(r#"{{"key":"{name}"}}"#)
    });
    let (_, server) = start([Mount::dynamic(predicate, named("asked"))]).await;
    let mut client = server.websocket().await;
    assert_eq!(refused(&mut client, "/a").await, invalid("/a"));
    client.send(r#"40/a,{"key":"/b"}"#).await;
    assert_eq!(client.text().await, invalid("/a"));
    client.send(r#"40/a,{"key":"/a"}"#).await;
    assert_eq!(hide_sid(&client.text().await), r#"40/a,{"sid":"SID"}"#);
    assert_eq!(client.text().await, r#"42/a,["in","asked","/a"]"#);
}

#[tokio::test]
async fn names_that_exist_come_first_then_families_in_their_order() {
    let panics = |_: &str| -> bool { panic!("a test asked for this panic") };
    let later = |name: String, _: Auth| async move {
        tokio::task::yield_now().await;
        assert!(name != "/chat/panic", "a test asked for this panic");
        name == "/chat/blue"
    };
    let (_, server) = start([
        Mount::dynamic(Matcher::names("panics", panics), named("panics")),
        Mount::dynamic(Matcher::predicate("asked", later), named("asked")),
        Mount::dynamic("/chat/{room}", named("pattern")),
        Mount::dynamic(Matcher::names("all", |_| true), named("all")),
        Mount::new("/chat/lobby", named("own")),
    ])
    .await;
    let mut client = server.websocket().await;
    for (name, mounted) in [
        ("/chat/lobby", "own"),
        ("/chat/blue", "asked"),
        ("/chat/red", "pattern"),
        ("/chat/panic", "pattern"),
        ("/chat", "all"),
    ] {
        let expected = format!(r#"42{name},["in","{mounted}","{name}"]"#);
        assert_eq!(join(&mut client, name).await, expected);
    }
}

#[tokio::test]
async fn name_that_a_client_made_is_not_asked_for_again() {
    let (journal, mut entries) = journal();
    let open_once = Matcher::predicate("once", move |name: String, auth: Auth| {
        journal.write(format!("asked {name} {}", auth.as_json()));
        async move { auth.as_json() == r#"{"key":1}"# }
    });
    let (_, server) = start([Mount::dynamic(open_once, named("once"))]).await;
    let mut first = server.websocket().await;
    first.join(r#"40/a,{"key":1}"#).await;
    let mut second = server.websocket().await;
    second.join("40/a,").await;
    assert_eq!(entries.next().await, r#"asked /a {"key":1}"#);
    assert_eq!(entries.so_far(), [""; 0]);
}

/// A predicate that waits, and says when it has been asked.
fn waiting(asked: &Gate, gate: &Gate) -> Matcher {
    let (asked, gate) = (asked.clone(), gate.clone());
    Matcher::predicate("waiting", move |name: String, _: Auth| {
        let (asked, gate) = (asked.clone(), gate.clone());
        async move {
            asked.open();
            gate.pass().await;
            name == "/a"
        }
    })
}

#[tokio::test]
async fn two_clients_at_once_make_one_namespace() {
    let (asked, gate) = (Gate::new(), Gate::new());
    let (journal, mut entries) = journal();
    let io = Io::builder()
        .mount(Mount::dynamic(waiting(&asked, &gate), named("one")))
        .on_new_namespace(move |namespace| journal.write(namespace.name()))
        .build()
        .unwrap();
    let server = TestServer::start(&io).await;
    let (mut first, mut second) = (server.websocket().await, server.websocket().await);
    for client in [&mut first, &mut second] {
        client.send("40/a,").await;
    }
    // Both are being asked for when the first may make it.
    asked.pass().await;
    asked.pass().await;
    gate.open();
    gate.open();
    for client in [&mut first, &mut second] {
        assert_eq!(hide_sid(&client.text().await), r#"40/a,{"sid":"SID"}"#);
        assert_eq!(client.text().await, r#"42/a,["in","one","/a"]"#);
    }
    io.namespace("/a").unwrap().emit("both", &());
    for client in [&mut first, &mut second] {
        assert_eq!(client.text().await, r#"42/a,["both"]"#);
    }
    assert_eq!(entries.so_far(), ["/a"]);
}

#[tokio::test]
async fn packets_for_a_name_that_is_being_asked_for_close_the_connection() {
    for packet in ["40/a,", r#"42/a,["x"]"#, "43/a,0[]", "41/a,", r#"451-/a,["x"]"#] {
        let (asked, gate) = (Gate::new(), Gate::new());
        let (io, server) = start([Mount::dynamic(waiting(&asked, &gate), named("one"))]).await;
        let mut client = server.websocket().await;
        client.send("40/a,").await;
        asked.pass().await;
        client.send(packet).await;
        client.closes().await;
        server.has_sessions(0).await;
        assert_eq!(io.namespaces(), []);
    }
}

#[tokio::test]
async fn other_namespaces_do_not_wait_for_one_that_is_being_asked_for() {
    let (asked, gate) = (Gate::new(), Gate::new());
    let asking = Mount::dynamic(waiting(&asked, &gate), named("slow"));
    let (_, server) = start([asking, Mount::new("/", named("main"))]).await;
    let mut client = server.websocket().await;
    client.send("40/a,").await;
    asked.pass().await;
    client.join("40").await;
    assert_eq!(client.text().await, r#"42["in","main","/"]"#);
    gate.open();
    assert_eq!(hide_sid(&client.text().await), r#"40/a,{"sid":"SID"}"#);
}

/// Says so when it is dropped.
struct Witness(Journal);

impl Drop for Witness {
    fn drop(&mut self) {
        self.0.write("dropped");
        panic!("a test asked for this panic");
    }
}

#[tokio::test]
async fn client_that_goes_is_not_asked_for_any_more() {
    for cut in [drop, RawWebSocket::reset] {
        let asked = Gate::new();
        let (journal, mut entries) = journal();
        let predicate = Matcher::predicate("hangs", {
            let asked = asked.clone();
            move |_: String, _: Auth| {
                let (asked, witness) = (asked.clone(), Witness(journal.clone()));
                async move {
                    let _witness = witness;
                    asked.open();
                    std::future::pending().await
                }
            }
        });
        let (io, server) = start([Mount::dynamic(predicate, named("hangs"))]).await;
        let mut client = server.websocket().await;
        client.send("40/a,").await;
        asked.pass().await;
        cut(client);
        assert_eq!(entries.next().await, "dropped");
        server.has_sessions(0).await;
        assert_eq!(io.namespaces(), []);
    }
}

#[tokio::test]
async fn predicate_that_hangs_is_ended_by_the_connect_timeout() {
    let hangs = Matcher::predicate("hangs", |_: String, _: Auth| std::future::pending::<bool>());
    let config = Config::new().connect_timeout(Duration::from_millis(50));
    let (_, server) = start_with(config, [Mount::dynamic(hangs, named("hangs"))]).await;
    let mut client = server.websocket().await;
    client.send("40/a,").await;
    client.closes().await;
    server.has_sessions(0).await;
}

#[tokio::test]
async fn family_has_so_many_namespaces_and_no_more() {
    let mount = Mount::dynamic("/chat/{room}", named("chat")).max_children(2);
    let (io, server) = start([mount]).await;
    let mut client = server.websocket().await;
    join(&mut client, "/chat/a").await;
    join(&mut client, "/chat/b").await;
    assert_eq!(
        refused(&mut client, "/chat/c").await,
        r#"44/chat/c,{"message":"too many namespaces","data":{"code":"wigwag.too_many_namespaces"}}"#
    );
    // There is room in those that exist.
    let mut other = server.websocket().await;
    join(&mut other, "/chat/a").await;
    client.send("41/chat/b,").await;
    let family = io.family("/chat/{room}").unwrap();
    eventually("the other to be removed", || family.namespaces().len() == 1).await;
    join(&mut client, "/chat/c").await;
    assert_eq!((family.namespaces().len(), family.len()), (2, 3));
    assert_eq!(server.stats().too_many_namespaces, 1);
}

#[tokio::test]
async fn client_is_in_so_many_namespaces_and_no_more() {
    let (asked, gate) = (Gate::new(), Gate::new());
    let config = Config::new().max_namespaces_per_session(2);
    let asking = Mount::dynamic(waiting(&asked, &gate), named("slow"));
    let (_, server) =
        start_with(config, [asking, Mount::new("/", named("main")), Mount::new("/b", named("b"))])
            .await;
    let mut client = server.websocket().await;
    client.join("40").await;
    client.text().await;
    client.send("40/a,").await;
    asked.pass().await;
    let refusal = |name| {
        format!(
            r#"44{name},{{"message":"too many namespaces","data":{{"code":"wigwag.too_many_namespaces"}}}}"#
        )
    };
    for name in ["/b", "/c"] {
        assert_eq!(refused(&mut client, name).await, refusal(name));
    }
    gate.open();
    assert_eq!(hide_sid(&client.text().await), r#"40/a,{"sid":"SID"}"#);
    client.text().await;
    assert_eq!(refused(&mut client, "/b").await, refusal("/b"));
    assert_eq!(server.stats().too_many_namespaces, 3);
    client.send("41").await;
    join(&mut client, "/b").await;
}

#[tokio::test]
async fn client_presents_so_much_and_no_more() {
    let config = Config::new().auth_bytes_max(10);
    let (_, server) = start_with(config, [Mount::dynamic("/{room}", named("one"))]).await;
    let mut client = server.websocket().await;
    client.send(r#"40/a,{"a":"bcd"}"#).await;
    let refusal = r#"44/a,{"message":"auth is too large","data":{"code":"wigwag.too_large"}}"#;
    assert_eq!(client.text().await, refusal);
    client.join(r#"40/a,{"a":"bc"}"#).await;
}

#[tokio::test]
async fn nobody_is_asked_for_a_name_that_is_too_long() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counting = Matcher::names("counting", {
        let asked = Arc::clone(&asked);
        move |_| {
            asked.fetch_add(1, Ordering::Relaxed);
            true
        }
    });
    let config = Config::new().namespace_name_bytes_max(6);
    let long = Mount::new("/long-name", named("own"));
    let (_, server) = start_with(config, [Mount::dynamic(counting, named("all")), long]).await;
    let mut client = server.websocket().await;
    assert_eq!(refused(&mut client, "/12345é").await, invalid("/12345é"));
    assert_eq!(refused(&mut client, "/123456").await, invalid("/123456"));
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    join(&mut client, "/12345").await;
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    join(&mut client, "/long-name").await;
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn middlewares_of_a_family_are_asked_in_each_of_its_namespaces() {
    let mount = Mount::dynamic("/chat/{room}", Handlers::new()).middleware(
        |socket: Socket, _: Auth| async move {
            match socket.namespace().param("room") {
                Some("secret") => Err(Refusal::new("not you")),
                _ => Ok(()),
            }
        },
    );
    let (_, server) = start([mount]).await;
    let mut client = server.websocket().await;
    client.join("40/chat/open,").await;
    let refusal = refused(&mut client, "/chat/secret").await;
    assert_eq!(refusal, r#"44/chat/secret,{"message":"not you"}"#);
}

#[test]
fn mistakes_are_told_when_the_server_is_built() {
    let error = |mounts: Vec<Mount>| {
        let built = mounts.into_iter().fold(Io::builder(), wigwag::Builder::mount).build();
        built.unwrap_err().to_string()
    };
    for (pattern, fault) in [
        ("chat/{room}", "does not start with a slash"),
        ("/chat,{room}", "contains a comma or a question mark"),
        ("/chat/{room}?x", "contains a comma or a question mark"),
        ("/chat", "has no parameter"),
        ("/chat/{a}-{b}", "has a parameter that is not one whole segment `{name}`"),
        ("/chat/{}", "has a parameter that is not one whole segment `{name}`"),
        ("/chat/{1}", "has a parameter that is not one whole segment `{name}`"),
        ("/{a}/{a}", "has two parameters of one name"),
    ] {
        let mount = Mount::dynamic(pattern, Handlers::new());
        assert_eq!(error(vec![mount]), format!("the pattern `{pattern}` {fault}"));
    }
    let twice = || Mount::dynamic("/chat/{room}", Handlers::new());
    assert_eq!(error(vec![twice(), twice()]), "the family `/chat/{room}` is mounted twice");
    let own = || Mount::new("/a", Handlers::new());
    let family = || Mount::dynamic(Matcher::names("/a", |_| true), Handlers::new());
    assert_eq!(error(vec![own(), family()]), "the namespace `/a` has the name already");
    assert_eq!(error(vec![family(), own()]), "the family `/a` has the name already");
}
