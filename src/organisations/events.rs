use serde_json::json;
use uuid::Uuid;

use crate::events::{Recorded, Subject};
use crate::platform::ids::OrganisationId;

/// What happens to organisations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Somebody named an employer that was not listed.
    Provisional(OrganisationId),
    /// An administrator changed its details; the names of the fields.
    Edited(OrganisationId, Vec<&'static str>),
    /// An administrator accepted a provisional one as an employer of its own.
    Listed(OrganisationId),
    /// It became part of another.
    Merged {
        from: OrganisationId,
        into: OrganisationId,
    },
    DomainAdded(OrganisationId),
    DomainRemoved(OrganisationId),
    JoinCodeCreated {
        organisation: OrganisationId,
        code: Uuid,
    },
    JoinCodeRevoked {
        organisation: OrganisationId,
        code: Uuid,
    },
    JoinCodeRedeemed {
        organisation: OrganisationId,
        code: Uuid,
    },
}

impl Recorded for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Provisional(_) => "organisation.named",
            Self::Edited(..) => "organisation.edited",
            Self::Listed(_) => "organisation.listed",
            Self::Merged { .. } => "organisation.merged",
            Self::DomainAdded(_) => "organisation.domain-added",
            Self::DomainRemoved(_) => "organisation.domain-removed",
            Self::JoinCodeCreated { .. } => "organisation.join-code-created",
            Self::JoinCodeRevoked { .. } => "organisation.join-code-revoked",
            Self::JoinCodeRedeemed { .. } => "organisation.join-code-redeemed",
        }
    }

    fn subject(&self) -> Subject {
        let id = match self {
            Self::Provisional(id)
            | Self::Edited(id, _)
            | Self::Listed(id)
            | Self::DomainAdded(id)
            | Self::DomainRemoved(id)
            | Self::Merged { from: id, .. }
            | Self::JoinCodeCreated { organisation: id, .. }
            | Self::JoinCodeRevoked { organisation: id, .. }
            | Self::JoinCodeRedeemed { organisation: id, .. } => *id,
        };
        Subject { noun: "organisation", id: id.0 }
    }

    fn data(&self) -> serde_json::Value {
        match self {
            Self::Edited(_, fields) => json!({ "fields": fields }),
            Self::Merged { into, .. } => json!({ "into": into }),
            Self::JoinCodeCreated { code, .. }
            | Self::JoinCodeRevoked { code, .. }
            | Self::JoinCodeRedeemed { code, .. } => json!({ "join_code": code }),
            _ => serde_json::Value::Null,
        }
    }
}
