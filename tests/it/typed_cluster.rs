//! Several servers as one, by contract: events of their programs, and sockets wherever they are.

use wigwag::adapter::Bus;
use wigwag::{Config, Io, Params, SocketId, socket_events};
use wigwag_tests::harness::{
    Entries, Journal, RawWebSocket, TestServer, eventually, journal, within,
};

use crate::cluster::TIMEOUT;

/// A chain of kitchens.
#[socket_events(namespace = "/kitchen")]
trait Kitchen {
    type Session;

    /// A client's own event may have the name of a server's.
    #[event("menu:change")]
    async fn order(&self, cx: kitchen::Cx<Self>, dish: String) -> String;

    /// Change the menu everywhere.
    #[cluster("menu:change")]
    async fn change_menu(&self, cx: kitchen::ClusterCx<Self>, revision: u32, dishes: Vec<String>);

    /// How many eggs are left?
    #[cluster]
    async fn count_eggs(&self, cx: kitchen::ClusterCx<Self>) -> u32;

    /// Lend some eggs.
    #[cluster]
    async fn lend_eggs(&self, cx: kitchen::ClusterCx<Self>, eggs: u32) -> Result<u32, String>;

    #[to_client]
    fn served(dish: &str);

    #[to_client]
    async fn tasted(dish: &str) -> u8;
}

use kitchen::{Emit as _, EmitToServers as _};

struct Cook {
    journal: Journal,
    eggs: u32,
}

impl Kitchen for Cook {
    type Session = u32;

    async fn connect(&self, _cx: kitchen::ConnectCx) -> u32 {
        self.eggs
    }

    async fn order(&self, _cx: kitchen::Cx<Self>, dish: String) -> String {
        dish
    }

    async fn change_menu(&self, cx: kitchen::ClusterCx<Self>, revision: u32, dishes: Vec<String>) {
        cx.namespace().unwrap().local().served(&dishes[0]);
        self.journal.write(format!("{} eggs, menu {revision}: {dishes:?}", self.eggs));
    }

    async fn count_eggs(&self, _cx: kitchen::ClusterCx<Self>) -> u32 {
        tokio::task::yield_now().await;
        self.eggs
    }

    async fn lend_eggs(&self, cx: kitchen::ClusterCx<Self>, eggs: u32) -> Result<u32, String> {
        assert!(eggs < 1000, "a test asked for this panic");
        self.journal.write(format!("{} asks", cx.node()));
        self.eggs.checked_sub(eggs).ok_or_else(|| format!("{} at most", self.eggs))
    }
}

struct Node {
    io: Io,
    _server: TestServer,
    client: RawWebSocket,
    id: SocketId,
}

/// Two servers, with so many eggs, and a client each.
async fn start(bus: &Bus) -> ([Node; 2], Entries) {
    let (journal, entries) = journal();
    let mut nodes = Vec::new();
    for eggs in [5, 7] {
        let cook = Cook { journal: journal.clone(), eggs };
        let config = Config::new().cluster_request_timeout(TIMEOUT);
        let builder = Io::builder().mount(kitchen::serve(cook)).config(config);
        let io = builder.adapter(bus.adapter()).build().unwrap();
        let server = TestServer::start(&io).await;
        let mut client = server.websocket().await;
        let id = client.join("40/kitchen,").await.parse().unwrap();
        nodes.push(Node { io, _server: server, client, id });
    }
    (nodes.try_into().unwrap_or_else(|_| unreachable!("two")), entries)
}

