//! The `pacta` executable: reads the configuration and puts the parts together.

use std::process::ExitCode;

fn main() -> ExitCode {
    pacta_app::cli::run()
}
