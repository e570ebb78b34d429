::core::compile_error! {
    "payload `View`: `#[payload]` does not know the option `colour`\nhelp: the options are `tag = \"code\"`, `content = \"data\"`, `untagged`, `brand`, `receive`, `send`, `rename_all = \"camelCase\"` and `crate = \"my_api::wigwag\"`; other attributes of serde are written below, as `#[serde(…)]`"
}
::core::compile_error! {
    "payload `View`: a brand is a text or a number with a name of its own\nhelp: write a struct around one value, `pub struct UserId(String);`"
}
::core::compile_error! {
    "payload `View`: it borrows, and what comes from the wire is owned\nhelp: own it, such as `String` for `&str`, or write `#[payload(send)]` for what is only sent"
}
#[derive(Debug)]
pub struct View<'a, T>
where
    T: Copy,
{
    text: &'a T,
}
#[automatically_derived]
impl<'a, T> ::wigwag::__private::serde::Serialize for View<'a, T>
where
    T: Copy,
{
    fn serialize<S: ::wigwag::__private::serde::Serializer>(
        &self,
        _: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::core::unreachable!("this type has faults")
    }
}
#[automatically_derived]
impl<'de, 'a, T> ::wigwag::__private::serde::Deserialize<'de> for View<'a, T>
where
    T: Copy,
{
    fn deserialize<D: ::wigwag::__private::serde::Deserializer<'de>>(
        _: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::core::unreachable!("this type has faults")
    }
}
#[automatically_derived]
impl<'a, T> ::wigwag::__private::schemars::JsonSchema for View<'a, T>
where
    T: Copy,
{
    fn schema_name() -> ::std::borrow::Cow<'static, str> {
        ::core::unreachable!("this type has faults")
    }
    fn json_schema(
        _: &mut ::wigwag::__private::schemars::SchemaGenerator,
    ) -> ::wigwag::__private::schemars::Schema {
        ::core::unreachable!("this type has faults")
    }
}
