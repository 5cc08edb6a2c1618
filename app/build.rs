//! The folder that is embedded must exist, also before the client has been built.

fn main() {
    println!("cargo:rerun-if-changed=site/pkg");
    if let Err(error) = std::fs::create_dir_all("site/pkg") {
        println!("cargo:warning=app/site/pkg cannot be made: {error}");
    }
}
