#[derive(
    my_api::wigwag::__private::serde::Serialize,
    my_api::wigwag::__private::schemars::JsonSchema
)]
#[serde(
    crate = "my_api::wigwag::__private::serde",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    tag = "code",
    content = "data"
)]
#[schemars(crate = "my_api::wigwag::__private::schemars")]
pub enum SendError {
    Muted,
    TooLong { max_length: u32 },
}
