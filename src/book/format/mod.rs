//! The price book's JSON form: reading it, and every mistake that can be made in it.

pub(super) mod credits;
pub(super) mod prices;
pub(super) mod rates;

use std::sync::OnceLock;

use super::{ChargeOn, Effective, PriceBook, Version};
use crate::error::Code;
use crate::input::{Fields, Mistake, Node, Problems};
use crate::json::{Kind, Place};
use crate::message::{message, pieces};

pub use prices::MAX_TIERS;
pub use rates::MAX_RATES;

/// The most versions a book may have.
pub const MAX_VERSIONS: usize = 1_000;

/// The book, as far as it could be read, every mistake in it, and whether all of its prices are there.
pub(super) fn read(source: Place<'_>) -> (Option<PriceBook>, Vec<Mistake>, bool) {
    let mut problems = Problems::default();
    let book = read_book(&Node::new(source), &mut problems);
    let is_whole = !problems.has_lost;
    (book, problems.into_vec(), is_whole)
}

pub(super) const BOOK_KEYS: [&str; 4] = ["$schema", "priceBook", "unit", "versions"];

fn read_book(node: &Node<'_>, problems: &mut Problems) -> Option<PriceBook> {
    let fields = node.object(&BOOK_KEYS, problems)?;
    if let Some(schema) = fields.optional("$schema") {
        schema.string(problems);
    }
    let id = fields.name("priceBook", problems);
    let unit = fields.name("unit", problems);
    let list = fields.required("versions", problems)?;
    let nodes = list.array(MAX_VERSIONS, problems)?;
    // With just enough room, here and below: what grows leaves holes, and to look for room among those takes long.
    let mut versions: Vec<Version> = Vec::with_capacity(nodes.len());
    for node in nodes {
        if let Some(version) = read_version(&node, versions.last(), problems) {
            if versions.iter().any(|earlier| earlier.label == version.label) {
                let path = message![node.path(), "/version"];
                problems.note(
                    Code::DuplicateVersion,
                    path,
                    pieces!["two versions are called `", version.label, "`"],
                    pieces!["rename one"],
                );
            }
            versions.push(version);
        }
    }
    let mut versions = versions.into_iter();
    let Some(first) = versions.next() else {
        if list.value.kind() == Kind::Array && list.value.places().is_empty() {
            list.note(
                Code::InvalidValue,
                pieces!["no versions"],
                pieces!["give at least one"],
                problems,
            );
        }
        return None;
    };
    Some(PriceBook { id: id?.to_owned(), unit: unit?.to_owned(), first, later: versions.collect() })
}

pub(super) const VERSION_KEYS: [&str; 7] =
    ["version", "effectiveFrom", "chargeOn", "rates", "refunds", "topUp", "signupGrant"];

pub(super) const CHARGES: [(&str, ChargeOn); 2] =
    [("signature", ChargeOn::Signature), ("send", ChargeOn::Send)];

fn read_version(
    node: &Node<'_>,
    before: Option<&Version>,
    problems: &mut Problems,
) -> Option<Version> {
    let fields = node.object(&VERSION_KEYS, problems)?;
    let label = fields.name("version", problems);
    let effective_from = read_effective_from(node, &fields, before, problems);
    let charge_on = fields
        .optional("chargeOn")
        .map_or(Some(ChargeOn::Signature), |node| node.choice(&CHARGES, problems));
    let rates = fields.required("rates", problems);
    let read = rates.as_ref().and_then(|node| rates::read(node, problems));
    let codes = read.as_ref().map(|(_, _, codes)| codes.as_slice());
    // No price depends on what comes back.
    let has_lost = problems.has_lost;
    let refunds = credits::read_refunds(fields.optional("refunds"), codes, problems);
    problems.has_lost = has_lost;
    let top_up = credits::read_top_up(fields.optional("topUp"), problems);
    let signup_grant = fields.amount_if_any("signupGrant", problems);
    let (rates, methods, _) = read?;
    Some(Version {
        label: label?.to_owned(),
        effective_from,
        charge_on: charge_on?,
        rates,
        methods,
        top_up,
        refunds,
        signup_grant: signup_grant?,
        source: node.value.json(),
        digest: OnceLock::new(),
    })
}

fn read_effective_from(
    version: &Node<'_>,
    fields: &Fields<'_>,
    before: Option<&Version>,
    problems: &mut Problems,
) -> Option<Effective> {
    let given = fields.optional("effectiveFrom").filter(|node| !node.value.is_null());
    let path = || message![version.path(), "/effectiveFrom"];
    let Some(node) = given else {
        if before.is_some() {
            problems.note(
                Code::UnorderedVersions,
                path(),
                pieces!["only the first version may begin at `null`"],
                pieces!["say when this one takes over"],
            );
        }
        return None;
    };
    let at = node.instant(problems)?;
    let text = node.string(problems)?.to_owned();
    let earlier = before.and_then(|before| before.effective_from.as_ref());
    if let Some(earlier) = earlier.filter(|earlier| earlier.at >= at) {
        problems.note(
            Code::UnorderedVersions,
            path(),
            pieces![
                "`",
                text,
                "` is not after `",
                earlier.text,
                "`, when the version before it begins"
            ],
            pieces!["order versions by time"],
        );
    }
    Some(Effective { at, text })
}
