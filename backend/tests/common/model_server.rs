//! A chat server that does as it is told, over real sockets: the faults of servers are in the wire.
//!
//! It speaks the OpenAI protocol, streaming included, to the client's own tests, to whole reviews, and to the program
//! itself in a process of its own.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::{Value, json};

/// What the server does with one request.
pub enum Turn {
    /// A chat completion with this content.
    Say(String),
    /// The same, but late.
    SayAfter(Duration, String),
    /// The first half of a chat completion, then nothing more.
    Half(String),
    /// A status, with headers and a body.
    Status(u16, &'static str, Value),
    /// Closes the connection without a word.
    Drop,
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub headers: String,
    pub body: Value,
}

impl Seen {
    pub fn format(&self) -> Option<&str> {
        self.body.pointer("/response_format/type")?.as_str()
    }

    pub fn instructions(&self) -> &str {
        self.message(0)
    }

    pub fn data(&self) -> &str {
        self.message(1)
    }

    fn message(&self, index: usize) -> &str {
        self.body.pointer(&format!("/messages/{index}/content")).and_then(Value::as_str).unwrap_or_default()
    }
}

/// A running server; it lives as long as the test process.
pub struct Scripted {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    most_at_once: Arc<AtomicUsize>,
}

impl Scripted {
    /// Answers the n-th request, counted from 0, as the script says.
    pub fn start(script: impl Fn(&Seen, usize) -> Turn + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let most_at_once: Arc<AtomicUsize> = Arc::default();
        let server = Self { url, seen: Arc::clone(&seen), most_at_once: Arc::clone(&most_at_once) };
        let script = Arc::new(script);
        let now = Arc::new(AtomicUsize::new(0));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (script, seen, now, most) =
                    (Arc::clone(&script), Arc::clone(&seen), Arc::clone(&now), Arc::clone(&most_at_once));
                thread::spawn(move || {
                    let Some(request) = read(&stream) else { return };
                    let number = {
                        let mut seen = seen.lock().unwrap();
                        seen.push(request.clone());
                        seen.len() - 1
                    };
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    let turn = script(&request, number);
                    if let Turn::SayAfter(wait, _) = &turn {
                        thread::sleep(*wait);
                    }
                    // Before the answer: whoever reads it may come again at once.
                    now.fetch_sub(1, Ordering::SeqCst);
                    write(stream, turn);
                });
            }
        });
        server
    }

    /// Says the same to everyone.
    pub fn saying(content: Value) -> Self {
        Self::start(move |_, _| Turn::Say(content.to_string()))
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn most_at_once(&self) -> usize {
        self.most_at_once.load(Ordering::SeqCst)
    }
}

fn read(stream: &TcpStream) -> Option<Seen> {
    let mut reader = BufReader::new(stream);
    let mut headers = String::new();
    while !headers.ends_with("\r\n\r\n") {
        if reader.read_line(&mut headers).ok()? == 0 {
            return None;
        }
    }
    let length = headers.to_ascii_lowercase().split("content-length:").nth(1)?.lines().next()?.trim().parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Seen { headers, body: serde_json::from_slice(&body).ok()? })
}

fn write(mut stream: TcpStream, turn: Turn) {
    let (status, headers, body) = match turn {
        Turn::Drop => return,
        Turn::Half(content) => {
            let body = chat(&content).to_string();
            let half: String = body.chars().take(body.chars().count() / 2).collect();
            let head = format!("HTTP/1.1 200 x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(format!("{head}{half}").as_bytes());
            return;
        }
        Turn::Status(status, headers, body) => (status, headers, body),
        Turn::Say(content) | Turn::SayAfter(_, content) => (200, "", chat(&content)),
    };
    let body = body.to_string();
    let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n", body.len());
    // The client may have gone; that is a test's business too.
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
}

fn chat(content: &str) -> Value {
    let usage = json!({"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110});
    let message = json!({"role": "assistant", "content": content});
    json!({"choices": [{"index": 0, "message": message}], "usage": usage})
}
