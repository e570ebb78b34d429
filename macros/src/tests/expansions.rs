use quote::quote;

use super::{check, check_faults, check_tokens};

#[test]
fn the_smallest_contract_has_no_session_and_admits_everybody() {
    check(
        "smallest",
        quote!(),
        quote! {
            pub trait Hello {
                async fn greet(&self, cx: hello::Cx<Self>, name: String) -> String;
            }
        },
    );
}

#[test]
fn a_contract_uses_the_whole_grammar() {
    check(
        "whole_grammar",
        quote!(namespace = "/chat/{room}", version = "1.3.0"),
        quote! {
            /// One chat room.
            ///
            /// With a second paragraph.
            pub trait Chat {
                type Auth = Credentials;
                type Reject = JoinError;
                type Params = ChatParams;
                type Room = ChatRoom;

                /// Post a message.
                #[event("message:send", alias = "send", alias = "post", rate = "20/s", max_bytes = "64 KiB")]
                #[guard(CanPost, self::guards::Within<5>)]
                async fn send(&self, cx: chat::Cx<Self>, msg: NewMessage) -> Result<Message, SendError>;

                async fn typing(&self, _: chat::Cx<Self>);

                #[deprecated(since = "1.2.0", note = "use `message:send`")]
                async fn say(&self, context: chat::Cx<Self>, cx: String, r#type: u32) -> u64;

                #[event(ack = "node")]
                async fn rename(&self, cx: chat::Cx<Self>, title: String) -> Result<(), Refusal>;

                /// A message was posted.
                #[to_client]
                fn message(msg: &Message);

                #[to_client("typing", volatile)]
                fn is_typing(user: UserId, names: &[String], place: &str);

                #[to_client]
                async fn probe(nonce: u32) -> Rtt;

                #[to_client]
                async fn ask(question: &str) -> Result<Answer, Refusal>;

                #[to_client(ack = "node")]
                async fn vote(question: &str) -> Result<u8, Refusal>;

                #[deprecated]
                #[to_client]
                async fn flush();

                /// Tell every other server.
                #[cluster]
                #[deprecated(note = "they tell each other")]
                async fn reload_filters(&self, cx: chat::ClusterCx<Self>, revision: u32) -> NodeReport;

                #[cluster("node:stop")]
                async fn stop(&self, cx: chat::ClusterCx<Self>);
            }
        },
    );
}

#[test]
fn a_declared_session_makes_connect_required() {
    check(
        "declared_session",
        quote!(),
        quote! {
            pub(crate) trait Game {
                type Session;
            }
        },
    );
}

#[test]
fn wigwag_is_found_where_the_contract_says() {
    check(
        "another_path",
        quote!(crate = "self::api::wigwag"),
        quote! {
            pub trait Hello {
                type Auth = Token;

                #[guard(Knows)]
                async fn greet(&self, cx: hello::Cx<Self>, name: String) -> String;

                #[to_client]
                fn greeted(name: &str);

                #[cluster]
                async fn count(&self, cx: hello::ClusterCx<Self>) -> u32;
            }
        },
    );
}

#[test]
fn nothing_is_looked_for_at_its_usual_place_then() {
    let declaration = quote! {
        trait Hello {
            type Auth = Token;
            type Reject = Refusal;
            type Params = Place;
            type Room = Corner;

            #[event(rate = "1/s")]
            #[guard(Knows)]
            async fn greet(&self, cx: hello::Cx<Self>, name: String) -> Result<u8, Refusal>;
            #[to_client]
            async fn greeted(name: &str) -> u8;
            #[cluster]
            async fn count(&self, cx: hello::ClusterCx<Self>) -> u32;
        }
    };
    let options = |namespace: &str| quote!(namespace = #namespace, crate = "my_api::events");
    let expansion = crate::compile(options("/hello/{place}"), declaration.clone()).to_string();
    assert!(expansion.contains("my_api") && !expansion.contains("wigwag"), "{expansion}");
    let fallback = crate::compile(options("hello"), declaration).to_string();
    assert!(fallback.contains("compile_error") && !fallback.contains("wigwag"), "{fallback}");
}

#[test]
fn derives_find_wigwag_where_the_type_says() {
    let rooms = quote! {
        #[wigwag(crate = "my_api::wigwag")]
        enum HelloRoom { Topic(u32) }
    };
    check_tokens("rooms_of_another_path", crate::room_name::derive(rooms));
    let params = quote! {
        #[wigwag(crate = "my_api::wigwag")]
        struct HelloParams { room: String }
    };
    check_tokens("params_of_another_path", crate::params::derive(params));
}

#[test]
fn types_mean_in_the_module_what_they_mean_beside_the_trait() {
    check(
        "types_in_scope",
        quote!(),
        quote! {
            trait Files {
                type Auth = self::login::Token;

                async fn put(&self, cx: files::Cx<Self>, file: super::File, socket: Socket, at: ::std::time::Duration);

                #[to_client]
                fn changed(files: &[super::File], ns: Option<Ns>, other: crate::Socket);
            }
        },
    );
}

#[test]
fn a_visibility_is_one_module_longer_inside() {
    check(
        "visibility",
        quote!(),
        quote! {
            pub(in super::api) trait Admin {
                async fn kick(&self, cx: admin::Cx<Self>, user: u32);
            }
        },
    );
}

#[test]
fn a_contract_with_faults_still_has_its_trait_and_its_module() {
    check(
        "faults",
        quote!(namespace = "chat"),
        quote! {
            pub trait Chat<T>: Clone {
                const ROOM: &'static str;
                type Auth = Credentials;

                async fn send(&self, cx: chat::Cx<Self>, text: &str) -> Result<u32>;
                async fn send(&self, cx: chat::Cx<Self>, text: T);
                pub async fn disconnect(&self, cx: chat::Cx<Self>) {}

                #[to_client(volatile)]
                async fn probe(_: u32) -> Rtt;
            }
        },
    );
}

#[test]
fn items_that_cannot_be_read_do_not_take_the_others_with_them() {
    check(
        "unreadable",
        quote!(namespace "/chat", version = "1.0.0", crate = "my_api::wigwag"),
        quote! {
            trait Chat {
                #[event("message:send", alias)]
                async fn whole(&self, cx: chat::Cx<Self>) -> u32

                #[to_client]
                fn said(text &str, by: HashMap<u8, u8>);

                #[to_client]
                async fn probe(nonce:) -> Rtt;

                #[to_client]
                fn type(kind: u8);

                anything = 7;
            }
        },
    );
}

#[test]
fn async_trait_is_told_to_go_wherever_it_stands() {
    check_faults(
        quote! {
            #[async_trait::async_trait]
            trait Chat {
                async fn send(&self, cx: chat::Cx<Self>, text: String);
            }
        },
        &["contract `Chat` is asynchronous as it is"],
    );
    check_faults(
        quote! {
            trait Chat {
                fn send<'life0, 'async_trait>(&'life0 self, cx: chat::Cx<Self>, text: String)
                    -> ::core::pin::Pin<Box<dyn Future<Output = u32> + Send + 'async_trait>>
                where
                    'life0: 'async_trait,
                    Self: 'async_trait;

                #[to_client]
                fn said(text: &str);
            }
        },
        &["event `send` was rewritten by `#[async_trait]`"],
    );
}

#[test]
fn what_is_not_a_trait_is_given_back() {
    check(
        "not_a_trait",
        quote!(),
        quote!(
            pub struct Chat;
        ),
    );
}

#[test]
fn rooms_have_names_that_are_read_back() {
    let rooms = quote! {
        pub enum ChatRoom {
            Lobby,
            VipTable(u8, String),
            #[room("seat:{number}-{row}!")]
            Seat { row: char, r#number: self::Number },
        }
    };
    check_tokens("rooms", crate::room_name::derive(rooms));
}

#[test]
fn a_struct_names_rooms_of_one_kind() {
    let rooms = quote! {
        struct UserRoom(super::UserId);
    };
    check_tokens("rooms_of_one_kind", crate::room_name::derive(rooms));
}

#[test]
fn a_struct_is_the_parameters_of_a_namespace() {
    let params = quote! {
        pub struct ChatParams {
            /// Which room.
            pub room: String,
            r#type: super::Kind,
        }
    };
    check_tokens("params", crate::params::derive(params));
}
