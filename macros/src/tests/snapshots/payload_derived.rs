::core::compile_error! {
    "payload `Draft`: `#[payload]` derives `Serialize`, or leaves it out on purpose\nhelp: remove it from `#[derive(…)]`"
}
#[derive(Debug, serde::Serialize)]
struct Draft(u32);
#[automatically_derived]
impl<'de> ::wigwag::__private::serde::Deserialize<'de> for Draft {
    fn deserialize<D: ::wigwag::__private::serde::Deserializer<'de>>(
        _: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::core::unreachable!("this type has faults")
    }
}
#[automatically_derived]
impl ::wigwag::__private::schemars::JsonSchema for Draft {
    fn schema_name() -> ::std::borrow::Cow<'static, str> {
        ::core::unreachable!("this type has faults")
    }
    fn json_schema(
        _: &mut ::wigwag::__private::schemars::SchemaGenerator,
    ) -> ::wigwag::__private::schemars::Schema {
        ::core::unreachable!("this type has faults")
    }
}
