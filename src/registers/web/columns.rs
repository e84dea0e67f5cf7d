use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::ours;
use super::steps::crumbs;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::ids::PoolId;
use crate::platform::web::fields::{Choice, Crumb};
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, filters, page, see_other, unprocessable,
};
use crate::registers::columns::{Field, check};
use crate::registers::model::{Import, ImportId, Status};
use crate::registers::reading::Table;
use crate::registers::{actions, job, store};

/// How many different cells are shown of a column.
const EXAMPLES: usize = 3;

/// A column on the page.
struct Column {
    /// The name of its field.
    name: String,
    heading: String,
    examples: Vec<String>,
    chosen: String,
}

#[derive(Template)]
#[template(path = "registers/columns.html")]
struct ColumnsPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    import: Import,
    columns: Vec<Column>,
    options: Vec<Choice>,
    errors: FormErrors,
    rows: usize,
}

pub async fn show(
    viewer: Viewer,
    Path((pool, id)): Path<(PoolId, ImportId)>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    ours(&viewer, pool)?;
    let mut db = app.db.acquire().await?;
    let import = store::find(&mut db, pool, id).await?.filter(may_change).ok_or(PageError::NotFound)?;
    let table = actions::table(&app, &mut db, &import).await?;
    page(&columns_page(layout, import, &table, FormErrors::none()))
}

fn may_change(import: &Import) -> bool {
    matches!(import.status, Status::Uploaded | Status::Checked | Status::Failed)
}

fn columns_page(layout: Layout, import: Import, table: &Table, errors: FormErrors) -> ColumnsPage {
    let mut options = vec![Choice::new("", "Leave out")];
    options.extend(Field::ALL.iter().map(|field| {
        let label = if *field == Field::Telephone { "Telephone (not kept)" } else { field.label() };
        Choice::new(field.code(), label)
    }));
    let chosen = |index: usize| {
        import.reading.columns.get(index).copied().flatten().map_or("", Field::code).to_owned()
    };
    let columns = table
        .headings
        .iter()
        .enumerate()
        .map(|(index, heading)| Column {
            name: format!("column-{index}"),
            heading: heading.clone(),
            examples: examples(table, index),
            chosen: chosen(index),
        })
        .collect();
    ColumnsPage {
        layout: layout.with_errors(!errors.is_empty()),
        crumbs: crumbs(&import),
        rows: table.rows.len(),
        import,
        columns,
        options,
        errors,
    }
}

fn examples(table: &Table, index: usize) -> Vec<String> {
    let mut examples: Vec<String> = Vec::new();
    for row in &table.rows {
        let cell = row.cells[index].split_whitespace().collect::<Vec<_>>().join(" ");
        let cell = if cell.chars().count() > 60 {
            format!("{}…", cell.chars().take(60).collect::<String>())
        } else {
            cell
        };
        if !cell.is_empty() && !examples.contains(&cell) {
            examples.push(cell);
        }
        if examples.len() == EXAMPLES {
            break;
        }
    }
    examples
}

pub async fn save(
    viewer: Viewer,
    Path((pool, id)): Path<(PoolId, ImportId)>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    ours(&viewer, pool)?;
    let mut tx = app.begin(&viewer).await?;
    let mut import = store::find(&mut tx, pool, id).await?.ok_or(PageError::NotFound)?;
    let field = |name: &str| form.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
    let columns: Vec<Option<Field>> = (0..import.reading.headings.len())
        .map(|index| field(&format!("column-{index}")).and_then(Field::from_code))
        .collect();
    if let Err(sentence) = check(&columns) {
        if !may_change(&import) {
            return Err(PageError::Conflict("This import is past its columns. Look at it again.".to_owned()));
        }
        let table = actions::table(&app, &mut tx, &import).await?;
        import.reading.columns = columns;
        return unprocessable(&columns_page(layout, import, &table, FormErrors::one("column-0", sentence)));
    }
    if let Some(version) = field("version").and_then(|version| version.parse().ok()) {
        import.version = version;
    }
    actions::settle_columns(&mut tx, app.clock.now(), &import, columns).await?;
    tx.commit().await?;
    job::start(&app, pool, id);
    Ok(see_other(
        &format!("/pools/{pool}/import/{id}"),
        "The columns are saved, and the file is being checked.",
    ))
}
