//! What is wrong with a price book, and what only looks wrong.

use serde::Serialize;

use super::{Bonus, Model, Per, PriceBook, Rate, TopUp, format};
use crate::amount;
use crate::book::MAX_SIGNERS;
use crate::error::Code;
use crate::input::{Mistake, Problems};
use crate::json::{Document, Place, Value};
use crate::message::{message, pieces};

/// One mistake in a price book: what, where, and what to do about it.
///
/// It is not an [`Error`](crate::Error): that is the first finding of [`Severity::Error`], with
/// message and remedy in one text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LintFinding {
    /// The kind of mistake.
    pub code: Code,
    /// Whether the book can be used in spite of it.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// A JSON Pointer (RFC 6901) into the book; empty for the book as a whole.
    pub path: String,
    /// What to do.
    pub remedy: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The book cannot be used.
    Error,
    /// The book can be used, and may not say what was meant.
    Warning,
}

impl Severity {
    /// The severity as it is written in reports and in JavaScript: `error` or `warning`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl LintFinding {
    fn of(mistake: Mistake, severity: Severity) -> Self {
        let Mistake { code, path, message, remedy } = mistake;
        Self { code, severity, message, path, remedy }
    }
}

impl PriceBook {
    /// What is wrong with a JSON document that is meant to be a price book.
    ///
    /// Errors are all that keep it from being one, in the order of the document, at most a thousand. Warnings come after
    /// them. They speak of prices, so there are none where a price could not be read.
    ///
    /// ```
    /// let book = sealquote::json::parse(r#"{ "priceBook": "mine", "unit": "credit" }"#)?;
    /// let findings = sealquote::PriceBook::lint(&book);
    /// assert_eq!(findings[0].path, "/versions");
    /// assert_eq!(findings[0].remedy, "add it");
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    #[must_use]
    pub fn lint(source: &Value) -> Vec<LintFinding> {
        Self::lint_place(Document::from(source).root())
    }

    pub(crate) fn lint_place(source: Place<'_>) -> Vec<LintFinding> {
        let (book, mut mistakes, is_whole) = format::read(source);
        let errors = mistakes.len();
        if let Some(book) = book.filter(|_| is_whole) {
            mistakes.append(&mut doubts(&book));
        }
        let findings = mistakes.into_iter().enumerate().map(|(number, mistake)| {
            let is_error = number < errors;
            LintFinding::of(mistake, if is_error { Severity::Error } else { Severity::Warning })
        });
        findings.collect()
    }
}

fn doubts(book: &PriceBook) -> Vec<Mistake> {
    let mut doubts = Problems::default();
    if let Some(start) = book.first.effective_from() {
        doubts.note(
            Code::Gap,
            String::from("/versions/0/effectiveFrom"),
            pieces!["nothing has a price before `", start, "`"],
            pieces!["write `null` if these prices have always been right"],
        );
    }
    let mut before = &book.first;
    for (number, version) in book.versions().enumerate() {
        let path = message!["/versions/", number];
        for method in before.methods() {
            if version.method(method).is_none() {
                doubts.note(
                    Code::MethodNeverPriced,
                    message![path, "/rates"],
                    pieces!["`", method, "` had a price in `", before.label, "` and has none here"],
                    pieces!["name it in a rate, unless it is no longer offered"],
                );
            }
        }
        for (number, rate) in version.rates.iter().enumerate() {
            doubt_tiers(rate, &message![path, "/rates/", number, "/price/tiers"], &mut doubts);
        }
        doubt_offers(&version.top_up, &message![path, "/topUp"], &mut doubts);
        before = version;
    }
    doubts.into_vec()
}

/// Tiers that no quantity falls in, and tiers of a volume where the total falls.
fn doubt_tiers(rate: &Rate, path: &str, doubts: &mut Problems) {
    let (tiers, whole_volume) = match &rate.price.model {
        Model::Graduated { tiers } => (tiers, false),
        Model::Volume { tiers } => (tiers, true),
        _ => return,
    };
    let most = match rate.per {
        Per::Envelope => 1,
        Per::Signer => MAX_SIGNERS as u64,
        Per::Document | Per::Megabyte => amount::MAX.unsigned_abs(),
    };
    let mut quantity = rate.price.included;
    for (number, tier) in tiers.iter().enumerate() {
        let path = || message![path, "/", number];
        let first = quantity.saturating_add(1);
        if first > most {
            let remedy = if tiers.len() > 1 {
                pieces!["leave it out, and let the last tier end with `null`"]
            } else {
                pieces!["include fewer, or leave the rate out"]
            };
            doubts.note(
                Code::UnreachableTier,
                path(),
                pieces!["this tier begins at `", first, "`, and there are never over `", most, "`"],
                remedy,
            );
        } else if whole_volume
            && let (Some(before), Some(costs)) =
                (rate.price.amount(quantity), rate.price.amount(first))
            && costs < before
        {
            doubts.note(
                Code::FallingPrice,
                path(),
                pieces![
                    "`",
                    first,
                    "` cost `",
                    costs,
                    "` in all, and `",
                    quantity,
                    "` cost `",
                    before,
                    "`"
                ],
                pieces!["raise this tier or lower the one before, so that more never costs less"],
            );
        }
        quantity = rate.price.included.saturating_add(tier.up_to.unwrap_or_default());
    }
}

/// Amounts that are on offer twice, and bonuses that make a larger purchase worse.
fn doubt_offers(top_up: &TopUp, path: &str, doubts: &mut Problems) {
    for (number, preset) in top_up.presets.iter().enumerate() {
        if top_up.presets.iter().take(number).any(|earlier| earlier == preset) {
            doubts.note(
                Code::DuplicatePreset,
                message![path, "/presets/", number],
                pieces!["`", preset, "` is on offer twice"],
                pieces!["leave one out"],
            );
        }
    }
    for (number, offer) in top_up.bonuses.iter().enumerate() {
        let better = |other: &&Bonus| other.purchase <= offer.purchase && other.bonus > offer.bonus;
        if let Some(Bonus { purchase, bonus }) = top_up.bonuses.iter().find(better) {
            doubts.note(
                Code::WorseBonus,
                message![path, "/bonuses/", number, "/bonus"],
                pieces![
                    "`",
                    offer.purchase,
                    "` earns `",
                    offer.bonus,
                    "`, and a purchase of `",
                    purchase,
                    "` earns `",
                    bonus,
                    "`"
                ],
                pieces!["give at least `", bonus, "`, or leave this bonus out"],
            );
        }
    }
}
