//! Where a request came from. Only a proxy that the installation names is believed about somebody else's address;
//! the address is used to slow down guessing, never alone (S12), and never logged (S13).

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use http::request::Parts;

/// The client's address: the peer's, or what trusted proxies say of it. Loopback when a request came by no
/// connection at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get().copied().unwrap_or(Self(IpAddr::V4(Ipv4Addr::LOCALHOST))))
    }
}

/// The proxies whose `X-Forwarded-For` is believed. None by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Arc<[Network]>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    prefix: u8,
}

/// Why a list of proxies was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "holds “{0}”, which is no address or network; write 10.0.0.7, 10.0.0.0/8 or fd00::/8, separated by commas"
)]
pub struct NetworkError(String);

impl FromStr for TrustedProxies {
    type Err = NetworkError;

    /// Reads addresses and networks separated by commas; an empty text trusts nobody.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NetworkError(text.to_owned());
        let (address, prefix) =
            text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| refused())?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(bits), str::parse).map_err(|_| refused())?;
        if prefix > bits { Err(refused()) } else { Ok(Self { address, prefix }) }
    }
}

impl Network {
    fn holds(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

impl TrustedProxies {
    fn hold(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(address))
    }

    /// The client behind `peer`: from the right, the first forwarded address that is no trusted proxy. Whatever
    /// stands further left was written by the client itself.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let forwarded: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .flat_map(|value| value.to_str().unwrap_or_default().split(','))
            .collect();
        for hop in forwarded.into_iter().rev() {
            if !self.hold(client) {
                break;
            }
            match hop.trim().parse::<IpAddr>() {
                Ok(address) => client = address.to_canonical(),
                Err(_) => break,
            }
        }
        client
    }
}

/// The layer that tells handlers the client's address.
pub async fn identify(State(trusted): State<TrustedProxies>, mut request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() {
        let client = ClientAddress(trusted.client(peer.ip(), request.headers()));
        request.extensions_mut().insert(client);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(values: &[&str]) -> HeaderMap {
        values
            .iter()
            .map(|value| (http::HeaderName::from_static("x-forwarded-for"), value.parse().unwrap()))
            .collect()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn s12_nobody_is_believed_by_default() {
        let nobody = TrustedProxies::default();
        assert_eq!(nobody.client(ip("192.0.2.1"), &forwarded(&["198.51.100.7"])), ip("192.0.2.1"));
    }

    #[test]
    fn s12_a_trusted_proxy_is_believed_about_the_hop_before_it_only() {
        let trusted: TrustedProxies = "10.0.0.0/8, ::1".parse().unwrap();
        let said = forwarded(&["203.0.113.9, 198.51.100.7", "10.1.2.3"]);
        assert_eq!(trusted.client(ip("::ffff:10.9.9.9"), &said), ip("198.51.100.7"));
        assert_eq!(trusted.client(ip("192.0.2.1"), &said), ip("192.0.2.1"));
        assert_eq!(trusted.client(ip("::1"), &forwarded(&["nonsense"])), ip("::1"));
    }

    #[test]
    fn lists_of_proxies_are_read_strictly() {
        assert_eq!("".parse(), Ok(TrustedProxies::default()));
        assert!("0.0.0.0/0".parse::<TrustedProxies>().unwrap().hold(ip("8.8.8.8")));
        for bad in ["10.0.0.0/33", "proxy.example", "10.0.0.0/-1", "::/129"] {
            assert_eq!(bad.parse::<TrustedProxies>(), Err(NetworkError(bad.to_owned())));
        }
    }
}
