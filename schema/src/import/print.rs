//! A contract as text, as rustfmt would write it.

use std::collections::BTreeMap;

use super::{
    Request,
    contract::{Event, Kind, Reply},
    names::snake_case,
    syntax::Docs,
    types::{Content, Field, Item, Shape, Variant},
};

/// What rustfmt keeps on one line, unless told otherwise.
const WIDTH_MAX: usize = 100;
const VARIANT_WIDTH_MAX: usize = 35;

/// What handlers need of most payloads.
const DERIVES: &str = "#[derive(Clone, Debug)]\n";

/// The text of a module.
pub(super) fn contract(
    request: &Request,
    events: &[Event],
    items: &BTreeMap<String, Option<Item>>,
    notes: &[String],
) -> String {
    let mut body = contract_trait(request, events);
    for (name, item) in items {
        if let Some(item) = item {
            body.push('\n');
            body += &declaration(name, item);
        }
    }
    head(request, notes) + &imports(&body) + &body
}

fn head(request: &Request, notes: &[String]) -> String {
    let mut head = format!(
        "//! The events of `{}`, imported from TypeScript.\n//!\n\
         //! `number` has become `f64`: write an integer where only whole numbers are meant.\n",
        request.namespace
    );
    if !notes.is_empty() {
        head += "//!\n//! What TypeScript said in another way:\n//!\n";
        head.extend(notes.iter().map(|note| format!("//! * {note}\n")));
    }
    head + "\n"
}

fn imports(body: &str) -> String {
    let maps = if body.contains("BTreeMap<") { "use std::collections::BTreeMap;\n\n" } else { "" };
    let is_used = |word: &str| {
        body.split(|c: char| !c.is_alphanumeric() && c != '_').any(|other| other == word)
    };
    let ours: Vec<_> =
        ["Binary", "payload", "socket_events"].into_iter().filter(|name| is_used(name)).collect();
    match &ours[..] {
        [only] => format!("{maps}use wigwag::{only};\n\n"),
        ours => format!("{maps}use wigwag::{{{}}};\n\n", ours.join(", ")),
    }
}

fn contract_trait(request: &Request, events: &[Event]) -> String {
    let module = snake_case(&request.name);
    let events: Vec<_> = events.iter().map(|event| function(&module, event)).collect();
    format!(
        "#[socket_events(namespace = {:?})]\npub trait {} {{\n{}}}\n",
        request.namespace,
        request.name,
        events.join("\n")
    )
}

fn function(module: &str, event: &Event) -> String {
    let mut text = docs(&event.docs, "    ");
    let is_node = matches!(event.reply, Reply::Outcome { is_node: true, .. });
    let renamed = (event.function != event.name).then(|| format!("{:?}", event.name));
    let node = is_node.then(|| "ack = \"node\"".to_owned());
    let options: Vec<_> = renamed.into_iter().chain(node).collect();
    let attribute = match event.kind {
        Kind::Client => "event",
        Kind::Server => "to_client",
        Kind::Cluster => "cluster",
    };
    text += &match (&options[..], event.kind) {
        ([], Kind::Client) => String::new(),
        ([], _) => format!("    #[{attribute}]\n"),
        (options, _) => format!("    #[{attribute}({})]\n", options.join(", ")),
    };
    text + &signature(module, event)
}

fn signature(module: &str, event: &Event) -> String {
    let context = match event.kind {
        Kind::Client => vec!["&self".to_owned(), format!("cx: {module}::Cx<Self>")],
        Kind::Cluster => vec!["&self".to_owned(), format!("cx: {module}::ClusterCx<Self>")],
        Kind::Server => Vec::new(),
    };
    let args = event.args.iter().map(|(name, ty)| match event.kind {
        Kind::Server => format!("{name}: {}", lent(ty)),
        Kind::Client | Kind::Cluster => format!("{name}: {ty}"),
    });
    let params: Vec<_> = context.into_iter().chain(args).collect();
    let reply = match &event.reply {
        Reply::None => String::new(),
        Reply::Value(value) => format!(" -> {value}"),
        Reply::Outcome { data, error, .. } => format!(" -> Result<{data}, {error}>"),
    };
    let is_async = event.kind != Kind::Server || event.reply != Reply::None;
    let keyword = if is_async { "async fn" } else { "fn" };
    let line = format!("    {keyword} {}({}){reply};\n", event.function, params.join(", "));
    if line.trim_end().len() <= WIDTH_MAX {
        return line;
    }
    let lines: String = params.iter().map(|param| format!("        {param},\n")).collect();
    format!("    {keyword} {}(\n{lines}    ){reply};\n", event.function)
}

