//! The form that a function should have had, in the user's own words where they are of use.

use proc_macro2::Ident;
use syn::{PatType, ReturnType, Signature, Type};

use super::signature;
use crate::names::source;

/// `async fn send(&self, cx: chat::Cx<Self>, text: String) -> u64;`
pub(super) fn client_event(sig: &Signature, module: &Ident) -> String {
    handled(sig, module, "Cx")
}

/// `#[cluster] async fn reload(&self, cx: chat::ClusterCx<Self>, revision: u32) -> u64;`
pub(super) fn cluster_event(sig: &Signature, module: &Ident) -> String {
    format!("#[cluster] {}", handled(sig, module, "ClusterCx"))
}

fn handled(sig: &Signature, module: &Ident, context: &str) -> String {
    let args: String = args(sig).map(|arg| format!(", {arg}")).collect();
    format!("async fn {}(&self, cx: {module}::{context}<Self>{args}){};", sig.ident, answer(sig))
}

/// `#[to_client] fn message(text: &str);`
pub(super) fn server_event(sig: &Signature) -> String {
    let args: Vec<String> = args(sig).collect();
    let answer = answer(sig);
    let asks = if sig.asyncness.is_some() || !answer.is_empty() { "async " } else { "" };
    format!("#[to_client] {asks}fn {}({}){answer};", sig.ident, args.join(", "))
}

fn args(sig: &Signature) -> impl Iterator<Item = String> {
    let args = signature::typed_params(sig).filter(|param| !signature::is_context(&param.ty));
    args.map(|PatType { pat, ty, .. }| {
        let name =
            signature::plain_ident(pat).map_or_else(|| "argument".to_owned(), Ident::to_string);
        format!("{name}: {}", source(ty))
    })
}

fn answer(sig: &Signature) -> String {
    match &sig.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) if matches!(**ty, Type::ImplTrait(_)) => " -> Answer".to_owned(),
        ReturnType::Type(_, ty) if signature::hides_a_type(ty) => {
            " -> Result<Data, Error>".to_owned()
        }
        ReturnType::Type(_, ty) => format!(" -> {}", source(ty)),
    }
}
