//! What the user says of a ledger where the sources leave it open.

use clap::Args;
use clap::builder::{ArgPredicate, PossibleValue, PossibleValuesParser, TypedValueParser};
use sealquote::ledger::{
    Chains, Convention, Conventions, Payers, PricedAt, Refunds, RowOrder, Signs, ZeroRows,
};

/// By these a ledger goes on from month to month, so that files are not wallets of their own.
const GOES_ON: [&str; 2] = ["checkpoint", "checkpoint_out"];

/// What follows what, where the vendor's documents leave it open
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Where the sources leave it open")]
pub(crate) struct Chained {
    /// Which rows without `walletId` follow each other
    #[arg(long, value_name = "WHICH", value_parser = names::<Chains>(), default_value = Chains::default().name())]
    pub(crate) chains: Chains,
}

/// How rows are listed, where the vendor's documents leave it open
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Where the sources leave it open")]
pub(crate) struct Listed {
    /// Which way listings run
    #[arg(long, value_name = "ORDER", value_parser = names::<RowOrder>(), default_value = RowOrder::default().name())]
    pub(crate) row_order: RowOrder,
    #[command(flatten)]
    pub(crate) chained: Chained,
}

/// How the ledger is kept, where the vendor's documents leave it open
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Where the sources leave it open")]
pub(crate) struct Said {
    /// Which way listings run
    #[arg(long, value_name = "ORDER", value_parser = names::<RowOrder>(), default_value = RowOrder::default().name())]
    row_order: RowOrder,
    /// Which rows without `walletId` follow each other; where a checkpoint is read or left, those of the ledger unless another
    /// is said
    #[arg(
        long,
        value_name = "WHICH",
        value_parser = names::<Chains>(),
        default_value = Chains::default().name(),
        default_value_ifs = GOES_ON.map(|checkpoint| (checkpoint, ArgPredicate::IsPresent, Chains::Ledger.name())),
    )]
    chains: Chains,
    /// Which sign `amount` has
    #[arg(long, value_name = "SIGN", value_parser = names::<Signs>(), default_value = Signs::default().name())]
    signs: Signs,
    /// Which version of the book prices an envelope whose rows straddle two; what `--activity` makes due is priced at send
    #[arg(long, value_name = "WHEN", value_parser = names::<PricedAt>(), default_value = PricedAt::default().name())]
    priced_at: PricedAt,
    /// What a later signer of a flat method leaves
    #[arg(long, value_name = "WHETHER", value_parser = names::<ZeroRows>(), default_value = ZeroRows::default().name())]
    zero_rows: ZeroRows,
    /// Whether charges come back for an envelope that `--activity` says failed or was cancelled, as far as the book refunds
    #[arg(long, value_name = "WHETHER", value_parser = names::<Refunds>(), default_value = Refunds::default().name())]
    refunds: Refunds,
    /// Who pays for an envelope
    #[arg(long, value_name = "WHO", value_parser = names::<Payers>(), default_value = Payers::default().name())]
    payers: Payers,
}

impl From<Said> for Conventions {
    fn from(said: Said) -> Self {
        let Said { row_order, chains, signs, priced_at, zero_rows, refunds, payers } = said;
        Self { row_order, chains, signs, priced_at, zero_rows, refunds, payers }
    }
}

/// Takes the names of a convention, with what each means in the help.
fn names<C: Convention>() -> impl TypedValueParser<Value = C> {
    let known = C::NAMES.iter().map(|(name, one)| PossibleValue::new(*name).help(one.meaning()));
    PossibleValuesParser::new(known.collect::<Vec<_>>()).map(|said| {
        let found = C::NAMES.iter().find(|(name, _)| *name == said);
        found.map(|(_, one)| *one).unwrap_or_default()
    })
}
