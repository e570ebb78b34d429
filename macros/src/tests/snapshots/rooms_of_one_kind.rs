#[automatically_derived]
impl ::wigwag::RoomName for UserRoom {
    fn room_name(&self) -> ::std::string::String {
        match self {
            Self { 0: field_0 } => {
                ::wigwag::__private::write_room(
                    &["user_room:", ""],
                    &[<super::UserId as ::wigwag::__private::NamePart>::to_text(field_0)],
                )
            }
        }
    }
    fn from_room_name(name: &str) -> ::core::option::Option<Self> {
        if let ::core::option::Option::Some([field_0]) = ::wigwag::__private::read_room(
            &["user_room:", ""],
            name,
        ) {
            let room = Self {
                0: <super::UserId as ::wigwag::__private::NamePart>::from_text(&field_0)?,
            };
            return ::wigwag::__private::exact_room(room, name);
        }
        ::core::option::Option::None
    }
}
