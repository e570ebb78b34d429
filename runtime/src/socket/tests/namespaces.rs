//! Namespaces that come and go with their clients.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;

use super::{Rig, Slow};
use crate::config::Config;
use crate::session::CloseReason;
use crate::socket::namespaces::Residence;
use crate::socket::{Auth, Matcher, Mount, Namespaces};

fn of_family(mount: Mount) -> Arc<Namespaces> {
    let namespaces = Namespaces::new(Config::new(), None, None);
    namespaces.mount(mount).unwrap();
    Arc::new(namespaces)
}

/// What a client does that connects to `name`.
fn arrive(namespaces: &Arc<Namespaces>, name: &str) -> Residence {
    if let Some(residence) = namespaces.enter(name) {
        return residence;
    }
    let search = pin!(Arc::clone(namespaces).search(name.to_owned(), Auth::default()));
    match search.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(residence) => residence.unwrap(),
        Poll::Pending => panic!("a pattern waits for nothing"),
    }
}

#[test]
fn whoever_has_a_place_has_it_in_the_namespace_that_others_find() {
    let namespaces = of_family(Mount::dynamic("/{room}", Slow));
    thread::scope(|scope| {
        for thread in 0..4_usize {
            let namespaces = &namespaces;
            scope.spawn(move || {
                for turn in 0..3_000 {
                    let name = ["/a", "/b", "/c"][(thread + turn) % 3];
                    let residence = arrive(namespaces, name);
                    let found = namespaces.get(name);
                    assert_eq!(found.as_ref(), Some(&residence.namespace));
                    let family = namespaces.family("/{room}").unwrap();
                    assert_eq!(family.namespace(name), found);
                }
            });
        }
    });
    assert_eq!(namespaces.all(), []);
    assert_eq!(namespaces.family("/{room}").unwrap().namespaces(), []);
}

#[test]
fn who_removes_too_late_removes_nothing() {
    let namespaces = of_family(Mount::dynamic("/{room}", Slow));
    let family = namespaces.family("/{room}").unwrap();
    let first = arrive(&namespaces, "/a");
    let old = first.namespace.clone();
    // Somebody came in between.
    namespaces.remove_if_empty(&old);
    assert_eq!(namespaces.get("/a").as_ref(), Some(&old));
    drop(first);
    // Somebody made another one in between.
    let second = arrive(&namespaces, "/a");
    namespaces.remove_if_empty(&old);
    assert_eq!(namespaces.get("/a").as_ref(), Some(&second.namespace));
    assert_eq!(family.namespaces(), std::slice::from_ref(&second.namespace));
}

#[test]
fn bound_on_the_namespaces_of_a_family_holds_for_clients_that_come_at_once() {
    let namespaces = of_family(Mount::dynamic("/{room}", Slow).max_children(3));
    let made = thread::scope(|scope| {
        let arrivals = (0..8).map(|room| {
            let namespaces = &namespaces;
            scope.spawn(move || {
                let search =
                    pin!(Arc::clone(namespaces).search(format!("/{room}"), Auth::default()));
                search.poll(&mut Context::from_waker(Waker::noop()))
            })
        });
        let arrivals = arrivals.collect::<Vec<_>>().into_iter().map(|it| it.join().unwrap());
        arrivals.collect::<Vec<_>>()
    });
    let is_made = |arrival: &&Poll<_>| matches!(arrival, Poll::Ready(Ok(_)));
    assert_eq!(made.iter().filter(is_made).count(), 3);
    assert_eq!(namespaces.all().len(), 3);
    drop(made);
    assert_eq!(namespaces.all(), []);
}

#[test]
fn handle_to_a_namespace_does_not_keep_it() {
    let namespaces = of_family(Mount::dynamic("/{room}", Slow));
    let handle = arrive(&namespaces, "/a").namespace.clone();
    assert_eq!(namespaces.get("/a"), None);
    let again = arrive(&namespaces, "/a");
    assert!(again.namespace != handle);
    drop(handle);
    assert_eq!(namespaces.get("/a").as_ref(), Some(&again.namespace));
}

#[tokio::test(start_paused = true)]
async fn client_whose_only_namespace_is_being_asked_for_has_its_time() {
    let hangs = || Matcher::predicate("hangs", |_, _| std::future::pending::<bool>());
    let mut rig = Rig::new(Config::new());
    rig.namespaces.mount(Mount::dynamic(hangs(), Slow)).unwrap();
    rig.receives("0/a,").await;
    rig.waits(44).await;
    assert_eq!(rig.closes(), None);
    rig.waits(1).await;
    assert_eq!(rig.closes(), Some(CloseReason::ForcedServerClose));

    let mut rig = Rig::new(Config::new());
    rig.namespaces.mount(Mount::dynamic(hangs(), Slow)).unwrap();
    rig.receives("0/a,").await;
    rig.receives("0").await;
    rig.waits(3_600).await;
    assert_eq!(rig.closes(), None);
}

#[tokio::test(start_paused = true)]
async fn server_remembers_the_latest_namespaces_that_it_has_put_a_client_out_of() {
    let mut rig = Rig::new(Config::new());
    rig.namespaces.mount(Mount::dynamic("/{room}", Slow)).unwrap();
    for room in 0..100 {
        rig.receives(&format!("0/{room},")).await;
        rig.namespaces.get(&format!("/{room}")).unwrap().sockets()[0].disconnect();
        rig.work().await;
    }
    assert_eq!(rig.namespaces.all().len(), 1);
    for room in 36..100 {
        rig.receives(&format!(r#"2/{room},["late"]"#)).await;
        assert_eq!(rig.closes(), None);
    }
    rig.receives(r#"2/35,["late"]"#).await;
    assert_eq!(rig.closes(), Some(CloseReason::ForcedServerClose));
}
