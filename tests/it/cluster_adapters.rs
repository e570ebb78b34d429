//! What a server asks of an adapter, and what it makes of what the adapter gives it: an adapter that the test plays.

use std::future::IntoFuture as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc;
use wigwag::adapter::{
    Acknowledgement, Adapter, AdapterError, Audience, Confirm, Degraded, Emission, Node, NodeError,
    Operation, Publication, Question, Receipt, Refused, Replies, Request, Responder, Response,
    Selection, Topic,
};
use wigwag::socket::BoxFuture;
use wigwag::{Args, Config, Io, SocketId};
use wigwag_tests::harness::{Handlers, RawWebSocket, TestServer, echo, within};

/// Takes note of what the server wants.
#[derive(Clone, Default)]
struct Played(Arc<State>);

#[derive(Default)]
struct State {
    node: Mutex<Option<Node>>,
    published: Mutex<Vec<String>>,
    topics: Mutex<Vec<String>>,
    subscriptions: Mutex<Vec<Confirm>>,
    requests: Mutex<Vec<(Request, Replies)>>,
}

impl Adapter for Played {
    fn start(&self, node: Node) -> Result<(), AdapterError> {
        *self.0.node.lock().unwrap() = Some(node);
        Ok(())
    }

    fn publish(&self, publication: Publication) -> Receipt {
        self.0.published.lock().unwrap().push(serde_json::to_string(&publication).unwrap());
        Receipt::done()
    }

    fn add_interest(&self, topic: &Topic) -> Receipt {
        self.0.topics.lock().unwrap().push(format!("+{}", name(topic)));
        let (confirm, receipt) = Receipt::pending();
        self.0.subscriptions.lock().unwrap().push(confirm);
        receipt
    }

    fn remove_interest(&self, topic: &Topic) {
        self.0.topics.lock().unwrap().push(format!("-{}", name(topic)));
    }

    fn request(&self, request: Request, replies: Replies) {
        self.0.requests.lock().unwrap().push((request, replies));
    }

    fn close(&self) -> BoxFuture<()> {
        Box::pin(async {})
    }
}

fn name(topic: &Topic) -> String {
    match topic {
        Topic::Audience(Audience::Namespace(name)) => name.clone(),
        Topic::Room { room, .. } => room.to_string(),
        other => panic!("{other:?}"),
    }
}

impl Played {
    fn node(&self) -> Node {
        self.0.node.lock().unwrap().clone().unwrap()
    }

    fn topics(&self) -> Vec<String> {
        std::mem::take(&mut self.0.topics.lock().unwrap())
    }

    fn last_subscription(&self) -> Confirm {
        self.0.subscriptions.lock().unwrap().pop().unwrap()
    }

    /// Has the server receive something from another one.
    fn receive(&self, operation: Operation) {
        let audience = Audience::Namespace("/".to_owned());
        self.node().receive(&"other".into(), &Publication { audience, operation });
    }

    /// Asks the server something, and gives what it answers, one word for each part.
    fn ask(&self, question: Question) -> mpsc::UnboundedReceiver<String> {
        let (sender, answers) = mpsc::unbounded_channel();
        let audience = Audience::Namespace("/".to_owned());
        let request = Request { audience, timeout: Duration::from_secs(3600), question };
        let responder = Responder::new(move |response| {
            let word = match response {
                Response::Sockets(sockets) => format!("{} sockets", sockets.len()),
                Response::Asked(ids) => format!("asked {}", ids.len()),
                Response::Acknowledged { outcome: Acknowledgement::Args(args), .. } => {
                    format!("acknowledged {}", args.json_list())
                }
                other => format!("{other:?}"),
            };
            drop(sender.send(word));
        });
        self.node().answer(&"other".into(), request, responder);
        answers
    }
}

struct Rig {
    played: Played,
    io: Io,
    server: TestServer,
    client: RawWebSocket,
    id: SocketId,
}

async fn start(config: Config) -> Rig {
    let played = Played::default();
    let builder = Io::builder().namespace("/", Handlers::new().event(echo)).config(config);
    let io = builder.adapter(played.clone()).build().unwrap();
    assert_eq!(played.topics(), ["+/"]);
    let server = TestServer::start(&io).await;
    let (client, id) = server.join().await;
    Rig { played, io, server, client, id: id.parse().unwrap() }
}

