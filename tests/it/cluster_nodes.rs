//! Servers of a cluster that come, go and lag, and what a program is told of them.

use std::sync::{Arc, OnceLock};

use tokio::sync::mpsc;
use wigwag::Io;
use wigwag::adapter::{
    Adapter, AdapterError, Bus, BusAdapter, ClusterEvent, Degraded, Gap, Node, Publication,
    Receipt, Replies, Request,
};
use wigwag::socket::{BoxFuture, Mount, Namespace, ServerSideEvent};
use wigwag_tests::harness::{Handlers, within};

/// A server without clients, and what it is told of the cluster.
fn start(bus: &Bus) -> (Io, mpsc::UnboundedReceiver<ClusterEvent>) {
    let (sender, events) = mpsc::unbounded_channel();
    let io = Io::builder()
        .namespace("/", Handlers::new())
        .adapter(bus.adapter())
        .on_cluster_event(move |event| drop(sender.send(event.clone())))
        .build()
        .unwrap();
    (io, events)
}

async fn next(events: &mut mpsc::UnboundedReceiver<ClusterEvent>) -> ClusterEvent {
    within("an event of the cluster", events.recv()).await.unwrap()
}

#[tokio::test]
async fn servers_hear_of_each_other() {
    let bus = Bus::new();
    let (first, mut first_events) = start(&bus);
    assert_eq!(next(&mut first_events).await, ClusterEvent::Up);
    assert_eq!(first.nodes(), []);
    let (second, mut second_events) = start(&bus);
    let (first_id, second_id) = (first.node_id().unwrap(), second.node_id().unwrap());
    assert_eq!(first_id.as_str().len(), 16);
    assert_eq!(next(&mut first_events).await, ClusterEvent::NodeJoined(second_id.clone()));
    assert_eq!(next(&mut second_events).await, ClusterEvent::Up);
    assert_eq!(next(&mut second_events).await, ClusterEvent::NodeJoined(first_id.clone()));
    assert_eq!((first.nodes(), second.nodes()), (vec![second_id.clone()], vec![first_id]));

    second.close().await;
    assert_eq!(next(&mut first_events).await, ClusterEvent::NodeLost(second_id));
    assert_eq!(first.nodes(), []);
}

#[tokio::test]
async fn server_that_is_dropped_is_lost() {
    let bus = Bus::new();
    let (first, mut events) = start(&bus);
    let (second, _) = start(&bus);
    let lost = second.node_id().unwrap();
    drop(second);
    assert_eq!(next(&mut events).await, ClusterEvent::Up);
    assert_eq!(next(&mut events).await, ClusterEvent::NodeJoined(lost.clone()));
    assert_eq!(next(&mut events).await, ClusterEvent::NodeLost(lost));
    assert_eq!(first.nodes(), []);
}

#[tokio::test]
async fn what_the_way_to_another_server_does_not_hold_is_a_gap() {
    let bus = Bus::with_capacity(3);
    let (first, _) = start(&bus);
    let (second, mut events) = start(&bus);
    let namespace = first.namespace("/").unwrap();
    // Nothing else runs on this thread meanwhile, so the other server takes nothing.
    for number in 1..=5 {
        let receipt = namespace.everybody().emit_with_receipt("news", &(number,));
        let outcome = receipt.await;
        assert_eq!(outcome, if number <= 3 { Ok(()) } else { Err(Degraded::Overflow) });
    }
    let joined = ClusterEvent::NodeJoined(first.node_id().unwrap());
    let gap = Gap { node: first.node_id(), partition: String::new(), first: 4, last: 5 };
    assert_eq!(gap.n_missing(), 2);
    for expected in [ClusterEvent::Up, joined, ClusterEvent::Gap(gap)] {
        assert_eq!(next(&mut events).await, expected);
    }
    let stats = second.cluster_stats();
    assert_eq!((stats.received, stats.gaps, stats.missed), (3, 1, 2));
    assert_eq!(first.cluster_stats().published, 5);
}

#[tokio::test]
async fn what_a_server_says_last_is_heard() {
    let bus = Bus::new();
    let (first, _) = start(&bus);
    let (second, mut events) = start(&bus);
    first.namespace("/").unwrap().emit("last words", &());
    first.close().await;
    let lost = ClusterEvent::NodeLost(first.node_id().unwrap());
    while next(&mut events).await != lost {}
    assert_eq!(second.cluster_stats().received, 1);
    let receipt = first.namespace("/").unwrap().everybody().emit_with_receipt("too late", &());
    // Nobody is left to be told.
    assert_eq!(receipt.await, Ok(()));
    assert_eq!(second.cluster_stats().received, 1);
}

