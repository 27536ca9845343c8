//! Rows of ledgers, of which everything can be changed.

use sealquote::Instant;
use sealquote::amount::Amount;
use sealquote::ledger::{Kind, Row};

/// When March 2026 begins, in seconds since 1970.
pub const MARCH: i64 = 1_772_323_200;

#[derive(Clone, Debug)]
pub struct Entry {
    pub id: String,
    pub kind: Kind,
    pub amount: i64,
    pub balance: i64,
    pub document: Option<String>,
    pub method: Option<&'static str>,
    pub wallet: Option<String>,
    /// When it was booked, in seconds since 1970.
    pub at: i64,
}

impl Entry {
    pub fn new(kind: Kind, amount: i64, at: i64) -> Self {
        let (id, document, method, wallet) = (String::new(), None, None, None);
        Self { id, kind, amount, balance: 0, document, method, wallet, at }
    }

    pub fn change(&self) -> i64 {
        if self.kind == Kind::Consume { -self.amount } else { self.amount }
    }

    pub fn row(&self) -> Row<'_> {
        Row {
            id: &self.id,
            kind: self.kind,
            amount: Amount::new(self.amount).unwrap(),
            balance_after: Amount::new(self.balance).unwrap(),
            document_id: self.document.as_deref(),
            signature_method: self.method,
            wallet_id: self.wallet.as_deref(),
            created_at: Instant::from_seconds(self.at, 0).unwrap(),
        }
    }
}
