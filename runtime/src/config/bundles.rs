//! The client's own files.

use std::path::PathBuf;

use super::Config;

impl Config {
    /// Serves the official client to browsers, under the names that pages of a Socket.IO server know: `/socket.io/socket.io.js` and
    /// its variants. Default: nothing is served; the reference's `serveClient` is on, because its package brings the files along.
    ///
    /// Needs the feature `client-bundles`.
    ///
    /// ```no_run
    /// use wigwag::{ClientBundles, Config};
    ///
    /// let config = Config::new().serve_client(ClientBundles::from_package("node_modules/socket.io-client"));
    /// # let _ = config;
    /// ```
    ///
    /// # Wire
    /// `socket.io.js`, `socket.io.min.js`, `socket.io.esm.min.js`, `socket.io.msgpack.min.js`, and each of them with `.map`. They are
    /// sent with the client's version as `ETag`, compressed with br, gzip or deflate where the browser accepts that, and to whatever
    /// method asks for them.
    #[must_use]
    pub fn serve_client(mut self, bundles: ClientBundles) -> Self {
        self.client_bundles = Some(bundles);
        self
    }
}

/// Where the files of the official client are, for [`Config::serve_client`].
#[derive(Debug, Clone)]
pub struct ClientBundles {
    pub(crate) package: PathBuf,
}

impl ClientBundles {
    /// The files of an installed npm package: the folder of `socket.io-client` or of `socket.io`, version 4.
    ///
    /// They are read and compressed once, when the server is built, and kept in memory: about 2 MB, and a tenth of a second in a
    /// release build. The server is not built when one is missing.
    pub fn from_package(folder: impl Into<PathBuf>) -> Self {
        Self { package: folder.into() }
    }
}
