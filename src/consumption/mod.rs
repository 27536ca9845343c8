//! What an organization consumes of a vendor's services, counted from what happened.
//!
//! It prices nothing and takes nothing: it says how many signers were invited, identifications attempted,
//! documents sealed and bytes archived, and what that leaves of the add-ons subscribed to. An event counts as
//! often as it is given; [`reconcile`] names those that were given twice.
//!
//! Source: Yousign developer guide, Consumption, and Yousign API reference, Consumption.

mod addons;
mod csv;
mod cursor;
mod detail;
mod event;
mod meter;
mod problem;
mod query;
mod reading;
mod reconcile;
mod size;
mod theirs;

pub use addons::{
    AddonConsumption, AddonSubscription, AddonsFold, AddonsQuery, ConsumptionAddons,
    consumption_addons,
};
pub use csv::{ConsumptionRows, to_csv};
pub use detail::{ConsumptionDetail, ConsumptionRow, DetailFold, DetailMeta, consumption_detail};
pub use event::{
    ConsumptionEvent, Event, EventKind, Events, IdentificationMode, Level, Outcome, SealLevel,
    Source,
};
pub use meter::{Addon, ConsumptionType, Meter};
pub use problem::{InvalidParameter, Problem};
pub use query::{Breakdown, DetailQuery};
pub use reading::{Reading, classify};
pub use reconcile::{Cause, Discrepancy, DiscrepancyKind, Explanation, reconcile};
pub use size::BYTES_A_MEGABYTE;
pub use theirs::Theirs;
