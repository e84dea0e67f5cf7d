//! What the hub tells its operators: a log without personal data (S13), and figures for Prometheus.

mod describe;
pub mod logs;
pub mod metrics;

pub use describe::describe;
