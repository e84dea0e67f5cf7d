/// A heading or value as it is compared: lower case, letters and digits only, words apart by one space.
#[must_use]
pub fn folded(text: &str) -> String {
    let text = text.to_lowercase().replace("e-mail", "email");
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\'' | '’' => {}
            _ if letter.is_alphanumeric() => folded.push(letter),
            _ => {
                if !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
        }
    }
    folded.trim().to_owned()
}

/// Whether two words are the same but for one mistake in a long word or a plural.
pub(super) fn alike(one: &str, other: &str) -> bool {
    if one == other || one.strip_suffix('s') == Some(other) || other.strip_suffix('s') == Some(one) {
        return true;
    }
    one.chars().count() >= 5 && other.chars().count() >= 5 && within_one(one, other)
}

/// At most one letter inserted, left out, replaced, or two neighbours swapped.
fn within_one(one: &str, other: &str) -> bool {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let start = one.iter().zip(&other).take_while(|(left, right)| left == right).count();
    let end = one[start..]
        .iter()
        .rev()
        .zip(other[start..].iter().rev())
        .take_while(|(left, right)| left == right)
        .count();
    let (left, right) = (&one[start..one.len() - end], &other[start..other.len() - end]);
    match (left, right) {
        (left, right) if left.len() <= 1 && right.len() <= 1 => true,
        ([first, second], [swapped, with]) => first == with && second == swapped,
        _ => false,
    }
}
