//! A killed server loses nothing: the review it was running is finished by the next one, and no question that had an
//! answer is asked again.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../backend/tests/common/model_server.rs"]
#[allow(dead_code, reason = "the client's own tests use more of it")]
mod model_server;
#[path = "../../backend/tests/common/oracle.rs"]
#[allow(dead_code, reason = "the tests of whole reviews use more of it")]
mod oracle;

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use model_server::{Scripted, Turn};
use oracle::Oracle;
use pacta_backend::{
    documents::{self, ReadOptions},
    review::{self, Builtin, Job},
    rulebooks,
    statutes::Library,
};
use pacta_domain::review::{Review, Strictness};
use reqwest::blocking::{Client, multipart};
use serde_json::{Value, json};

/// Requests to the model under way at the same time.
const AT_ONCE: usize = 2;

struct Program {
    process: Child,
    address: String,
}

impl Program {
    fn start(data: &Path, model: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_pacta"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("PACTA_MODEL_URL", model)
            .env("PACTA_MODEL_NAME", "scripted")
            .env("PACTA_MODEL_CONCURRENCY", AT_ONCE.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let from = line.find("http://")?;
            Some(line[from..].trim().to_owned())
        });
        // Nobody reads on, but a full pipe would stop the server.
        thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self { process, address: address.expect("the server says where it listens") }
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn key(data: &Path) -> String {
    let made = Command::new(env!("CARGO_BIN_EXE_pacta"))
        .args(["key", "create", "--name", "test", "--json", "--data"])
        .arg(data)
        .output()
        .unwrap();
    let made: Value = serde_json::from_slice(&made.stdout).unwrap();
    made["key"].as_str().unwrap().to_owned()
}

/// The review by the built-in engine, which the model server then repeats.
fn right(contract: &str) -> Review {
    let book = rulebooks::bundled().unwrap().into_iter().find(|book| book.id == "retail-lease").unwrap();
    let rulebook = rulebooks::read(&book.yaml).unwrap();
    let document = documents::read(contract.as_bytes(), "lease.txt", &ReadOptions::default()).unwrap();
    let job = Job {
        document: &document,
        rulebook: &rulebook,
        position: "lessee",
        strictness: Strictness::Neutral,
        date: "2026-11-25",
        further: &[],
        deal: None,
        only: None,
        changed: None,
        memory: None,
    };
    let library = Library::starter();
    let running = review::run(job, &Builtin, &library, &|_| ());
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(running).unwrap()
}

fn contract() -> String {
    let book = rulebooks::bundled().unwrap().into_iter().find(|book| book.id == "retail-lease").unwrap();
    book.cases.into_iter().find(|case| case.name == "harsh").unwrap().contract
}

#[test]
fn a_killed_review_is_finished_and_asks_nothing_twice() {
    let contract = contract();
    let right = right(&contract);
    let oracle = Oracle::of(&right.trace);
    let server = Scripted::start(move |request, _| {
        Turn::SayAfter(Duration::from_millis(80), oracle.answer(request).to_string())
    });
    let folder = tempfile::tempdir().unwrap();
    let first = Program::start(folder.path(), &server.url);
    let key = key(folder.path());
    let client = Client::new();
    let call = |request: reqwest::blocking::RequestBuilder| -> Value {
        let answer = request.bearer_auth(&key).send().unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        answer.json().unwrap()
    };
    let file = multipart::Part::text(contract).file_name("lease.txt").mime_str("text/plain").unwrap();
    let form = multipart::Form::new().part("file", file);
    let kept = call(client.post(format!("{}/api/v1/contracts", first.address)).multipart(form));
    let version = kept["versions"][0]["id"].as_str().unwrap().to_owned();
    let order = json!({"version": version, "rulebook": "retail-lease", "position": "lessee"});
    let ordered = call(client.post(format!("{}/api/v1/reviews", first.address)).json(&order));
    let review = ordered["id"].as_str().unwrap().to_owned();

    let until = Instant::now() + Duration::from_secs(60);
    while server.seen().len() < 14 {
        assert!(Instant::now() < until, "the review does not get under way");
        thread::sleep(Duration::from_millis(5));
    }
    first.kill();
    let before = server.seen().len();
    // The lease of a server that died runs out in its own time; an operator need not wait for it here.
    let second = Program::start(folder.path(), &server.url);
    let done = loop {
        assert!(Instant::now() < until + Duration::from_secs(180), "the review is not finished");
        let state = call(client.get(format!("{}/api/v1/reviews/{review}", second.address)));
        if state["state"] == "done" {
            break state;
        }
        thread::sleep(Duration::from_millis(200));
    };

    let outcomes = |points: &Value| -> BTreeMap<String, String> {
        let points = points.as_array().unwrap().iter();
        points.map(|point| (point["point"].to_string(), point["outcome"].to_string())).collect()
    };
    assert_eq!(outcomes(&done["points"]), outcomes(&serde_json::to_value(&right.points).unwrap()));
    let bodies: Vec<String> = server.seen().iter().map(|seen| seen.body.to_string()).collect();
    for (place, body) in bodies.iter().enumerate() {
        let again = bodies[place + 1..].contains(body);
        // What was under way when the server died had no answer yet.
        assert!(!again || place + 2 * AT_ONCE >= before, "request {place} of {before} was answered and asked again");
    }
    assert!(bodies.len() > before, "it was finished by asking the rest");
    second.kill();
}
