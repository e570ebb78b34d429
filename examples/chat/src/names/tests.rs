use super::{is_nickname, is_room_name};

#[test]
fn nicknames_are_letters_digits_and_three_marks() {
    for accepted in ["a", "Ada", "ada.l-1_2", "Zoë", "李", "12345678901234567890"] {
        assert!(is_nickname(accepted), "{accepted:?} should be accepted");
    }
    for refused in ["", " ", "a b", "a\n", "<b>", "\u{202e}ada", "123456789012345678901"] {
        assert!(!is_nickname(refused), "{refused:?} should be refused");
    }
}

#[test]
fn room_names_are_lower_case() {
    for accepted in ["lobby", "rust-2024", "a_b", "été", "123456789012345678901234"] {
        assert!(is_room_name(accepted), "{accepted:?} should be accepted");
    }
    for refused in ["", "Lobby", "a b", "a.b", "room:a", "1234567890123456789012345"] {
        assert!(!is_room_name(refused), "{refused:?} should be refused");
    }
}
