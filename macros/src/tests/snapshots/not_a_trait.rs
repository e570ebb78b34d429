::core::compile_error! {
    "`#[socket_events]` describes a contract, which is a trait\nhelp: put the attribute on `pub trait Chat { … }`"
}
pub struct Chat;