#[tokio::test]
async fn event_of_a_server_reaches_the_handlers_of_the_others() {
    let ([one, mut two], mut entries) = start(&Bus::new()).await;
    let servers = one.io.of::<kitchen::Ns>().servers();
    let dishes = vec!["soup".to_owned(), "pie".to_owned()];
    drop(servers.change_menu(&3, &dishes).unwrap());
    assert_eq!(entries.next().await, r#"7 eggs, menu 3: ["soup", "pie"]"#);
    assert_eq!(two.client.text().await, r#"42/kitchen,["served","soup"]"#);
    // A client's event of the same name is another one.
    two.client.send(r#"42/kitchen,0["menu:change","pie"]"#).await;
    assert_eq!(two.client.text().await, r#"43/kitchen,0["pie"]"#);
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn every_other_server_answers_with_its_value_or_its_error() {
    let ([one, two], mut entries) = start(&Bus::new()).await;
    let kitchen = two.io.of::<kitchen::Ns>();
    let answers = within("eggs", kitchen.servers().count_eggs().unwrap().collect()).await;
    let node = one.io.node_id().unwrap();
    assert!(answers.missing_nodes.is_empty());
    assert_eq!(answers.answers, [(node.clone(), 5)]);
    let answers = within("eggs", kitchen.servers().lend_eggs(&3).unwrap().collect()).await;
    assert_eq!(answers.answers, [(node.clone(), Ok(2))]);
    let answers = within("eggs", kitchen.servers().lend_eggs(&6).unwrap().collect()).await;
    assert_eq!(answers.answers, [(node.clone(), Err("5 at most".to_owned()))]);
    let asks = format!("{} asks", two.io.node_id().unwrap());
    assert_eq!(entries.so_far(), [asks.clone(), asks]);
    // Who panics is named.
    let answers = within("eggs", kitchen.servers().lend_eggs(&1000).unwrap().collect()).await;
    assert!(answers.answers.is_empty());
    assert_eq!(answers.missing_nodes.len(), 1);
    assert_eq!(answers.missing_nodes[0].node.as_ref(), Some(&node));
}

#[tokio::test]
async fn arguments_of_another_contract_are_no_answer() {
    let ([one, two], mut entries) = start(&Bus::new()).await;
    let untyped = &two.io.of::<kitchen::Ns>().untyped()[0];
    let asked = untyped.server_side_emit_with_ack::<u32, _>("lend_eggs", &("three",)).unwrap();
    let answers = within("an answer", asked.collect()).await;
    assert_eq!(answers.missing_nodes.len(), 1, "{answers:?}");
    let asked = untyped
        .server_side_emit_with_ack::<serde_json::Value, _>("lend_eggs", &("three",))
        .unwrap();
    let answers = within("an answer", asked.collect()).await;
    assert_eq!(answers.answers[0].0, one.io.node_id().unwrap());
    assert_eq!(
        answers.answers[0].1.to_string(),
        r#"{"error":{"code":"wigwag.invalid_payload","message":"invalid type: string \"three\", expected u32","path":"[0]"},"ok":false}"#
    );
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn without_a_cluster_there_is_nobody_to_answer() {
    let (journal, _entries) = journal();
    let io = Io::builder().mount(kitchen::serve(Cook { journal, eggs: 1 })).build().unwrap();
    let answers = io.of::<kitchen::Ns>().servers().count_eggs().unwrap().collect().await;
    assert!(answers.answers.is_empty() && answers.missing_nodes.is_empty());
}

#[tokio::test]
async fn sockets_of_all_servers_are_found_with_their_sessions_where_they_are_local() {
    let ([one, mut two], _entries) = start(&Bus::new()).await;
    let kitchen = one.io.of::<kitchen::Ns>();
    let found = within("sockets", kitchen.fetch_sockets()).await;
    assert!(found.missing_nodes.is_empty());
    let sessions: Vec<_> = found
        .sockets
        .iter()
        .map(|socket| (socket.id(), socket.session::<u32>().map(|session| *session)))
        .collect();
    assert_eq!(sessions, [(one.id, Some(5)), (two.id, None)]);
    assert!(found.sockets[0].local().is_some() && found.sockets[1].local().is_none());

    let remote = &found.sockets[1];
    remote.served("soup");
    assert_eq!(two.client.text().await, r#"42/kitchen,["served","soup"]"#);
    let taste = remote.tasted("soup");
    let asked = two.client.text().await;
    assert!(asked.ends_with(r#"["tasted","soup"]"#), "{asked}");
    let head = asked.replace(r#"["tasted","soup"]"#, "[9]").replacen("42", "43", 1);
    two.client.send(&head).await;
    assert_eq!(within("a taste", taste.into_future()).await, Ok(9));

    remote.join("chefs");
    kitchen.to("chefs").served("pie");
    assert_eq!(two.client.text().await, r#"42/kitchen,["served","pie"]"#);
    remote.disconnect(false);
    assert_eq!(two.client.text().await, "41/kitchen,");
    let kitchen = two.io.of::<kitchen::Ns>();
    eventually("the socket to leave", || kitchen.is_empty()).await;
}

#[derive(Debug, Clone, Params)]
struct Street {
    name: String,
}

/// Ice cream, in every street.
#[socket_events(namespace = "/ice/{name}")]
trait Ice {
    type Params = Street;

    #[cluster]
    async fn melt(&self, cx: ice::ClusterCx<Self>) -> String;
}

use ice::EmitToServers as _;

struct Seller;

impl Ice for Seller {
    async fn melt(&self, cx: ice::ClusterCx<Self>) -> String {
        cx.namespace().map_or_else(|| "all".to_owned(), |ice| ice.name().to_owned())
    }
}

#[tokio::test]
async fn all_namespaces_or_one_of_the_other_servers_are_spoken_to() {
    let bus = Bus::new();
    let start = || Io::builder().mount(ice::serve(Seller)).adapter(bus.adapter()).build().unwrap();
    let (one, two) = (start(), start());
    let server = TestServer::start(&two).await;
    let mut client = server.websocket().await;
    client.join("40/ice/main,").await;
    let all = one.of::<ice::Ns>();
    let melted = within("ice to melt", all.servers().melt().unwrap().collect()).await;
    assert_eq!(melted.answers, [(two.node_id().unwrap(), "all".to_owned())]);
    let main = all.with(&Street { name: "main".to_owned() });
    let melted = within("ice to melt", main.servers().melt().unwrap().collect()).await;
    assert_eq!(melted.answers, [(two.node_id().unwrap(), "/ice/main".to_owned())]);
}
