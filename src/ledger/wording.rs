//! Findings in words: what is wrong, and what to do about it.

use super::activity::Unaccounted;
use super::charges::Prices;
use super::due::Mischarge;
use super::envelope::{Expected, Unpaid};
use super::finding::{Cause, FindingCode};
use super::transaction::{Kind, Row};
use crate::message::message;

pub(super) const MISSING_BASE: &str = "the envelope is charged for signatures and never for its \
    creation; look for the row before this ledger begins, else charge it";
pub(super) const NO_DOCUMENT: &str =
    "a charge that names no `documentId` cannot be priced; export it with one";

pub(super) const NO_DOCUMENT_OF_REFUND: &str = "a refund that names no `documentId` cannot be set against a \
    charge; export it with one, or ask what it is for";
pub(super) const OUT_OF_ORDER: &str = "the balance follows from row to row here, and the time goes \
    back; find out which of the two clocks was wrong";

pub(super) const ZERO_ROW: &str =
    "a charge of 0, of which this ledger has none; ask what it stands for";

pub(super) fn wrong_sign(amount: i64, takes: bool) -> String {
    let sign = if takes { "negative" } else { "positive" };
    message![
        "the amount ",
        amount,
        " should be ",
        sign,
        " in this ledger; compare it with the vendor's"
    ]
}

