#![doc = include_str!("../README.md")]

pub mod amount;
pub mod api_error;
pub mod book;
pub mod consumption;
mod digest;
mod error;
pub mod funds;
pub mod history;
mod input;
pub mod json;
pub mod ledger;
mod message;
pub mod payer;
pub mod proof;
pub mod quote;
pub mod reprice;
pub mod settle;
mod sorted;
mod time;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use amount::Amount;
pub use book::PriceBook;
pub use error::{Code, Error};
pub use quote::{Envelope, Quote};
pub use time::{Date, Instant, UtcOffset};
