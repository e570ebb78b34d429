#[derive(
    ::wigwag::__private::serde::Serialize,
    ::wigwag::__private::serde::Deserialize,
    ::wigwag::__private::schemars::JsonSchema
)]
#[serde(crate = "::wigwag::__private::serde", rename_all = "camelCase")]
#[schemars(crate = "::wigwag::__private::schemars", extend("x-wigwag-open" = true))]
#[non_exhaustive]
enum Mood {
    Calm,
    #[serde(other)]
    Unknown,
}
