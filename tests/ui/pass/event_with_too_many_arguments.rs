use wigwag::socket_events;

#[socket_events]
pub trait Grid {
    async fn set(&self, cx: grid::Cx<Self>, cells: [u8; 9]);
}

pub fn main() {}
