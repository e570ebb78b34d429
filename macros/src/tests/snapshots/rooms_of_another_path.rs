#[automatically_derived]
impl my_api::wigwag::RoomName for HelloRoom {
    fn room_name(&self) -> ::std::string::String {
        match self {
            Self::Topic { 0: field_0 } => {
                my_api::wigwag::__private::write_room(
                    &["topic:", ""],
                    &[<u32 as my_api::wigwag::__private::NamePart>::to_text(field_0)],
                )
            }
        }
    }
    fn from_room_name(name: &str) -> ::core::option::Option<Self> {
        if let ::core::option::Option::Some([field_0]) = my_api::wigwag::__private::read_room(
            &["topic:", ""],
            name,
        ) {
            let room = Self::Topic {
                0: <u32 as my_api::wigwag::__private::NamePart>::from_text(&field_0)?,
            };
            return my_api::wigwag::__private::exact_room(room, name);
        }
        ::core::option::Option::None
    }
}
