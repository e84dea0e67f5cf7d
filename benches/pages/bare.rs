//! The least a handler can do: the same bytes, from memory, on `axum::serve`.

use std::net::SocketAddr;

use axum::Router;
use axum::routing::get;
use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Result;

pub struct Bare {
    pub address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Bare {
    pub async fn start(body: Vec<u8>) -> Result<Self> {
        let body = Bytes::from(body);
        let router = Router::new()
            .route("/", get(async move || ([("content-type", "text/html; charset=utf-8")], body.clone())));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, serving })
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
