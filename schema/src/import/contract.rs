//! Event maps to a contract.

use super::{
    ImportError, Imported, Request,
    names::{LIFECYCLE_METHODS, TARGET_METHODS, pascal_case, snake_case},
    print,
    syntax::{Docs, Form, Member, Module, Object, Param, Type},
    types::{ALIASES_MAX, Types, Use},
};

/// An event as a function of the contract.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Event {
    pub(super) kind: Kind,
    pub(super) docs: Docs,
    /// On the wire.
    pub(super) name: String,
    pub(super) function: String,
    /// Their names and types.
    pub(super) args: Vec<(String, String)>,
    pub(super) reply: Reply,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Client,
    Server,
    Cluster,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reply {
    /// No callback, or one without a value.
    None,
    Value(String),
    /// A `Result`, and whether it travels as callbacks of Node take it.
    Outcome {
        data: String,
        error: String,
        is_node: bool,
    },
}

/// Makes a contract of the event maps in `module`.
///
/// # Errors
///
/// When none of the maps is declared, or one is not made of events.
pub(crate) fn import(module: &Module, request: &Request) -> Result<Imported, ImportError> {
    let mut types = Types::new(module);
    let mut events = Vec::new();
    let maps = [
        (Kind::Client, &request.client_to_server),
        (Kind::Server, &request.server_to_client),
        (Kind::Cluster, &request.inter_server),
    ];
    for (kind, map) in maps {
        if module.declarations.contains_key(map) {
            events.extend(events_of(&mut types, kind, map)?);
        }
    }
    if events.is_empty() {
        return Err(ImportError(nothing_found(module, request)));
    }
    rename_equal_functions(&mut events, &mut types.notes);
    let Types { items, mut notes, .. } = types;
    notes.sort();
    notes.dedup();
    let rust = print::contract(request, &events, &items, &notes);
    Ok(Imported { rust, notes })
}

fn nothing_found(module: &Module, request: &Request) -> String {
    let is_map = |form: &Form| {
        let Form::Interface { object: Object { members, .. }, .. } = form else { return false };
        !members.is_empty() && members.iter().all(|member| matches!(member.ty, Type::Function(_)))
    };
    let maps = module.declarations.iter().filter(|(_, declaration)| is_map(&declaration.form));
    let maps: Vec<_> = maps.map(|(name, _)| format!("`{name}`")).collect();
    let found = match &maps[..] {
        [] => "No interface of events is declared there.".to_owned(),
        maps => format!(
            "These could be: {}. Name them with `--client-to-server` and `--server-to-client`.",
            maps.join(", ")
        ),
    };
    format!(
        "neither `{}` nor `{}` is declared, or they are empty. {found}",
        request.client_to_server, request.server_to_client
    )
}

fn events_of(types: &mut Types<'_>, kind: Kind, map: &str) -> Result<Vec<Event>, ImportError> {
    let object = types.object(&Type::named(map), 0);
    let Object { members, index } =
        object.ok_or_else(|| ImportError(format!("`{map}` is no interface of events")))?;
    if index.is_some() {
        types.note(map, "takes events of any name; `unknown_event` of the handler gets them");
    }
    Ok(members.iter().filter_map(|member| event(types, kind, map, member)).collect())
}

fn event(types: &mut Types<'_>, kind: Kind, map: &str, member: &Member) -> Option<Event> {
    let place = format!("{map}.{}", member.name);
    let Some(params) = function(types, &member.ty, 0) else {
        types.note(&place, "is no function and was left out");
        return None;
    };
    let (reply, params) = match params.split_last() {
        Some((last, before)) => match function(types, &last.ty, 0) {
            Some(callback) => (reply(types, &place, member, &callback), before.to_vec()),
            None => (Reply::None, params),
        },
        None => (Reply::None, params),
    };
    let is_answered = reply != Reply::None;
    let mut args: Vec<(String, String)> = Vec::new();
    for (index, param) in params.iter().enumerate() {
        let is_last = index + 1 == params.len();
        let ty = arg(types, &place, member, param, is_last && is_answered)?;
        if kind == Kind::Server && param.optional {
            types.note(
                &format!("{place}({})", param.name),
                "arrives as `null` where it was left out",
            );
        }
        let mut name = snake_case(&param.name);
        while name == "cx" || args.iter().any(|(other, _)| *other == name) {
            name.push('_');
        }
        args.push((name, ty));
    }
    let function = function_name(kind, &member.name);
    Some(Event {
        kind,
        docs: member.docs.clone(),
        name: member.name.clone(),
        function,
        args,
        reply,
    })
}

