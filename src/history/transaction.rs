//! Whole rows of a history, kept so that they can be listed again as they came.

use serde::{Serialize, Serializer};

use crate::amount::Amount;
use crate::error::Error;
use crate::input::{Node, Problems};
use crate::json::{Document, Value};
use crate::ledger::{KINDS, Kind, Row, read_row};
use crate::time::Instant;

/// The most rows that are taken at once; a longer history is folded row by row.
const MAX_ROWS: usize = 1_000_000;

/// One row of a history with all that the vendor's API says of it.
///
/// It is not what [`ledger::Transaction`](crate::ledger::Transaction) is, which keeps only what can be
/// checked. It serializes with the keys of the API in their order; what a row does not have is `null`.
/// Unknown keys are dropped, so that every item has one shape; `walletId`, which exports of several
/// wallets add, follows last on the rows that have it.
///
/// Source: SignSecure API reference, List Credit Transactions.
///
/// ```
/// use sealquote::{history::Transaction, json};
/// let row = r#"{"id":"t1","type":"add","amount":5,"balanceAfter":5,"createdAt":"2026-03-11T10:30:00Z"}"#;
/// let row = Transaction::from_value(&json::parse(row)?).unwrap();
/// assert_eq!(row.row().change(), 5);
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Transaction {
    id: String,
    #[serde(rename = "type", serialize_with = "kind_name")]
    kind: Kind,
    amount: Amount,
    balance_after: Amount,
    reason: Option<String>,
    description: Option<String>,
    document_id: Option<String>,
    signature_method: Option<String>,
    source: Option<String>,
    /// As it was written: an instant has more than one text.
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    wallet_id: Option<String>,
    #[serde(skip)]
    instant: Instant,
}

impl Transaction {
    /// The row that a JSON object describes; `envelopeId` is read for `documentId`.
    ///
    /// # Errors
    /// All mistakes in it.
    pub fn from_value(source: &Value) -> Result<Self, Vec<Error>> {
        let mut problems = Problems::default();
        let row = read(&Node::new(Document::from(source).root()), &mut problems);
        problems.finish(row)
    }

    /// The rows of a JSON array, at most a million.
    ///
    /// # Errors
    /// All mistakes in it, at most a thousand, each with its path from the array.
    pub fn list_from_value(source: &Value) -> Result<Vec<Self>, Vec<Error>> {
        let mut problems = Problems::default();
        let rows = read_all(&Node::new(Document::from(source).root()), &mut problems);
        problems.finish(rows)
    }

    /// What of the row bears on balances and sums.
    #[must_use]
    pub fn row(&self) -> Row<'_> {
        Row {
            id: &self.id,
            kind: self.kind,
            amount: self.amount,
            balance_after: self.balance_after,
            document_id: some(&self.document_id),
            signature_method: some(&self.signature_method),
            wallet_id: some(&self.wallet_id),
            created_at: self.instant,
        }
    }

    /// Where it was caused: `api` or `app`.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        some(&self.source)
    }

    /// The texts between `balanceAfter` and `walletId`, in the order of the keys.
    pub(super) fn texts(&self) -> [Option<&str>; 6] {
        let Self { reason, description, document_id, signature_method, source, .. } = self;
        let texts = [reason, description, document_id, signature_method, source];
        let [a, b, c, d, e] = texts.map(Option::as_deref);
        [a, b, c, d, e, Some(&self.created_at)]
    }
}

/// Every row of an array; rows with a mistake are left out.
pub(super) fn read_all(node: &Node<'_>, problems: &mut Problems) -> Option<Vec<Transaction>> {
    let nodes = node.array(MAX_ROWS, problems)?;
    Some(nodes.filter_map(|node| read(&node, problems)).collect())
}

fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Transaction> {
    let fields = node.open_object(problems)?;
    let row = read_row(&fields, problems);
    let mut text = |key: &str| {
        let node = fields.optional(key).filter(|node| !node.value.is_null())?;
        node.string(problems).map(str::to_owned)
    };
    let (reason, description, source) = (text("reason"), text("description"), text("source"));
    // These were checked with the row; here an empty text is kept apart from none.
    let checked = |key: &str| fields.optional(key)?.value.string().map(str::to_owned);
    let row = row?;
    Some(Transaction {
        id: row.id.to_owned(),
        kind: row.kind,
        amount: row.amount,
        balance_after: row.balance_after,
        reason,
        description,
        document_id: row.document_id.map(str::to_owned).or_else(|| checked("documentId")),
        signature_method: checked("signatureMethod"),
        source,
        created_at: checked("createdAt")?,
        wallet_id: row.wallet_id.map(str::to_owned),
        instant: row.created_at,
    })
}

fn some(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

/// The name of a kind, as the API has it.
pub(super) fn name_of(kind: Kind) -> &'static str {
    KINDS.iter().find(|(_, other)| *other == kind).map_or("", |(name, _)| name)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
fn kind_name<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(name_of(*kind))
}
