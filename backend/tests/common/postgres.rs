//! A PostgreSQL of the tests' own, in a temporary folder, started once for a test binary.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use tokio::sync::OnceCell;

static CLUSTER: OnceCell<Option<u16>> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// The address of an empty database; `None` where PostgreSQL is not installed.
pub async fn fresh_database() -> Option<String> {
    let port = (*CLUSTER.get_or_init(|| async { start() }).await)?;
    let name = format!("pacta_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let admin = format!("postgres://pacta@127.0.0.1:{port}/postgres");
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(&admin).await.ok()?;
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&pool).await.ok()?;
    Some(format!("postgres://pacta@127.0.0.1:{port}/{name}"))
}

fn binaries() -> Option<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok().filter(|output| output.status.success());
    let told = told.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim().to_owned()));
    let usual = std::fs::read_dir("/usr/lib/postgresql").ok().into_iter().flatten().filter_map(Result::ok);
    told.into_iter().chain(usual.map(|entry| entry.path().join("bin"))).find(|folder| folder.join("initdb").exists())
}

/// PostgreSQL refuses to run as root; then it runs as a user that every system has.
fn command(program: &Path, root: bool) -> Command {
    if root {
        let mut command = Command::new("runuser");
        command.args(["-u", "nobody", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

fn start() -> Option<u16> {
    let Some(binaries) = binaries() else {
        eprintln!("PostgreSQL is not installed: tests on it are skipped");
        return None;
    };
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"));
    let folder = tempfile::Builder::new().prefix("pacta-pg-").tempdir().ok()?.keep();
    if root {
        Command::new("chown").arg("nobody").arg(&folder).status().ok()?;
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
    let data = folder.join("data");
    let made = command(&binaries.join("initdb"), root)
        .args(["-A", "trust", "-U", "pacta", "-E", "UTF8", "--no-sync", "-D"])
        .arg(&data)
        .current_dir("/")
        .output()
        .ok()?;
    if !made.status.success() {
        eprintln!("initdb failed: {}", String::from_utf8_lossy(&made.stderr));
        return None;
    }
    // It ends with the tests: a watcher stops it and removes its folder when this process is gone.
    let options = format!("-p {port} -k {} -c listen_addresses=127.0.0.1 -c fsync=off", folder.display());
    let started = command(&binaries.join("pg_ctl"), root)
        .args(["-w", "-o", &options, "-l"])
        .arg(folder.join("log"))
        .arg("-D")
        .arg(&data)
        .arg("start")
        .current_dir("/")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .ok()?;
    let watch = format!(
        "while kill -0 {} 2>/dev/null; do sleep 1; done; {} -m immediate -D {} stop; rm -rf {}",
        std::process::id(),
        if root {
            format!("runuser -u nobody -- {}", binaries.join("pg_ctl").display())
        } else {
            binaries.join("pg_ctl").display().to_string()
        },
        data.display(),
        folder.display()
    );
    let _ = Command::new("sh")
        .args(["-c", &watch])
        .current_dir("/")
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
    started.success().then_some(port)
}