fn emission(name: &str, args: Args) -> Emission {
    Emission { name: name.to_owned(), args, volatile: false, compress: None, offset: None }
}

fn nothing() -> Args {
    Args::of(&()).unwrap()
}

#[tokio::test]
async fn interests_are_the_rooms_that_somebody_is_in() {
    let mut rig = start(Config::new()).await;
    assert_eq!(rig.played.topics(), [format!("+{}", rig.id)]);
    let socket = rig.io.namespace("/").unwrap().socket(rig.id).unwrap();
    drop(socket.join("a"));
    drop(socket.join("a"));
    drop(socket.join("b"));
    socket.leave("a");
    socket.leave("a");
    socket.leave(rig.id);
    assert_eq!(rig.played.topics(), ["+a", "+b", "-a", &format!("-{}", rig.id)]);
    rig.client.send("41").await;
    rig.client.join("40").await;
    let topics = rig.played.topics();
    assert_eq!(topics.len(), 2);
    assert_eq!(topics[0], "-b");
}

#[tokio::test]
async fn joining_waits_for_the_subscription_of_the_room_when_somebody_wants_to() {
    let rig = start(Config::new()).await;
    let socket = rig.io.namespace("/").unwrap().socket(rig.id).unwrap();
    let joined = socket.join("a");
    let again = socket.join("a");
    let waiting = tokio::spawn(again.into_future());
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    rig.played.last_subscription().done();
    assert_eq!(within("the subscription", joined.into_future()).await, Ok(()));
    assert_eq!(within("the subscription", waiting).await.unwrap(), Ok(()));
    // The others know by now.
    assert_eq!(within("nothing", socket.join("a").into_future()).await, Ok(()));

    let joined = socket.join("b");
    rig.played.last_subscription().degraded(Degraded::Down);
    assert_eq!(within("the failure", joined.into_future()).await, Err(Degraded::Down));
    let joined = socket.join("c");
    drop(rig.played.last_subscription());
    assert_eq!(within("the failure", joined.into_future()).await, Err(Degraded::Closed));
}

#[tokio::test]
async fn publication_says_what_happens_and_to_whom() {
    let rig = start(Config::new()).await;
    let socket = rig.io.namespace("/").unwrap().socket(rig.id).unwrap();
    socket.broadcast().to("a").volatile().compress(false).emit("news", &(1, "b"));
    let nobody: [&str; 0] = [];
    socket.broadcast().to_any(nobody).emit("nobody", &());
    // What cannot be sent here is not sent elsewhere.
    socket.broadcast().emit("disconnect", &());
    let published = std::mem::take(&mut *rig.played.0.published.lock().unwrap());
    let expected = format!(
        r#"{{"audience":{{"Namespace":"/"}},"operation":{{"Emit":{{"selection":{{"rooms":["a"],"except":["{}"]}},"event":{{"name":"news","args":{{"json":"[1,\"b\"]","attachments":[]}},"volatile":true,"compress":false,"offset":null}}}}}}}}"#,
        rig.id
    );
    assert_eq!(published, [expected]);
}

