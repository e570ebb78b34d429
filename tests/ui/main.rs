//! What `#[socket_events]`, `#[payload]` and the derives say to the person who made a mistake.
//!
//! Each file in `fail/` is named by its mistake, and is corrected by the file of the same name in
//! `pass/`, which is part of this very test. `TRYBUILD=overwrite cargo nextest run -p wigwag-tests
//! --test ui` writes the messages anew; they are there to be read.

mod scopes;

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

/// Compiles the corrections as modules, since one program each would take minutes.
macro_rules! corrections {
    ($($name:ident)*) => {
        #[allow(dead_code, missing_docs, unreachable_pub, reason = "each is a program of its own, written as users write it")]
        mod pass {
            $(pub(super) mod $name;)*
        }

        const CORRECTIONS: &[(&str, fn())] = &[$((stringify!($name), pass::$name::main)),*];
    };
}

corrections! {
    answer_not_emitted
    answer_not_received
    attribute_misplaced
    auth_not_received
    cluster_malformed
    contract_conditional
    contract_generic
    contract_in_snake_case
    contract_named_like_keyword
    contract_not_a_trait
    contract_unsafe
    contract_with_constant
    contract_with_supertrait
    emitted_answer_without_async
    emitted_borrows_inside
    emitted_hidden_by_target
    emitted_mutably_borrowed
    emitted_names_equal
    emitted_volatile_with_answer
    emitted_with_context
    emitted_with_self
    error_not_emitted
    event_ack_malformed
    event_alias_malformed
    event_argument_borrowed
    event_argument_keyed_by_tuple
    event_argument_with_lifetime
    event_argument_without_name
    event_argument_without_type_name
    event_arguments_equal
    event_context_borrowed
    event_context_not_first
    event_direction_missing
    event_functions_equal
    event_generic
    event_guard_misplaced
    event_guard_not_implemented
    event_guard_of_another_session
    event_hides_error_type
    event_in_both_directions
    event_limits_malformed
    event_name_after_equals
    event_name_empty
    event_name_reserved
    event_name_with_reserved_prefix
    event_named_like_lifecycle
    event_names_equal
    event_not_async
    event_option_unknown
    event_optional_before_answer
    event_returns_future
    event_with_body
    event_with_mutable_self
    event_with_too_many_arguments
    event_without_context
    event_without_self
    fault_amid_a_program
    faults_collected
    handler_missing
    handler_not_send
    handler_with_other_argument
    item_public
    item_unreadable
    namespace_parameter_malformed
    namespace_with_comma
    namespace_with_parameter
    namespace_without_slash
    option_crate_malformed
    option_not_text
    option_twice
    option_unknown
    option_without_name
    params_malformed
    params_not_derived
    params_of_other_names
    params_without_namespace
    payload_among_others_not_received
    payload_borrowed
    payload_brand_of_fields
    payload_brand_transparent
    payload_content_without_tag
    payload_depends_on_implementor
    payload_derived_twice
    payload_field_option_unknown
    payload_in_no_direction
    payload_keyed_by_tuple
    payload_not_a_type
    payload_not_emitted
    payload_not_received
    payload_of_two_representations
    payload_only_sent_is_received
    payload_option_not_text
    payload_option_twice
    payload_option_unknown
    payload_option_with_value
    payload_option_without_name
    payload_option_without_value
    payload_rename_rule_unknown
    payload_struct_untagged
    payload_tuple_tagged
    payload_union
    payload_variant_with_options
    payload_with_faults_amid_others
    payload_with_lifetime
    payload_without_schema
    room_field_not_text
    room_fields_not_named
    room_names_ambiguous
    room_names_nothing
    room_not_named
    room_of_another_type
    session_not_returned
    session_with_value
    type_not_found
    type_twice
    type_unknown
    type_with_bounds
    type_without_value
    version_not_semantic
}

#[test]
fn a_mistake_is_told_at_the_users_own_tokens_and_nothing_else_is() {
    trybuild::TestCases::new().compile_fail("ui/fail/*.rs");
}

#[test]
fn each_mistake_has_a_correction_that_runs() {
    let mistakes = mistakes().expect("the folder is part of the repository");
    let mistakes: BTreeSet<String> = mistakes.into_iter().map(|mistake| mistake.name).collect();
    assert!(mistakes.len() >= 60);
    let corrected: BTreeSet<String> = CORRECTIONS.iter().map(|(name, _)| (*name).into()).collect();
    assert_eq!(mistakes, corrected);
    for (_, run) in CORRECTIONS {
        run();
    }
}

/// Messages of the compiler about what only it knows, and those about something that has no name.
const NAMELESS: [&str; 5] = [
    "contract_not_a_trait",
    "handler_not_send",
    "item_unreadable",
    "payload_not_a_type",
    "room_of_another_type",
];

#[test]
fn each_message_shows_the_users_tokens_and_names_what_they_belong_to() {
    let mut nameless = BTreeSet::new();
    let mistakes = mistakes().expect("the folder is part of the repository");
    for Mistake { name, source, messages } in mistakes {
        let names = names(&source);
        for message in messages.split("\n\nerror") {
            let (text, shown) = message.split_once("-->").expect("a message shows a place");
            let place = format!("ui/fail/{name}.rs:");
            assert!(shown.trim_start().starts_with(&place), "{name}: {message}");
            let text = text.split("help:").next().unwrap_or_default();
            let mut quoted = text.split('`').skip(1).step_by(2).flat_map(words);
            if !quoted.any(|word| names.contains(word)) {
                nameless.insert(name.clone());
            }
        }
    }
    assert_eq!(nameless, NAMELESS.map(str::to_owned).into());
}

struct Mistake {
    name: String,
    source: String,
    messages: String,
}

fn mistakes() -> io::Result<Vec<Mistake>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/fail");
    let mut mistakes = Vec::new();
    for file in folder.read_dir()? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            mistakes.push(Mistake {
                name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
                source: fs::read_to_string(&path)?,
                messages: fs::read_to_string(path.with_extension("stderr"))?,
            });
        }
    }
    Ok(mistakes)
}

/// What a file gives names to: events, types and their variants, and the names on the wire, which are texts.
fn names(source: &str) -> BTreeSet<&str> {
    let texts = source.split('"').skip(1).step_by(2).flat_map(words);
    let capitalised = |word: &&str| word.starts_with(char::is_uppercase);
    let declared = words(source).zip(words(source).skip(1));
    let declared = declared.filter(|(keyword, _)| ["fn", "trait"].contains(keyword));
    declared.map(|(_, name)| name).chain(words(source).filter(capitalised)).chain(texts).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
}

#[test]
fn contracts_of_all_scopes_are_served_together() {
    let builder =
        scopes::mounts().into_iter().fold(wigwag::Io::builder(), |io, mount| io.mount(mount));
    assert!(builder.build().is_ok());
}
