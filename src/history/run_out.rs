//! When a balance runs out.

use serde::Serialize;

use super::order::Newest;
use super::period::utc_offset;
use super::statement::one_wallet;
use super::{Transaction, sum};
use crate::amount::Amount;
use crate::error::Error;
use crate::input::{Node, Problems};
use crate::json::{Document, Value};
use crate::ledger::Kind;
use crate::time::{Date, Instant, UtcOffset};

/// How many days back the rate of use is taken from.
const WINDOW_DAYS: i64 = 30;
/// The least whole days of history that say anything of a rate.
const MIN_DAYS: i64 = 7;

/// When, and where, the question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunOutQuery {
    /// Rows after this instant are not looked at.
    pub at: Instant,
    /// Where the answer's date is taken from the calendar.
    pub utc_offset: UtcOffset,
}

impl RunOutQuery {
    /// The question that an object asks: `at`, an instant, and `utcOffset` (UTC when it is left out).
    ///
    /// # Errors
    /// All mistakes in it.
    pub fn from_value(options: &Value) -> Result<Self, Vec<Error>> {
        let mut problems = Problems::default();
        let document = Document::from(options);
        let node = Node::new(document.root());
        let fields = node.object(&["at", "utcOffset"], &mut problems);
        let query = fields.and_then(|fields| {
            let at = fields.required("at", &mut problems);
            let at = at.and_then(|node| node.instant(&mut problems));
            let utc_offset = utc_offset(&fields, &mut problems);
            Some(Self { at: at?, utc_offset })
        });
        problems.finish(query)
    }
}

/// How long a balance lasts at the present rate of use, in whole days.
///
/// It is not a promise: it says what follows if the days ahead are like those behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunOut {
    /// The day to which the balance lasts; `None` beyond the year 9999.
    pub date: Option<Date>,
    /// The whole days for which the balance covers the rate, 0 when nothing is left; `None` with the
    /// date.
    pub days_left: Option<i64>,
    /// The balance at the instant asked about.
    pub balance: Amount,
    /// The rate of use.
    pub rate: Rate,
    /// Where the rate was taken from.
    pub basis: Basis,
}

/// So many credits in so many days, undivided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rate {
    /// Credits spent, less those returned; at least 1.
    pub credits: Amount,
    /// From 7 to 30.
    pub days: i64,
}

/// The time that a rate was taken from: after `from`, up to and with `to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// Its beginning, which is outside.
    pub from: String,
    /// Its end, which is the instant asked about.
    pub to: String,
}

/// When a wallet's balance runs out at the present rate of use, or `None` when there is too little
/// history to say.
///
/// The rate is what was spent, less what was returned, in the last 30 days; where the history is younger
/// than that, in as many whole days as it is old. Purchases do not count in it. Too little is less than 7
/// whole days since the first row, or nothing spent on balance.
///
/// # Errors
/// Those of [`statement`](super::statement()).
///
/// ```
/// use sealquote::{history::{self, RunOutQuery, Transaction}, json};
/// let rows = r#"[{"id":"t1","type":"add","amount":100,"balanceAfter":100,"createdAt":"2026-03-01T00:00:00Z"},
///                {"id":"t2","type":"consume","amount":20,"balanceAfter":80,"createdAt":"2026-03-05T00:00:00Z"}]"#;
/// let rows = Transaction::list_from_value(&json::parse(rows)?).unwrap();
/// let query = RunOutQuery::from_value(&json::parse(r#"{ "at": "2026-03-11T00:00:00Z" }"#)?).unwrap();
/// let run_out = history::run_out(&rows, &query)?.unwrap();
/// assert_eq!((run_out.rate.credits.get(), run_out.rate.days), (20, 10));
/// assert_eq!(run_out.date.unwrap().to_string(), "2026-04-20"); // 80 × 10 / 20 = 40 days
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn run_out(rows: &[Transaction], query: &RunOutQuery) -> Result<Option<RunOut>, Error> {
    one_wallet(rows)?;
    let at = query.at;
    let past = || rows.iter().map(Transaction::row).filter(|row| row.created_at <= at);
    let first = past().map(|row| row.created_at).min();
    let days = first.map_or(0, |first| at.whole_days_since(first)).min(WINDOW_DAYS);
    let Some(from) = at.days_before(days).filter(|_| days >= MIN_DAYS) else { return Ok(None) };
    let (mut used, mut refunded, mut newest) = (0_i64, 0_i64, Newest::default());
    for (place, row) in (0..).zip(past()) {
        newest.push(place, &row);
        match row.kind {
            _ if row.created_at <= from => {}
            Kind::Consume => used = used.saturating_add(row.size().get()),
            Kind::Refund => refunded = refunded.saturating_add(row.size().get()),
            Kind::Add => {}
        }
    }
    let (used, refunded) = (sum("used", used)?, sum("refunded", refunded)?);
    let Some(credits) = used.checked_sub(refunded).filter(|net| *net > Amount::ZERO) else {
        return Ok(None);
    };
    let balance = Amount::new(newest.balance()).unwrap_or_default();
    let days_left = balance.get().max(0).saturating_mul(days).checked_div(credits.get());
    let today = at.date(query.utc_offset);
    let date = days_left.and_then(|days| today.checked_add_days(days));
    Ok(Some(RunOut {
        date,
        days_left: days_left.filter(|_| date.is_some()),
        balance,
        rate: Rate { credits, days },
        basis: Basis { from: from.to_string(), to: at.to_string() },
    }))
}
