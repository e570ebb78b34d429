use wigwag::socket_events;

#[socket_events]
pub trait Chat {
    async fn send(&self, cx: chat::Cx<Self>, text: String);

    #[cluster("new_namespace")]
    async fn announce(&self, cx: chat::ClusterCx<Self>, name: String);

    #[cluster("reload")]
    async fn reload(&self, cx: chat::Cx<Self>, revision: u32);

    #[cluster("reload")]
    async fn reload_all(&self, cx: chat::ClusterCx<Self>, revision: &u32);

    #[cluster]
    async fn send(&self, cx: chat::ClusterCx<Self>, text: String);

    #[cluster]
    fn stop(revision: u32);

    #[cluster(volatile)]
    #[guard(CanStop)]
    async fn halt(&self, cx: chat::ClusterCx<Self>);
}

fn main() {}
