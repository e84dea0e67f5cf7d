//! Where to go after signing in: a local path, whatever the address bar was told.

use http::Uri;

/// The longest `next` that is kept, in bytes.
const LONGEST: usize = 2_000;

/// A local path out of a `next` parameter; the dashboard for anything else. A path begins with one slash and
/// holds no backslash, control character or second leading slash, which browsers read as another host.
#[must_use]
pub fn local(raw: &str) -> String {
    let odd = !raw.starts_with('/')
        || raw.starts_with("//")
        || raw.len() > LONGEST
        || raw.chars().any(|c| c == '\\' || c.is_control() || c.is_whitespace() || !c.is_ascii());
    if odd || raw.starts_with("/sign-") { "/dashboard".to_owned() } else { raw.to_owned() }
}

/// The path and query of a request.
#[must_use]
pub fn of(uri: &Uri) -> String {
    local(uri.path_and_query().map_or("/dashboard", |path| path.as_str()))
}

/// The sign-in page that leads back to a path.
#[must_use]
pub fn sign_in(after: &str) -> String {
    with_next("/sign-in", after)
}

/// The page that asks for a fresh sign-in and leads back to a path.
#[must_use]
pub fn again(after: &str) -> String {
    with_next("/sign-in/again", after)
}

/// A page that leads on to a path afterwards.
#[must_use]
pub fn with_next(page: &str, after: &str) -> String {
    if after == "/dashboard" || after.is_empty() {
        return page.to_owned();
    }
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("next", after).finish();
    format!("{page}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_are_followed() {
        assert_eq!(local("/account?tab=1"), "/account?tab=1");
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/a\r\nb",
            "",
        ] {
            assert_eq!(local(bad), "/dashboard", "{bad:?}");
        }
    }
}
