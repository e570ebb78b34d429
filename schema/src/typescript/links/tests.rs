use super::linked;
use crate::tests::api;

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(linked(text, &|name| ["Message", "User"].contains(&name)), expected);
}

#[test]
fn what_is_in_the_module_is_linked() {
    check("See [`Message`].", "See {@link Message}.");
    check("[Message] of [`User`]s", "{@link Message} of {@link User}s");
    check("[`crate::chat::Message`]", "{@link Message | crate::chat::Message}");
    check("[`struct@Message`]", "{@link Message | struct@Message}");
    check(
        "[a message](Message), [its author][crate::User]",
        "{@link Message | a message}, {@link User | its author}",
    );
    check("[`Message`][]", "{@link Message}");
}

#[test]
fn what_is_not_there_is_code() {
    check("See [`Handler`].", "See `Handler`.");
    check("[`Message::new`] and [`Chat::send`]", "`Message::new` and `Chat::send`");
    check("[the handler](crate::Handler)", "the handler");
    check("[`Handler`](crate::Handler)", "`Handler`");
}

#[test]
fn what_a_browser_can_follow_stays() {
    check(
        "[RFC 3339](https://rfc-editor.org/rfc/rfc3339)",
        "[RFC 3339](https://rfc-editor.org/rfc/rfc3339)",
    );
    check("[below](#details)", "[below](#details)");
    check("[RFC]\n\n[RFC]: https://rfc-editor.org", "[RFC]\n\n[RFC]: https://rfc-editor.org");
}

#[test]
fn definitions_of_items_are_followed_and_left_out() {
    check(
        "[a message][m], [`User`]\n\n[m]: crate::Message\n[`User`]: crate::User",
        "{@link Message | a message}, {@link User}",
    );
}

#[test]
fn brackets_that_are_no_links_stay() {
    check("0 [unit: ms], [1, 2], a[0", "0 [unit: ms], [1, 2], a[0");
    check("[]", "[]");
    check(
        "```\nlet m = [Message];\n```\n[Message]",
        "```\nlet m = [Message];\n```\n{@link Message}",
    );
}

#[test]
fn every_documentation_is_read() {
    let api = api(|ns| {
        ns.docs("[`Nobody`] of the namespace.");
        ns.client_event("say")
            .docs("[`Nobody`] of the event.")
            .deprecated(None, Some("[`Nobody`] notes."));
    });
    let text = api.document().unwrap().typescript();
    for linked in ["`Nobody` of the namespace.", "`Nobody` of the event.", "`Nobody` notes."] {
        assert!(text.contains(&format!(" {linked}")), "{text}");
    }
}
