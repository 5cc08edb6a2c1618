//! The PDF reader. The library below it may panic, which the reader catches; what it may not do is end
//! the process, run on, or take all memory.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use pacta_backend::documents::{Limits, ReadOptions, read};

fuzz_target!(
    init: {
        // The fuzzer's own hook ends the process at once, before anything can be caught.
        std::panic::set_hook(Box::new(|_| {}));
    },
    |bytes: &[u8]| {
        let limits = Limits { pdf_time: Duration::from_secs(5), ..Limits::default() };
        let _ = read(bytes, "fuzz.pdf", &ReadOptions { limits, ..ReadOptions::default() });
    }
);
