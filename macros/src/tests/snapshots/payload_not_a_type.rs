::core::compile_error! {
    "`#[payload]` describes a value that travels, which is a struct or an enum\nhelp: remove the attribute"
}
fn draft() {}
