//! What stands in for the parameters of pages of notes and goals: those of the mentee and the practitioner of the world.

use uuid::Uuid;

use super::pairs;
use super::subjects::Subject;
use super::world::{Cast, World};

/// Both see the lists and the goals; a note's own page is its author's alone.
pub async fn of_notes_and_goals(world: &World, path: &'static str) -> Subject {
    let app = &world.app.app;
    let [mentee, practitioner] = [Cast::Mentee, Cast::Practitioner].map(|cast| world.person(cast).account_id);
    let id = pairs::relationship(app, world.pool_a, mentee, practitioner, "mentoring").await;
    let both = vec![Cast::Mentee, Cast::Practitioner];
    let mut values = vec![id.to_string()];
    let mut yours = both;
    if path.contains("{note_id}") {
        values.push(pairs::note(app, id, mentee, "I want to ask about the rota.", true).await.to_string());
        yours = vec![Cast::Mentee];
    } else if path.contains("{goal_id}") {
        let goal = pairs::goal(app, id, mentee, "Lead our team meeting").await;
        values.push(goal.to_string());
        if path.contains("{goal_action_id}") {
            let action: Uuid =
                sqlx::query_scalar("select goal_action_id from goal_action where goal_id = $1")
                    .bind(goal)
                    .fetch_one(&app.db)
                    .await
                    .expect("a step");
            values.push(action.to_string());
        }
    } else if path.ends_with("/notes") {
        pairs::note(app, id, practitioner, "What we said about the first hundred days.", true).await;
    }
    let names =
        ["{id}", "{note_id}", "{goal_id}", "{goal_action_id}"].into_iter().filter(|name| path.contains(name));
    let filled: Vec<(&str, String)> = names.zip(values).collect();
    let fill = |value: &dyn Fn(&str) -> String| {
        filled.iter().fold(path.to_owned(), |path, (name, own)| path.replace(name, &value(own)))
    };
    Subject { path: fill(&str::to_owned), missing: fill(&|_| Uuid::new_v4().to_string()), yours }
}
