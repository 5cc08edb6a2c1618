//! The REST API through the real router: who may do what, and what bad input gets.
#![allow(clippy::unwrap_used)]

mod common;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use common::{Bench, LEASE, docx::docx};
use pacta_backend::{accounts, api};
use tower::ServiceExt as _;

struct Answer {
    status: StatusCode,
    json: serde_json::Value,
}

async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap();
    Answer { status, json: serde_json::from_slice(&bytes).unwrap_or_default() }
}

fn upload(key: &str, name: &str, bytes: &[u8]) -> Request<Body> {
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    Request::post("/api/v1/contracts")
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap()
}

async fn with_key() -> (Bench, Router, String) {
    let bench = Bench::new().await;
    bench.admin().await;
    let key = accounts::create_key(&bench.bench.db, &bench.bench.clock, "admin", "test").await.unwrap().unwrap();
    let router = api::router(bench.bench.clone());
    (bench, router, key)
}

#[tokio::test]
async fn an_upload_becomes_a_contract() {
    let (_bench, router, key) = with_key().await;
    let answer = send(&router, upload(&key, "租赁.docx", &docx(LEASE))).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json);
    assert_eq!(answer.json["versions"][0]["language"], "zh");
    assert_eq!(answer.json["versions"][0]["contract_type"], "retail_lease");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_a_code_and_nothing_is_stored() {
    let (_bench, router, key) = with_key().await;
    let cases: [(&str, Vec<u8>, &str); 4] = [
        ("empty.docx", Vec::new(), "file.empty"),
        ("picture.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec(), "file.unsupported"),
        ("broken.docx", [b"PK\x03\x04".as_slice(), &[7; 500]].concat(), "docx.broken_zip"),
        ("nothing.docx", docx(""), "docx.no_text"),
    ];
    for (name, bytes, code) in cases {
        let answer = send(&router, upload(&key, name, &bytes)).await;
        assert!(answer.status.is_client_error(), "{name}: {}", answer.status);
        assert_eq!(answer.json["code"], code, "{name}");
        assert!(answer.json["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{name}");
        assert!(answer.json["zh"]["message"].as_str().is_some_and(|words| !words.is_empty()), "{name}");
    }
    let list = Request::get("/api/v1/contracts").header(header::AUTHORIZATION, format!("Bearer {key}"));
    assert_eq!(send(&router, list.body(Body::empty()).unwrap()).await.json["items"], serde_json::json!([]));
}

#[tokio::test]
async fn a_file_above_the_limit_gets_an_answer() {
    let (_bench, router, key) = with_key().await;
    let answer = send(&router, upload(&key, "huge.docx", &vec![1; 60 << 20])).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.json["code"], "file.too_large");
}

#[tokio::test]
async fn without_a_key_or_a_session_nothing_is_answered() {
    let (_bench, router, _key) = with_key().await;
    for path in ["/api/v1/contracts", "/api/v1/reviews/x", "/api/v1/reviews/x/redline", "/api/v1/statutes/search?q=x"] {
        let answer = send(&router, Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(answer.json["code"], "auth.required");
    }
}

#[tokio::test]
async fn a_request_from_another_site_is_refused() {
    let bench = Bench::new().await;
    let (_, token) = bench.admin().await;
    let router = api::router(bench.bench.clone());
    let request = |site: &str| {
        Request::post("/api/v1/reviews")
            .header(header::COOKIE, format!("{}={token}", api::SESSION_COOKIE))
            .header(header::CONTENT_TYPE, "application/json")
            .header("sec-fetch-site", site)
            .body(Body::from(r#"{"version":"x","rulebook":"nda","position":"recipient"}"#))
            .unwrap()
    };
    assert_eq!(send(&router, request("cross-site")).await.json["code"], "auth.origin");
    assert_eq!(send(&router, request("same-origin")).await.json["code"], "version.unknown");
}

#[tokio::test]
async fn a_wrong_password_opens_nothing() {
    let bench = Bench::new().await;
    bench.admin().await;
    let b = &bench.bench;
    assert!(accounts::sign_in(&b.db, &b.clock, "admin", "wrong").await.unwrap().is_none());
    assert!(accounts::sign_in(&b.db, &b.clock, "nobody", "wrong").await.unwrap().is_none());
    assert!(accounts::by_session(&b.db, &b.clock, "made-up").await.unwrap().is_none());
    assert!(accounts::by_key(&b.db, "made-up").await.unwrap().is_none());
}

#[tokio::test]
async fn an_article_is_shown_in_its_official_words() {
    let (_bench, router, key) = with_key().await;
    let ask = |path: &str| {
        Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}")).body(Body::empty()).unwrap()
    };
    let answer = send(&router, ask("/api/v1/statutes/articles/%E6%B0%91%E6%B3%95%E5%85%B8%23705")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.json["text"].as_str().unwrap().contains("租赁期限不得超过二十年"));
    let unknown = send(&router, ask("/api/v1/statutes/articles/%E6%B0%91%E6%B3%95%E5%85%B8%239999")).await;
    assert_eq!(unknown.json["code"], "article.unknown");
}

#[tokio::test]
async fn versions_are_compared_and_given_as_a_redline() {
    let (_bench, router, key) = with_key().await;
    let first = send(&router, upload(&key, "租赁.docx", &docx(LEASE))).await;
    let id = first.json["id"].as_str().unwrap().to_owned();
    let ask = |path: String| {
        Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}")).body(Body::empty()).unwrap()
    };
    let comparison = |query: &str| ask(format!("/api/v1/contracts/{id}/comparison{query}"));
    let alone = send(&router, comparison("")).await;
    assert_eq!((alone.status, &alone.json["compared"]), (StatusCode::OK, &serde_json::Value::Null));
    assert_eq!(send(&router, comparison("/redline")).await.json["code"], "version.unknown");

    let mut second = upload(&key, "回稿.docx", &docx(&LEASE.replace("九十日", "三十日")));
    *second.uri_mut() = format!("/api/v1/contracts/{id}/versions").parse().unwrap();
    assert_eq!(send(&router, second).await.status, StatusCode::CREATED);
    let both = send(&router, comparison("?old=1&new=2")).await;
    let changes = &both.json["compared"]["comparison"]["changes"];
    assert_eq!((changes.as_array().unwrap().len(), &changes[0]["tracked"]), (1, &serde_json::json!("no")));
    let file = router.clone().oneshot(comparison("/redline?old=1&new=2")).await.unwrap();
    assert_eq!(file.status(), StatusCode::OK);
    assert!(file.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().contains(".docx"));
}
