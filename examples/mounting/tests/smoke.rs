//! Each way to mount a server answers the first request of a client.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpStream, UnixStream};
use tokio::process::{Child, Command};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

const DEADLINE: Duration = Duration::from_secs(20);

/// Runs the example until the first line that it writes. Dropping the child ends it.
async fn start(args: &[&str]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wigwag-example-mounting"))
        .args(args)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = tokio::time::timeout(DEADLINE, lines.next_line()).await.unwrap().unwrap().unwrap();
    (child, line.strip_prefix("listening on ").unwrap().to_owned())
}

/// The answer to a GET, with its head.
async fn get(
    mut stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    target: &str,
) -> String {
    let request = format!("GET {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    let mut answer = String::new();
    let exchange = async {
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.read_to_string(&mut answer).await.unwrap();
    };
    tokio::time::timeout(DEADLINE, exchange).await.unwrap();
    answer
}

fn assert_opens(answer: &str) {
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("0{\"sid\":"), "{answer}");
}

/// A folder of this test alone.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("wigwag-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test]
async fn tls() {
    let folder = folder("tls");
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
    let (_child, url) = start(&["tls", certificate, key, "--address", "127.0.0.1:0"]).await;

    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(url.strip_prefix("https://").unwrap()).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    assert_opens(&get(stream, "/socket.io/?EIO=4&transport=polling").await);
    std::fs::remove_dir_all(folder).unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn unix() {
    let folder = folder("unix");
    let socket = folder.join("echo.sock");
    let (_child, path) = start(&["unix", socket.to_str().unwrap()]).await;
    let stream = UnixStream::connect(path).await.unwrap();
    assert_opens(&get(stream, "/socket.io/?EIO=4&transport=polling").await);
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn axum() {
    let (_child, url) = start(&["axum", "--address", "127.0.0.1:0"]).await;
    let address = url.strip_prefix("http://").unwrap();
    let connect = || async { TcpStream::connect(address).await.unwrap() };
    assert_opens(&get(connect().await, "/socket.io/?EIO=4&transport=polling").await);
    assert_opens(&get(connect().await, "/admin/socket.io/?EIO=4&transport=polling").await);
    assert!(get(connect().await, "/").await.ends_with("The application's own page.\n"));
}
