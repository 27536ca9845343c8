//! What was spent in a period, and on what.

use serde::Serialize;

use super::period::{Period, UsageQuery};
use super::{Transaction, sum};
use crate::amount::Amount;
use crate::error::{Code, Error};
use crate::ledger::{Kind, Row};
use crate::time::Date;

/// More methods, or sources, than any vendor has.
const MAX_NAMES: usize = 1_000;
/// The method that the API counts apart.
const AADHAAR: &str = "aadhaar_esign";

/// What was spent in a period, and on what.
///
/// The sums by method, by source and by day each make `total_used`. Refunds are shown apart, on the day
/// on which they were booked, and are not taken off. Lists are in the order of their names, what has no
/// name first.
///
/// Source: SignSecure API reference, Get Usage Statistics (`/credits/usage`), which has `totalUsed`,
/// `period` and `breakdown`; that the base, electronic and DSC signatures are `document_signing` is read
/// out of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Credits spent.
    pub total_used: Amount,
    /// Credits returned.
    pub total_refunded: Amount,
    /// The period asked about.
    pub period: Period,
    /// Credits spent, as the API divides them.
    pub breakdown: Breakdown,
    /// By the row's `signatureMethod`; a base charge has none.
    pub by_method: Vec<MethodUse>,
    /// By the row's `source`.
    pub by_source: Vec<SourceUse>,
    /// Every day of the period when it has both dates, else the days with a row that spends or returns,
    /// be it 0.
    pub by_day: Vec<DayUse>,
}

/// Credits spent, as the API divides them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Breakdown {
    /// All but Aadhaar eSign.
    pub document_signing: Amount,
    /// Aadhaar eSign.
    pub aadhaar_esign: Amount,
}

/// What was spent on one method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MethodUse {
    /// The method.
    pub signature_method: Option<String>,
    /// Credits spent.
    pub used: Amount,
    /// Credits returned.
    pub refunded: Amount,
}

/// What was spent from one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceUse {
    /// The source.
    pub source: Option<String>,
    /// Credits spent.
    pub used: Amount,
    /// Credits returned.
    pub refunded: Amount,
}

/// What was spent on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DayUse {
    /// The day.
    pub date: Date,
    /// Credits spent.
    pub used: Amount,
    /// Credits returned.
    pub refunded: Amount,
}

/// Two sums of sizes. They only rise, so one that stops at the largest number is noticed at the end.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    used: i64,
    refunded: i64,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.used = self.used.saturating_add(other.used);
        self.refunded = self.refunded.saturating_add(other.refunded);
    }

    fn finish(self) -> Result<(Amount, Amount), Error> {
        Ok((sum("totalUsed", self.used)?, sum("totalRefunded", self.refunded)?))
    }
}

type Named = (Option<Box<str>>, Sums);

/// A running account of use: rows in any order; memory grows with methods, sources and days.
///
/// Two parts of a history that were folded apart [merge](Self::merge) to what the whole gives.
#[derive(Clone, Debug)]
pub struct UsageFold {
    query: UsageQuery,
    methods: Vec<Named>,
    sources: Vec<Named>,
    days: Vec<(Date, Sums)>,
    too_many_names: bool,
}

impl UsageFold {
    /// An account of a period.
    #[must_use]
    pub const fn new(query: UsageQuery) -> Self {
        Self {
            query,
            methods: Vec::new(),
            sources: Vec::new(),
            days: Vec::new(),
            too_many_names: false,
        }
    }

    /// Takes a row and its `source`, and answers whether it counts: one outside the period does not, nor one
    /// that adds credits.
    pub fn push(&mut self, row: &Row<'_>, source: Option<&str>) -> bool {
        if row.kind == Kind::Add || !self.query.contains(row.created_at) {
            return false;
        }
        let size = row.size().get();
        let sums = match row.kind {
            Kind::Consume => Sums { used: size, refunded: 0 },
            _ => Sums { used: 0, refunded: size },
        };
        let added = add_named(&mut self.methods, row.signature_method, sums)
            && add_named(&mut self.sources, source, sums);
        self.too_many_names |= !added;
        self.add_day(self.query.date_of(row.created_at), sums);
        true
    }

    /// Takes all rows that another account of the same period has taken.
    pub fn merge(&mut self, other: &Self) {
        let mut added = !other.too_many_names;
        for (name, sums) in &other.methods {
            added &= add_named(&mut self.methods, name.as_deref(), *sums);
        }
        for (name, sums) in &other.sources {
            added &= add_named(&mut self.sources, name.as_deref(), *sums);
        }
        self.too_many_names |= !added;
        for (date, sums) in &other.days {
            self.add_day(*date, *sums);
        }
    }