/// An emitter borrows what would be costly to give away.
fn lent(ty: &str) -> String {
    let item = ty.strip_prefix("Vec<").and_then(|ty| ty.strip_suffix('>'));
    match (ty, item) {
        ("String", _) => "&str".to_owned(),
        ("bool" | "f64" | "()", _) => ty.to_owned(),
        _ if ty.starts_with("Option<") => ty.to_owned(),
        (_, Some(item)) => format!("&[{item}]"),
        _ => format!("&{ty}"),
    }
}

fn declaration(name: &str, item: &Item) -> String {
    let params = match &item.params[..] {
        [] => String::new(),
        params => format!("<{}>", params.join(", ")),
    };
    let head = docs(&item.docs, "");
    match &item.shape {
        Shape::Alias(ty) => format!("{head}pub type {name}{params} = {ty};\n"),
        Shape::Brand(ty) => {
            format!("{head}#[payload(brand)]\n{DERIVES}pub struct {name}{params}(pub {ty});\n")
        }
        Shape::Struct(members) if members.is_empty() => {
            format!("{head}#[payload]\n{DERIVES}pub struct {name}{params} {{}}\n")
        }
        Shape::Struct(members) => {
            format!(
                "{head}#[payload]\n{DERIVES}pub struct {name}{params} {{\n{}}}\n",
                fields(members, "pub ", "    ")
            )
        }
        Shape::Enum { options, variants } => {
            let options =
                options.as_ref().map(|options| format!("({options})")).unwrap_or_default();
            // rustfmt has them all on one line, or none.
            let is_short = variants.iter().all(is_short);
            let variants: String = variants.iter().map(|each| variant(each, is_short)).collect();
            format!(
                "{head}#[payload{options}]\n{DERIVES}pub enum {name}{params} {{\n{variants}}}\n"
            )
        }
    }
}

fn variant(variant: &Variant, is_short: bool) -> String {
    let rename = variant.rename.as_ref();
    let rename = rename.map(|rename| format!("    #[serde(rename = {rename:?})]\n"));
    let content = match &variant.content {
        Content::Unit => String::new(),
        Content::Value(ty) => format!("({ty})"),
        Content::Fields(members) if is_short => one_line(members),
        Content::Fields(members) => format!(" {{\n{}    }}", fields(members, "", "        ")),
    };
    format!("{}    {}{content},\n", rename.unwrap_or_default(), variant.name)
}

fn is_short(variant: &Variant) -> bool {
    let Content::Fields(members) = &variant.content else { return true };
    let is_plain = |field: &Field| field.serde.is_empty() && field.docs == Docs::default();
    let width = variant.name.len() + one_line(members).len();
    members.iter().all(is_plain) && width <= VARIANT_WIDTH_MAX
}

fn one_line(members: &[Field]) -> String {
    let members: Vec<_> =
        members.iter().map(|field| format!("{}: {}", field.name, field.ty)).collect();
    format!(" {{ {} }}", members.join(", "))
}

fn fields(members: &[Field], visibility: &str, indent: &str) -> String {
    let field = |field: &Field| {
        let serde = match &field.serde[..] {
            [] => String::new(),
            options => format!("{indent}#[serde({})]\n", options.join(", ")),
        };
        format!(
            "{}{serde}{indent}{visibility}{}: {},\n",
            docs(&field.docs, indent),
            field.name,
            field.ty
        )
    };
    members.iter().map(field).collect()
}

fn docs(docs: &Docs, indent: &str) -> String {
    let mut text = String::new();
    for line in docs.text.lines() {
        text += format!("{indent}/// {line}").trim_end();
        text.push('\n');
    }
    match docs.deprecated.as_deref() {
        None => {}
        Some("") => text += &format!("{indent}#[deprecated]\n"),
        Some(note) => text += &format!("{indent}#[deprecated(note = {note:?})]\n"),
    }
    text
}
