use std::error::Error as _;

use serde_json::{Value, json};

use super::{Document, asyncapi::Reference, write::message_key};
use crate::{model::Direction, tests::chat};

#[test]
fn references_are_json_pointers() {
    let check = |keys: &[&str], expected| assert_eq!(Reference::to(keys).target, expected);
    check(&["channels", "Chat"], "#/channels/Chat");
    check(&["message:send_1.x-y", "a/b/c", "=7E"], "#/message:send_1.x-y/a~1b~1c/=7E");
}

#[test]
fn keys_hold_any_name_of_an_event() {
    let check = |event, expected: &str| {
        assert_eq!(message_key(Direction::ServerToClient, event), expected);
    };
    check("message:send_1.x-y/z", "serverToClient.message:send_1.x-y/z");
    check("50 % \"é\"", "serverToClient.50=20=25=20=22=C3=A9=22");
    check("~=?#\n", "serverToClient.=7E=3D=3F=23=0A");
}

/// What `from_json` says about the chat's document after `edit`.
#[track_caller]
fn check_refused(edit: impl FnOnce(&mut Value), expected: &str) {
    let text = chat().document().unwrap().to_json();
    let mut value = serde_json::from_str(&text).unwrap();
    edit(&mut value);
    let error = Document::from_json(&value.to_string()).unwrap_err();
    let mut said = error.to_string();
    if let Some(source) = error.source() {
        let source = source.to_string();
        // The place in the text is of no interest here.
        said = format!("{said}: {}", source.split(" at line ").next().unwrap());
    }
    assert_eq!(said, expected);
}

#[test]
fn text_that_is_no_document_is_refused() {
    let error = Document::from_json("{").unwrap_err();
    assert_eq!(error.to_string(), "not an AsyncAPI document of wigwag");
    assert!(error.source().is_some());
    let foreign = r#"{"asyncapi":"3.0.0","info":{"title":"x","version":"1"}}"#;
    assert!(Document::from_json(foreign).is_err());
}

#[test]
fn other_versions_are_refused() {
    check_refused(
        |document| document["asyncapi"] = json!("2.6.0"),
        "AsyncAPI 2.6.0 with x-wigwag format 1 is not supported; this release reads AsyncAPI 3.0.0 \
         with format 1",
    );
    check_refused(
        |document| document["x-wigwag"]["format"] = json!(2),
        "AsyncAPI 3.0.0 with x-wigwag format 2 is not supported; this release reads AsyncAPI 3.0.0 \
         with format 1",
    );
}

#[test]
fn missing_parts_are_named() {
    check_refused(
        |document| {
            _ = document["operations"].as_object_mut().unwrap().remove("Chat.clientToServer.say")
        },
        "the operation Chat.clientToServer.say is missing",
    );
    check_refused(
        |document| {
            _ = document["channels"].as_object_mut().unwrap().remove("Chat.serverToClient.probe")
        },
        "the reply of Chat.serverToClient.probe is missing",
    );
    check_refused(
        |document| _ = document["components"]["schemas"].as_object_mut().unwrap().remove("Rtt"),
        "the type `Rtt` is referred to, but not defined",
    );
    check_refused(
        |document| {
            let payload = "/channels/Chat/messages/clientToServer.say/payload";
            *document.pointer_mut(payload).unwrap() = json!(true);
        },
        "a payload is not an array of known items",
    );
    check_refused(
        |document| {
            let payload = "/channels/Chat.clientToServer.message:send/messages/ack/payload/items/0";
            *document.pointer_mut(payload).unwrap() = json!({ "oneOf": [] });
        },
        "an acknowledgement lacks /items/0/oneOf/0/properties/data",
    );
}

#[test]
fn what_would_be_lost_is_refused() {
    let lost = "the document holds what wigwag would not write";
    // Neither an argument without a name nor a message without a direction can be kept.
    check_refused(
        |document| {
            document["operations"]["Chat.clientToServer.say"]["x-wigwag"]["args"] = json!([])
        },
        lost,
    );
    check_refused(
        |document| {
            let messages = document["channels"]["Chat"]["messages"].as_object_mut().unwrap();
            let message = messages["clientToServer.say"].clone();
            messages.insert("say".to_owned(), message);
        },
        lost,
    );
    check_refused(
        |document| document["operations"]["Chat.clientToServer.say"]["action"] = json!("send"),
        lost,
    );
    check_refused(
        |document| document["info"]["contact"] = json!({}),
        "not an AsyncAPI document of wigwag: unknown field `contact`, expected `title` or `version`",
    );
}

#[test]
fn names_are_checked_in_documents_as_well() {
    let text = chat().document().unwrap().to_json();
    let renamed = text.replace(".say\"", ".wigwag:say\"").replace("\"say\"", "\"wigwag:say\"");
    assert_eq!(
        Document::from_json(&renamed).unwrap_err().to_string(),
        "/chat/{room}/{level}, client event \"wigwag:say\": wigwag keeps this name for itself",
    );
}

#[test]
fn types_may_be_edited() {
    let text = chat().document().unwrap().to_json();
    let edited = text.replace("\"replyTo\"", "\"answerTo\"");
    let document = Document::from_json(&edited).unwrap();
    assert!(document.typescript().contains("  answerTo: number | null;\n"));
    assert_ne!(document.hash(), chat().document().unwrap().hash());
    assert!(document.to_json().contains(document.hash()));
}