/// The type of an argument; nothing when the event cannot be declared with it.
fn arg(
    types: &mut Types<'_>,
    place: &str,
    member: &Member,
    param: &Param,
    is_before_ack: bool,
) -> Option<String> {
    let place = format!("{place}({})", param.name);
    if param.rest {
        types.note(
            &place,
            "takes any number of arguments, which a contract cannot say: the event was left out",
        );
        return None;
    }
    let name = pascal_case(&member.name) + &pascal_case(&param.name);
    let ty = types.value(&param.ty, at(&name, &place));
    let is_option = ty.starts_with("Option<");
    if is_before_ack && (param.optional || is_option) {
        types.note(
            &place,
            "can be left out in front of the acknowledgement, which a contract cannot say; it has to be given now",
        );
        let inner = ty.strip_prefix("Option<").and_then(|ty| ty.strip_suffix('>'));
        return Some(inner.unwrap_or(&ty).to_owned());
    }
    Some(if param.optional && !is_option { format!("Option<{ty}>") } else { ty })
}

fn at<'a>(name: &'a str, place: &'a str) -> Use<'a> {
    Use { name, place, params: &[], is_indirect: false }
}

/// The parameters of a function, also of one that has a name or can be left out.
fn function(types: &Types<'_>, ty: &Type, depth: usize) -> Option<Vec<Param>> {
    match ty {
        _ if depth > ALIASES_MAX => None,
        Type::Function(params) => Some(params.clone()),
        Type::Union(_) => match ty.present() {
            Type::Union(_) => None,
            only => function(types, &only, depth + 1),
        },
        Type::Named(name, args) => {
            let declaration = types.module.declarations.get(name)?;
            match &declaration.form {
                Form::Alias(alias) => {
                    function(types, &alias.with(&declaration.params, args), depth + 1)
                }
                Form::Interface { .. } | Form::Enum(_) => None,
            }
        }
        _ => None,
    }
}

/// What a callback is given.
fn reply(types: &mut Types<'_>, place: &str, member: &Member, callback: &[Param]) -> Reply {
    let place = format!("{place}(acknowledgement)");
    let name = pascal_case(&member.name);
    let (data, error) = (format!("{name}Reply"), format!("{name}Error"));
    match callback {
        [] => Reply::None,
        [value] => match outcome(types, &value.ty) {
            Some((ok, failed)) => Reply::Outcome {
                data: types.value(&ok, at(&data, &place)),
                error: types.value(&failed, at(&error, &place)),
                is_node: false,
            },
            None => match types.value(&value.ty, at(&data, &place)).as_str() {
                "()" => Reply::None,
                value => Reply::Value(value.to_owned()),
            },
        },
        [failed, value] if ["e", "err", "error"].contains(&failed.name.as_str()) => {
            let failed = failed.ty.present();
            Reply::Outcome {
                data: types.value(&value.ty.present(), at(&data, &place)),
                error: types.value(&failed, at(&error, &place)),
                is_node: true,
            }
        }
        [value, ..] => {
            types.note(&place, "has several values, of which only the first can be declared");
            Reply::Value(types.value(&value.ty, at(&data, &place)))
        }
    }
}

/// `T` and `E` of `{ ok: true; data: T } | { ok: false; error: E }`.
fn outcome(types: &Types<'_>, ty: &Type) -> Option<(Type, Type)> {
    match ty {
        Type::Union(members) => {
            let [one, other] = &members[..] else { return None };
            let (one, other) = (types.object(one, 0)?, types.object(other, 0)?);
            let part = |ok: &str, name: &str| {
                let object = [&one, &other].into_iter().find(|object| {
                    let is_ok = |member: &&Member| member.name == "ok";
                    object.members.iter().find(is_ok).is_some_and(
                        |member| matches!(&member.ty, Type::Literal(text) if text == ok),
                    )
                })?;
                let value = object.members.iter().find(|member| member.name == name)?;
                (object.members.len() == 2).then(|| value.ty.clone())
            };
            Some((part("true", "data")?, part("false", "error")?))
        }
        Type::Named(name, args) => {
            let declaration = types.module.declarations.get(name)?;
            match &declaration.form {
                Form::Alias(alias @ Type::Union(_)) => {
                    outcome(types, &alias.with(&declaration.params, args))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn function_name(kind: Kind, event: &str) -> String {
    let function = snake_case(event);
    let taken = match kind {
        Kind::Client | Kind::Cluster => LIFECYCLE_METHODS,
        Kind::Server => TARGET_METHODS,
    };
    if taken.contains(&function.as_str()) { format!("{function}_event") } else { function }
}

/// Handlers share the trait, and so do emitters; `send` and `Send` need two functions.
fn rename_equal_functions(events: &mut [Event], notes: &mut Vec<String>) {
    let mut taken = Vec::new();
    for event in events {
        let is_handled = event.kind != Kind::Server;
        while taken.contains(&(is_handled, event.function.clone())) {
            event.function.push_str("_again");
            notes.push(format!("{}: another event has the same name in Rust", event.name));
        }
        taken.push((is_handled, event.function.clone()));
    }
}
