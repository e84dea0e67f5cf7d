//! Every setting, its default and its environment variable.

use std::net::SocketAddr;
use std::path::PathBuf;

/// The settings of one running hub.
#[derive(Debug, Clone)]
pub struct Config {
    /// `RAPPORT_LISTEN`
    pub listen: SocketAddr,
    /// `RAPPORT_BASE_URL`, without a trailing slash
    pub base_url: String,
    /// `RAPPORT_DATA_DIR`
    pub data_dir: PathBuf,
    /// `RAPPORT_DEMO`
    pub demo: bool,
}
