//! Clients that were generated from another version of the contracts.

use wigwag::{ContractStats, ContractUse, Cx, Io, PresentedContract, socket_events};
use wigwag_tests::harness::{Entries, Journal, RawWebSocket, TestServer, eventually, journal};

/// A library that has moved on.
#[socket_events(namespace = "/library/{shelf}")]
trait Library {
    type Auth = Card;
    type Params = Shelf;
    type Session;

    /// Ask for a book.
    #[event("book:find", alias = "find", alias = "search")]
    async fn find(&self, cx: library::Cx<Self>, title: String) -> Result<u32, String>;

    /// Ask for a page on microfilm.
    #[deprecated(since = "2.0.0", note = "use `book:find`")]
    #[event(alias = "film")]
    async fn microfilm(&self, cx: library::Cx<Self>, page: u32);
}

/// Lets people in.
#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Card {
    number: u32,
}

/// A part of the library.
#[derive(Debug, Clone, wigwag::Params)]
struct Shelf {
    shelf: String,
}

wigwag::api! { fn api() -> Api { title: "Library", version: "2.0.0", [library::Ns] } }

struct Librarian(Journal);

impl Library for Librarian {
    type Session = ();

    async fn connect(&self, _cx: wigwag::ConnectCx<library::Ns>, card: Card) {
        self.0.write(format!("card {}", card.number));
    }

    async fn find(&self, _cx: Cx<library::Ns, ()>, title: String) -> Result<u32, String> {
        title.parse().map_err(|_| title)
    }

    async fn microfilm(&self, _cx: Cx<library::Ns, ()>, _page: u32) {}
}

const OLD: &str = "0123456789abcdef";

fn own() -> String {
    api().document().unwrap().hash().to_owned()
}

/// A library that asks `accept` about contracts.
async fn open(
    accept: impl Fn(&PresentedContract) -> bool + Send + Sync + 'static,
) -> (Io, TestServer, Entries) {
    let (journal, entries) = journal();
    let builder = Io::builder().api(api()).accept_contract(accept);
    let io = builder.mount(library::serve(Librarian(journal))).build().unwrap();
    let server = TestServer::start(&io).await;
    (io, server, entries)
}

/// A client with this query besides the usual one.
async fn client(server: &TestServer, query: &str) -> RawWebSocket {
    let query = format!("EIO=4&transport=websocket{query}");
    let mut client = RawWebSocket::handshake(server.http().await, &query).await;
    let open = client.text().await;
    assert!(open.starts_with("0{"), "{open}");
    client
}

