//! Tokens in, Rust out. The expansions in `snapshots/` are read as ordinary code;
//! `UPDATE_SNAPSHOTS=1 cargo nextest run -p wigwag-macros` writes them anew.

mod expansions;
mod names;
mod payloads;

use std::path::Path;

use proc_macro2::TokenStream;
use syn::{File, Item, ItemMod};

/// Compares the expansion of a contract with `snapshots/NAME.rs`.
#[track_caller]
fn check(name: &str, options: TokenStream, declaration: TokenStream) {
    check_tokens(name, crate::compile(options, declaration));
}

/// Compares the faults of a contract with `expected`, without the help that is given.
#[track_caller]
fn check_faults(declaration: TokenStream, expected: &[&str]) {
    let file: File = syn::parse2(crate::compile(TokenStream::new(), declaration)).expect("Rust");
    let errors = file.items.iter().filter_map(|item| match item {
        Item::Macro(call) if call.mac.path.segments.last()?.ident == "compile_error" => {
            let message: syn::LitStr = call.mac.parse_body().expect("a text");
            message.value().lines().next().map(str::to_owned)
        }
        _ => None,
    });
    assert_eq!(errors.collect::<Vec<_>>(), expected);
}

/// Compares an expansion with `snapshots/NAME.rs`.
#[track_caller]
fn check_tokens(name: &str, tokens: TokenStream) {
    let mut file: File = syn::parse2(tokens).expect("Rust comes out");
    file.items = with_server(file.items);
    let actual = prettyplease::unparse(&file);

    let path = format!("{}/src/tests/snapshots/{name}.rs", env!("CARGO_MANIFEST_DIR"));
    let path = Path::new(&path);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &actual).expect("the snapshot can be written");
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert!(actual == expected, "{name}.rs should be:\n{actual}");
}

/// What a build with the feature `server` sees: `__server!` expands to its input.
fn with_server(items: Vec<Item>) -> Vec<Item> {
    let expand = |item: Item| match item {
        Item::Macro(call)
            if call.mac.path.segments.last().is_some_and(|last| last.ident == "__server") =>
        {
            call.mac.parse_body::<File>().expect("items").items
        }
        Item::Mod(ItemMod {
            content: Some((brace, items)),
            attrs,
            vis,
            unsafety,
            mod_token,
            ident,
            semi,
        }) => {
            let content = Some((brace, with_server(items)));
            vec![Item::Mod(ItemMod { content, attrs, vis, unsafety, mod_token, ident, semi })]
        }
        other => vec![other],
    };
    items.into_iter().flat_map(expand).collect()
}
