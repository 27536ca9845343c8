//! What a wallet holds, and what was ever spent, added and returned.

use serde::Serialize;

use super::order::Newest;
use super::{Transaction, sum};
use crate::amount::Amount;
use crate::error::{Code, Error};
use crate::input::{Node, Problems};
use crate::json::{Document, Value};
use crate::ledger::{Kind, Row};
use crate::message::message;

/// Whose credits a statement is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Context {
    /// A person's own wallet.
    #[default]
    Personal,
    /// An organization's wallet, or a member's share of it.
    Organization,
}

/// The names of the contexts.
const CONTEXTS: [(&str, Context); 2] =
    [("personal", Context::Personal), ("organization", Context::Organization)];

impl Context {
    /// The `context` of an object of options, `personal` when it says none.
    ///
    /// # Errors
    /// All mistakes in it.
    pub fn from_value(options: &Value) -> Result<Self, Vec<Error>> {
        let mut problems = Problems::default();
        let document = Document::from(options);
        let node = Node::new(document.root());
        let fields = node.object(&["context"], &mut problems);
        let context = fields.map(|fields| match fields.optional("context") {
            Some(node) => node.choice(&CONTEXTS, &mut problems),
            None => Some(Self::default()),
        });
        problems.finish(context.flatten())
    }
}

/// What a wallet holds, and the sums of its history.
///
/// It is not a check: a balance is taken as the newest row records it (see
/// [`Verifier`](crate::ledger::Verifier)). The sums are of sizes, each at least 0; refunds have a sum of
/// their own and are not taken off `total_used`, so that
/// opening + added - used + refunded = balance.
///
/// Source: SignSecure documentation, Credits page (`/credits/balance`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// Whose credits these are.
    pub context: Context,
    /// The balance after the newest row; 0 without any row.
    pub balance: Amount,
    /// Credits spent.
    pub total_used: Amount,
    /// Credits bought or given.
    pub total_added: Amount,
    /// Credits returned.
    pub total_refunded: Amount,
}

/// A running statement of one wallet: rows in any order, constant memory.
///
/// Two parts of a history that were folded apart [merge](Self::merge) to what the whole gives. A row's
/// place, which no other row has, is its number in the listing: it settles which of two rows of one instant
/// is newer where their balances do not.
///
/// ```
/// use sealquote::{history::{Context, StatementFold, Transaction}, json};
/// let row = r#"{"id":"t1","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-03-11T10:30:00Z"}"#;
/// let row = Transaction::from_value(&json::parse(row)?).unwrap();
/// let mut statement = StatementFold::default();
/// statement.push(0, &row.row());
/// assert_eq!(statement.finish(Context::Personal)?.balance.get(), 5);
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct StatementFold {
    // Sizes only add up, so a sum that stops at the largest number is noticed at the end.
    used: i64,
    added: i64,
    refunded: i64,
    newest: Newest,
}

impl StatementFold {
    /// Takes the row at a place of the listing.
    pub fn push(&mut self, place: u64, row: &Row<'_>) {
        let sum = match row.kind {
            Kind::Consume => &mut self.used,
            Kind::Add => &mut self.added,
            Kind::Refund => &mut self.refunded,
        };
        *sum = sum.saturating_add(row.size().get());
        self.newest.push(place, row);
    }

    /// Whether no row was taken yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.newest.is_empty()
    }

    /// Takes all rows that another fold has taken.
    pub fn merge(&mut self, other: Self) {
        self.used = self.used.saturating_add(other.used);
        self.added = self.added.saturating_add(other.added);
        self.refunded = self.refunded.saturating_add(other.refunded);
        self.newest.merge(other.newest);
    }

    /// The statement of the rows so far.
    ///
    /// # Errors
    /// `AMOUNT_OUT_OF_RANGE` when a sum is beyond 2^53 - 1.
    pub fn finish(&self, context: Context) -> Result<Statement, Error> {
        Ok(Statement {
            context,
            balance: Amount::new(self.newest.balance()).unwrap_or_default(),
            total_used: sum("totalUsed", self.used)?,
            total_added: sum("totalAdded", self.added)?,
            total_refunded: sum("totalRefunded", self.refunded)?,
        })
    }
}

/// The statement of one wallet's rows, oldest or newest first.
///
/// # Errors
/// `INVALID_VALUE` at the first row that belongs to another wallet than the first one: a balance is one
/// wallet's. `AMOUNT_OUT_OF_RANGE` when a sum is beyond 2^53 - 1.
///
/// ```
/// use sealquote::{history::{self, Context, Transaction}, json};
/// let rows = r#"[{"id":"t2","type":"consume","amount":1,"balanceAfter":499,"createdAt":"2026-03-11T10:30:00Z"},
///                {"id":"t1","type":"add","amount":500,"balanceAfter":500,"createdAt":"2026-03-11T10:29:00Z"}]"#;
/// let rows = Transaction::list_from_value(&json::parse(rows)?).unwrap();
/// let statement = history::statement(&rows, Context::Personal)?;
/// assert_eq!((statement.balance.get(), statement.total_used.get()), (499, 1));
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn statement(rows: &[Transaction], context: Context) -> Result<Statement, Error> {
    one_wallet(rows)?;
    let mut fold = StatementFold::default();
    for (place, row) in (0..).zip(rows) {
        fold.push(place, &row.row());
    }
    fold.finish(context)
}

/// That no two rows belong to different wallets.
pub(super) fn one_wallet(rows: &[Transaction]) -> Result<(), Error> {
    let Some(first) = rows.first().map(Transaction::row) else { return Ok(()) };
    let other = rows.iter().position(|row| row.row().wallet_id != first.wallet_id);
    let Some(number) = other else { return Ok(()) };
    let message = "a row of another wallet than the first; give the rows of one wallet at a time";
    Err(Error::new(Code::InvalidValue, message!["/", number, "/walletId"], message))
}
