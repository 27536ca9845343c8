//! Merkle trees and their proofs: published vectors, a recursive reference, and every corruption there is.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on has failed"
)]

#[path = "made/entry.rs"]
#[allow(dead_code, reason = "a part of it is used")]
mod entry;
#[path = "made/random.rs"]
mod random;

use std::fs;
use std::path::Path;

use entry::{Entry, MARCH};
use random::Random;
use sealquote::Instant;
use sealquote::json;
use sealquote::ledger::{Kind, Row, RowOrder, Transaction};
use sealquote::proof::{
    Hash, MerkleRange, Proof, Trail, TreeHead, Verdict, WalletTree, Wanted, check_consistency,
    check_inclusion, leaf_text,
};
use serde_json::Value;

/// RFC 6962, section 2.1, word for word.
fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(largest_power_below(leaves.len()));
            Hash::node(&root(left), &root(right))
        }
    }
}

/// RFC 6962, section 2.1.1.
fn audit_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(largest_power_below(leaves.len()));
    let (mut path, other) = if index < left.len() {
        (audit_path(index, left), root(right))
    } else {
        (audit_path(index - left.len(), right), root(left))
    };
    path.push(other);
    path
}

/// RFC 6962, section 2.1.2: SUBPROOF(m, D[n], b).
fn subproof(size: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if size == leaves.len() {
        return if whole { Vec::new() } else { vec![root(leaves)] };
    }
    let (left, right) = leaves.split_at(largest_power_below(leaves.len()));
    let (mut path, other) = if size <= left.len() {
        (subproof(size, left, whole), root(right))
    } else {
        (subproof(size - left.len(), right, false), root(left))
    };
    path.push(other);
    path
}

fn largest_power_below(length: usize) -> usize {
    1 << (length - 1).ilog2()
}

fn leaves_of(count: u64) -> Vec<Hash> {
    (0..count).map(|number| Hash::leaf(&number.to_be_bytes())).collect()
}

fn head(leaves: &[Hash]) -> TreeHead {
    TreeHead { size: leaves.len() as u64, root: root(leaves) }
}

fn inclusion(index: usize, leaves: &[Hash]) -> (TreeHead, Vec<Hash>) {
    let mut trail = Trail::default();
    for (place, leaf) in leaves.iter().enumerate() {
        if place == index { trail.push_followed(*leaf) } else { trail.push(*leaf) }
    }
    trail.finish()
}

fn consistency(size: usize, leaves: &[Hash]) -> (TreeHead, Vec<Hash>) {
    let mut trail = Trail::default();
    for (place, leaf) in leaves.iter().enumerate() {
        if place == size {
            trail.follow_tree();
        }
        trail.push(*leaf);
    }
    if size == leaves.len() {
        trail.follow_tree();
    }
    trail.finish()
}

fn flipped(hash: &Hash, bit: usize) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8] ^= 1 << (bit % 8);
    Hash::from_bytes(bytes)
}

/// Every path with one bit turned, one hash more, one less, or two exchanged.
fn corruptions(path: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for place in 0..path.len() {
        for bit in [0, 7, 100, 255] {
            let mut other = path.to_vec();
            other[place] = flipped(&path[place], bit);
            all.push(other);
        }
        let mut fewer = path.to_vec();
        fewer.remove(place);
        all.push(fewer);
        if place > 0 {
            let mut turned = path.to_vec();
            turned.swap(place - 1, place);
            all.push(turned);
        }
    }
    for more in [Hash::EMPTY, path.last().copied().unwrap_or(Hash::EMPTY)] {
        for place in [0, path.len()] {
            let mut longer = path.to_vec();
            longer.insert(place, more);
            all.push(longer);
        }
    }
    all
}

#[test]
fn trees_and_their_proofs_are_those_of_the_definition() {
    for count in 0..=64 {
        let leaves = leaves_of(count);
        let mut range = MerkleRange::default();
        leaves.iter().for_each(|leaf| range.push(*leaf));
        assert_eq!(range.head(), Some(head(&leaves)), "{count}");
        for index in 0..leaves.len() {
            let expected = (head(&leaves), audit_path(index, &leaves));
            assert_eq!(inclusion(index, &leaves), expected, "{index} of {count}");
        }
        for size in 1..=leaves.len() {
            let expected = (head(&leaves), subproof(size, &leaves, true));
            assert_eq!(consistency(size, &leaves), expected, "{size} of {count}");
        }
    }
}