#[tokio::test]
async fn server_that_has_left_misses_nothing() {
    let bus = Bus::new();
    let (first, _first_events) = start(&bus);
    let (second, _second_events) = start(&bus);
    second.close().await;
    // Nothing else runs on this thread meanwhile, so the other has not noticed yet.
    assert_eq!(first.nodes(), [second.node_id().unwrap()]);
    let receipt = first.namespace("/").unwrap().everybody().emit_with_receipt("news", &());
    assert_eq!(receipt.await, Ok(()));
}

#[tokio::test]
async fn hook_that_panics_is_no_server_s_end() {
    let bus = Bus::new();
    let io = Io::builder()
        .adapter(bus.adapter())
        .on_cluster_event(|_| panic!("a test wants this"))
        .build()
        .unwrap();
    let (other, _) = start(&bus);
    assert_eq!(io.nodes(), [other.node_id().unwrap()]);
}

#[tokio::test]
async fn server_hears_what_others_say_when_it_joins_them() {
    let bus = Bus::new();
    let known: Arc<OnceLock<Namespace>> = Arc::default();
    let greeter = Arc::clone(&known);
    let first = Io::builder()
        .namespace("/", Handlers::new())
        .adapter(bus.adapter())
        .on_cluster_event(move |event| {
            if let ClusterEvent::NodeJoined(_) = event {
                greeter.get().unwrap().server_side_emit("state", &(7,)).unwrap();
            }
        })
        .build()
        .unwrap();
    known.set(first.namespace("/").unwrap()).unwrap();
    let (sender, mut heard) = mpsc::unbounded_channel();
    let mount =
        Mount::new("/", Handlers::new()).on_server_side("state", move |event: ServerSideEvent| {
            drop(sender.send(event.args().json_list().to_owned()));
            async {}
        });
    let _second = Io::builder().mount(mount).adapter(bus.adapter()).build().unwrap();
    assert_eq!(within("the state", heard.recv()).await.unwrap(), "7");
}

#[tokio::test]
async fn server_that_cannot_be_built_has_not_been_in_the_cluster() {
    let bus = Bus::new();
    let (_first, mut events) = start(&bus);
    let twice = Io::builder().namespace("/", Handlers::new()).namespace("/", Handlers::new());
    assert!(twice.adapter(bus.adapter()).build().is_err());
    let (third, _) = start(&bus);
    assert_eq!(next(&mut events).await, ClusterEvent::Up);
    assert_eq!(next(&mut events).await, ClusterEvent::NodeJoined(third.node_id().unwrap()));
}

/// Starts what it has been given twice.
struct Twice(BusAdapter);

impl Adapter for Twice {
    fn start(&self, node: Node) -> Result<(), AdapterError> {
        self.0.start(node.clone())?;
        self.0.start(node)
    }

    fn publish(&self, publication: Publication) -> Receipt {
        self.0.publish(publication)
    }

    fn request(&self, request: Request, replies: Replies) {
        self.0.request(request, replies);
    }

    fn close(&self) -> BoxFuture<()> {
        self.0.close()
    }
}

#[tokio::test]
async fn adapter_that_serves_a_server_takes_no_other() {
    let bus = Bus::new();
    let error = Io::builder().adapter(Twice(bus.adapter())).build().unwrap_err();
    assert!(error.to_string().contains("one adapter serves one server"), "{error}");
    assert_eq!(format!("{bus:?}"), "Bus { capacity: 16384, nodes: [] }");
}

#[test]
fn bus_needs_a_runtime() {
    let error = Io::builder().adapter(Bus::new().adapter()).build().unwrap_err();
    let expected =
        "the adapter cannot start: a server on a bus has to be built within a tokio runtime";
    assert!(error.to_string().contains(expected), "{error}");
}

#[tokio::test]
async fn server_alone_has_no_cluster() {
    let io = Io::builder().namespace("/", Handlers::new()).build().unwrap();
    assert_eq!((io.node_id(), io.nodes().len()), (None, 0));
    assert_eq!(io.cluster_stats(), wigwag::socket::ClusterStats::default());
}
