//! Whom an address stands for.

use std::net::{IpAddr, Ipv4Addr};

/// The smallest network that is one customer's: an IPv4 address, or the /64 of an IPv6 address. Within a /64 a client has all
/// addresses to itself, and changes them at will (RFC 8981).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Network {
    V4(Ipv4Addr),
    V6([u8; 8]),
    /// Clients whose address nobody told are one network: a limit that they are not subject to would be none.
    Unknown,
}

impl Network {
    pub(super) fn of(address: Option<IpAddr>) -> Self {
        match address.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(address)) => Self::V4(address),
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, e, f, g, h, ..] = address.octets();
                Self::V6([a, b, c, d, e, f, g, h])
            }
            None => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::of(Some(address.parse().unwrap()))
    }

    #[test]
    fn v4_addresses_are_clients_of_their_own() {
        assert_eq!(network("192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }

    #[test]
    fn v6_addresses_of_one_64_are_one_client() {
        assert_eq!(network("2001:db8:0:1::1"), network("2001:db8:0:1:ffff:ffff:ffff:ffff"));
        assert_ne!(network("2001:db8:0:1::1"), network("2001:db8:0:2::1"));
    }

    #[test]
    fn v4_address_in_v6_notation_is_the_v4_address() {
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("::ffff:192.0.2.1"), network("::ffff:192.0.2.2"));
    }

    #[test]
    fn unknown_addresses_are_one_client() {
        assert_eq!(Network::of(None), Network::of(None));
    }
}