#[test]
fn every_corruption_of_an_inclusion_is_rejected() {
    for count in 1..=64_u64 {
        let leaves = leaves_of(count);
        let head = head(&leaves);
        for (index, leaf) in (0..).zip(&leaves) {
            let path = audit_path(index as usize, &leaves);
            let holds = |leaf: &Hash, index, path: &[Hash], head: &TreeHead| {
                check_inclusion(leaf, index, path, head)
            };
            assert!(holds(leaf, index, &path, &head), "{index} of {count}");
            for other in (0..=count + 1).chain([u64::MAX, count * 2, index + (1 << 40)]) {
                assert!(other == index || !holds(leaf, other, &path, &head), "{other} for {index}");
            }
            for bit in 0..256 {
                assert!(!holds(&flipped(leaf, bit), index, &path, &head));
                let root = flipped(&head.root, bit);
                assert!(!holds(leaf, index, &path, &TreeHead { root, ..head }));
            }
            for path in corruptions(&path) {
                assert!(!holds(leaf, index, &path, &head), "{index} of {count}");
            }
            // The same path may fit another size; that is why a head says its size, and a proof is held to it.
            for size in (0..=64).filter(|size| *size != count) {
                let fits = size > index
                    && audit_path(index as usize, &leaves_of(size)).len() == path.len();
                assert!(fits || !holds(leaf, index, &path, &TreeHead { size, ..head }));
            }
        }
    }
}

#[test]
fn every_corruption_of_a_consistency_is_rejected() {
    for count in 1..=64_u64 {
        let all = leaves_of(count);
        let now = head(&all);
        for size in 1..count {
            let before = head(&all[..size as usize]);
            let path = subproof(size as usize, &all, true);
            assert!(check_consistency(&path, &before, &now), "{size} of {count}");
            for bit in 0..256 {
                let other = |head: TreeHead| TreeHead { root: flipped(&head.root, bit), ..head };
                assert!(!check_consistency(&path, &other(before), &now));
                assert!(!check_consistency(&path, &before, &other(now)));
            }
            for path in corruptions(&path) {
                assert!(!check_consistency(&path, &before, &now), "{size} of {count}");
            }
            for earlier in (0..=count + 1).filter(|earlier| *earlier != size) {
                let other = TreeHead { size: earlier, ..before };
                assert!(!check_consistency(&path, &other, &now), "{earlier} for {size} of {count}");
            }
            assert!(!check_consistency(&path, &now, &before));
        }
        let none = head(&[]);
        assert!(check_consistency(&[], &none, &now) && check_consistency(&[], &now, &now));
        assert!(!check_consistency(&[Hash::EMPTY], &none, &now));
        assert!(!check_consistency(&[Hash::EMPTY], &now, &now));
    }
}

#[test]
fn ranges_merge_in_any_grouping_to_the_same() {
    let all = leaves_of(64);
    let range = |from: usize, to: usize| {
        let mut range = MerkleRange::starting_at(from as u64);
        all[from..to].iter().for_each(|leaf| range.push(*leaf));
        range
    };
    for from in 0..=64 {
        for to in from..=64 {
            let whole = range(from, to);
            for cut in from..=to {
                let mut left = range(from, cut);
                assert!(left.merge(&range(cut, to)));
                assert_eq!(left, whole, "{from} to {to}, cut at {cut}");
            }
            let parts = (whole.first(), whole.count(), whole.hashes().to_vec());
            assert_eq!(MerkleRange::from_parts(parts.0, parts.1, parts.2.clone()), Some(whole));
            let mut more = parts.2;
            more.push(Hash::EMPTY);
            assert_eq!(MerkleRange::from_parts(parts.0, parts.1, more), None);
        }
    }
    assert!(!range(0, 3).merge(&range(4, 5)));
    assert!(range(1, 3).head().is_none());
}

