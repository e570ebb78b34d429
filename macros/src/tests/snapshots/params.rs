#[automatically_derived]
impl ::wigwag::Params for ChatParams {
    const PARAMS: &'static [::wigwag::__private::Param] = &[
        ::wigwag::__private::Param::new("room").docs("Which room."),
        ::wigwag::__private::Param::new("type"),
    ];
    fn text(&self, name: &str) -> ::core::option::Option<::std::string::String> {
        match name {
            "room" => {
                ::core::option::Option::Some(
                    <String as ::wigwag::__private::NamePart>::to_text(&self.room),
                )
            }
            "type" => {
                ::core::option::Option::Some(
                    <super::Kind as ::wigwag::__private::NamePart>::to_text(&self.r#type),
                )
            }
            _ => ::core::option::Option::None,
        }
    }
    fn from_texts<'a>(
        text: impl ::core::ops::Fn(&str) -> ::core::option::Option<&'a str>,
    ) -> ::core::option::Option<Self> {
        ::core::option::Option::Some(Self {
            room: <String as ::wigwag::__private::NamePart>::from_text(text("room")?)?,
            r#type: <super::Kind as ::wigwag::__private::NamePart>::from_text(
                text("type")?,
            )?,
        })
    }
}
