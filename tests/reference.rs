//! Quotes against a reference that tries every choice of every signer, and instants against `jiff`.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "plain arithmetic on small numbers is what makes this a reference"
)]

#[path = "reference/mod.rs"]
mod reference;