    fn add_day(&mut self, date: Date, sums: Sums) {
        match self.days.binary_search_by_key(&date, |(date, _)| *date) {
            Ok(place) => self.days.get_mut(place).into_iter().for_each(|(_, day)| day.add(sums)),
            Err(place) => self.days.insert(place, (date, sums)),
        }
    }

    /// The use in the period.
    ///
    /// # Errors
    /// `AMOUNT_OUT_OF_RANGE` when a sum is beyond 2^53 - 1; `LIMIT_EXCEEDED` when the rows name more than a
    /// thousand methods or sources.
    pub fn finish(&self) -> Result<Usage, Error> {
        if self.too_many_names {
            let message = "the rows name over 1,000 methods or sources; check what they are";
            return Err(Error::new(Code::LimitExceeded, "", message));
        }
        let mut total = Sums::default();
        self.days.iter().for_each(|(_, sums)| total.add(*sums));
        let (total_used, total_refunded) = total.finish()?;
        let mut by_method = Vec::with_capacity(self.methods.len());
        for (signature_method, sums) in named(&self.methods) {
            let (used, refunded) = sums.finish()?;
            by_method.push(MethodUse { signature_method, used, refunded });
        }
        let mut by_source = Vec::with_capacity(self.sources.len());
        for (source, sums) in named(&self.sources) {
            let (used, refunded) = sums.finish()?;
            by_source.push(SourceUse { source, used, refunded });
        }
        let aadhaar = by_method.iter().find(|m| m.signature_method.as_deref() == Some(AADHAAR));
        let aadhaar_esign = aadhaar.map_or(Amount::ZERO, |method| method.used);
        let document_signing = total_used.checked_sub(aadhaar_esign).unwrap_or_default();
        Ok(Usage {
            total_used,
            total_refunded,
            period: self.query.period(),
            breakdown: Breakdown { document_signing, aadhaar_esign },
            by_method,
            by_source,
            by_day: self.by_day()?,
        })
    }

    fn by_day(&self) -> Result<Vec<DayUse>, Error> {
        let mut days = Vec::new();
        let mut booked = self.days.iter().peekable();
        let UsageQuery { start_date, end_date, .. } = self.query;
        let mut next = start_date.filter(|_| end_date.is_some());
        loop {
            let date = next.or(booked.peek().map(|(date, _)| *date));
            let inside = |date: &Date| end_date.is_none_or(|end| *date <= end);
            let Some(date) = date.filter(inside) else { return Ok(days) };
            let sums = booked.next_if(|(booked, _)| *booked == date).map(|(_, sums)| *sums);
            let (used, refunded) = sums.unwrap_or_default().finish()?;
            days.push(DayUse { date, used, refunded });
            next = next.and_then(|date| date.checked_add_days(1));
        }
    }
}

fn named(all: &[Named]) -> impl Iterator<Item = (Option<String>, Sums)> {
    all.iter().map(|(name, sums)| (name.as_deref().map(str::to_owned), *sums))
}

/// Adds to what a name has; answers whether there was room for it.
fn add_named(all: &mut Vec<Named>, name: Option<&str>, sums: Sums) -> bool {
    match all.binary_search_by(|(known, _)| known.as_deref().cmp(&name)) {
        Ok(place) => all.get_mut(place).into_iter().for_each(|(_, known)| known.add(sums)),
        Err(_) if all.len() >= MAX_NAMES => return false,
        Err(place) => all.insert(place, (name.map(Box::from), sums)),
    }
    true
}

/// The use of a period, from rows in any order.
///
/// # Errors
/// Those of [`UsageFold::finish`].
///
/// ```
/// use sealquote::{history::{self, Transaction, UsageQuery}, json};
/// let rows = r#"[{"id":"t1","type":"consume","amount":15,"balanceAfter":85,"signatureMethod":"aadhaar_esign","createdAt":"2026-03-01T18:29:59Z"},
///                {"id":"t2","type":"consume","amount":10,"balanceAfter":75,"signatureMethod":"electronic","createdAt":"2026-03-01T18:30:00Z"}]"#;
/// let rows = Transaction::list_from_value(&json::parse(rows)?).unwrap();
/// let query = r#"{ "startDate": "2026-03-01", "endDate": "2026-03-01", "utcOffset": "+05:30" }"#;
/// let usage = history::usage(&rows, &UsageQuery::from_value(&json::parse(query)?).unwrap())?;
/// assert_eq!(usage.total_used.get(), 15); // the second row falls on 2 March in Delhi
/// assert_eq!(usage.period.to.unwrap(), "2026-03-01T18:30:00Z");
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn usage(rows: &[Transaction], query: &UsageQuery) -> Result<Usage, Error> {
    let mut fold = UsageFold::new(*query);
    for row in rows {
        fold.push(&row.row(), row.source());
    }
    fold.finish()
}
