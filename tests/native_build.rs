//! What the native build is made of, and which way the core's modules lean on each other.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const JAVASCRIPT_ONLY: [&str; 3] = ["wasm-bindgen", "js-sys", "serde-wasm-bindgen"];

/// Which of the crates that only JavaScript needs a package is built with.
fn javascript_crates(arguments: &[&str]) -> Vec<&'static str> {
    let fixed = ["tree", "--offline", "--edges", "normal", "--prefix", "none"];
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(fixed)
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"sealquote"), "{tree}");
    JAVASCRIPT_ONLY.into_iter().filter(|name| names.contains(name)).collect()
}

#[test]
fn the_verifier_needs_nothing_of_javascript() {
    assert_eq!(javascript_crates(&["--package", "sealquote-verifier"]), [""; 0]);
    assert_eq!(javascript_crates(&["--package", "sealquote"]), [""; 0]);
}

#[test]
fn what_the_module_needs_would_be_noticed() {
    let arguments = ["--package", "sealquote", "--target", "wasm32-unknown-unknown"];
    // By the third one tests alone read values.
    assert_eq!(javascript_crates(&arguments), JAVASCRIPT_ONLY[..2]);
}

/// Every file of a crate: its path below the folder of its sources, and its lines that are not comments.
fn sources(of: &str) -> Vec<(String, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(of);
    let mut folders = vec![root.clone()];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        (name, code.map(str::to_owned).collect())
    };
    files.iter().map(read).collect()
}

#[test]
fn only_the_boundary_speaks_of_javascript() {
    let names = ["wasm_bindgen", "js_sys"];
    let mut in_boundary = 0;
    for (name, lines) in sources("src") {
        for line in lines.iter().filter(|line| names.iter().any(|name| line.contains(name))) {
            assert!(name.starts_with("wasm/"), "src/{name} speaks of JavaScript: {line}");
            in_boundary += 1;
        }
        if !name.starts_with("wasm/") {
            let gates = lines.windows(2).filter(|pair| pair[1].ends_with("mod wasm;"));
            for pair in gates {
                assert_eq!(name, "lib.rs");
                assert_eq!(pair[0], "#[cfg(target_arch = \"wasm32\")]");
            }
        }
    }
    assert!(in_boundary > 2, "the boundary was not found");
}

/// The core's modules; each may use those before it.
const ORDER: [&str; 20] = [
    "sorted",
    "message",
    "amount",
    "error",
    "digest",
    "json",
    "time",
    "input",
    "api_error",
    "book",
    "quote",
    "payer",
    "funds",
    "settle",
    "ledger",
    "proof",
    "reprice",
    "history",
    "consumption",
    "wasm",
];

/// What the crate's root offers under another name than that of its module.
fn module_of(name: &str) -> &str {
    match name {
        "Amount" => "amount",
        "Code" | "Error" => "error",
        "Date" | "Instant" | "UtcOffset" => "time",
        "PriceBook" => "book",
        "Envelope" | "Quote" => "quote",
        other => other,
    }
}

/// What of the crate a line of code names: `crate::json::Value`, `crate::{Code, Error}`.
fn used_modules(line: &str) -> Vec<&str> {
    let mut used = Vec::new();
    for rest in line.split("crate::").skip(1) {
        let group = rest.strip_prefix('{').map(|rest| rest.split('}').next().unwrap_or_default());
        for part in group.unwrap_or(rest).split(',') {
            let end = |character: char| !character.is_alphanumeric() && character != '_';
            used.extend(part.trim().split(end).next().filter(|name| !name.is_empty()));
            if group.is_none() {
                break;
            }
        }
    }
    used.into_iter().map(module_of).collect()
}

#[test]
fn modules_lean_one_way() {
    let place = |module: &str| ORDER.iter().position(|other| *other == module);
    let mut seen = 0;
    for (name, lines) in sources("src").iter().filter(|(name, _)| name != "lib.rs") {
        let module = name.split(['/', '.']).next().unwrap();
        let own = place(module).unwrap_or_else(|| panic!("src/{name} has no place in ORDER"));
        for line in lines {
            for used in used_modules(line) {
                let used_place =
                    place(used).unwrap_or_else(|| panic!("what is `{used}` in {line}"));
                assert!(used_place <= own, "src/{name} leans on `{used}`, which comes after it");
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "only {seen} uses were found");
    assert_eq!(used_modules("use crate::{Code, json::Value};"), ["error", "json"]);
}

/// The folder of a file, with a slash at its end.
fn folder_of(name: &str) -> &str {
    name.trim_end_matches(|character| character != '/')
}

/// Which of its neighbours in a folder each file leans on, or each folder by any file in it. In the folder of all
/// sources, whose path is empty, neighbours are known by `crate::`, in others by `super::`.
fn neighbours(
    sources: &[(String, Vec<String>)],
    folder: &str,
) -> BTreeMap<String, BTreeSet<String>> {
    let inside = |name: &str| {
        let name = name.strip_prefix(folder)?;
        Some(name.split(['/', '.']).next().unwrap().to_owned())
    };
    let names: BTreeSet<String> = sources.iter().filter_map(|(name, _)| inside(name)).collect();
    let way = if folder.is_empty() { "crate::" } else { "super::" };
    let mut leans: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, lines) in sources {
        let Some(own) = inside(name).filter(|own| !["mod", "lib", "main"].contains(&&**own)) else {
            continue;
        };
        let is_below = !folder.is_empty() && folder_of(name) != folder;
        let used = lines.iter().filter(|_| !is_below).flat_map(|line| line.split(way).skip(1));
        let used = used.map(|rest| {
            let end = |character: char| !character.is_alphanumeric() && character != '_';
            rest.split(end).next().unwrap_or_default().to_owned()
        });
        let used = used.filter(|used| *used != own && names.contains(used));
        leans.entry(own.clone()).or_default().extend(used);
    }
    leans
}

/// The files that lean on each other in a circle.
fn circle(mut leans: BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    while let Some(free) = leans.iter().find(|(_, on)| on.is_empty()).map(|(name, _)| name.clone())
    {
        leans.remove(&free);
        for on in leans.values_mut() {
            on.remove(&free);
        }
    }
    leans.into_keys().collect()
}

#[test]
fn files_of_a_folder_lean_one_way() {
    let mut seen = 0;
    for crate_folder in ["src", "verifier/src"] {
        let sources = sources(crate_folder);
        let folders: BTreeSet<&str> = sources.iter().map(|(name, _)| folder_of(name)).collect();
        for folder in folders {
            let leans = neighbours(&sources, folder);
            seen += leans.values().map(BTreeSet::len).sum::<usize>();
            assert_eq!(circle(leans), [""; 0], "in {crate_folder}/{folder}");
        }
    }
    assert!(seen > 200, "only {seen} uses were found");
    let round = [("a", "b"), ("b", "c"), ("c", "b")];
    let round = round.map(|(name, on)| (name.to_owned(), BTreeSet::from([on.to_owned()])));
    assert_eq!(circle(BTreeMap::from(round)), ["a", "b", "c"]);
}
