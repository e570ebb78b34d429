use wigwag::Params;

#[derive(Clone, Params)]
pub struct Named {
    room: String,
}

#[derive(Clone, Params)]
pub struct One {
    number: u64,
}

pub fn main() {
    assert_eq!(One { number: 7 }.text("number").as_deref(), Some("7"));
    assert_eq!(Named { room: "a".to_owned() }.text("number"), None);
}
