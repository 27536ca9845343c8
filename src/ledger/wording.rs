//! Findings in words: what is wrong, and what to do about it.

use super::finding::{Cause, FindingCode};
use super::transaction::Row;

pub(super) const MISSING_BASE: &str = "the envelope is charged for signatures and never for its \
    creation; look for the row before this ledger begins, else charge it";
pub(super) const NO_DOCUMENT: &str =
    "a charge that names no `documentId` cannot be priced; export it with one";

pub(super) fn duplicate(id: &str, whole_row: bool) -> String {
    if whole_row {
        format!("the row `{id}` stands here a second time; remove one")
    } else {
        format!("the id `{id}` belongs to another row too; ask where it was given twice")
    }
}

pub(super) fn mischarge(row: &Row<'_>, document: &str, code: FindingCode, due: i64) -> String {
    let method = row.signature_method.unwrap_or("the envelope");
    let recorded = row.size();
    match code {
        FindingCode::UnknownMethod => {
            format!("`{method}` is no method of the price book; add it there, or ask what it is")
        }
        FindingCode::DoubleBase => {
            format!("the base of `{document}` was charged before; refund {recorded}")
        }
        FindingCode::DoubleFlat => format!(
            "the flat price of `{method}` was charged for `{document}` before; refund what is above \
             {due}"
        ),
        FindingCode::Overcharged => format!(
            "`{document}` was charged {recorded} for {method} where {due} is due; refund the \
             difference"
        ),
        _ => format!(
            "`{document}` was charged {recorded} for {method} where {due} is due; check which price \
             was used"
        ),
    }
}

pub(super) fn chain_break(cause: Cause, expected: i64, recorded: i64, gap: u64) -> String {
    let why = match cause {
        Cause::MissingRow => {
            format!("a row of {gap} seems to be missing before this one; look for it")
        }
        Cause::DuplicateRow => String::from("this row stands in the ledger twice; remove one"),
        Cause::SwappedRows => {
            String::from("this row and the next have changed places; put them back")
        }
        Cause::EditedAmount => {
            format!("the amount of this row is off by {gap}; compare it with the vendor's")
        }
        Cause::EditedBalance => format!(
            "the next row goes on from {expected}, so this balance was changed; compare it with the \
             vendor's"
        ),
    };
    format!("the balance should be {expected}, {recorded} is recorded: {why}")
}
