use wigwag::Params;

#[derive(Clone, Params)]
pub struct Unnamed(String);

#[derive(Clone, Params)]
pub struct Nothing {}

#[derive(Clone, Params)]
pub enum Either {
    Room { room: String },
}

#[derive(Clone, Params)]
pub struct Generic<T> {
    room: T,
}

#[derive(Clone, Params)]
pub struct Bytes {
    room: Vec<u8>,
}

fn main() {
    let _ = Unnamed(String::new());
}
