//! Files that are embedded by folder: a new one among them builds the crate again.

fn main() {
    for folder in ["build.rs", "content", "migrations", "static"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
