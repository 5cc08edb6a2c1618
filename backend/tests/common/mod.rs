//! A workbench for a test: its own database (SQLite or PostgreSQL, both real), its own files.

#![allow(dead_code, reason = "each test file uses its own part")]

pub mod docx;
pub mod model_server;
pub mod oracle;
pub mod postgres;
pub mod reviews;

use std::sync::Arc;

use pacta_backend::{
    accounts::{self, Role, Scope},
    clock::Clock,
    review::{Builtin, Engine},
    shelf::Shelf,
    statutes::Library,
    storage::{self, Files},
    workbench::Workbench,
};
use tempfile::TempDir;

/// A workbench and the folder it lives in.
pub struct Bench {
    pub bench: Workbench,
    folder: TempDir,
}

/// The sides of a contract that a test needs no more of.
pub const LEASE: &str = "商铺租赁合同\n出租方（甲方）：杭州云栖商业管理有限公司\n承租方（乙方）：杭州半山书店有限公司\n\
第一条 租赁期限\n租赁期限为二十五年，自2026年12月1日起算。\n\
第二条 押金\n乙方应于签约当日支付押金人民币144,000元。租赁期满后，押金在甲方认为无争议时九十日内无息退还。\n\
第三条 违约责任\n乙方逾期付款的，每逾期一日按欠付金额的千分之五支付违约金。\n";

impl Bench {
    /// On SQLite with the built-in engine.
    pub async fn new() -> Self {
        Self::with_engine(Arc::new(Builtin::new())).await
    }

    /// On SQLite with that engine.
    pub async fn with_engine(engine: Arc<dyn Engine>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("test.sqlite").display());
        Self::on(&url, folder, engine).await
    }

    /// On PostgreSQL; `None` where it is not installed.
    pub async fn on_postgres() -> Option<Self> {
        let url = postgres::fresh_database().await?;
        Some(Self::on(&url, tempfile::tempdir().unwrap(), Arc::new(Builtin::new())).await)
    }

    async fn on(url: &str, folder: TempDir, engine: Arc<dyn Engine>) -> Self {
        let db = storage::open(url).await.unwrap();
        let files = Files::local(&folder.path().join("files")).unwrap();
        let shelf = Shelf::bundled().unwrap();
        Self { bench: Workbench::new(db, files, Clock::system(), Library::starter(), shelf, engine), folder }
    }

    /// The admin of the first organisation.
    pub async fn admin(&self) -> (Scope, String) {
        let first = accounts::set_up(&self.bench.db, &self.bench.clock).await.unwrap().unwrap();
        self.signed_in(&first.sign_in, &first.password).await
    }

    /// Somebody of another organisation.
    pub async fn stranger(&self) -> (Scope, String) {
        sqlx::query("INSERT INTO organisations (id, name, created_at) VALUES ('other', 'Other', 0)")
            .execute(&self.bench.db)
            .await
            .unwrap();
        accounts::add_user(&self.bench.db, &self.bench.clock, "other", "eve", "Eve", Role::Admin, "secret-password")
            .await
            .unwrap();
        self.signed_in("eve", "secret-password").await
    }

    async fn signed_in(&self, name: &str, password: &str) -> (Scope, String) {
        let token = accounts::sign_in(&self.bench.db, &self.bench.clock, name, password).await.unwrap().unwrap();
        let scope = accounts::by_session(&self.bench.db, &self.bench.clock, &token).await.unwrap().unwrap();
        (scope, token)
    }
}
