//! The sockets of all servers.

use super::asking::MissingNode;
use super::remote_socket::RemoteSocket;
use crate::adapter::{Outcome, Question};
use crate::socket::Broadcast;

/// The sockets that were found, on this server and on the others.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct FetchedSockets {
    /// Those that were found, beginning with this server's own.
    pub sockets: Vec<RemoteSocket>,
    /// The servers that have not told of theirs.
    pub missing_nodes: Vec<MissingNode>,
}

impl IntoIterator for FetchedSockets {
    type Item = RemoteSocket;
    type IntoIter = std::vec::IntoIter<RemoteSocket>;

    fn into_iter(self) -> Self::IntoIter {
        self.sockets.into_iter()
    }
}

impl Broadcast {
    /// Finds the sockets that are chosen, on this server and on the others, with what is known of each. The reference's `fetchSockets`.
    ///
    /// The other servers have [`timeout`](Self::timeout), or [`Config::cluster_request_timeout`](crate::Config::cluster_request_timeout);
    /// what is missing then has a name, and the rest is there. Without a cluster it is ready at once.
    ///
    /// ```
    /// # async fn example(namespace: wigwag::socket::Namespace) {
    /// let found = namespace.to("lobby").fetch_sockets().await;
    /// for socket in &found.sockets {
    ///     println!("{} from {:?}", socket.id(), socket.handshake().address());
    /// }
    /// for missing in &found.missing_nodes {
    ///     println!("{:?}: {}", missing.node, missing.error);
    /// }
    /// # }
    /// ```
    ///
    /// # Cancel safety
    /// Dropping the future gives up the answers, and changes nothing.
    pub async fn fetch_sockets(&self) -> FetchedSockets {
        let sockets = self.sockets().into_iter().map(RemoteSocket::from).collect();
        let mut found = FetchedSockets { sockets, missing_nodes: Vec::new() };
        let Some(cluster) = self.cluster_to_ask() else { return found };
        let question = Question::FetchSockets { selection: self.choice().to_selection() };
        let timeout = self.flags().timeout.unwrap_or(cluster.limits.request_timeout);
        let mut asking = cluster.ask(self.scope().audience(), question, timeout);
        while let Some(outcome) = asking.next().await {
            match outcome {
                Outcome::Sockets(described) => {
                    let sockets = described.into_iter();
                    found.sockets.extend(sockets.map(|socket| RemoteSocket::new(self, socket)));
                }
                Outcome::Missing(node, error) => {
                    found.missing_nodes.push(MissingNode { node, error });
                }
                Outcome::Acknowledged(..) | Outcome::Unheard(..) | Outcome::Answer(..) => {}
            }
        }
        found
    }
}
