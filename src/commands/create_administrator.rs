//! `rapport create-administrator`.

use std::io::{BufRead, IsTerminal, Write};

use super::database::Opened;
use super::failure::{Code, Failure};
use super::{hub, runtime, secret};
use crate::accounts::administrator::{Administrator, create_administrator};
use crate::accounts::password::NewPassword;
use crate::accounts::roles::RoleError;
use crate::app::App;
use crate::platform::mail::EmailAddress;
use crate::platform::web::forms::line;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Their e-mail address; asked for when left out
    #[arg(long)]
    email: Option<String>,
    /// Their name; asked for when left out
    #[arg(long)]
    name: Option<String>,
    /// Read the password from the first line of standard input, instead of printing a link to choose one
    #[arg(long, requires = "email", requires = "name")]
    password_from_stdin: bool,
}

/// Who to make.
struct Wanted {
    name: String,
    email: EmailAddress,
    password: Option<NewPassword>,
}

/// Makes an administrator, or makes one of somebody who has an account.
pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config = hub::settings()?;
    let base_url = config.base_url_for(config.listen)?;
    let secret = secret::load(&config)?;
    let wanted = wanted(options)?;
    let opened = Opened::shared(&config)?;
    let outcome = runtime()?.block_on(async {
        opened.prepare().await?;
        let app = hub::app(&config, &opened, &base_url, secret)?;
        let outcome = create(&app, &wanted).await;
        app.db.close().await;
        outcome
    });
    opened.close();
    let email = &wanted.email;
    match outcome? {
        Administrator::Made(Some(token)) => {
            println!("{email} is an administrator. Choose a password within 30 minutes, while the hub runs:");
            println!("{base_url}/password-reset/{}", token.text());
        }
        Administrator::Made(None) => println!("{email} is an administrator. Sign in at {base_url}/sign-in"),
        Administrator::Promoted => println!("{email} had an account, and is an administrator now."),
        Administrator::Already => println!("{email} is an administrator already. Nothing was changed."),
    }
    Ok(())
}

fn wanted(options: &Options) -> Result<Wanted, Failure> {
    let refused = |sentence: String| Failure::new(Code::Setting, format!("{sentence}."));
    let email = EmailAddress::parse(&given(options.email.as_deref(), "E-mail address")?)
        .map_err(|error| refused(error.to_string()))?;
    let name = line(&given(options.name.as_deref(), "Name")?, "a name", 100).map_err(refused)?;
    let password = options
        .password_from_stdin
        .then(|| {
            NewPassword::parse(&first_line()?, &[&name, email.as_str()], false)
                .map_err(|error| refused(error.to_string()))
        })
        .transpose()?;
    Ok(Wanted { name, email, password })
}

async fn create(app: &App, wanted: &Wanted) -> Result<Administrator, Failure> {
    let hash = match &wanted.password {
        Some(password) => Some(app.hasher.hash(password).await.map_err(|error| {
            Failure::new(Code::Other, format!("The password could not be hashed: {error}."))
        })?),
        None => None,
    };
    let mut tx = app.db.begin().await?;
    let made =
        create_administrator(&mut tx, app.clock.now(), &wanted.name, &wanted.email, hash.as_deref()).await;
    let made = made.map_err(|error| match error {
        RoleError::Database(error) => error.into(),
        other => Failure::new(
            Code::Other,
            format!("{} could not be made an administrator: {other}.", wanted.email),
        ),
    })?;
    tx.commit().await?;
    Ok(made)
}

/// What an option says, or what somebody types when it was left out.
fn given(option: Option<&str>, question: &str) -> Result<String, Failure> {
    if let Some(text) = option {
        return Ok(text.to_owned());
    }
    if std::io::stdin().is_terminal() {
        print!("{question}: ");
        let _ = std::io::stdout().flush();
    }
    first_line()
}

fn first_line() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut text)
        .map_err(|error| Failure::new(Code::Other, format!("Standard input cannot be read: {error}.")))?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}
