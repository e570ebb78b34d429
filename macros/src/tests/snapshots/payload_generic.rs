#[derive(
    ::wigwag::__private::serde::Serialize,
    ::wigwag::__private::serde::Deserialize,
    ::wigwag::__private::schemars::JsonSchema
)]
#[serde(crate = "::wigwag::__private::serde", rename_all = "camelCase")]
#[schemars(
    crate = "::wigwag::__private::schemars",
    rename = "GridOf{T}And{WIDTH}And{U}"
)]
struct Grid<T: Clone, const WIDTH: usize, U>
where
    U: Default,
{
    cells: Vec<T>,
    rest: U,
}
