use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use sqlx::PgConnection;

use crate::app::App;
use crate::availability::exceptions::{Exception, Extra};
use crate::availability::slots::zone_named;
use crate::availability::{Settings, on_the_wall, store};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::platform::words;

/// What decides whether a time that is offered once can be booked at all.
pub(super) struct Reach {
    now: Instant,
    pub settings: Settings,
    zone: TimeZone,
    /// The day it is where they live.
    pub today: Day,
}

impl Reach {
    pub async fn load(db: &mut PgConnection, app: &App, own: AccountId) -> Result<Self, sqlx::Error> {
        let now = app.clock.now();
        let settings = store::settings(db, own).await?.unwrap_or_default();
        let zone = zone_named(&settings.zone);
        let today = Day::new(now.in_zone(&zone).date());
        Ok(Self { now, settings, zone, today })
    }

    fn ends(&self, extra: Extra) -> Option<Instant> {
        Some(on_the_wall(&self.zone, extra.day.date(), extra.to)?.edge())
    }

    /// It is over.
    pub fn has_passed(&self, extra: Extra) -> bool {
        self.ends(extra).is_none_or(|ends| ends <= self.now)
    }

    /// No first conversation fits between the notice they ask for and its end.
    pub fn is_too_soon(&self, extra: Extra) -> bool {
        let needed = SignedDuration::from_hours(self.settings.notice_hours.into())
            + SignedDuration::from_mins(self.settings.chemistry_minutes.into());
        self.ends(extra).is_none_or(|ends| ends < self.now.plus(needed))
    }

    pub fn is_too_far(&self, extra: Extra) -> bool {
        let days = i64::from(self.settings.horizon_days);
        extra.day.date() > self.today.date().saturating_add(days.days())
    }

    /// Why nobody is offered this time now, in words that follow it.
    pub fn why_not(&self, extra: Extra, exceptions: &[Exception]) -> Option<String> {
        if exceptions.iter().any(|one| one.covers(extra.day)) {
            Some("nobody is offered it, because you are away then".to_owned())
        } else if self.is_too_soon(extra) {
            let notice = words::count(self.settings.notice_hours, "hour", "hours");
            Some(format!("nobody is offered it, because you ask for notice of {notice}"))
        } else if self.is_too_far(extra) {
            let ahead = words::count(self.settings.horizon_days, "day", "days");
            Some(format!("it is offered when it is {ahead} ahead"))
        } else {
            None
        }
    }
}
