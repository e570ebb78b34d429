use bytes::Bytes;

use super::ImageStore;

#[test]
fn the_oldest_image_makes_place() {
    let mut store = ImageStore::new(10, 100);
    store.keep(1, "lobby", Bytes::from_static(b"12345"));
    store.keep(2, "lobby", Bytes::from_static(b"67890"));
    assert_eq!(store.get(1).map(|image| image.bytes()), Some(Bytes::from_static(b"12345")));

    store.keep(3, "lobby", Bytes::from_static(b"!"));
    assert!(store.get(1).is_none());
    assert_eq!(store.get(2).map(|image| image.bytes()), Some(Bytes::from_static(b"67890")));
    assert_eq!(store.get(3).map(|image| image.bytes()), Some(Bytes::from_static(b"!")));
}

#[test]
fn many_small_images_make_place_too() {
    let mut store = ImageStore::new(10, 2);
    for id in 1..=3 {
        store.keep(id, "lobby", Bytes::from_static(b"."));
    }
    assert!(store.get(1).is_none());
    assert!(store.get(2).is_some());
    assert!(store.get(3).is_some());
}

#[test]
fn a_forgotten_room_gives_its_place_back() {
    let mut store = ImageStore::new(10, 100);
    store.keep(1, "lobby", Bytes::from_static(b"12345"));
    store.keep(2, "tea", Bytes::from_static(b"67890"));
    store.forget_room("tea");
    store.keep(3, "lobby", Bytes::from_static(b"abcde"));

    assert!(store.get(1).is_some());
    assert!(store.get(2).is_none());
    assert!(store.get(3).is_some());
}
