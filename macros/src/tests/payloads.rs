use proc_macro2::TokenStream;
use quote::quote;

use super::check_tokens;

#[track_caller]
fn check(name: &str, options: TokenStream, declaration: TokenStream) {
    check_tokens(name, crate::payload::attribute(options, declaration));
}

#[test]
fn a_struct_is_written_in_camel_case() {
    check(
        "payload_struct",
        quote!(),
        quote! {
            /// What an author may say.
            #[derive(Clone, Debug)]
            pub struct Draft {
                pub text: String,
                #[serde(rename = "re")]
                pub reply_to: Option<u32>,
                #[payload(numbers)]
                pub levels: Vec<u8>,
                /// Where all the pieces are.
                pub pieces: HashMap<Piece, BTreeMap<String, Vec<Place>>>,
                #[serde(with = "pairs")]
                pub marks: HashMap<(u8, u8), Mark>,
            }
        },
    );
}

#[test]
fn an_enum_has_the_representation_and_the_spelling_that_are_asked_for() {
    check(
        "payload_enum",
        quote!(
            send,
            tag = "code",
            content = "data",
            rename_all = "kebab-case",
            crate = "my_api::wigwag"
        ),
        quote! {
            pub enum SendError {
                Muted,
                TooLong { max_length: u32 },
            }
        },
    );
}

#[test]
fn the_options_of_the_user_win() {
    check(
        "payload_with_options_of_serde",
        quote!(receive),
        quote! {
            #[serde(rename_all = "lowercase", rename_all_fields = "snake_case", untagged)]
            #[schemars(rename = "{T}Filter")]
            #[non_exhaustive]
            pub enum Filter<T> {
                Exactly(T),
                Between { from_value: T, to_value: T },
            }
        },
    );
}

#[test]
fn brands_open_enums_and_generic_types_say_so_in_their_schemas() {
    check(
        "payload_brand",
        quote!(brand),
        quote!(
            pub struct UserId(pub String);
        ),
    );
    check(
        "payload_open",
        quote!(),
        quote!(
            #[non_exhaustive]
            enum Mood {
                Calm,
                Wild,
            }
        ),
    );
    check(
        "payload_open_both_ways",
        quote!(),
        quote!(
            #[non_exhaustive]
            enum Mood {
                Calm,
                #[serde(other)]
                Unknown,
            }
        ),
    );
    check(
        "payload_generic",
        quote!(),
        quote! {
            struct Grid<T: Clone, const WIDTH: usize, U> where U: Default {
                cells: Vec<T>,
                rest: U,
            }
        },
    );
}

#[test]
fn a_payload_with_faults_is_a_payload_to_the_compiler() {
    check(
        "payload_faults",
        quote!(brand, colour = "red"),
        quote! {
            #[derive(Debug)]
            #[serde(default)]
            pub struct View<'a, T> where T: Copy {
                #[serde(rename = "body")]
                text: &'a T,
            }
        },
    );
    check(
        "payload_derived",
        quote!(),
        quote!(
            #[derive(Debug, serde::Serialize)]
            struct Draft(u32);
        ),
    );
    check(
        "payload_not_a_type",
        quote!(),
        quote!(
            fn draft() {}
        ),
    );
}
