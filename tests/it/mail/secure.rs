//! Encrypted connections to mail servers: by STARTTLS or from the first byte, and never with somebody unknown.

use jiff::SignedDuration;
use rapport::platform::mail::Transport;

use super::{Answer, post, to, worker};
use crate::support::app::TestApp;
use crate::support::smtp::MailServer;

fn transport(server: &MailServer, scheme: &str, options: &str) -> Transport {
    let url = format!("{scheme}://127.0.0.1:{}?limit=2{options}", server.port());
    Transport::smtp(&url.parse().expect("a URL")).expect("a transport")
}

#[tokio::test]
async fn mail_goes_encrypted_to_a_server_whose_authority_is_trusted_and_to_nobody_else() {
    for (scheme, at_once) in [("smtp", false), ("smtps", true)] {
        let (app, server) = (TestApp::start().await, MailServer::with_tls(at_once).await);
        let folder = tempfile::tempdir().expect("a folder");
        let authority = folder.path().join("authority.pem");
        std::fs::write(&authority, server.certificate()).expect("written");
        post(&app, &to("amina@trust.example"), &Answer("Secret".into())).await;

        let unknown = worker(&app, transport(&server, scheme, "&tls=required"));
        assert_eq!(unknown.drain().await.expect("a step").retried, 1, "{scheme}: an unknown certificate");
        app.advance(SignedDuration::from_mins(1));
        let plain = worker(&app, transport(&server, "smtp", ""));
        assert_eq!(plain.drain().await.expect("a step").retried, 1, "{scheme}: it takes no plain mail");
        assert!(server.received().is_empty());

        app.advance(SignedDuration::from_mins(3));
        let trusting = format!("&tls=required&ca={}", authority.display());
        let trusting = worker(&app, transport(&server, scheme, &trusting));
        assert_eq!(trusting.drain().await.expect("a step").sent, 1, "{scheme}");
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_does_not_offer_encryption_gets_no_mail_that_requires_it() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    post(&app, &to("amina@trust.example"), &Answer("Secret".into())).await;
    let strict = worker(&app, transport(&server, "smtp", "&tls=required"));
    assert_eq!(strict.drain().await.expect("a step").retried, 1);
    assert!(server.received().is_empty());
}
