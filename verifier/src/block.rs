//! Rows that were read together, on their way from one thread to the other.

use sealquote::Instant;
use sealquote::amount::Amount;
use sealquote::ledger::{Kind, Row, Transaction};

/// A piece of a block's text in half the room of a slice; empty for a text that is not there. A block is far below 4 GB.
#[derive(Clone, Copy, Default)]
struct Short {
    from: u32,
    length: u32,
}

impl Short {
    fn of(piece: Option<&str>, text: &str) -> Self {
        let piece = piece.unwrap_or_default();
        let from = piece.as_ptr().addr().wrapping_sub(text.as_ptr().addr());
        let length = u32::try_from(piece.len()).unwrap_or(0);
        Self { from: u32::try_from(from).unwrap_or(0), length }
    }

    fn text(self, text: &str) -> Option<&str> {
        let from = usize::try_from(self.from).ok()?;
        let end = from.checked_add(usize::try_from(self.length).ok()?)?;
        text.get(from..end).filter(|piece| !piece.is_empty())
    }
}

/// A row whose texts stand in the block.
#[derive(Clone, Copy)]
struct Scanned {
    id: Short,
    document_id: Short,
    signature_method: Short,
    wallet_id: Short,
    amount: Amount,
    balance_after: Amount,
    created_at: Instant,
    kind: Kind,
}

enum Line {
    Scanned(Scanned),
    Read(Box<Transaction>),
    Bad(Box<str>),
}

/// Whole lines in the order of the file.
pub(crate) struct Block {
    /// What the scanned rows' texts are in.
    pub(crate) text: String,
    lines: Vec<Line>,
}

impl Block {
    pub(crate) fn with_capacity(lines: usize) -> Self {
        Self { text: String::new(), lines: Vec::with_capacity(lines) }
    }

    /// Adds a row whose texts are pieces of `text`, which is the block's or will be.
    pub(crate) fn push_row(&mut self, row: &Row<'_>, text: &str) {
        self.lines.push(Line::Scanned(Scanned {
            id: Short::of(Some(row.id), text),
            document_id: Short::of(row.document_id, text),
            signature_method: Short::of(row.signature_method, text),
            wallet_id: Short::of(row.wallet_id, text),
            amount: row.amount,
            balance_after: row.balance_after,
            created_at: row.created_at,
            kind: row.kind,
        }));
    }

    /// Adds a row whose texts are elsewhere.
    pub(crate) fn push_copy(&mut self, row: &Row<'_>) {
        let mut copy = |piece: Option<&str>| {
            let piece = piece.unwrap_or_default();
            let from = u32::try_from(self.text.len()).unwrap_or(0);
            self.text.push_str(piece);
            Short { from, length: u32::try_from(piece.len()).unwrap_or(0) }
        };
        self.lines.push(Line::Scanned(Scanned {
            id: copy(Some(row.id)),
            document_id: copy(row.document_id),
            signature_method: copy(row.signature_method),
            wallet_id: copy(row.wallet_id),
            amount: row.amount,
            balance_after: row.balance_after,
            created_at: row.created_at,
            kind: row.kind,
        }));
    }

    pub(crate) fn push_transaction(&mut self, transaction: Transaction) {
        self.lines.push(Line::Read(Box::new(transaction)));
    }

    pub(crate) fn push_bad(&mut self, reason: String) {
        self.lines.push(Line::Bad(reason.into()));
    }

    /// Every line in turn: its row, or why it has none.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Result<Row<'_>, &str>> {
        self.lines.iter().map(|line| match line {
            Line::Scanned(row) => Ok(Row {
                id: row.id.text(&self.text).unwrap_or_default(),
                kind: row.kind,
                amount: row.amount,
                balance_after: row.balance_after,
                document_id: row.document_id.text(&self.text),
                signature_method: row.signature_method.text(&self.text),
                wallet_id: row.wallet_id.text(&self.text),
                created_at: row.created_at,
            }),
            Line::Read(transaction) => Ok(transaction.row()),
            Line::Bad(reason) => Err(&**reason),
        })
    }
}
