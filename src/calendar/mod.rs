//! Meetings between two people, whatever they are for: who is taken when, invitations by mail, and everybody's own calendar.
