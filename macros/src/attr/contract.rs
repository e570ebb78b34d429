//! The options of `#[socket_events(…)]`.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::LitStr;

use super::setting::{set, settings};
use crate::{diagnostics::Faults, wigwag::Wigwag};

#[derive(Default)]
pub(crate) struct ContractOptions {
    pub(crate) namespace: Option<LitStr>,
    pub(crate) version: Option<LitStr>,
    pub(crate) wigwag: Option<Wigwag>,
}

const OPTIONS: &str = "the options are `namespace = \"/chat\"`, `version = \"1.0.0\"` and \
                       `crate = \"my_api::wigwag\"`, all can be left out";

pub(crate) fn contract_options(tokens: TokenStream, faults: &mut Faults) -> ContractOptions {
    let mut options = ContractOptions::default();
    for setting in settings(tokens, OPTIONS, faults) {
        let Some(name) = setting.name() else {
            let help = format!("write `namespace = {}`", setting.to_token_stream());
            faults.add(setting, "`#[socket_events]` does not know what this text is", help);
            continue;
        };
        match name.to_string().as_str() {
            "namespace" => {
                let namespace = setting.text(OPTIONS, faults).cloned();
                set(&mut options.namespace, namespace, name, faults);
            }
            "version" => {
                let version = setting.text(OPTIONS, faults).cloned();
                set(&mut options.version, version, name, faults);
            }
            "crate" => {
                let path = setting.text(OPTIONS, faults);
                let wigwag = path.and_then(|path| Wigwag::read(path, faults));
                set(&mut options.wigwag, wigwag, name, faults);
            }
            unknown => {
                let fault = format!("`#[socket_events]` does not know the option `{unknown}`");
                faults.add(name, fault, OPTIONS);
            }
        }
    }
    options
}
