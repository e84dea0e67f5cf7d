//! The letter about people a coordinator proposes: who they are is read after signing in.

use crate::letter;

/// To the mentee.
pub struct ProposalMade {
    pub first_name: String,
    pub coordinator: String,
    pub path: String,
}

impl ProposalMade {
    fn link(&self, base_url: &str) -> String {
        format!("{base_url}{}", self.path)
    }
}

letter!(
    ProposalMade,
    "proposal-made",
    Action,
    "emails/coordination/proposal.subject.txt",
    "emails/coordination/proposal.txt",
    "emails/coordination/proposal.html"
);

#[cfg(test)]
pub(in crate::coordination) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    vec![Sample::of(&ProposalMade {
        first_name: text.to_owned(),
        coordinator: text.to_owned(),
        path: "/proposals/0197f0f0-0000-7000-8000-000000000000".to_owned(),
    })]
}
