//! Whose word on the addresses of clients is taken.

use std::net::{IpAddr, Ipv6Addr};

use super::Config;
use crate::BuildError;

impl Config {
    /// Sets which proxies are believed when they say for whom they forward a request. Default: none.
    ///
    /// Behind a proxy every connection comes from the proxy. With this option [`Handshake::address`](crate::Handshake::address), bounds
    /// for each address, [`Handshake::secure`](crate::Handshake::secure) and the check of the `Origin` go by what the proxy says of the
    /// client; whatever an unknown peer says of itself is ignored. The reference never looks at these headers.
    ///
    /// Every proxy of the list must set or remove all of the headers, or clients set them in its place.
    ///
    /// ```
    /// use wigwag::{Config, TrustedProxies};
    ///
    /// let config = Config::new().trust_proxies(TrustedProxies::new(["127.0.0.1", "::1", "10.0.0.0/8"]));
    /// # let _ = config;
    /// ```
    ///
    /// # Wire
    /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`, or [`Forwarded`](TrustedProxies::forwarded_header). The list of
    /// addresses is read from its end, which the nearest proxy wrote: the first address that is no trusted proxy's is the client's.
    #[must_use]
    pub fn trust_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.trusted_proxies = Some(proxies);
        self
    }
}

/// Which proxies are believed, and in which words they speak, for [`Config::trust_proxies`].
#[derive(Debug, Clone)]
pub struct TrustedProxies {
    networks: Vec<Network>,
    pub(crate) has_forwarded_header: bool,
    trusts_peers_without_address: bool,
    fault: Option<String>,
}

/// Addresses with a common beginning. Those of IPv4 are in their IPv6 form, so that a dual-stack listener makes no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    first: u128,
    mask: u128,
}

impl TrustedProxies {
    /// The proxies with these addresses: single ones, such as `192.0.2.1` or `::1`, or networks, such as `10.0.0.0/8`. Anything else is
    /// refused when the server is built.
    pub fn new(networks: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut proxies = Self {
            networks: Vec::new(),
            has_forwarded_header: false,
            trusts_peers_without_address: false,
            fault: None,
        };
        for network in networks {
            match Network::parse(network.as_ref()) {
                Some(network) => proxies.networks.push(network),
                None => {
                    proxies.fault.get_or_insert_with(|| network.as_ref().to_owned());
                }
            }
        }
        proxies
    }

    /// Believes the header `Forwarded` of RFC 7239 instead of the three that begin with `X-Forwarded-`.
    ///
    /// Only one kind is ever believed: proxies that write the one pass the other on from the client.
    #[must_use]
    pub fn forwarded_header(mut self) -> Self {
        self.has_forwarded_header = true;
        self
    }

    /// Believes peers that have no address as well: those of a Unix socket that only the proxy can reach, and all connections of a
    /// program that does not tell [`PeerAddr`](crate::PeerAddr).
    #[must_use]
    pub fn peers_without_address(mut self) -> Self {
        self.trusts_peers_without_address = true;
        self
    }

    /// Whether what this peer says is believed.
    pub(crate) fn trusts(&self, peer: Option<IpAddr>) -> bool {
        match peer {
            Some(address) => self.networks.iter().any(|network| network.contains(address)),
            None => self.trusts_peers_without_address,
        }
    }

    pub(crate) fn check(&self) -> Result<(), BuildError> {
        match &self.fault {
            Some(network) => Err(BuildError::new(format!(
                "`trust_proxies`: `{network}` is neither an address nor a network such as `10.0.0.0/8`"
            ))),
            None => Ok(()),
        }
    }
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let (bits_max, bits_before) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
        let prefix = match prefix {
            None => bits_max,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().ok().filter(|prefix| *prefix <= bits_max)?
            }
            Some(_) => return None,
        };
        let mask = u128::MAX.checked_shl(128 - (bits_before + prefix)).unwrap_or(0);
        Some(Self { first: bits(address) & mask, mask })
    }

    fn contains(self, address: IpAddr) -> bool {
        bits(address) & self.mask == self.first
    }
}

fn bits(address: IpAddr) -> u128 {
    let address: Ipv6Addr = match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    };
    address.to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(network: &str, inside: &[&str], outside: &[&str]) {
        let proxies = TrustedProxies::new([network]);
        assert_eq!(proxies.check(), Ok(()), "{network}");
        for address in inside {
            assert!(proxies.trusts(Some(address.parse().unwrap())), "{address} in {network}");
        }
        for address in outside {
            assert!(!proxies.trusts(Some(address.parse().unwrap())), "{address} in {network}");
        }
    }

    #[test]
    fn networks_contain_their_addresses() {
        check("192.0.2.1", &["192.0.2.1", "::ffff:192.0.2.1"], &["192.0.2.0", "192.0.2.2", "::1"]);
        check("10.0.0.0/8", &["10.0.0.0", "10.255.255.255"], &["9.255.255.255", "11.0.0.0"]);
        check("10.1.2.3/8", &["10.0.0.0", "10.255.255.255"], &["11.0.0.0"]);
        check("172.16.0.0/12", &["172.16.0.0", "172.31.255.255"], &["172.15.0.1", "172.32.0.0"]);
        check("192.0.2.4/31", &["192.0.2.4", "192.0.2.5"], &["192.0.2.3", "192.0.2.6"]);
        check("0.0.0.0/0", &["0.0.0.0", "255.255.255.255", "::ffff:1.2.3.4"], &["::1", "2001::"]);
        check("::1", &["::1"], &["::2", "::", "127.0.0.1"]);
        check("2001:db8::/32", &["2001:db8::", "2001:db8:ffff::1"], &["2001:db9::", "32.1.13.184"]);
        check("::ffff:10.0.0.0/104", &["10.9.8.7", "::ffff:10.0.0.1"], &["11.0.0.0", "::1"]);
        check("::/0", &["::", "ffff::", "1.2.3.4"], &[]);
        check("::1/128", &["::1"], &["::"]);
        check("192.0.2.1/32", &["192.0.2.1"], &["192.0.2.2"]);
    }

    #[test]
    fn what_is_no_network_is_refused() {
        let bad = [
            "",
            "localhost",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0.0/+8",
            "10.0.0.0/",
            "10.0.0.0/8/8",
            "10.0.0.0/8 ",
            " 10.0.0.1",
            "10.0.0",
            "10.0.0.256",
            "::1/129",
            "::1/999999999999",
            "[::1]",
            "fe80::1%eth0",
            "/8",
            "10.0.0.0/255.0.0.0",
        ];
        for network in bad {
            let error = TrustedProxies::new(["127.0.0.1", network, "::1"]).check().unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "`trust_proxies`: `{network}` is neither an address nor a network such as `10.0.0.0/8`"
                )
            );
        }
    }

    #[test]
    fn peers_without_an_address_are_trusted_on_request() {
        assert!(!TrustedProxies::new(["0.0.0.0/0", "::/0"]).trusts(None));
        assert!(TrustedProxies::new([""; 0]).peers_without_address().trusts(None));
    }
}
