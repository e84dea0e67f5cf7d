//! A letter's text with its links found.

/// A stretch of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    /// The path it leads to on this hub; `None` for plain text.
    pub path: Option<String>,
}

/// Cuts a text at the hub's own addresses. Addresses elsewhere stay text: a demonstration leads nowhere else.
pub(super) fn pieces(text: &str, base_url: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(base_url) {
        let (before, from) = rest.split_at(start);
        let end =
            from.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(from.len());
        let address = from[..end].trim_end_matches(['.', ',', ')', ';', ':', '!', '?']);
        let path = &address[base_url.len()..];
        let ours = path.is_empty() || path.starts_with(['/', '?', '#']);
        if !before.is_empty() {
            pieces.push(Piece { text: before.to_owned(), path: None });
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        pieces.push(Piece { text: address.to_owned(), path: ours.then_some(path) });
        rest = &from[address.len()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece { text: rest.to_owned(), path: None });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BASE: &str = "http://127.0.0.1:3000";

    fn paths(text: &str) -> Vec<Option<String>> {
        pieces(text, BASE).into_iter().map(|piece| piece.path).collect()
    }

    #[test]
    fn the_hubs_own_addresses_become_links_and_others_do_not() {
        let text = "Confirm: http://127.0.0.1:3000/register/abc.\nOr see https://evil.example/x";
        assert_eq!(paths(text), [None, Some("/register/abc".into()), None]);
        assert_eq!(paths("http://127.0.0.1:3000"), [Some("/".into())]);
        assert_eq!(paths("http://127.0.0.1:3000.evil.example/x"), [None]);
        assert_eq!(paths("http://127.0.0.1:30001/x"), [None]);
    }

    proptest! {
        #[test]
        fn s11_no_text_is_lost_and_links_are_local(text in "(http://127.0.0.1:3000|[a-z/.:<>\" é\n])*") {
            let pieces = pieces(&text, BASE);
            let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            prop_assert_eq!(whole, text);
            for path in pieces.into_iter().filter_map(|piece| piece.path) {
                prop_assert!(path.starts_with('/'));
            }
        }
    }
}
