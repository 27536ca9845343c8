//! `sealquote root`, `prove` and `check-proof`.

use std::path::PathBuf;

use clap::Args;
use sealquote::proof::{TreeHead, Wanted};

use super::{Answer, CLEAN, FINDINGS, Format, pretty, tell_rows, watched};
use crate::conventions::Listed;
use crate::inputs::{named, read_text};
use crate::{Reading, proof};

/// Say the Merkle root of each wallet: what to write down, to show later that nothing was changed since
///
/// A root is written with the number of its rows, such as 353:9f…, as `prove` and `check-proof` take it. The tree is that
/// of RFC 6962; its leaves are the rows as canonical JSON (RFC 8785), oldest first, whatever they were read from: of each
/// `amount`, `balanceAfter`, `createdAt`, `documentId`, `id`, `signatureMethod`, `type` and `walletId`, and nothing else, such
/// as `reason`, `description` or `source`, which may be worded anew.
/// Exit code 0 when every row was read, 2 when any could not be: then the tree lacks it.
#[derive(Args)]
#[command(after_help = super::examples::ROOT)]
pub(super) struct Root {
    /// The ledger, as `verify` takes it
    ledger: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// How the roots are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    listed: Listed,
}

impl Root {
    pub(super) fn perform(self, quiet: bool) -> Answer {
        let Self { ledger, reading, listed, format } = self;
        let (roots, told) = proof::roots(&ledger, &watched(reading, quiet), listed)?;
        let text = match format {
            Format::Text => proof::text(&roots),
            Format::Json => pretty(&roots)?,
        };
        Ok((text, tell_rows(&told)))
    }
}

/// Prove, as JSON, that a row is in a wallet, or that a wallet only grew since it had so many rows
///
/// Whoever has the root can check the proof without the ledger. Exit code 0, or 2 when the ledger could not be read or
/// has no such row.
#[derive(Args)]
#[command(after_help = super::examples::PROVE)]
pub(super) struct Prove {
    /// The ledger, as `verify` takes it
    ledger: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// The wallet; may be left out when there is one
    #[arg(long, value_name = "WALLET")]
    wallet: Option<String>,
    /// The row that is to be shown to be there
    #[arg(long, value_name = "ID", conflicts_with = "size", required_unless_present = "size")]
    id: Option<String>,
    /// How many rows there were when the earlier root was written down
    #[arg(long, value_name = "ROWS")]
    size: Option<u64>,
    #[command(flatten)]
    listed: Listed,
}

impl Prove {
    pub(super) fn perform(self, quiet: bool) -> Answer {
        let Self { ledger, reading, listed, wallet, id, size } = self;
        let wanted = id.map_or(Wanted::Tree(size.unwrap_or(0)), Wanted::Row);
        let (proof, told) =
            proof::prove(&ledger, &watched(reading, quiet), listed, wallet.as_deref(), wanted)?;
        Ok((pretty(&proof)?, tell_rows(&told)))
    }
}

/// Check a proof against a root that was written down
///
/// Exit code 0 when it holds, 1 when it does not, 2 when it could not be read.
#[derive(Args)]
#[command(after_help = super::examples::CHECK_PROOF)]
pub(super) struct CheckProof {
    /// The proof's file; standard input by `-`
    proof: PathBuf,
    /// The wallet's root, from somewhere that is trusted, as `root` writes it
    #[arg(long, value_name = "ROWS:HASH", value_parser = proof::parse_head)]
    root: TreeHead,
    /// The wallet's earlier root, for a proof that it only grew
    #[arg(long, value_name = "ROWS:HASH", value_parser = proof::parse_head)]
    earlier: Option<TreeHead>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl CheckProof {
    pub(super) fn perform(self) -> Answer {
        let Self { proof, root, earlier, format } = self;
        let text = read_text(&proof)?;
        let checked = proof::check(&named(&proof), &text, &root, earlier.as_ref())?;
        let code = if checked.holds() { CLEAN } else { FINDINGS };
        let text = match format {
            Format::Text => checked.text(),
            Format::Json => pretty(&checked)?,
        };
        Ok((text, code))
    }
}
