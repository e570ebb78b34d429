//! Every rule about the names of rooms, one function per rule. Together they make names unambiguous: see wigwag's `RoomName`.

use super::{Form, Rooms};
use crate::{diagnostics::Faults, template::Template};

pub(super) fn rooms(rooms: &Rooms, faults: &mut Faults) {
    if rooms.forms.is_empty() && faults.is_empty() {
        let help = "add a variant for each kind of room";
        faults.add(&rooms.ident, format!("`{}` names no room", rooms.ident), help);
    }
    for form in &rooms.forms {
        match &form.template {
            Some(template) => spelling(form, template, faults),
            None => {
                let fault = format!("the braces in the name of `{}` do not match", form.ident);
                faults.add(&form.spelling, fault, "write `{0}` or `{field}` for a field");
            }
        }
    }
    disjoint(&rooms.forms, faults);
}

fn spelling(form: &Form, template: &Template, faults: &mut Faults) {
    fields(form, template, faults);
    let text = form.spelling.value();
    let (what, help) = if text.is_empty() {
        ("is empty", "write `#[room(\"lobby\")]`")
    } else if template.fixed.iter().any(|fixed| fixed.contains('%')) {
        ("has a `%`, which marks what is escaped", "use another letter")
    } else if template.has_neighbours() {
        ("does not say where one field ends and the next begins", "put a `:` between them")
    } else if may_be_an_id(template) {
        ("could be the id of a socket, whose private room it is then", "add a prefix, `topic:{0}`")
    } else {
        return;
    };
    faults.add(&form.spelling, format!("the name of `{}` {what}", form.ident), help);
}

/// Each field stands in the name once.
fn fields(form: &Form, template: &Template, faults: &mut Faults) {
    let ident = &form.ident;
    for (index, placeholder) in template.placeholders.iter().enumerate() {
        let (fault, help) = if !form.fields.iter().any(|field| field.name() == *placeholder) {
            (format!("`{ident}` has no field `{placeholder}`"), fields_of(form))
        } else if template.placeholders.iter().take(index).any(|other| other == placeholder) {
            let fault = format!("the name of `{ident}` has the field `{placeholder}` twice");
            (fault, "once is enough".to_owned())
        } else {
            continue;
        };
        faults.add(&form.spelling, fault, help);
    }
    for field in &form.fields {
        let name = field.name();
        if !template.placeholders.contains(&name) {
            let fault =
                format!("the name of `{ident}` lacks the field `{name}`: rooms would be mixed up");
            faults.add(&form.spelling, fault, format!("add `{{{name}}}`"));
        }
    }
}

fn fields_of(form: &Form) -> String {
    let fields: Vec<_> =
        form.fields.iter().map(|field| format!("`{{{}}}`", field.name())).collect();
    match &*fields {
        [] => "remove the braces".to_owned(),
        fields => format!("the fields are {}", fields.join(", ")),
    }
}

/// Ids are 20 characters of `[A-Za-z0-9_-]`.
fn may_be_an_id(template: &Template) -> bool {
    const ID_LEN: usize = 20;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let fixed_len: usize = template.fixed.iter().map(String::len).sum();
    let has_values = !template.placeholders.is_empty();
    template.fixed.iter().flat_map(|fixed| fixed.bytes()).all(is_plain)
        && (fixed_len == ID_LEN || (has_values && fixed_len < ID_LEN))
}

fn disjoint(forms: &[Form], faults: &mut Faults) {
    for (index, form) in forms.iter().enumerate() {
        let Some(template) = &form.template else { continue };
        let earlier = forms.iter().take(index);
        let meets =
            |other: &&Form| other.template.as_ref().is_some_and(|other| template.may_meet(other));
        if let Some(other) = earlier.into_iter().find(meets) {
            let fault = format!(
                "a room of `{}` could have the name of a room of `{}`",
                form.ident, other.ident
            );
            let help = "let neither name begin with all that the other has before its first field";
            faults.add(&form.spelling, fault, help);
        }
    }
}
