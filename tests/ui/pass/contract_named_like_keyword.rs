use wigwag::socket_events;

#[socket_events]
pub trait Moves {
    async fn step(&self, cx: moves::Cx<Self>);
}

pub fn main() {}
