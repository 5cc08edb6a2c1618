//! Programs of others that are used when they are installed: LibreOffice, Tesseract, Poppler.

use std::{
    io::Read as _,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Most bytes taken from a program's output.
const OUTPUT: u64 = 64 << 20;
/// How often a running program is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Why a program gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ToolError {
    /// It is not installed.
    Missing,
    /// It took too long and was stopped.
    TimedOut,
    /// It could not be started, or ended with an error.
    Failed,
}

/// The place of a program on the search path.
pub(super) fn find(name: &str) -> Result<PathBuf, ToolError> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file()).ok_or(ToolError::Missing)
}

/// Runs a program to its end and gives what it wrote. What it complains of may hold words of the contract and goes nowhere.
pub(super) fn run(command: &mut Command, limit: Duration) -> Result<Vec<u8>, ToolError> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    // A group of its own, so that what it starts is stopped with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command.spawn().map_err(|_| ToolError::Failed)?;
    let output = child.stdout.take();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.map(|output| output.take(OUTPUT).read_to_end(&mut bytes));
        read.map(|read| read.map(|_| bytes))
    });
    let deadline = Instant::now() + limit;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < deadline => std::thread::sleep(LOOK),
            Ok(None) => {
                stop(&mut child);
                return Err(ToolError::TimedOut);
            }
            Err(_) => {
                stop(&mut child);
                return Err(ToolError::Failed);
            }
        }
    };
    match reader.join() {
        Ok(Some(Ok(bytes))) if status.success() => Ok(bytes),
        _ => Err(ToolError::Failed),
    }
}

fn stop(child: &mut Child) {
    #[cfg(unix)]
    let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", child.id())]).stderr(Stdio::null()).status();
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_give_their_output_or_say_why_not() {
        let limit = Duration::from_secs(10);
        assert_eq!(run(Command::new("echo").arg("words"), limit), Ok(b"words\n".to_vec()));
        assert_eq!(run(&mut Command::new("false"), limit), Err(ToolError::Failed));
        assert_eq!(find("no-such-program"), Err(ToolError::Missing));
        let before = Instant::now();
        // The shell's child would live on if only the shell were stopped.
        let slow = run(Command::new("sh").args(["-c", "sleep 30; echo late"]), Duration::from_millis(100));
        assert_eq!(slow, Err(ToolError::TimedOut));
        assert!(before.elapsed() < limit);
    }
}
