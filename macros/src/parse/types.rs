//! The associated types of a declaration: `Auth`, `Reject`, `Params`, `Room`, `Session`.

use syn::{Ident, TraitItem, TraitItemType, Type, parse_quote};

use crate::{contract::Contract, diagnostics::Faults, wire_type};

const KNOWN_TYPES: &str = "the types are `type Auth = …;` (what a client presents), \
                           `type Reject = …;` (why a client is refused), `type Params = …;` (the \
                           parameters of its namespace), `type Room = …;` (its rooms) and `type Session;`";

pub(super) fn read(declared: TraitItemType, contract: &mut Contract, faults: &mut Faults) {
    let name = &declared.ident;
    for attr in declared.attrs.iter().filter(|attr| !attr.path().is_ident("doc")) {
        let fault = format!("type `{name}` has no attributes but its documentation");
        faults.add(attr, fault, "remove this");
    }
    if !declared.bounds.is_empty() {
        faults.add(&declared.bounds, format!("type `{name}` cannot have bounds"), KNOWN_TYPES);
    }
    if !declared.generics.params.is_empty() {
        faults.add(&declared.generics, format!("type `{name}` cannot be generic"), KNOWN_TYPES);
    }
    match name.to_string().as_str() {
        "Auth" => {
            let ty = handshake_type(&declared, contract, faults);
            declare(&mut contract.types.auth, name, ty, faults);
        }
        "Reject" => {
            let ty = handshake_type(&declared, contract, faults);
            declare(&mut contract.types.reject, name, ty, faults);
        }
        "Session" => {
            if let Some((_, ty)) = &declared.default {
                let help =
                    "write `type Session;`, and give the type where the trait is implemented";
                faults.add(ty, "type `Session` is chosen by the implementor", help);
            }
            let session = &mut contract.types.session;
            declare(session, name, name.clone(), faults);
        }
        "Room" => {
            let ty = handshake_type(&declared, contract, faults);
            declare(&mut contract.types.room, name, ty, faults);
        }
        "Params" => {
            let ty = handshake_type(&declared, contract, faults);
            declare(&mut contract.types.params, name, ty, faults);
        }
        _ => {
            faults.add(name, format!("a contract has no type `{name}`"), KNOWN_TYPES);
            if declared.default.is_none() {
                contract.refused.items.push(TraitItem::Type(declared));
            }
        }
    }
}

fn declare<T>(slot: &mut Option<T>, name: &Ident, declared: T, faults: &mut Faults) {
    if slot.is_some() {
        faults.add(name, format!("type `{name}` is declared twice"), "remove one of them");
    } else {
        *slot = Some(declared);
    }
}

/// The type that the contract gives; without one, what the implementor seems to be meant to give.
fn handshake_type(declared: &TraitItemType, contract: &mut Contract, faults: &mut Faults) -> Type {
    let name = &declared.ident;
    let Some((_, ty)) = &declared.default else {
        let fault = format!("the contract gives the type `{name}`, not the implementor");
        faults.add(name, fault, format!("write `type {name} = …;`"));
        contract.refused.items.push(TraitItem::Type(declared.clone()));
        return parse_quote!(Self::#name);
    };
    if let Some(fault) = wire_type::received(ty) {
        faults.add(&fault.at, format!("type `{name}` {}", fault.what), fault.help);
    }
    ty.clone()
}
