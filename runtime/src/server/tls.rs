//! TLS on the server's own listeners.

use std::collections::VecDeque;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::BuildError;
use crate::sync::lock;

/// How long a client may take for its handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// How many clients of one listener may be in their handshakes. One more takes the place of the one that has been at it for the longest,
/// so that clients that never come to an end do not keep others out.
const HANDSHAKES_MAX: usize = 1024;

/// A certificate and its key, for [`HttpServer::serve_tls`](crate::HttpServer::serve_tls). Cheap to clone.
///
/// TLS 1.2 and 1.3, by rustls. HTTP/1.1 is offered by ALPN, and HTTP/2 before it with the feature `http2`.
///
/// ```no_run
/// use tokio::net::TcpListener;
/// use wigwag::{Io, Tls};
///
/// # async fn run(io: Io) -> Result<(), Box<dyn std::error::Error>> {
/// let tls = Tls::from_pem_files("certificate.pem", "key.pem")?;
/// io.serve_tls(TcpListener::bind("0.0.0.0:443").await?, &tls).await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
}

impl Tls {
    /// Takes a certificate, with those between it and the root behind it, and its private key: PKCS #8, PKCS #1 or SEC 1. Everything is
    /// PEM.
    ///
    /// # Errors
    /// When there is no certificate or no key, when one of them is malformed, or when they do not belong to each other.
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Self, BuildError> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(certificates)
            .collect::<Result<_, _>>()
            .map_err(|error| BuildError::new(format!("the certificate cannot be read: {error}")))?;
        let key = PrivateKeyDer::from_pem_slice(key)
            .map_err(|error| BuildError::new(format!("the private key cannot be read: {error}")))?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key));
        let mut config = config.map_err(|error| {
            BuildError::new(format!("the certificate and its key are of no use: {error}"))
        })?;
        config.alpn_protocols = vec![
            #[cfg(feature = "http2")]
            b"h2".to_vec(),
            b"http/1.1".to_vec(),
        ];
        Ok(Self { config: Arc::new(config) })
    }

    /// As [`from_pem`](Self::from_pem), from files. They are read once.
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem), and when a file cannot be read.
    pub fn from_pem_files(
        certificates: impl AsRef<Path>,
        key: impl AsRef<Path>,
    ) -> Result<Self, BuildError> {
        Self::from_pem(&read(certificates.as_ref())?, &read(key.as_ref())?)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, BuildError> {
    std::fs::read(path)
        .map_err(|error| BuildError::new(format!("{} cannot be read: {error}", path.display())))
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

/// The clients of one listener that are in their handshakes.
#[derive(Default)]
pub(super) struct Handshakes {
    pending: Mutex<Pending>,
}

#[derive(Default)]
struct Pending {
    /// The oldest first. Dropping a sender ends the handshake.
    places: VecDeque<(u64, oneshot::Sender<()>)>,
    next_id: u64,
}

impl Handshakes {
    /// Takes a place, if need be that of the oldest.
    pub(super) fn begin(self: &Arc<Self>) -> Place {
        let (sender, lost) = oneshot::channel();
        let mut pending = lock(&self.pending);
        let id = pending.next_id;
        pending.next_id += 1;
        pending.places.push_back((id, sender));
        if pending.places.len() > HANDSHAKES_MAX {
            pending.places.pop_front();
        }
        Place { handshakes: Arc::clone(self), id, lost }
    }
}

/// The right to be in a handshake, for as long as it is not given to another one.
pub(super) struct Place {
    handshakes: Arc<Handshakes>,
    id: u64,
    lost: oneshot::Receiver<()>,
}

impl Place {
    /// The connection under TLS. `None` when the client has not managed it in time, or at all.
    pub(super) async fn handshake(
        mut self,
        tls: Tls,
        stream: TcpStream,
    ) -> Option<TlsStream<TcpStream>> {
        let handshake = TlsAcceptor::from(tls.config).accept(stream);
        tokio::select! {
            accepted = tokio::time::timeout(HANDSHAKE_TIMEOUT, handshake) => match accepted {
                Ok(Ok(stream)) => Some(stream),
                Ok(Err(error)) => {
                    tracing::debug!(%error, "tls handshake failed");
                    None
                }
                Err(_) => None,
            },
            _ = &mut self.lost => None,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut pending = lock(&self.handshakes.pending);
        if let Ok(index) = pending.places.binary_search_by_key(&self.id, |(id, _)| *id) {
            pending.places.remove(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newest_handshake_takes_the_place_of_the_oldest() {
        let handshakes = Arc::new(Handshakes::default());
        let mut places: Vec<_> = (0..HANDSHAKES_MAX).map(|_| handshakes.begin()).collect();
        // A place that is given back is free.
        drop(places.remove(5));
        places.push(handshakes.begin());
        assert!(places.iter_mut().all(is_held));
        let mut newest = handshakes.begin();
        assert!(is_held(&mut newest));
        let lost = places.iter_mut().map(|place| !is_held(place));
        let lost: Vec<_> = lost.enumerate().filter(|(_, is_lost)| *is_lost).collect();
        assert_eq!(lost, [(0, true)]);
        drop((places, newest));
        assert!(lock(&handshakes.pending).places.is_empty());
    }

    fn is_held(place: &mut Place) -> bool {
        place.lost.try_recv() == Err(oneshot::error::TryRecvError::Empty)
    }

    #[test]
    fn what_is_no_certificate_is_told() {
        let error = |certificates: &[u8], key: &[u8]| {
            Tls::from_pem(certificates, key).unwrap_err().to_string()
        };
        assert!(error(b"", b"").starts_with("the private key cannot be read"));
        let garbled = b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
        assert!(error(garbled, b"").starts_with("the certificate cannot be read"));
        let key = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        assert!(error(b"", key).starts_with("the certificate and its key are of no use"));
        let missing = Tls::from_pem_files("missing.pem", "key.pem").unwrap_err().to_string();
        assert!(missing.starts_with("missing.pem cannot be read: "), "{missing}");
    }
}
