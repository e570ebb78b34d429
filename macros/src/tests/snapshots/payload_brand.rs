#[derive(
    ::wigwag::__private::serde::Serialize,
    ::wigwag::__private::serde::Deserialize,
    ::wigwag::__private::schemars::JsonSchema
)]
#[serde(crate = "::wigwag::__private::serde")]
#[schemars(crate = "::wigwag::__private::schemars", extend("x-wigwag-brand" = true))]
pub struct UserId(pub String);
