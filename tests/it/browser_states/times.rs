//! Places, weekly times, days away and an off-duty: empty, filled and with errors.

use super::camera::Camera;
use crate::chemistry::hub::mentor;

type Fields = &'static [(&'static str, &'static str)];

pub async fn states(camera: &mut Camera) {
    let (amina, grace) = (camera.hub.mentee().await, mentor(&camera.hub, "Nell Frost", 2).await);
    let own = "/availability";
    camera.opens("i1 no times", &grace, own).await;
    let wrong: [(&str, Fields, u16); 4] = [
        ("places", &[("capacity", "x"), ("version", "0")], 422),
        ("requests", &[], 422),
        ("windows", &[("from", "7pm"), ("to", "6pm")], 422),
        ("settings", &[("version", "0")], 422),
    ];
    for (form, fields, status) in wrong {
        let to = format!("{own}/{form}");
        camera.sends(&format!("i2 wrong {form}"), &grace, (own, &to), fields, status).await;
    }
    let fields = [("capacity", "2"), ("seen_elsewhere", "0"), ("accepting", "yes"), ("version", "7")];
    camera.sends("i3 changed meanwhile", &grace, (own, "/availability/places"), &fields, 409).await;
    let client = camera.hub.app.browser_of(&grace).await;
    client.post("/availability/presets", &[("preset", "evenings")]).await.assert_ok();
    client.post("/availability/requests", &[("requests", "month")]).await.assert_ok();
    camera.opens("i4 times, and no more requests this month", &grace, own).await;

    let days = "/availability/days";
    camera.opens("i5 no days away", &grace, days).await;
    camera.sends("i6 no first day", &grace, (days, "/availability/days/away"), &[], 422).await;
    camera.sends("i7 no time", &grace, (days, "/availability/days/once"), &[], 422).await;
    let away = [
        ("first-day", "12"),
        ("first-month", "3"),
        ("first-year", "2027"),
        ("last-day", "19"),
        ("last-month", "3"),
        ("last-year", "2027"),
    ];
    client.post("/availability/days/away", &away).await.assert_ok();
    let form = client.get(days).await.form_to("/availability/days/once");
    let quick = form.options("quick").remove(1);
    client.post("/availability/days/once", &[("quick", &quick)]).await.assert_ok();
    camera.opens("i8 days away and once", &grace, days).await;

    let duty = "/availability/off-duty";
    camera.opens("j1 no off-duty", &amina, duty).await;
    camera
        .sends(
            "j2 nothing to read",
            &amina,
            (duty, "/availability/off-duty/paste"),
            &[("pasted", "xyz")],
            422,
        )
        .await;
    let client = camera.hub.app.browser_of(&amina).await;
    client.post("/availability/off-duty/paste", &[("pasted", "8 Mar: E L N N off off LD")]).await.assert_ok();
    camera.opens("j3 an off-duty", &amina, duty).await;
    let mentor_client = camera.hub.app.browser_of(&grace).await;
    mentor_client.post("/availability/requests", &[("requests", "yes")]).await.assert_ok();
    camera.opens("j4 ask with an off-duty", &amina, &super::asking::new(&[&grace])).await;
}