#[tokio::test]
async fn offset_of_a_shared_log_goes_behind_the_arguments() {
    let mut rig = start(Config::new()).await;
    let event =
        Emission { offset: Some("1-0".to_owned()), ..emission("news", Args::of(&(1,)).unwrap()) };
    rig.played.receive(Operation::Emit { selection: Selection::default(), event });
    assert_eq!(rig.client.text().await, r#"42["news",1,"1-0"]"#);
}

#[tokio::test]
async fn what_no_client_should_get_is_counted_and_nothing_else() {
    let mut rig = start(Config::new()).await;
    let all = Selection::default;
    let event = emission("disconnect", nothing());
    rig.played.receive(Operation::Emit { selection: all(), event });
    let binaries = vec![wigwag::Binary::from(vec![1]); 11];
    let event = emission("many", Args::of(&(binaries,)).unwrap());
    rig.played.receive(Operation::Emit { selection: all(), event });
    let event = emission("connect", nothing());
    let mut answers = rig.played.ask(Question::EmitWithAck { selection: all(), event });
    assert_eq!(answers.recv().await.unwrap(), "Refused(Unknown)");
    rig.played.node().malformed();
    assert_eq!(rig.io.cluster_stats().malformed, 4);
    assert_eq!(rig.client.texts_so_far().await, [""; 0]);
}

#[tokio::test]
async fn what_is_for_a_namespace_that_is_not_there_is_answered_as_by_nobody() {
    let rig = start(Config::new()).await;
    let audience = || Audience::Namespace("/nowhere".to_owned());
    let operation = Operation::Disconnect { selection: Selection::default(), close: true };
    rig.played.node().receive(&"other".into(), &Publication { audience: audience(), operation });
    let selection = Selection::default;
    let questions = [
        Question::FetchSockets { selection: selection() },
        Question::EmitWithAck { selection: selection(), event: emission("a", nothing()) },
        Question::ServerSideEmit { event: "a".to_owned(), args: nothing() },
    ];
    let answers = Arc::new(Mutex::new(Vec::new()));
    for question in questions {
        let answers = Arc::clone(&answers);
        let timeout = Duration::from_secs(1);
        let request = Request { audience: audience(), timeout, question };
        let responder =
            Responder::new(move |response| answers.lock().unwrap().push(format!("{response:?}")));
        rig.played.node().answer(&"other".into(), request, responder);
    }
    assert_eq!(*answers.lock().unwrap(), ["Sockets([])", "Asked([])", "Refused(NoListener)"]);
}

#[tokio::test]
async fn server_describes_so_many_sockets_and_no_more() {
    let rig = start(Config::new().cluster_answers_max(1)).await;
    let question = || Question::FetchSockets { selection: Selection::default() };
    assert_eq!(rig.played.ask(question()).recv().await.unwrap(), "1 sockets");
    let (_second, _) = rig.server.join().await;
    assert_eq!(rig.played.ask(question()).recv().await.unwrap(), "Refused(TooLarge)");
    assert_eq!(rig.io.cluster_stats().refused, 1);
}

#[tokio::test]
async fn server_works_on_so_many_requests_at_a_time() {
    let mut rig = start(Config::new().cluster_requests_max(1)).await;
    let question = || Question::EmitWithAck {
        selection: Selection::default(),
        event: emission("ask", nothing()),
    };
    let mut first = rig.played.ask(question());
    let mut second = rig.played.ask(question());
    assert_eq!(second.recv().await.unwrap(), format!("Refused({:?})", Refused::Busy));
    assert_eq!(first.recv().await.unwrap(), "asked 1");
    assert_eq!(rig.client.text().await, r#"420["ask"]"#);
    rig.client.send("430[5]").await;
    assert_eq!(within("the acknowledgement", first.recv()).await.unwrap(), "acknowledged 5");
    assert!(within("the end", first.recv()).await.is_none());
    let mut third = rig.played.ask(question());
    assert_eq!(third.recv().await.unwrap(), "asked 1");
    let stats = rig.io.cluster_stats();
    assert_eq!((stats.asked, stats.refused), (3, 1));
}

#[tokio::test]
async fn answers_beyond_the_bound_are_none() {
    let rig = start(Config::new().cluster_answers_max(1)).await;
    let namespace = rig.io.namespace("/").unwrap();
    let answers = namespace.emit_with_ack::<u32, _>("ask", &());
    let (_, replies) = rig.played.0.requests.lock().unwrap().pop().unwrap();
    replies.expect(["other".into()]);
    let ids = ["A", "B"].map(|letter| letter.repeat(20).parse().unwrap());
    replies.response(&"other".into(), Response::Asked(ids.into()));
    drop(rig.client);
    let acks = within("the answers", answers.collect()).await;
    assert_eq!(acks.missing_nodes[0].error, NodeError::TooLarge);
}

#[tokio::test]
async fn request_that_nobody_waits_for_any_more_is_over() {
    let rig = start(Config::new()).await;
    let answers = rig.io.namespace("/").unwrap().emit_with_ack::<u32, _>("ask", &());
    let (request, replies) = rig.played.0.requests.lock().unwrap().pop().unwrap();
    assert_eq!(request.timeout, Duration::from_secs(10));
    replies.expect(["other".into()]);
    assert!(!replies.is_over());
    drop(answers);
    assert!(replies.is_over());
}
