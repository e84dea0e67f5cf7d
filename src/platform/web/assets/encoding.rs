//! How a response is compressed.

use std::io::Write;

use bytes::Bytes;
use http::{HeaderMap, header};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// The smallest the browser takes.
    pub(super) fn best(headers: &HeaderMap) -> Self {
        let takes = |wanted: &str| {
            headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(
                |value| {
                    value.split(',').any(|one| {
                        let mut parts = one.split(';').map(str::trim);
                        let name = parts.next().unwrap_or_default();
                        let refused = parts.any(|part| {
                            part.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
                        });
                        name.eq_ignore_ascii_case(wanted) && !refused
                    })
                },
            )
        };
        if takes("br") {
            Self::Brotli
        } else if takes("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
            Self::Identity => "",
        }
    }
}

pub(super) fn brotli(content: &[u8]) -> Bytes {
    let mut out = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut out, 4096, 10, 22);
        // Writing to memory cannot fail.
        let _ = writer.write_all(content);
    }
    Bytes::from(out)
}

pub(super) fn gzip(content: &[u8]) -> Bytes {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let _ = writer.write_all(content);
    Bytes::from(writer.finish().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_refused_encoding_is_not_used() {
        let asked = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            Encoding::best(&headers)
        };
        assert_eq!(asked("gzip, br;q=1.0"), Encoding::Brotli);
        assert_eq!(asked("br;q=0, gzip"), Encoding::Gzip);
        assert_eq!(asked("identity"), Encoding::Identity);
    }
}
