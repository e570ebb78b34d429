#[automatically_derived]
impl my_api::wigwag::Params for HelloParams {
    const PARAMS: &'static [my_api::wigwag::__private::Param] = &[
        my_api::wigwag::__private::Param::new("room"),
    ];
    fn text(&self, name: &str) -> ::core::option::Option<::std::string::String> {
        match name {
            "room" => {
                ::core::option::Option::Some(
                    <String as my_api::wigwag::__private::NamePart>::to_text(&self.room),
                )
            }
            _ => ::core::option::Option::None,
        }
    }
    fn from_texts<'a>(
        text: impl ::core::ops::Fn(&str) -> ::core::option::Option<&'a str>,
    ) -> ::core::option::Option<Self> {
        ::core::option::Option::Some(Self {
            room: <String as my_api::wigwag::__private::NamePart>::from_text(
                text("room")?,
            )?,
        })
    }
}
