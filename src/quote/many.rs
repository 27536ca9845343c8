//! Many envelopes at once: columns of counts in, columns of totals out.
//!
//! A bulk send prices the same few methods over and over, so the work is turned around: rate by rate
//! over a block of rows, and not row by row over the rates.

use super::lines::{PricedOrder, out_of_range};
use super::tally::Order;
use crate::amount::{self, Amount};
use crate::book::{MAX_SIGNERS, Methods, Per, Rate, Version};
use crate::error::{Code, Error};

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
/// `AMOUNT_OUT_OF_RANGE` at the first row whose total is beyond 2^53 - 1, with its number as the path and the line in words;
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
        if let Some(place) = total.iter().position(is_beyond) {
            let row = from.saturating_add(place);
            let mut sum = [0];
            let beyond = version.rates().iter().find(|rate| {
                Pass { columns, decided: &decided, from: row }.add(rate, &mut sum);
                sum.iter().any(is_beyond)
            });
            if let Some(rate) = beyond {
                return Err(Error { path: format!("/{row}"), ..out_of_range(rate) });
            }
        }
        minimum.copy_from_slice(total);
    }
    if decided.len() < columns.signers.len() {
        bound(version, columns, total, minimum)?;
    }
    Ok(())
}

fn is_beyond(sum: &i64) -> bool {
    !(0..=amount::MAX).contains(sum)
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
        let always = rate.methods.is_none() && rate.per != Per::Signer;
        if !always {
            self.count_users(rate, quantities);
        }
        let counts = match rate.per {
            Per::Signer => return add_prices(rate, quantities, sums),
            Per::Envelope => Counts::All(1),
            Per::Document => self.columns.documents,
            Per::Megabyte => self.columns.megabytes,
        };
        match counts {
            Counts::All(count) => {
                let amount = one(rate, count);
                for (sum, users) in sums.iter_mut().zip(quantities) {
                    *sum = sum.saturating_add(if always || *users > 0 { amount } else { 0 });
                }
            }
            Counts::Each(counts) => {
                let counts = counts.get(self.from..).unwrap_or_default();
                for (quantity, count) in quantities.iter_mut().zip(counts) {
                    *quantity = if always || *quantity > 0 { *count } else { 0 };
                }
                add_prices(rate, quantities, sums);
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
}

fn add_prices(rate: &Rate, quantities: &[u32], sums: &mut [i64]) {
    let mut table = [0_i64; TABLE];
    let most = quantities.iter().copied().fold(0, u32::max);
    for (quantity, amount) in (0..=u64::from(most)).zip(table.iter_mut()) {
        *amount = one(rate, quantity);
    }
    for (sum, quantity) in sums.iter_mut().zip(quantities) {
        let known = usize::try_from(*quantity).ok().and_then(|quantity| table.get(quantity));
        let amount = known.copied().unwrap_or_else(|| one(rate, u64::from(*quantity)));
        *sum = sum.saturating_add(amount);
    }
}

/// What a quantity costs; the largest number there is when that is out of range, so that the row is too.
fn one(rate: &Rate, quantity: u64) -> i64 {
    rate.price.amount(quantity).map_or(i64::MAX, Amount::get)
}

/// The rows in which a signer may still choose, each as an order of its own.
fn bound(
    version: &Version,
    columns: &Columns<'_>,
    total: &mut [i64],
    minimum: &mut [i64],
) -> Result<(), Error> {
    let (mut signers, mut priced) = (Vec::new(), PricedOrder::default());
    for (row, (total, minimum)) in total.iter_mut().zip(minimum.iter_mut()).enumerate() {
        let in_row = |error: Error| Error { path: format!("/{row}"), ..error };
        signers.clear();
        let mut open = false;
        for (methods, column) in columns.signers {
            let count = column.get(row).copied().unwrap_or(0) as usize;
            if count > MAX_SIGNERS.saturating_sub(signers.len()) {
                let message = format!("more than `{MAX_SIGNERS}` signers; use several envelopes");
                return Err(in_row(Error::new(Code::LimitExceeded, "", message)));
            }
            signers.resize(signers.len().saturating_add(count), *methods);
            open |= methods.len() > 1 && count > 0;
        }
        if open {
            let (documents, megabytes) = (columns.documents.at(row), columns.megabytes.at(row));
            let order = Order { signers: &signers, documents, megabytes };
            priced.price(version, &order).map_err(in_row)?;
            (*total, *minimum) = (priced.total.get(), priced.minimum.get());
        }
    }
    Ok(())
}