pub(super) fn unreadable(reason: &str) -> String {
    message!["the row could not be read: ", reason, "; it is left out of every check"]
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn unsettled(reason: &str) -> String {
    message![
        "what happened to the envelope cannot be settled: ",
        reason,
        "; nothing that was charged for it is held against this"
    ]
}

pub(super) fn duplicate(id: &str, whole_row: bool) -> String {
    if whole_row {
        message!["the row `", id, "` stands here a second time; remove one"]
    } else {
        message!["the id `", id, "` belongs to another row too; ask where it was given twice"]
    }
}

pub(super) fn mischarge(
    row: &Row<'_>,
    recorded: i64,
    document: &str,
    prices: &Prices<'_>,
    mischarge: Mischarge,
) -> String {
    let method = row.signature_method.unwrap_or("the envelope");
    let due = mischarge.expected.unwrap_or_default();
    if let Some(version) = mischarge.version {
        let [own, other] = prices.labels(row, version);
        return message![
            "`",
            document,
            "` was charged ",
            recorded,
            " for ",
            method,
            ", which is right under the version `",
            other,
            "` of the price book and not under `",
            own,
            "`, in force then; charge what that says"
        ];
    }
    match mischarge.code {
        FindingCode::UnknownMethod => {
            message![
                "`",
                method,
                "` is no method of the price book; add it there, or ask what it is"
            ]
        }
        FindingCode::DoubleBase => {
            let refund = recorded.saturating_sub(due);
            message!["the base of `", document, "` was charged before; refund ", refund]
        }
        FindingCode::DoubleFlat => message![
            "the flat price of `",
            method,
            "` was charged for `",
            document,
            "` before; refund what is above ",
            due
        ],
        code => {
            let refund = "refund the difference";
            let end = if code == FindingCode::Overcharged {
                refund
            } else {
                "check which price was used"
            };
            message![
                "`",
                document,
                "` was charged ",
                recorded,
                " for ",
                method,
                " where ",
                due,
                " is due; ",
                end
            ]
        }
    }
}

pub(super) fn early(document: &str, recorded: i64, due: i64) -> String {
    let charged = message!["`", document, "` was charged ", recorded, " for the envelope"];
    message![charged, " where ", due, " is due; refund the difference"]
}

pub(super) fn unpaid(unpaid: &Unpaid) -> String {
    message![
        "nothing was charged for ",
        &*unpaid.method,
        " where ",
        unpaid.amount,
        " is due once, and no other row of the envelope has that; charge it"
    ]
}

pub(super) fn charge_after_refund(document: &str, recorded: i64) -> String {
    message![
        "all charges of `",
        document,
        "` had come back when ",
        recorded,
        " more was charged; refund it, or ask why"
    ]
}

pub(super) fn wrong_wallet(document: &str, wallet: &str) -> String {
    message![
        "`",
        document,
        "` belongs to the wallet `",
        wallet,
        "`, where its other rows are; book this one there"
    ]
}

pub(super) fn overlap(rows: u64) -> String {
    message![
        "this page has from here on ",
        rows,
        " of the rows listed before; they are left out, and nothing is wrong unless other rows are missing: fetch the listing again when nobody books"
    ]
}

pub(super) fn jump(gap: i64) -> String {
    let way = if gap > 0 { "rose" } else { "fell" };
    let size = gap.unsigned_abs();
    message![
        "the allocation ",
        way,
        " by ",
        size,
        " before this row; ask the owner whether it was changed"
    ]
}

pub(super) fn filtered(kind: Kind, breaks: u64) -> String {
    let kind = match kind {
        Kind::Consume => "consume",
        Kind::Add => "add",
        Kind::Refund => "refund",
    };
    message![
        "every row is of type `",
        kind,
        "`, and ",
        breaks,
        " balances do not follow: fetch the listing without the filter `type`, since what was left out cannot be followed"
    ]
}

pub(super) fn refund(charges: i64, refunded: i64, cause: Option<Cause>) -> String {
    let why = match cause {
        Some(Cause::RefundedTwice) => {
            "it was refunded again after all had come back; take one back"
        }
        Some(Cause::EarlierHistory) => "look for the charge before this ledger begins",
        _ => "look for the charge, else take back what is too much",
    };
    message![refunded, " came back of ", charges, " charged: ", why]
}

pub(super) fn unknown_envelope(document: &str) -> String {
    message![
        "nothing is known to have happened to `",
        document,
        "`; find out who sent it, or refund it"
    ]
}

pub(super) fn unaccounted(
    row: &Row<'_>,
    recorded: i64,
    document: &str,
    found: &Unaccounted,
) -> String {
    let due = found.expected;
    let method = row.signature_method.unwrap_or_default();
    match (found.cause, found.code) {
        (Some(_), _) => message![
            "`",
            document,
            "` was charged ",
            recorded,
            " for ",
            method,
            ", by which nobody signed; refund it, and look for what was signed instead"
        ],
        (None, FindingCode::ChargeAfterCancel) => message![
            "`",
            document,
            "` was charged ",
            recorded,
            " after its end, where ",
            due,
            " was due; refund the difference"
        ],
        _ => message![
            "`",
            document,
            "` was charged ",
            recorded,
            " where ",
            due,
            " was left to charge for what happened; refund the difference"
        ],
    }
}

pub(super) fn lacking(id: &str, code: FindingCode, due: i64, booked: i64) -> String {
    if code == FindingCode::MissingRefund {
        return message![
            "`",
            id,
            "` ended, and ",
            booked,
            " of ",
            due,
            " came back; refund the rest"
        ];
    }
    message![
        due,
        " was due for what happened to `",
        id,
        "`, and ",
        booked,
        " was charged; charge the rest, or fetch the rows that are missing"
    ]
}

pub(super) fn lacking_rows(expected: &Expected) -> String {
    message![
        "`",
        &*expected.id,
        "` was signed ",
        expected.signed.len(),
        " times, and ",
        expected.rows.len(),
        " of its charges name a method; fetch the rows that are missing, be they of 0"
    ]
}

pub(super) fn several_missing(expected: i64, recorded: i64, gap: u64) -> String {
    message![
        "the balance should be ",
        expected,
        ", ",
        recorded,
        " is recorded: rows of ",
        gap,
        " together seem to be missing before this one; look for them"
    ]
}

pub(super) fn chain_break(cause: Cause, expected: i64, recorded: i64, gap: u64) -> String {
    let why = match cause {
        Cause::MissingRow => {
            message!["a row of ", gap, " seems to be missing before this one; look for it"]
        }
        Cause::DuplicateRow => String::from("this row stands in the ledger twice; remove one"),
        Cause::SwappedRows => {
            String::from("this row and the next have changed places; put them back")
        }
        Cause::MisplacedRow => String::from(
            "the next row goes on from the balance before this one, so this row belongs elsewhere; see where the vendor's ledger has it",
        ),
        Cause::EditedAmount => {
            message!["the amount of this row is off by ", gap, "; compare it with the vendor's"]
        }
        Cause::EditedType => String::from(
            "the balance went the other way, so the type of this row was changed; compare it with the vendor's",
        ),
        Cause::SkippedPage => {
            message![
                "rows of ",
                gap,
                " together were not fetched between two pages; fetch both again"
            ]
        }
        Cause::EditedBalance => message![
            "the next row goes on from ",
            expected,
            ", so this balance was changed; compare it with the vendor's"
        ],
        Cause::FilteredListing
        | Cause::EarlierHistory
        | Cause::RefundedTwice
        | Cause::OtherMethod => String::from("compare it with the vendor's"),
    };
    message!["the balance should be ", expected, ", ", recorded, " is recorded: ", why]
}
