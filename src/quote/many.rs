//! Many envelopes at once: columns of counts in, columns of totals out.
//!
//! A bulk send prices the same few methods over and over, so the work is turned around: rate by rate
//! over a block of rows, and not row by row over the rates.

use super::bounds::{self, End, Groups};
use super::lines::{too_involved, total_out_of_range};
use super::tally::{Order, Tally};
use crate::amount::{self, Amount};
use crate::book::{Methods, Per, Rate, Version};
use crate::error::Error;

/// Rows that are priced together; their sums stay in the nearest cache.
const BLOCK: usize = 512;
/// Quantities below this are priced once for a block of rows, and then looked up.
const TABLE: usize = 64;

/// Columns of envelopes. All have the same number of rows.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// For each set of methods, how many signers of each envelope may use one of them.
    pub signers: &'a [(Methods, &'a [u32])],
    /// How many documents there are.
    pub documents: Counts<'a>,
    /// How many megabytes they are.
    pub megabytes: Counts<'a>,
    /// How many rows there are.
    pub rows: usize,
}

/// A count for each envelope, or the same one for all.
#[derive(Clone, Copy, Debug)]
pub enum Counts<'a> {
    /// The same for all.
    All(u64),
    /// One for each.
    Each(&'a [u32]),
}

impl Counts<'_> {
    fn at(&self, row: usize) -> u64 {
        match self {
            Self::All(count) => *count,
            Self::Each(counts) => counts.get(row).map_or(0, |count| u64::from(*count)),
        }
    }
}

/// Prices every row, and writes the most and the least that each can cost.
///
/// # Errors
/// `AMOUNT_OUT_OF_RANGE` at the first row whose total is beyond 2^53 - 1, with its number as the path;
/// `LIMIT_EXCEEDED` as for a single order.
pub fn totals(
    version: &Version,
    columns: &Columns<'_>,
    total: &mut [i64],
    minimum: &mut [i64],
) -> Result<(), Error> {
    let decided: Vec<(Methods, &[u32])> =
        columns.signers.iter().copied().filter(|(methods, _)| methods.len() == 1).collect();
    let blocks = total.chunks_mut(BLOCK).zip(minimum.chunks_mut(BLOCK));
    for (number, (total, minimum)) in blocks.enumerate() {
        let from = number.saturating_mul(BLOCK);
        total.fill(0);
        for rate in version.rates() {
            Pass { columns, decided: &decided, from }.add(rate, total);
        }
        if let Some(place) = total.iter().position(|sum| !(0..=amount::MAX).contains(sum)) {
            return Err(total_out_of_range(&format!("/{}", from.saturating_add(place))));
        }
        minimum.copy_from_slice(total);
    }
    if decided.len() < columns.signers.len() {
        bound(version, columns, total, minimum)?;
    }
    Ok(())
}

/// One rate over one block of rows.
struct Pass<'a> {
    columns: &'a Columns<'a>,
    decided: &'a [(Methods, &'a [u32])],
    from: usize,
}

impl Pass<'_> {
    fn add(&self, rate: &Rate, sums: &mut [i64]) {
        let mut quantities = [0_u32; BLOCK];
        let Some(quantities) = quantities.get_mut(..sums.len()) else { return };
        let users = rate.methods.is_some() || rate.per == Per::Signer;
        if users {
            self.count_users(rate, quantities);
        }
        match (rate.per, users) {
            (Per::Signer, _) => self.add_prices(rate, quantities, sums),
            (Per::Envelope, false) => add_where(|_| true, one(rate, 1), quantities, sums),
            (Per::Envelope, true) => add_where(|users| users > 0, one(rate, 1), quantities, sums),
            (Per::Document | Per::Megabyte, _) => {
                let counts = if rate.per == Per::Document {
                    self.columns.documents
                } else {
                    self.columns.megabytes
                };
                for (place, (users_here, sum)) in quantities.iter().zip(sums.iter_mut()).enumerate()
                {
                    if !users || *users_here > 0 {
                        let count = counts.at(self.from.saturating_add(place));
                        *sum = sum.saturating_add(one(rate, count));
                    }
                }
            }
        }
    }

    /// How many signers of each row a rate concerns.
    fn count_users(&self, rate: &Rate, quantities: &mut [u32]) {
        let concerned = |methods: &Methods| rate.methods.is_none_or(|own| own.meets(*methods));
        for (_, column) in self.decided.iter().filter(|(methods, _)| concerned(methods)) {
            let column = column.get(self.from..).unwrap_or_default();
            for (quantity, count) in quantities.iter_mut().zip(column) {
                *quantity = quantity.saturating_add(*count);
            }
        }
    }

    fn add_prices(&self, rate: &Rate, quantities: &[u32], sums: &mut [i64]) {
        let most = quantities.iter().copied().fold(0, u32::max);
        let even = rate.price.even_price().map(Amount::get);
        let even = even.filter(|price| price.checked_mul(i64::from(most)).is_some());
        if let Some(price) = even {
            for (sum, quantity) in sums.iter_mut().zip(quantities) {
                *sum = sum.saturating_add(price.wrapping_mul(i64::from(*quantity)));
            }
            return;
        }
        let mut table = [0_i64; TABLE];
        for (quantity, amount) in (0..=u64::from(most)).zip(table.iter_mut()) {
            *amount = one(rate, quantity);
        }
        for (sum, quantity) in sums.iter_mut().zip(quantities) {
            let known = usize::try_from(*quantity).ok().and_then(|quantity| table.get(quantity));
            let amount = known.copied().unwrap_or_else(|| one(rate, u64::from(*quantity)));
            *sum = sum.saturating_add(amount);
        }
    }
}

/// What a quantity costs; the largest number there is when that is out of range, so that the row is too.
fn one(rate: &Rate, quantity: u64) -> i64 {
    rate.price.amount(quantity).map_or(i64::MAX, Amount::get)
}

fn add_where(applies: impl Fn(u32) -> bool, amount: i64, users: &[u32], sums: &mut [i64]) {
    for (sum, users) in sums.iter_mut().zip(users) {
        *sum = sum.saturating_add(if applies(*users) { amount } else { 0 });
    }
}

/// The rows in which a signer may still choose, one by one.
fn bound(
    version: &Version,
    columns: &Columns<'_>,
    total: &mut [i64],
    minimum: &mut [i64],
) -> Result<(), Error> {
    let rows = total.iter_mut().zip(minimum.iter_mut()).enumerate();
    for (row, (total, minimum)) in rows {
        let mut groups = Groups::default();
        let mut open = false;
        for (methods, column) in columns.signers {
            let count = column.get(row).copied().unwrap_or(0);
            groups.add_many(*methods, count);
            open |= methods.len() > 1 && count > 0;
        }
        if !open {
            continue;
        }
        let order = Order {
            signers: &[],
            documents: columns.documents.at(row),
            megabytes: columns.megabytes.at(row),
        };
        let path = format!("/{row}");
        let sum = |tally: &Tally| {
            let amounts = version.rates().iter().map(|rate| tally.amount_unbounded(rate, &order));
            let sum = i64::try_from(amounts.fold(0, i128::saturating_add)).unwrap_or(i64::MAX);
            if sum <= amount::MAX { Ok(sum) } else { Err(total_out_of_range(&path)) }
        };
        let refuse = |_| too_involved(&path);
        *total = sum(&bounds::best(version, &order, &groups, End::Dearest).map_err(refuse)?)?;
        *minimum = sum(&bounds::best(version, &order, &groups, End::Cheapest).map_err(refuse)?)?;
    }
    Ok(())
}
