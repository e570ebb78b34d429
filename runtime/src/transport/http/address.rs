//! Who sent a request, from where, and how: what the connection says, or what the proxies say that are trusted.

mod forwarded;

use std::borrow::Cow;
use std::net::IpAddr;

use http::header::{FORWARDED, HOST};
use http::uri::Authority;
use http::{HeaderMap, request};

use crate::config::TrustedProxies;
use crate::handshake::{Encrypted, PeerAddr, Remote};
use crate::headers::only;

/// Where a request came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Provenance<'a> {
    pub(crate) remote: Remote,
    /// The host, and the port if any, that the client asked for.
    pub(crate) host: Option<Cow<'a, str>>,
}

/// What one proxy said about where it had a request from.
#[derive(Debug, Default, PartialEq, Eq)]
struct Hop<'a> {
    /// `None` for what is no address: a client that the proxy hides, or garbage.
    address: Option<IpAddr>,
    is_secure: Option<bool>,
    host: Option<Cow<'a, str>>,
}

impl<'a> Provenance<'a> {
    /// Finds out. What cannot be read in a header counts as not said.
    pub(crate) fn of(request: &'a request::Parts, proxies: Option<&TrustedProxies>) -> Self {
        let peer = request.extensions.get::<PeerAddr>().map(|peer| peer.0);
        let is_encrypted = request.extensions.get::<Encrypted>().is_some();
        let address = peer.map(|peer| peer.ip().to_canonical());
        let said = match proxies.filter(|proxies| proxies.trusts(address)) {
            Some(proxies) if proxies.has_forwarded_header => {
                follow_forwarded(&request.headers, address, proxies)
            }
            Some(proxies) => follow_x_forwarded(&request.headers, address, proxies),
            None => Hop { address, ..Hop::default() },
        };
        let is_secure = said.is_secure.unwrap_or(is_encrypted);
        Self {
            remote: Remote { peer, address: said.address, is_secure },
            host: said.host.or_else(|| own_host(request).map(Cow::Borrowed)),
        }
    }
}

/// The host that the connection's request was sent to. RFC 9112 §3.2.2: that of the target goes before the header, which is there once
/// or not at all.
fn own_host(request: &request::Parts) -> Option<&str> {
    if let Some(authority) = request.uri.authority() {
        return Some(authority.as_str());
    }
    only(&request.headers, HOST)?.to_str().ok()
}

/// What the header of RFC 7239 says of the client.
fn follow_forwarded<'a>(
    headers: &'a HeaderMap,
    peer: Option<IpAddr>,
    proxies: &TrustedProxies,
) -> Hop<'a> {
    let values = headers.get_all(FORWARDED).iter().map(|value| value.to_str());
    let hops =
        values.flat_map(|value| value.map_or_else(|_| vec![Hop::default()], forwarded::hops));
    let (address, outermost, _) = walk(peer, hops.collect(), proxies);
    Hop { address, ..outermost }
}

/// What the headers say that begin with `X-Forwarded-`.
fn follow_x_forwarded<'a>(
    headers: &'a HeaderMap,
    peer: Option<IpAddr>,
    proxies: &TrustedProxies,
) -> Hop<'a> {
    let hop = |text| Hop { address: node(text), ..Hop::default() };
    let hops = list(headers, "x-forwarded-for").into_iter().map(hop);
    let (address, _, n_proxies) = walk(peer, hops.collect(), proxies);
    // A proxy appends to these lists, or writes one word instead of what was there: what the outermost trusted one wrote is as far from
    // the end as there are proxies, or all that there is.
    let said = |name| {
        let values = list(headers, name);
        values.get(values.len().saturating_sub(n_proxies.max(1))).copied()
    };
    let host = said("x-forwarded-host").filter(|host| is_host(host));
    Hop {
        address,
        is_secure: said("x-forwarded-proto").and_then(is_secure),
        host: host.map(Cow::Borrowed),
    }
}

/// Goes from proxy to proxy, towards the client, for as long as the next one is trusted. Gives the address at which that ended, what
/// the outermost proxy said, and how many there were.
fn walk<'a>(
    peer: Option<IpAddr>,
    hops: Vec<Hop<'a>>,
    proxies: &TrustedProxies,
) -> (Option<IpAddr>, Hop<'a>, usize) {
    let (mut address, mut outermost, mut n_proxies) = (peer, Hop::default(), 0);
    for hop in hops.into_iter().rev() {
        if !proxies.trusts(address) {
            break;
        }
        let next = hop.address;
        (outermost, n_proxies) = (hop, n_proxies + 1);
        match next {
            Some(next) => address = Some(next),
            None => break,
        }
    }
    (address, outermost, n_proxies)
}

/// The members of a list that may stand in several headers of one name. What is no text has a place all the same.
fn list<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    let values = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
    values.flat_map(|value| value.split(',').map(str::trim)).collect()
}

/// An address with or without a port. IPv6 has brackets when there is a port.
fn node(text: &str) -> Option<IpAddr> {
    let address: IpAddr = if let Some(bracketed) = text.strip_prefix('[') {
        let (address, port) = bracketed.split_once(']')?;
        if !port.is_empty() && !port.strip_prefix(':').is_some_and(is_port) {
            return None;
        }
        IpAddr::V6(address.parse().ok()?)
    } else if let Some((address, port)) =
        text.rsplit_once(':').filter(|(host, _)| !host.contains(':'))
    {
        if !is_port(port) {
            return None;
        }
        IpAddr::V4(address.parse().ok()?)
    } else {
        text.parse().ok()?
    };
    Some(address.to_canonical())
}

/// A number, or a name that a proxy hides it behind: RFC 7239 §6.
fn is_port(port: &str) -> bool {
    let is_hidden = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    port.strip_prefix('_').map_or_else(|| is_number(port) && port.parse::<u16>().is_ok(), is_hidden)
}

fn is_secure(scheme: &str) -> Option<bool> {
    let is = |name: &&str| scheme.eq_ignore_ascii_case(name);
    if ["https", "wss"].iter().any(is) {
        Some(true)
    } else {
        ["http", "ws"].iter().any(is).then_some(false)
    }
}

fn is_host(host: &str) -> bool {
    !host.contains('@') && host.parse::<Authority>().is_ok()
}

#[cfg(test)]
mod tests;
