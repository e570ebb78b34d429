use proc_macro2::Span;
use syn::Ident;

use crate::names::{is_keyword, module_name};

#[track_caller]
fn check(contract: &str, module: &str) {
    assert_eq!(module_name(&Ident::new(contract, Span::call_site())), module);
}

#[test]
fn the_module_is_named_like_the_contract_in_snake_case() {
    check("Chat", "chat");
    check("ChatRoom", "chat_room");
    check("HTTPServer", "http_server");
    check("ServerHTTP", "server_http");
    check("V2Chat", "v2_chat");
    check("Chat2", "chat2");
    check("Chat_Room", "chat_room");
    check("Überblick", "überblick");
}

#[test]
fn keywords_are_no_module_names() {
    assert!(is_keyword("move"));
    assert!(is_keyword("self"));
    assert!(!is_keyword("moves"));
}
