//! The price book's JSON form: reading it, and every mistake that can be made in it.

mod credits;
mod prices;
mod rates;

use std::sync::OnceLock;

use super::{ChargeOn, Effective, PriceBook, Version};
use crate::amount::Amount;
use crate::error::{Code, Error};
use crate::input::{Fields, Node, Problems};
use crate::json::Value;

pub use prices::MAX_TIERS;
pub use rates::MAX_RATES;

/// The most versions a book may have.
pub const MAX_VERSIONS: usize = 1_000;

/// The book, as far as it could be read, and every mistake in it.
pub(super) fn read(source: &Value) -> (Option<PriceBook>, Vec<Error>) {
    let mut problems = Problems::default();
    let book = read_book(&Node::root(source), &mut problems);
    (book, problems.into_vec())
}

fn read_book(node: &Node<'_>, problems: &mut Problems) -> Option<PriceBook> {
    let fields = node.object(&["$schema", "priceBook", "unit", "versions"], problems)?;
    if let Some(schema) = fields.optional("$schema") {
        schema.string(problems);
    }
    let id = fields.required("priceBook", problems).and_then(|node| node.name(problems));
    let unit = fields.required("unit", problems).and_then(|node| node.name(problems));
    let list = fields.required("versions", problems)?;
    let mut versions: Vec<Version> = Vec::new();
    for node in list.array(MAX_VERSIONS, problems)? {
        if let Some(version) = read_version(&node, versions.last(), problems) {
            if versions.iter().any(|earlier| earlier.label == version.label) {
                let message = format!("two versions are called `{}`; rename one", version.label);
                problems.add(Code::DuplicateVersion, format!("{}/version", node.path()), message);
            }
            versions.push(version);
        }
    }
    let mut versions = versions.into_iter();
    let Some(first) = versions.next() else {
        if matches!(list.value, Value::Array(items) if items.is_empty()) {
            let message = String::from("no versions; give at least one");
            list.problem(Code::InvalidValue, message, problems);
        }
        return None;
    };
    Some(PriceBook { id: id?.to_owned(), unit: unit?.to_owned(), first, later: versions.collect() })
}

const VERSION_KEYS: [&str; 7] =
    ["version", "effectiveFrom", "chargeOn", "rates", "refunds", "topUp", "signupGrant"];

fn read_version(
    node: &Node<'_>,
    before: Option<&Version>,
    problems: &mut Problems,
) -> Option<Version> {
    let fields = node.object(&VERSION_KEYS, problems)?;
    let label = fields.required("version", problems).and_then(|node| node.name(problems));
    let effective_from = read_effective_from(node, &fields, before, problems);
    let charge_on = fields.optional("chargeOn").map_or(Some(ChargeOn::Signature), |node| {
        node.choice(&[("signature", ChargeOn::Signature), ("send", ChargeOn::Send)], problems)
    });
    let rates = fields.required("rates", problems);
    let (rates, methods) = rates.and_then(|node| rates::read(&node, problems))?;
    let refunds = credits::read_refunds(fields.optional("refunds"), &rates, problems);
    let top_up = credits::read_top_up(fields.optional("topUp"), problems);
    let signup_grant =
        fields.optional("signupGrant").map_or(Some(Amount::ZERO), |node| node.amount(problems));
    Some(Version {
        label: label?.to_owned(),
        effective_from,
        charge_on: charge_on?,
        rates,
        methods,
        top_up,
        refunds,
        signup_grant: signup_grant?,
        source: node.value.clone(),
        digest: OnceLock::new(),
    })
}

fn read_effective_from(
    version: &Node<'_>,
    fields: &Fields<'_>,
    before: Option<&Version>,
    problems: &mut Problems,
) -> Option<Effective> {
    let given = fields.optional("effectiveFrom").filter(|node| *node.value != Value::Null);
    let path = || format!("{}/effectiveFrom", version.path());
    let Some(node) = given else {
        if before.is_some() {
            let message = String::from(
                "only the first version may begin at `null`; say when this one takes over",
            );
            problems.add(Code::UnorderedVersions, path(), message);
        }
        return None;
    };
    let at = node.instant(problems)?;
    let text = node.string(problems)?.to_owned();
    let earlier = before.and_then(|before| before.effective_from.as_ref());
    if let Some(earlier) = earlier.filter(|earlier| earlier.at >= at) {
        let message = format!(
            "`{text}` is not after `{}`, when the version before it begins; order versions by time",
            earlier.text
        );
        problems.add(Code::UnorderedVersions, path(), message);
    }
    Some(Effective { at, text })
}