/// A client that presents this hash and has joined.
async fn reader(server: &TestServer, hash: &str) -> RawWebSocket {
    let mut client = client(server, &format!("&wigwag={hash}")).await;
    client.join(r#"40/library/a,{"number":7}"#).await;
    client
}

/// What is counted for a hash.
fn of(stats: &ContractStats, hash: &str) -> ContractUse {
    stats.by_hash.get(&hash.parse().unwrap()).cloned().unwrap_or_default()
}

fn uses(uses: impl IntoIterator<Item = (wigwag::EventName, u64)>) -> Vec<(String, u64)> {
    uses.into_iter().map(|(event, uses)| (event.to_string(), uses)).collect()
}

#[tokio::test]
async fn clients_are_counted_by_the_contract_that_they_present() {
    let (io, server, _entries) = open(|_| true).await;
    let queries = [
        format!("&wigwag={}", own()),
        format!("&wigwag={OLD}"),
        format!("&wigwag=other&wigwag={}", OLD.to_uppercase()),
        "&wigwag=0123456789abcdeg".to_owned(),
        "&wigwag=".to_owned(),
        String::new(),
    ];
    let mut clients = Vec::new();
    for query in &queries {
        clients.push(client(&server, query).await);
    }
    let connected = || {
        let stats = io.contract_stats();
        let clients = [&of(&stats, &own()), &of(&stats, OLD), &stats.unknown, &stats.other];
        clients.map(|used| used.clients)
    };
    assert_eq!(connected(), [1, 2, 3, 0]);
    let own_hashes: Vec<_> = io.contract_stats().own.iter().map(ToString::to_string).collect();
    assert_eq!(own_hashes, [own()]);
    clients.clear();
    eventually("nobody to be there", || connected() == [0; 4]).await;
}

#[tokio::test]
async fn what_is_outdated_is_counted_for_those_who_use_it() {
    let (io, server, _entries) = open(|_| true).await;
    let mut old = reader(&server, OLD).await;
    for (sent, answer) in [
        (r#"42/library/a,0["book:find","1"]"#, r#"43/library/a,0[{"ok":true,"data":1}]"#),
        (r#"42/library/a,1["find","2"]"#, r#"43/library/a,1[{"ok":true,"data":2}]"#),
        (r#"42/library/a,2["microfilm",3]"#, "43/library/a,2[]"),
        (r#"42/library/a,3["film",4]"#, "43/library/a,3[]"),
    ] {
        old.send(sent).await;
        assert_eq!(old.text().await, answer);
    }
    // Whoever sends an event wrongly has sent it, too.
    old.send(r#"42/library/a,["microfilm","five"]"#).await;
    old.send(r#"42/library/a,4["find",6]"#).await;
    let refused = r#"43/library/a,4[{"ok":false,"error":{"code":"wigwag.invalid_payload","#;
    assert!(old.text().await.starts_with(refused));
    old.send(r#"40/library/b,{"number":"card"}"#).await;
    assert!(old.text().await.starts_with(r#"44/library/b,{"message":"invalid auth: "#));

    let stats = io.contract_stats();
    let used = of(&stats, OLD);
    assert_eq!((used.clients, used.refused, used.payloads_rejected), (1, 0, 3));
    assert_eq!(uses(used.deprecated), [("/library/{shelf} microfilm".to_owned(), 3)]);
    let aliases = [("/library/{shelf} film", 1), ("/library/{shelf} find", 2)];
    assert_eq!(uses(used.aliases), aliases.map(|(event, uses)| (event.to_owned(), uses)));
    assert_eq!(of(&stats, &own()), ContractUse::default());
    assert_eq!(stats.unknown, ContractUse::default());
}

#[tokio::test]
async fn a_refused_contract_is_told_to_reload_before_anybody_is_asked() {
    let (io, server, mut entries) =
        open(|contract| contract.hash().is_none() || contract.is_current()).await;
    let mut old = client(&server, &format!("&wigwag={OLD}")).await;
    for namespace in [r#"/library/a,{"number":7}"#, r#"/library/b,{"number":"none"}"#, "/nowhere,"]
    {
        old.send(&format!("40{namespace}")).await;
        let (name, _) = namespace.split_once(',').unwrap();
        let text = "This page is out of date. Reload it to go on.";
        let hash = own();
        let expected = format!(
            r#"44{name},{{"message":"{text}","data":{{"code":"wigwag.reload","message":"{text}","hash":"{hash}"}}}}"#
        );
        assert_eq!(old.text().await, expected);
    }
    let used = of(&io.contract_stats(), OLD);
    assert_eq!((used.clients, used.refused, used.payloads_rejected), (1, 3, 0));
    assert_eq!(entries.so_far(), [""; 0]);

    // Those that it lets in are let in as ever.
    let mut unknown = client(&server, "").await;
    unknown.join(r#"40/library/a,{"number":7}"#).await;
    reader(&server, &own()).await;
    assert_eq!(entries.so_far(), ["card 7", "card 7"]);
}

#[tokio::test]
async fn a_server_that_lists_no_contracts_counts_no_clients() {
    let (journal, _entries) = journal();
    let io = Io::builder().mount(library::serve(Librarian(journal))).build().unwrap();
    let server = TestServer::start(&io).await;
    let mut old = reader(&server, OLD).await;
    old.send(r#"42/library/a,0["film",4]"#).await;
    assert_eq!(old.text().await, "43/library/a,0[]");
    assert_eq!(io.contract_stats(), ContractStats::default());
}

#[test]
fn who_decides_about_contracts_has_some() {
    let error = Io::builder().accept_contract(|_| true).build().unwrap_err();
    let expected = "`accept_contract` needs the contracts of the server: add them by `api`";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn contracts_that_do_not_fit_together_make_no_server() {
    let twice = || {
        wigwag::Api::new("Library", "1.0.0").namespace::<library::Ns>().namespace::<library::Ns>()
    };
    let (journal, _entries) = journal();
    let error = Io::builder().api(twice()).mount(library::serve(Librarian(journal))).build();
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with("the contracts of \"Library\" do not fit together: "), "{error}");
}
