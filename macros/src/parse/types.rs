//! The associated types of a declaration: `Auth`, `Reject`, `Session`.

use syn::{TraitItem, TraitItemType};

use crate::{contract::Contract, diagnostics::Faults};

const KNOWN_TYPES: &str = "the types of a contract are `type Auth = …;` (what a client presents), \
                           `type Reject = …;` (what a refused client is told) and `type Session;`";

pub(super) fn read(declared: TraitItemType, contract: &mut Contract, faults: &mut Faults) {
    let name = declared.ident.to_string();
    if !declared.bounds.is_empty() {
        let fault = format!("type `{name}` of a contract has no bounds");
        faults.add(&declared.bounds, fault, KNOWN_TYPES);
    }
    if !declared.generics.params.is_empty() {
        let fault = format!("type `{name}` of a contract has no parameters");
        faults.add(&declared.generics, fault, KNOWN_TYPES);
    }
    let types = &mut contract.types;
    let slot = match (name.as_str(), &declared.default) {
        ("Session", None) if !types.session => {
            types.session = true;
            return;
        }
        ("Session", Some((_, ty))) => {
            types.session = true;
            let help =
                "write `type Session;` here and `type Session = …;` where the trait is implemented";
            faults.add(ty, "the implementor chooses the type of the session", help);
            return;
        }
        ("Auth", Some(_)) if types.auth.is_none() => &mut types.auth,
        ("Reject", Some(_)) if types.reject.is_none() => &mut types.reject,
        ("Auth" | "Reject", None) => {
            let help = format!("write `type {name} = …;`");
            faults.add(&declared.ident, format!("the contract says what `{name}` is"), help);
            contract.refused.items.push(TraitItem::Type(declared));
            return;
        }
        ("Auth" | "Reject" | "Session", _) => {
            faults.add(
                &declared.ident,
                format!("type `{name}` is declared twice"),
                "remove one of them",
            );
            return;
        }
        ("Params" | "Room", _) => {
            let help = "name the namespace without parameters, and rooms by strings";
            faults.add(&declared.ident, format!("type `{name}` is not supported yet"), help);
            return;
        }
        (_, default) => {
            faults.add(&declared.ident, format!("a contract has no type `{name}`"), KNOWN_TYPES);
            if default.is_none() {
                contract.refused.items.push(TraitItem::Type(declared));
            }
            return;
        }
    };
    *slot = declared.default.map(|(_, ty)| ty);
}
