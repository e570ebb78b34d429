//! The model to Rust: the trait that the user implements, and one support module named after it.
//!
//! Generated code is thin, constants and calls into generic functions of the runtime, since every
//! line of it is compiled once for each contract. All paths are absolute.

mod describe;
mod dispatch;
mod emit;
mod event;
mod fallback;
mod handler_trait;
mod module;
mod scope;

pub(crate) use self::fallback::fallback;
pub(crate) use self::scope::inner_path;

use proc_macro2::TokenStream;
use quote::quote;

use crate::contract::Contract;

/// Everything for a contract without faults.
pub(crate) fn contract(contract: &Contract) -> TokenStream {
    let handler_trait = handler_trait::expand(contract);
    let module = module::expand(
        contract,
        module::Parts {
            describe: describe::body(contract),
            declared: event::declared(contract),
            serve: dispatch::expand(contract),
            emit: {
                let (clients, servers) = (emit::expand(contract), emit::cluster(contract));
                quote!(#clients #servers)
            },
            events: event::expand(contract),
        },
    );
    quote!(#handler_trait #module)
}
