#[derive(
    ::wigwag::__private::serde::Deserialize,
    ::wigwag::__private::schemars::JsonSchema
)]
#[serde(crate = "::wigwag::__private::serde")]
#[schemars(crate = "::wigwag::__private::schemars")]
#[serde(rename_all = "lowercase", rename_all_fields = "snake_case", untagged)]
#[schemars(rename = "{T}Filter")]
#[non_exhaustive]
pub enum Filter<T> {
    Exactly(T),
    Between { from_value: T, to_value: T },
}
