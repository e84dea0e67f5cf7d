use std::fmt;

use url::{Host, Url};

/// The address people type: scheme, host and port, nothing else. Plain http exists on loopback only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Reads an address such as `https://hub.example.org`.
    ///
    /// # Errors
    /// What a value must look like, to follow the name of the setting.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or("must look like https://hub.example.org")?;
        let bare = matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !bare {
            return Err("must hold no path, query or user name, only https://, the host and a port".into());
        }
        let base_url = Self(url);
        if !base_url.is_https() && !base_url.is_loopback() {
            return Err(format!(
                "is {base_url}: plain http is for loopback only. Put a proxy with TLS in front and use its https:// \
                 address"
            ));
        }
        Ok(base_url)
    }

    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Only this machine reaches it.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
    }
}

/// Without a trailing slash.
impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str().trim_end_matches('/'))
    }
}
