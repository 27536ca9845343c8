//! What happened, read from the transactions of a wallet: balance, use, outlook, listings, exports.
//!
//! Nothing here checks a ledger or prices anything; see [`ledger`](crate::ledger). Amounts count by their
//! size: the API does not say what the sign of `amount` means, so the direction is the type's.

mod allocation;
mod csv;
mod cursor;
mod listing;
mod order;
mod period;
mod query;
mod run_out;
mod statement;
mod transaction;
mod usage;

pub use allocation::{
    Allocation, AllocationFinding, AllocationOverview, AllocationQuery, Shares, allocation_overview,
};
pub(crate) use csv::push_text;
pub use csv::{guarded, to_csv, unguarded};
pub use listing::{Listing, PageInfo, list_transactions};
pub use period::{Period, UsageQuery};
pub use query::ListQuery;
pub use run_out::{RunOut, RunOutQuery, run_out};
pub use statement::{Context, Statement, StatementFold, statement};
pub use transaction::Transaction;
pub use usage::{Breakdown, DayUse, MethodUse, SourceUse, Usage, UsageFold, usage};

use crate::amount::Amount;
use crate::error::{Code, Error};
use crate::message::message;

/// A sum as an amount.
fn sum(name: &str, sum: i64) -> Result<Amount, Error> {
    Amount::new(sum).ok_or_else(|| {
        let message = message!["the sum `", name, "` is beyond 2^53 - 1; take fewer rows at once"];
        Error::new(Code::AmountOutOfRange, "", message)
    })
}
