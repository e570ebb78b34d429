//! The server as pages meet it.

mod page;

use serde_json::{Value, json};

use crate::page::{Page, start};

/// Ada's task, as pages are told of it.
fn milk(column: &str) -> Value {
    json!({"id": 1, "title": "Buy milk", "column": column, "author": "Ada"})
}

#[tokio::test]
async fn every_page_is_told_of_a_change() {
    let server = start();
    let mut ada = Page::open(&server, "Ada").await.unwrap();
    let mut grace = Page::open(&server, "Grace").await.unwrap();

    let answer = ada.ask("task:add", json!({"title": " Buy milk "})).await;
    assert_eq!(answer, json!({"ok": true, "data": milk("todo")}));
    assert_eq!(grace.hears("task:changed").await, milk("todo"));

    let answer = grace.ask("task:move", json!({"id": 1, "to": "doing"})).await;
    assert_eq!(answer, json!({"ok": true, "data": milk("doing")}));
    assert_eq!(ada.hears("task:changed").await, milk("todo"));
    assert_eq!(ada.hears("task:changed").await, milk("doing"));

    assert_eq!(ada.ask("task:remove", json!(1)).await, json!({"ok": true, "data": null}));
    assert_eq!(grace.hears("task:removed").await, json!(1));
}

#[tokio::test]
async fn who_comes_later_is_shown_the_board() {
    let server = start();
    let mut ada = Page::open(&server, "Ada").await.unwrap();
    assert_eq!(ada.hears("board:shown").await, json!([]));
    ada.ask("task:add", json!({"title": "Buy milk"})).await;

    let mut grace = Page::open(&server, "Grace").await.unwrap();
    assert_eq!(grace.hears("board:shown").await, json!([milk("todo")]));
}

#[tokio::test]
async fn who_looks_is_known_to_the_others() {
    let server = start();
    let mut ada = Page::open(&server, "Ada").await.unwrap();
    assert_eq!(ada.hears("people:changed").await, json!(["Ada"]));
    let grace = Page::open(&server, "Grace").await.unwrap();
    assert_eq!(ada.hears("people:changed").await, json!(["Ada", "Grace"]));
    grace.close().await;
    assert_eq!(ada.hears("people:changed").await, json!(["Ada"]));
}

#[tokio::test]
async fn what_cannot_be_done_is_answered_with_the_reason() {
    let server = start();
    let mut ada = Page::open(&server, "Ada").await.unwrap();
    let answer = ada.ask("task:add", json!({"title": "é".repeat(121)})).await;
    assert_eq!(answer, json!({"ok": false, "error": {"code": "titleTooLong", "charsMax": 120}}));
    let answer = ada.ask("task:remove", json!(7)).await;
    assert_eq!(answer, json!({"ok": false, "error": {"code": "gone"}}));
}

#[tokio::test]
async fn pages_of_the_last_version_can_still_finish_a_task() {
    let server = start();
    let mut ada = Page::open(&server, "Ada").await.unwrap();
    ada.ask("task:add", json!({"title": "Buy milk"})).await;
    let answer = ada.ask("task:finish", json!(1)).await;
    assert_eq!(answer["data"]["column"], "done");
}

#[tokio::test]
async fn pages_that_are_too_old_are_told_to_reload() {
    let refusal = Page::open_of(&start(), "Ada", "6f1d0b8a52c94e37").await.err().unwrap();
    assert_eq!(refusal["code"], "wigwag.reload");
}

#[tokio::test]
async fn a_visitor_without_a_name_is_refused() {
    let refusal = Page::open(&start(), " ").await.err();
    assert_eq!(refusal, Some(json!({"code": "nameEmpty"})));
}
