use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::{Hub, Id, caption, crumbs, editable, hold, onward};
use crate::accounts::Viewer;
use crate::applications::model::Step;
use crate::applications::store::{self, Application};
use crate::applications::web::start::{chosen, kind_choices, offering_choices};
use crate::platform::web::{Choice, Crumb, Form, FormErrors, Layout, PageError, page, unprocessable};
use crate::pools::{self, MembershipKind, Offering, Requirements};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::applications::web) struct OfferForm {
    offerings: Vec<String>,
    kind: String,
}

#[derive(Template)]
#[template(path = "applications/steps/offer.html")]
struct OfferPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    caption: String,
    application: Application,
    form: OfferForm,
    offerings: Vec<Choice>,
    kinds: Vec<Choice>,
    errors: FormErrors,
}

impl OfferPage {
    fn new(
        layout: Layout,
        application: Application,
        asked: &[Requirements],
        form: OfferForm,
        errors: FormErrors,
    ) -> Self {
        let taken = |choice: &Choice| {
            asked.iter().any(|asked| asked.takes_applications && asked.offering.code() == choice.value)
        };
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            crumbs: crumbs(&application),
            caption: caption(Step::Offer),
            application,
            form,
            offerings: offering_choices().into_iter().filter(taken).collect(),
            kinds: kind_choices(),
            errors,
        }
    }
}

pub(super) async fn show(viewer: Viewer, id: Id, layout: Layout, app: Hub) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    let asked = pools::requirements(&mut *app.db.acquire().await?, application.pool_id).await?;
    let form = OfferForm {
        offerings: application.offerings.iter().map(|offering| offering.code().to_owned()).collect(),
        kind: application.membership_kind.code().to_owned(),
    };
    page(&OfferPage::new(layout, application, &asked, form, FormErrors::none()))
}

pub(super) async fn save(
    viewer: Viewer,
    id: Id,
    layout: Layout,
    app: Hub,
    Form(form): Form<OfferForm>,
) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    let asked = pools::requirements(&mut *app.db.acquire().await?, application.pool_id).await?;
    let mut errors = FormErrors::none();
    let offerings = errors.take("offerings", chosen(&form.offerings)).filter(|chosen| {
        let closed = |offering: &&Offering| {
            !asked.iter().any(|asked| asked.takes_applications && asked.offering == **offering)
        };
        match chosen.iter().find(closed) {
            Some(offering) => {
                errors.add("offerings", format!("The pool takes no applications for {offering} now"));
                false
            }
            None => true,
        }
    });
    let kind = errors.take("kind", MembershipKind::parse(&form.kind));
    let (Some(offerings), Some(kind)) = (offerings, kind) else {
        return unprocessable(&OfferPage::new(layout, application, &asked, form, errors));
    };
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let application = hold(&mut tx, &viewer, id.0).await?;
    store::set_offer(&mut tx, now, id.0, &offerings, kind).await?;
    store::mark_step(&mut tx, now, id.0, Step::Offer.code()).await?;
    tx.commit().await?;
    Ok(onward(&application, Step::Offer))
}