#[test]
fn certificate_transparency_vectors_hold() {
    // google/certificate-transparency, `cpp/merkletree/merkle_tree_test.cc`, and transparency-dev/merkle, `testonly/constants.go`.
    let text = |digits: &str| {
        let byte = |at| u8::from_str_radix(digits.get(at..at + 2).unwrap(), 16).unwrap();
        (0..digits.len()).step_by(2).map(byte).collect::<Vec<u8>>()
    };
    let inputs = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut range = MerkleRange::default();
    for (input, expected) in inputs.iter().zip(roots) {
        range.push(Hash::leaf(&text(input)));
        assert_eq!(range.head().unwrap().root.to_string(), expected, "`{input}`");
    }
    let leaves: Vec<Hash> = inputs.iter().map(|input| Hash::leaf(&text(input))).collect();
    let path: Vec<String> = inclusion(0, &leaves).1.iter().map(Hash::to_string).collect();
    assert_eq!(
        path,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
}

#[test]
fn instants_of_leaves_are_written_as_everywhere() {
    // From the year 0 to 9999, over a few days each, at their ends and now and then within a second.
    let mut entry = Entry::new(Kind::Add, 5, 0);
    let mut random = Random(17);
    let mut instants = Vec::new();
    for first in [-62_167_219_200_i64, -86_400 * 2, MARCH, 253_402_300_799 - 86_400 * 3] {
        let seconds = (0..86_400 * 3 + 1)
            .filter(|second| second % 86_400 < 2 || second % 86_400 > 86_397 || random.one_in(400));
        instants.extend(seconds.map(|second| first + second));
    }
    let mut tree = WalletTree::new(Wanted::Nothing).in_order(RowOrder::OldestFirst);
    let mut leaves = Vec::new();
    for at in &instants {
        entry.at = *at;
        let nanoseconds = if random.one_in(9) { 500_000_000 } else { 0 };
        let created_at = Instant::from_seconds(*at, nanoseconds).unwrap();
        let row = Row { created_at, ..entry.row() };
        let text = leaf_text(&row);
        assert!(text.contains(&format!(r#""createdAt":"{created_at}""#)), "{text}");
        leaves.push(Hash::leaf(text.as_bytes()));
        tree.push(&row);
    }
    assert!(leaves.len() > 2_000, "{} instants", leaves.len());
    assert_eq!(tree.finish().head, head(&leaves));
}

fn vectors() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/proof");
    let read = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    read.map(|path| {
        let case = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        (path.file_name().unwrap().display().to_string(), case)
    })
    .collect()
}

#[test]
fn every_proof_vector_gives_the_tree_it_names() {
    let mut ran = 0;
    for (name, case) in vectors() {
        let row =
            |row: &Value| Transaction::from_value(&json::parse(&row.to_string()).unwrap()).unwrap();
        let wanted = match (&case["id"], &case["size"]) {
            (Value::String(id), _) => Wanted::Row(id.clone()),
            (_, Value::Number(size)) => Wanted::Tree(size.as_u64().unwrap()),
            _ => Wanted::Nothing,
        };
        let mut tree = WalletTree::new(wanted);
        for value in case["rows"].as_array().unwrap() {
            let row = row(value);
            tree.push(&row.row());
        }
        let tree = tree.finish();
        let expect = &case["expect"];
        // Leaves are worked out again from their texts, by the definition.
        let texts = expect["leaves"].as_array().unwrap();
        let leaves: Vec<Hash> =
            texts.iter().map(|text| Hash::leaf(text.as_str().unwrap().as_bytes())).collect();
        assert_eq!(tree.head, head(&leaves), "{name}");
        if let Some(root) = expect["root"].as_str() {
            assert_eq!(tree.head.root.to_string(), root, "{name}");
        }
        if let Some(index) = expect["index"].as_u64() {
            assert_eq!(tree.index, Some(index), "{name}");
            assert_eq!(tree.path, audit_path(index as usize, &leaves), "{name}");
            assert_eq!(tree.leaf.as_deref(), texts[index as usize].as_str(), "{name}");
        }
        if let Some(size) = expect["earlierSize"].as_u64() {
            let earlier = head(&leaves[..size as usize]);
            assert_eq!(tree.earlier, Some(earlier), "{name}");
            // The tree without leaves is the beginning of every one, which takes no path.
            let path = if size == 0 { Vec::new() } else { subproof(size as usize, &leaves, true) };
            assert_eq!(tree.path, path, "{name}");
        }
        if let Some(proof) =
            Proof::of(case["rows"][0]["walletId"].as_str().map(str::to_owned), tree)
        {
            let text = serde_json::to_string(&proof).unwrap();
            let again = Proof::from_value(&json::parse(&text).unwrap()).unwrap();
            assert_eq!(again, proof, "{name}");
            assert_eq!(again.check(&head(&leaves), None), Verdict::Holds, "{name}");
        }
        ran += 1;
    }
    assert!(ran >= 8, "only {ran} vectors ran");
}
