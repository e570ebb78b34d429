use super::{
    super::types::{Docs, Field, Type, Variant},
    comment, declaration,
};

fn docs(text: &str) -> Docs {
    Docs { text: Some(text.to_owned()), deprecated: None }
}

fn field(name: &str, value: Type) -> Field {
    Field { name: name.to_owned(), docs: Docs::default(), optional: false, value }
}

fn variants(words: &[String]) -> Type {
    let variant = |word: &String| Variant { docs: Docs::default(), value: Type::word(word) };
    Type::Union(words.iter().map(variant).collect())
}

#[track_caller]
fn check_comment(docs: &Docs, expected: &str) {
    assert_eq!(comment(docs, "  "), expected);
}

#[track_caller]
fn check(value: &Type, expected: &str) {
    assert_eq!(declaration("T", &Docs::default(), value), expected);
}

#[test]
fn comments() {
    check_comment(&Docs::default(), "");
    check_comment(&docs("One line."), "  /** One line. */\n");
    check_comment(&docs("Two\n\nlines."), "  /**\n   * Two\n   *\n   * lines.\n   */\n");
    let deprecated = Docs { text: None, deprecated: Some(String::new()) };
    check_comment(&deprecated, "  /** @deprecated */\n");
    let both = Docs { deprecated: Some("since 2\nor so".to_owned()), ..docs("Old.") };
    check_comment(&both, "  /**\n   * Old.\n   *\n   * @deprecated since 2 or so\n   */\n");
}

#[test]
fn a_comment_cannot_end_early() {
    check_comment(&docs("a */ b"), "  /** a *\\/ b */\n");
    let deprecated = Docs { text: None, deprecated: Some("*/".to_owned()) };
    check_comment(&deprecated, "  /** @deprecated *\\/ */\n");
}

#[test]
fn what_is_too_long_for_a_line_is_spread_over_several() {
    let fits = variants(&["a".repeat(43), "b".repeat(44)]);
    let line = format!("{} | {}", "a".repeat(43), "b".repeat(44));
    assert_eq!(line.len(), 90);
    check(&fits, &format!("export type T = {line};\n"));

    let (a, b) = ("a".repeat(44), "b".repeat(44));
    let long = variants(&[a.clone(), b.clone()]);
    check(&long, &format!("export type T =\n  | {a}\n  | {b};\n"));
    check(
        &Type::Array(Box::new(long.clone())),
        &format!("export type T = (\n  | {a}\n  | {b}\n)[];\n"),
    );
    check(
        &Type::Intersection(vec![Type::word("C"), long.clone()]),
        &format!("export type T =\n  & C\n  & (\n      | {a}\n      | {b}\n    );\n"),
    );
    check(
        &Type::Tuple(vec![Type::Object(vec![field("f", long)])]),
        &format!("export type T = [{{\n  f:\n    | {a}\n    | {b};\n}}];\n"),
    );
}

#[test]
fn a_comment_needs_lines_of_its_own() {
    let member = Field { docs: docs("About f."), ..field("f", Type::word("string")) };
    check(
        &Type::Array(Box::new(Type::Object(vec![member]))),
        "export type T = {\n  /** About f. */\n  f: string;\n}[];\n",
    );
    let variant = Variant { docs: docs("About A."), value: Type::word("A") };
    check(&Type::Union(vec![variant]), "export type T =\n  /** About A. */\n  | A;\n");
}
