//! The official client's files, from a made-up package: what is sent is what the official server sends of the real one.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use wigwag::{ClientBundles, Config, Cors, Io, TransportName};
use wigwag_tests::harness::{Handlers, HttpResponse, RawWebSocket, TestServer};

const NAMES: [&str; 8] = [
    "socket.io.js",
    "socket.io.js.map",
    "socket.io.min.js",
    "socket.io.min.js.map",
    "socket.io.esm.min.js",
    "socket.io.esm.min.js.map",
    "socket.io.msgpack.min.js",
    "socket.io.msgpack.min.js.map",
];

const UNKNOWN: (u16, &str) = (400, r#"{"code":0,"message":"Transport unknown"}"#);

/// A package in a folder that is gone with it.
struct Package(PathBuf);

impl Package {
    fn new(package_json: &str, dist: &str) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("wigwag-client-bundles-{}-{number}", std::process::id());
        let package = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(package.0.join(dist)).unwrap();
        fs::write(package.0.join("package.json"), package_json).unwrap();
        fs::write(package.0.join(dist).join("socket.io.common.js"), "not for browsers").unwrap();
        for name in NAMES {
            fs::write(package.0.join(dist).join(name), content(name)).unwrap();
        }
        package
    }

    fn client() -> Self {
        Self::new(r#"{"name":"socket.io-client","version":"4.8.4","license":"MIT"}"#, "dist")
    }

    fn config(&self) -> Config {
        Config::new().serve_client(ClientBundles::from_package(&self.0))
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// What stands in a file.
fn content(name: &str) -> String {
    format!("/* {name} */ {}", "export const wörter = 42;\n".repeat(100))
}

async fn server(package: &Package) -> TestServer {
    TestServer::with_config(package.config(), Handlers::new()).await
}

async fn request(server: &TestServer, head: &str, headers: &[&str]) -> HttpResponse {
    let mut http = server.http().await;
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    http.write(format!("{head} HTTP/1.1\r\nhost: test\r\n{headers}\r\n")).await;
    if head.starts_with("HEAD") { http.response_to_head().await } else { http.response().await }
}

/// The headers that say something of the file, in alphabetical order.
fn headers(response: &HttpResponse) -> Vec<(&str, &str)> {
    let mut headers: Vec<_> = response
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| *name != "date")
        .collect();
    headers.sort_unstable();
    headers
}

#[tokio::test]
async fn every_file_has_its_name() {
    for package in [
        Package::client(),
        Package::new(r#"{"name":"socket.io","version":"4.8.4"}"#, "client-dist"),
    ] {
        let server = server(&package).await;
        for name in NAMES {
            let response = request(&server, &format!("GET /socket.io/{name}"), &[]).await;
            assert_eq!(response.status_and_body(), (200, content(name).as_str()), "{name}");
            let (kind, len) = if name.ends_with(".map") {
                ("application/json; charset=utf-8", content(name).len())
            } else {
                ("application/javascript; charset=utf-8", content(name).len())
            };
            let expected = [
                ("cache-control", "public, max-age=0"),
                ("content-length", &len.to_string()),
                ("content-type", kind),
                ("etag", r#""4.8.4""#),
                ("vary", "Accept-Encoding"),
            ];
            assert_eq!(headers(&response), expected, "{name}");
        }
    }
}

#[tokio::test]
async fn the_query_is_ignored() {
    let server = server(&Package::client()).await;
    let response = request(&server, "GET /socket.io/socket.io.js?v=1&transport=polling", &[]).await;
    assert_eq!(response.status_and_body(), (200, content("socket.io.js").as_str()));
}

#[tokio::test]
async fn every_method_is_get() {
    let server = server(&Package::client()).await;
    let content = content("socket.io.js");
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"] {
        let head = format!("{method} /socket.io/socket.io.js");
        let response = request(&server, &head, &["content-length: 0"]).await;
        assert_eq!(response.status_and_body(), (200, content.as_str()), "{method}");
    }
    let response = request(&server, "HEAD /socket.io/socket.io.js", &[]).await;
    assert_eq!(response.status, 200);
    assert_eq!(response.header("etag"), Some(r#""4.8.4""#));
}

#[tokio::test]
async fn a_client_that_has_the_version_gets_nothing() {
    let server = server(&Package::client()).await;
    let known = async |tag: &str| {
        let header = format!("if-none-match: {tag}");
        request(&server, "GET /socket.io/socket.io.js", &[&header]).await
    };
    for tag in [r#""4.8.4""#, r#"W/"4.8.4""#] {
        let response = known(tag).await;
        assert_eq!((response.status, headers(&response)), (304, vec![]), "{tag}");
    }
    for tag in [r#""4.8.3""#, r#""x", "4.8.4""#, "*", "4.8.4", r#"w/"4.8.4""#, r#"W/W/"4.8.4""#] {
        assert_eq!(known(tag).await.status, 200, "{tag}");
    }
}

#[tokio::test]
async fn files_are_compressed_as_the_browser_likes() {
    let server = server(&Package::client()).await;
    let content = content("socket.io.min.js");
    for (accept, coding) in [
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip, deflate", Some("gzip")),
        ("deflate", Some("deflate")),
        ("*", Some("br")),
        ("gzip, br;q=0.5", Some("gzip")),
        ("br;q=0, *", Some("gzip")),
        ("identity", None),
        ("zstd", None),
        ("gzip;q=0", None),
    ] {
        let header = format!("accept-encoding: {accept}");
        let response = request(&server, "GET /socket.io/socket.io.min.js", &[&header]).await;
        assert_eq!(response.header("content-encoding"), coding, "{accept}");
        assert_eq!(response.header("vary"), Some("Accept-Encoding"), "{accept}");
        let mut text = response.body;
        let mut encoded = response.encoded.as_slice();
        match coding {
            Some("br") => {
                let mut bytes = Vec::new();
                brotli_decompressor::BrotliDecompress(&mut encoded, &mut bytes).unwrap();
                text = String::from_utf8(bytes).unwrap();
            }
            Some("gzip") => {
                flate2::read::GzDecoder::new(encoded).read_to_string(&mut text).unwrap();
            }
            Some(_) => {
                flate2::read::ZlibDecoder::new(encoded).read_to_string(&mut text).unwrap();
            }
            None => {}
        }
        assert_eq!(text, content, "{accept}");
    }
}

#[tokio::test]
async fn other_names_are_requests_like_any_other() {
    let server = server(&Package::client()).await;
    for name in [
        "other.js",
        "socket.io.common.js",
        "package.json",
        "x/socket.io.js",
        "/socket.io.js",
        "socket.io%2ejs",
        "socket.io.js/",
        "../package.json",
        "SOCKET.IO.JS",
    ] {
        let response = request(&server, &format!("GET /socket.io/{name}"), &[]).await;
        assert_eq!(response.status_and_body(), UNKNOWN, "{name}");
    }
    assert_eq!(request(&server, "GET /socket.io.js", &[]).await.status, 404);
    let open = request(&server, "GET /socket.io/?EIO=4&transport=polling", &[]).await;
    assert_eq!(open.status, 200);
}

#[tokio::test]
async fn nothing_is_served_by_default() {
    let server = TestServer::with(Handlers::new()).await;
    let response = request(&server, "GET /socket.io/socket.io.js", &[]).await;
    assert_eq!(response.status_and_body(), UNKNOWN);
}

#[tokio::test]
async fn files_are_under_the_path_of_the_server() {
    let package = Package::client();
    let server = TestServer::with_config(package.config().path("/a/b"), Handlers::new()).await;
    let response = request(&server, "GET /a/b/socket.io.js", &[]).await;
    assert_eq!(response.status_and_body(), (200, content("socket.io.js").as_str()));
    assert_eq!(request(&server, "GET /socket.io/socket.io.js", &[]).await.status, 404);
}

#[tokio::test]
async fn a_websocket_is_no_request_for_a_file() {
    let package = Package::client();
    let handshake =
        RawWebSocket::request("EIO=4").replace("/socket.io/", "/socket.io/socket.io.js");
    let server = server(&package).await;
    let mut http = server.http().await;
    http.write(&handshake).await;
    assert_eq!(http.response().await.status_and_body(), (400, "Transport unknown"));
    // A server without the transport sees a request like any other.
    let config = package.config().transports([TransportName::Polling]);
    let server = TestServer::with_config(config, Handlers::new()).await;
    let mut http = server.http().await;
    http.write(&handshake).await;
    assert_eq!(http.response().await.status, 200);
}

#[tokio::test]
async fn files_have_the_headers_of_cors() {
    let package = Package::client();
    let cors = Cors::origins(["https://a.test"]).credentials(true);
    let server = TestServer::with_config(package.config().cors(cors), Handlers::new()).await;
    let origin = "origin: https://a.test";
    let response = request(&server, "GET /socket.io/socket.io.js.map", &[origin]).await;
    let expected = [
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-origin", "https://a.test"),
        ("cache-control", "public, max-age=0"),
        ("content-length", &content("socket.io.js.map").len().to_string()),
        ("content-type", "application/json; charset=utf-8"),
        ("etag", r#""4.8.4""#),
        ("vary", "Accept-Encoding, Origin"),
    ];
    assert_eq!(headers(&response), expected);
    let tag = r#"if-none-match: "4.8.4""#;
    let unchanged = request(&server, "GET /socket.io/socket.io.js", &[origin, tag]).await;
    let expected = [
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-origin", "https://a.test"),
        ("vary", "Origin"),
    ];
    assert_eq!((unchanged.status, headers(&unchanged)), (304, expected.to_vec()));
    assert_eq!(request(&server, "OPTIONS /socket.io/socket.io.js", &[origin]).await.status, 204);
}

fn build_error(package: &Package) -> String {
    Io::builder().config(package.config()).build().unwrap_err().to_string()
}

#[test]
fn a_package_that_is_none_is_told_when_the_server_is_built() {
    let advice = "but should be an installed package; `npm install socket.io-client@4` makes `node_modules/socket.io-client`";
    let package = Package::client();
    let folder = package.0.display().to_string();
    let begins = |error: &str, what: &str| {
        assert!(error.starts_with(&format!("`serve_client`: `{folder}` {what}")), "{error}");
        assert!(error.ends_with(advice), "{error}");
    };
    let json = |text: &str| fs::write(package.0.join("package.json"), text).unwrap();

    fs::remove_file(package.0.join("dist/socket.io.msgpack.min.js.map")).unwrap();
    begins(&build_error(&package), "has no dist/socket.io.msgpack.min.js.map (");
    json(r#"{"name":"socket.io","version":"4.8.4"}"#);
    begins(&build_error(&package), "has no client-dist/socket.io.js (");
    json(r#"{"name":"express","version":"5.0.0"}"#);
    begins(&build_error(&package), "is the package `express`, ");
    json(r#"{"name":"socket.io-client","version":"4\n8"}"#);
    begins(&build_error(&package), r#"has the version "4\n8", "#);
    json(r#"{"name":"socket.io-client"}"#);
    begins(&build_error(&package), "has an unreadable package.json (");
    json("not JSON");
    begins(&build_error(&package), "has an unreadable package.json (");
    fs::remove_file(package.0.join("package.json")).unwrap();
    begins(&build_error(&package), "has no package.json (");
}
