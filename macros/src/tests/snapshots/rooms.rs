#[automatically_derived]
impl ::wigwag::RoomName for ChatRoom {
    fn room_name(&self) -> ::std::string::String {
        match self {
            Self::Lobby {} => ::wigwag::__private::write_room(&["lobby"], &[]),
            Self::VipTable { 0: field_0, 1: field_1 } => {
                ::wigwag::__private::write_room(
                    &["vip_table:", ":", ""],
                    &[
                        <u8 as ::wigwag::__private::NamePart>::to_text(field_0),
                        <String as ::wigwag::__private::NamePart>::to_text(field_1),
                    ],
                )
            }
            Self::Seat { row: field_0, r#number: field_1 } => {
                ::wigwag::__private::write_room(
                    &["seat:", "-", "!"],
                    &[
                        <self::Number as ::wigwag::__private::NamePart>::to_text(
                            field_1,
                        ),
                        <char as ::wigwag::__private::NamePart>::to_text(field_0),
                    ],
                )
            }
        }
    }
    fn from_room_name(name: &str) -> ::core::option::Option<Self> {
        if let ::core::option::Option::Some([]) = ::wigwag::__private::read_room(
            &["lobby"],
            name,
        ) {
            let room = Self::Lobby {};
            return ::wigwag::__private::exact_room(room, name);
        }
        if let ::core::option::Option::Some([field_0, field_1]) = ::wigwag::__private::read_room(
            &["vip_table:", ":", ""],
            name,
        ) {
            let room = Self::VipTable {
                0: <u8 as ::wigwag::__private::NamePart>::from_text(&field_0)?,
                1: <String as ::wigwag::__private::NamePart>::from_text(&field_1)?,
            };
            return ::wigwag::__private::exact_room(room, name);
        }
        if let ::core::option::Option::Some([field_1, field_0]) = ::wigwag::__private::read_room(
            &["seat:", "-", "!"],
            name,
        ) {
            let room = Self::Seat {
                r#number: <self::Number as ::wigwag::__private::NamePart>::from_text(
                    &field_1,
                )?,
                row: <char as ::wigwag::__private::NamePart>::from_text(&field_0)?,
            };
            return ::wigwag::__private::exact_room(room, name);
        }
        ::core::option::Option::None
    }
}
