//! Statements of a ledger's wallets.

use std::path::PathBuf;

use sealquote::amount::Amount;
use sealquote::history::{Context, Statement, StatementFold};
use sealquote::ledger::{Chains, Row};
use serde::Serialize;

use crate::account::{self, Added};
use crate::figures::{self, MAX_LISTED, figures, only_listed, table, wallet_name};
use crate::tally::Account;
use crate::{Reading, Unreadable};

/// What a ledger's wallets hold, and the sums of their histories.
#[derive(Serialize)]
pub(crate) struct Statements {
    rows: u64,
    unreadable: u64,
    /// All wallets together.
    total: Statement,
    wallets: Vec<WalletStatement>,
}

#[derive(Serialize)]
struct WalletStatement {
    wallet: Option<String>,
    file: Option<String>,
    #[serde(flatten)]
    statement: Statement,
}

struct Nothing;

impl Account for Nothing {
    type Wallet = StatementFold;

    fn push(&mut self, wallet: &mut StatementFold, place: u64, row: &Row<'_>, _: Option<&str>) {
        wallet.push(place, row);
    }

    fn touch(wallet: &StatementFold) -> u64 {
        u64::from(wallet.is_empty())
    }

    fn merge(&mut self, Self: Self) {}

    fn merge_wallet(wallet: &mut StatementFold, other: StatementFold) {
        wallet.merge(other);
    }
}

/// The statements of a ledger's files, and the rows of them that could not be read, in words.
pub(crate) fn state(
    files: &[PathBuf],
    reading: &Reading,
    chains: Chains,
    context: Context,
) -> Result<(Statements, Vec<String>), Unreadable> {
    let Added { wallets, rows, unreadable, told, .. } =
        account::add_up(files, reading, chains, || Nothing)?;
    let failed = |error: sealquote::Error| Unreadable::new(error.to_string());
    let mut total = StatementFold::default().finish(context).map_err(failed)?;
    let mut statements = Vec::with_capacity(wallets.len());
    for wallet in wallets {
        let statement = wallet.kept.finish(context).map_err(failed)?;
        total = sum(&total, &statement).ok_or_else(|| {
            Unreadable::new("a sum of all wallets is beyond 2^53 - 1; take fewer files at once")
        })?;
        statements.push(WalletStatement { wallet: wallet.id, file: wallet.file, statement });
    }
    Ok((Statements { rows, unreadable, total, wallets: statements }, told))
}

/// The statements as text.
pub(crate) fn text(statements: &Statements) -> String {
    let Statements { rows, unreadable, total, wallets } = statements;
    let mut text = figures::read(*rows, wallets.len(), *unreadable);
    text.push('\n');
    text.push_str(&figures(
        &[
            ("added", total.total_added.get()),
            ("used", total.total_used.get().wrapping_neg()),
            ("refunded", total.total_refunded.get()),
            ("balance", total.balance.get()),
        ],
        "credit",
    ));
    if wallets.len() > 1 {
        let sums = |of: &Statement| {
            [of.total_added, of.total_used, of.total_refunded, of.balance].map(Amount::get)
        };
        let listed = wallets.iter().take(MAX_LISTED);
        let listed: Vec<_> =
            listed.map(|of| (wallet_name(&of.wallet, &of.file), sums(&of.statement))).collect();
        text.push('\n');
        text.push_str(&table("wallet", ["added", "used", "refunded", "balance"], &listed));
        text.push_str(&only_listed(wallets.len()));
    }
    text
}

fn sum(a: &Statement, b: &Statement) -> Option<Statement> {
    Some(Statement {
        context: a.context,
        balance: a.balance.checked_add(b.balance)?,
        total_used: a.total_used.checked_add(b.total_used)?,
        total_added: a.total_added.checked_add(b.total_added)?,
        total_refunded: a.total_refunded.checked_add(b.total_refunded)?,
    })
}
