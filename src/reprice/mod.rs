//! A ledger held against other price books: what it would have cost, and whose prices it was charged by.
//!
//! A ledger says what was charged and not what was signed. Under the version it was charged by an envelope's rows are
//! read back (`reading`): which rates they pay for, and how many signers. Where that can be read in several ways, or in
//! none, it is said and counted apart: nothing is guessed.

mod bundles;
mod costs;
mod detect;
mod reading;
mod rules;
mod simulate;

pub use costs::{EnvelopeCost, Reason, Simulated, Sums, Unpriced};
pub use detect::{Candidate, ChangeOver, Detected, Detection, Group, MAX_VERSIONS, Unexplained};
pub use simulate::{Simulation, SimulationOptions};
