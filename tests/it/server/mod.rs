//! What holds for every request, whatever its route: headers, error pages, limits, the accept loop, health, logs.

mod database;
mod errors;
mod headers;
mod health;
mod logs;
mod metrics;
mod overload;
mod slow;
mod stopping;
mod wire;
