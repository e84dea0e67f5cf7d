//! What the files named after their nouns share: a statement whose rows are records.

/// Rows of a statement as records, each column a field in its order. `$1` is the reader.
macro_rules! records {
    ($db:expr, $account:expr, $sql:tt $(, $more:expr)*) => {{
        let rows: Vec<sqlx::types::Json<$crate::own_data::value::Record>> = sqlx::query_scalar!(
            "select row_to_json(r) as \"record!: sqlx::types::Json<crate::own_data::value::Record>\" from (" + $sql + ") r",
            $account.0 $(, $more)*
        )
        .fetch_all(&mut *$db)
        .await?;
        rows.into_iter().map(|sqlx::types::Json(record)| record).collect::<Vec<_>>()
    }};
}

pub(super) use records;
