//! What a ledger's wallets spent in a period, and on what.

use std::path::PathBuf;

use sealquote::Error;
use sealquote::amount::Amount;
use sealquote::history::{Usage, UsageFold, UsageQuery};
use sealquote::json::Value;
use sealquote::ledger::{Chains, Kind, Row};
use serde::Serialize;

use crate::account::{self, Added};
use crate::figures::{self, MAX_LISTED, figures, only_listed, table, wallet_name};
use crate::tally::Account;
use crate::{Reading, Unreadable};

/// What a ledger's wallets spent in a period, and on what.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LedgerUsage {
    rows: u64,
    unreadable: u64,
    /// All wallets together.
    #[serde(flatten)]
    usage: Usage,
    wallets: Vec<WalletUsage>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WalletUsage {
    wallet: Option<String>,
    file: Option<String>,
    total_used: Amount,
    total_refunded: Amount,
}

/// Credits spent and returned in the period; sums that stop at the largest number are noticed at the end.
#[derive(Default)]
pub(crate) struct Sums {
    used: i64,
    refunded: i64,
}

impl Account for UsageFold {
    type Wallet = Sums;

    fn push(&mut self, wallet: &mut Sums, _: u64, row: &Row<'_>, source: Option<&str>) {
        if self.push(row, source) {
            let sum =
                if row.kind == Kind::Refund { &mut wallet.refunded } else { &mut wallet.used };
            *sum = sum.saturating_add(row.size().get());
        }
    }

    fn touch(wallet: &Sums) -> u64 {
        wallet.used.unsigned_abs()
    }

    fn merge(&mut self, other: Self) {
        self.merge(&other);
    }

    fn merge_wallet(wallet: &mut Sums, other: Sums) {
        wallet.used = wallet.used.saturating_add(other.used);
        wallet.refunded = wallet.refunded.saturating_add(other.refunded);
    }
}

/// The period that the command's options name.
pub(crate) fn period(
    start: Option<String>,
    end: Option<String>,
    utc_offset: Option<String>,
) -> Result<UsageQuery, Unreadable> {
    let options = [("startDate", start), ("endDate", end), ("utcOffset", utc_offset)];
    let given = options.into_iter().filter_map(|(key, value)| Some((key.into(), value?)));
    let query = given.map(|(key, value)| (key, Value::String(value))).collect();
    UsageQuery::from_value(&Value::Object(query)).map_err(|errors| {
        let told: Vec<String> = errors.iter().map(told).collect();
        Unreadable::new(told.join("\nsealquote: "))
    })
}

fn told(error: &Error) -> String {
    let option = match error.path.as_str() {
        "/startDate" => "--start",
        "/endDate" => "--end",
        _ => "--utc-offset",
    };
    format!("{} in `{option}`: {}", error.code.as_str(), error.message)
}

/// What a ledger's files spent in a period, and the rows of them that could not be read, in words.
pub(crate) fn tell(
    files: &[PathBuf],
    reading: &Reading,
    chains: Chains,
    query: UsageQuery,
) -> Result<(LedgerUsage, Vec<String>), Unreadable> {
    let Added { account, wallets, rows, unreadable, told } =
        account::add_up(files, reading, chains, || UsageFold::new(query))?;
    let usage = account.finish().map_err(|error| Unreadable::new(error.to_string()))?;
    // No wallet's sum is beyond that of all.
    let amount = |sum| Amount::new(sum).unwrap_or_default();
    let wallets = wallets.into_iter().map(|wallet| WalletUsage {
        wallet: wallet.id,
        file: wallet.file,
        total_used: amount(wallet.kept.used),
        total_refunded: amount(wallet.kept.refunded),
    });
    let wallets = wallets.collect();
    Ok((LedgerUsage { rows, unreadable, usage, wallets }, told))
}

/// The usage as text.
pub(crate) fn text(answer: &LedgerUsage) -> String {
    let LedgerUsage { rows, unreadable, usage, wallets } = answer;
    let mut text = figures::read(*rows, wallets.len(), *unreadable);
    let bounds = [(&usage.period.from, "from"), (&usage.period.to, "before")];
    for (at, word) in bounds {
        if let Some(at) = at {
            text.push_str(&format!(", {word} {at}"));
        }
    }
    text.push('\n');
    let (used, refunded) = (usage.total_used.get(), usage.total_refunded.get());
    text.push_str(&figures(&[("used", used), ("refunded", refunded)], "credit"));
    let named = |name: &Option<String>| name.clone().unwrap_or_else(|| String::from("(none)"));
    let methods =
        usage.by_method.iter().map(|of| (named(&of.signature_method), of.used, of.refunded));
    push_table("method", methods, &mut text);
    let sources = usage.by_source.iter().map(|of| (named(&of.source), of.used, of.refunded));
    push_table("source", sources, &mut text);
    let days = usage.by_day.iter().map(|of| (of.date.to_string(), of.used, of.refunded));
    push_table("day", days, &mut text);
    if wallets.len() > 1 {
        let listed = wallets
            .iter()
            .take(MAX_LISTED)
            .map(|of| (wallet_name(&of.wallet, &of.file), of.total_used, of.total_refunded));
        push_table("wallet", listed, &mut text);
        text.push_str(&only_listed(wallets.len()));
    }
    text
}

fn push_table(head: &str, rows: impl Iterator<Item = (String, Amount, Amount)>, text: &mut String) {
    let rows: Vec<_> =
        rows.map(|(name, used, refunded)| (name, [used.get(), refunded.get()])).collect();
    if !rows.is_empty() {
        text.push('\n');
        text.push_str(&table(head, ["used", "refunded"], &rows));
    }
}
