use wigwag::socket_events;

#[socket_events]
pub trait Move {
    async fn step(&self, cx: move_::Cx<Self>);
}

fn main() {}
