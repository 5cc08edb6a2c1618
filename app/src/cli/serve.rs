//! `pacta serve`.

use std::{process::ExitCode, sync::Arc};

use clap::Args;
use pacta_backend::{
    accounts,
    clock::Clock,
    desk,
    shelf::Shelf,
    statutes,
    storage::{self, Files},
    workbench::Workbench,
};

use super::{Failure, Settings};
use crate::server;

/// Start the web application and the REST API.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address to listen on [default: 127.0.0.1:3000].
    #[arg(long, env = "PACTA_LISTEN", value_name = "ADDRESS")]
    listen: Option<String>,
}

impl Serve {
    pub async fn run(self, settings: &Settings) -> Result<ExitCode, Failure> {
        tracing_subscriber::fmt()
            .with_env_filter(tracing_subscriber::EnvFilter::new(&settings.log))
            .with_writer(std::io::stderr)
            .init();
        std::fs::create_dir_all(&settings.data)
            .map_err(|error| Failure::outside("output.unwritable", format!("{}: {error}", settings.data.display())))?;
        let clock = Clock::system();
        let db = storage::open(&settings.database()).await?;
        let first = accounts::set_up(&db, &clock).await?;
        statutes::load_starter(&db).await.map_err(|error| Failure::outside("storage.failed", error))?;
        let library = statutes::open_library(&db, Some(&settings.data.join("statute-index")))
            .await
            .map_err(|error| Failure::outside("storage.failed", error))?;
        let shelf = Shelf::bundled().map_err(|error| Failure::outside("rulebook.invalid", error))?;
        let files = Files::local(&settings.data.join("files"))?;
        let mut bench = Workbench::new(db, files, clock, library, shelf, super::model::engine(settings)?);
        bench.model = super::model::model_settings(settings).map(Arc::new);
        let address = self.listen.or_else(|| settings.listen.clone()).unwrap_or_else(|| "127.0.0.1:3000".into());
        let listener = tokio::net::TcpListener::bind(&address)
            .await
            .map_err(|error| Failure::outside("listen.failed", format!("{address}: {error}")))?;
        let worker = tokio::spawn(desk::work(bench.clone()));
        let shown = listener.local_addr().map_or(address, |address| address.to_string());
        eprintln!("Pacta is ready:  http://{shown}");
        if let Some(first) = first {
            eprintln!("First sign-in:   {}   password: {}", first.sign_in, first.password);
            eprintln!("                 (shown only now; `pacta user password {}` gives a new one)", first.sign_in);
        }
        let stop = async {
            let _ = tokio::signal::ctrl_c().await;
        };
        axum::serve(listener, server::router(bench))
            .with_graceful_shutdown(stop)
            .await
            .map_err(|error| Failure::outside("listen.failed", error))?;
        worker.abort();
        Ok(ExitCode::SUCCESS)
    }
}
