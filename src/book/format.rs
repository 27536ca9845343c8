//! The price book's JSON form: reading it, and every mistake that can be made in it.

use std::sync::OnceLock;

use super::{
    Bonus, ChargeOn, Effective, MAX_METHODS, Methods, Per, Price, PriceBook, Rate, Refunds, Tier,
    TopUp, Version,
};
use crate::amount::Amount;
use crate::error::{Code, Error};
use crate::input::{Fields, Node, Problems, listed};
use crate::json::Value;

/// The most versions a book may have.
pub const MAX_VERSIONS: usize = 1_000;
/// The most rates a version may have.
pub const MAX_RATES: usize = 1_000;
/// The most tiers a price may have.
pub const MAX_TIERS: usize = 1_000;
/// The most presets or bonuses a version may have.
const MAX_PRESETS: usize = 1_000;

/// The word for a choice among all methods, which no book may give to one of them.
pub(crate) const ANY: &str = "any";

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
    let (rates, methods) = rates.and_then(|node| read_rates(&node, problems))?;
    let refunds = read_refunds(fields.optional("refunds"), &rates, problems);
    let top_up = read_top_up(fields.optional("topUp"), problems);
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

fn read_rates(node: &Node<'_>, problems: &mut Problems) -> Option<(Vec<Rate>, Vec<String>)> {
    let mut rates: Vec<Rate> = Vec::new();
    let mut methods: Vec<String> = Vec::new();
    for node in node.array(MAX_RATES, problems)? {
        let Some(rate) = read_rate(&node, &mut methods, &rates, problems) else { continue };
        if rates.iter().any(|earlier| earlier.code == rate.code) {
            let message = format!("two rates have the code `{}`; rename one", rate.code);
            problems.add(Code::DuplicateCode, format!("{}/code", node.path()), message);
        }
        rates.push(rate);
    }
    Some((rates, methods))
}

const PERS: [(&str, Per); 4] = [
    ("envelope", Per::Envelope),
    ("signer", Per::Signer),
    ("document", Per::Document),
    ("megabyte", Per::Megabyte),
];

fn read_rate(
    node: &Node<'_>,
    names: &mut Vec<String>,
    earlier: &[Rate],
    problems: &mut Problems,
) -> Option<Rate> {
    let fields = node.object(&["code", "label", "per", "methods", "price"], problems)?;
    let code = fields.required("code", problems).and_then(|node| node.name(problems));
    let label = fields.optional("label").map_or(code, |node| node.name(problems));
    let per = fields.required("per", problems).and_then(|node| node.choice(&PERS, problems));
    let methods = match fields.optional("methods") {
        Some(node) => Some(read_methods(&node, per, names, earlier, problems)?),
        None => None,
    };
    let price = fields.required("price", problems).and_then(|node| read_price(&node, problems));
    Some(Rate {
        code: code?.to_owned(),
        label: label?.to_owned(),
        per: per?,
        methods,
        price: price?,
    })
}

fn read_methods(
    node: &Node<'_>,
    per: Option<Per>,
    names: &mut Vec<String>,
    earlier: &[Rate],
    problems: &mut Problems,
) -> Option<Methods> {
    let list = node.array(MAX_METHODS, problems)?;
    if list.len() == 0 {
        let message =
            String::from("no methods; name some, or leave the key out for every envelope");
        node.problem(Code::InvalidValue, message, problems);
    }
    let mut methods = Methods::NONE;
    for node in list {
        let Some(name) = node.name(problems) else { continue };
        // `any` stands for every method, and a JavaScript object cannot have the other as a key.
        if [ANY, "__proto__"].contains(&name) {
            let message =
                format!("`{name}` cannot be the name of a method; call it something else");
            node.problem(Code::InvalidValue, message, problems);
            continue;
        }
        let number = names.iter().position(|known| known == name).unwrap_or_else(|| {
            names.push(name.to_owned());
            names.len().saturating_sub(1)
        });
        let Some(method) = Methods::single(number) else {
            let message = format!("`{name}` is one method more than the limit of {MAX_METHODS}");
            node.problem(Code::LimitExceeded, message, problems);
            continue;
        };
        let same_kind = |rate: &&Rate| {
            Some(rate.per) == per && rate.methods.is_some_and(|methods| methods.contains(method))
        };
        let other = earlier.iter().find(same_kind).map(|rate| rate.code.as_str());
        if methods.contains(method) || other.is_some() {
            let other = other.map_or(String::from("twice here"), |code| format!("by `{code}` too"));
            let message = format!("`{name}` is priced {other}; price it once for each `per`");
            node.problem(Code::MethodPricedTwice, message, problems);
        }
        methods = methods.union(method);
    }
    Some(methods)
}

#[derive(Clone, Copy)]
enum Model {
    Unit,
    Flat,
    Graduated,
}

const MODELS: [(&str, Model); 3] =
    [("unit", Model::Unit), ("flat", Model::Flat), ("graduated", Model::Graduated)];

fn read_price(node: &Node<'_>, problems: &mut Problems) -> Option<Price> {
    let Value::Object(_) = node.value else {
        node.object(&[], problems)?;
        return None;
    };
    // The model says which keys may stand beside it, so it is looked at before the keys are.
    let mut model_problems = Problems::default();
    let model = node
        .value
        .get("model")
        .map(Node::root)
        .and_then(|model| model.choice(&MODELS, &mut model_problems));
    let keys: &[&str] = match model {
        Some(Model::Unit) => &["model", "unitPrice"],
        Some(Model::Flat) => &["model", "amount"],
        Some(Model::Graduated) => &["model", "tiers"],
        None => &["model", "unitPrice", "amount", "tiers"],
    };
    let fields = node.object(keys, problems)?;
    fields.required("model", problems)?.choice(&MODELS, problems)?;
    let amount = |key: &str, problems: &mut Problems| {
        fields.required(key, problems).and_then(|node| node.amount(problems))
    };
    Some(match model? {
        Model::Unit => Price::Unit { unit_price: amount("unitPrice", problems)? },
        Model::Flat => Price::Flat { amount: amount("amount", problems)? },
        Model::Graduated => {
            let tiers = fields.required("tiers", problems)?;
            Price::Graduated { tiers: read_tiers(&tiers, problems)? }
        }
    })
}

fn read_tiers(node: &Node<'_>, problems: &mut Problems) -> Option<Vec<Tier>> {
    let list = node.array(MAX_TIERS, problems)?;
    let last = list.len().checked_sub(1);
    if last.is_none() {
        let message = String::from("no tiers; give at least one, open at the end");
        node.problem(Code::InvalidTiers, message, problems);
    }
    let mut tiers: Vec<Tier> = Vec::new();
    let mut below = 0;
    for (index, node) in list.enumerate() {
        let Some(fields) = node.object(&["upTo", "unitPrice", "flatFee"], problems) else {
            continue;
        };
        let end = fields.required("upTo", problems);
        let up_to = end
            .filter(|end| *end.value != Value::Null)
            .and_then(|end| end.whole(1, "units", problems))
            .and_then(|end| u64::try_from(end).ok());
        if let Some(end) = end {
            let mistake = match up_to {
                Some(up_to) if up_to <= below => {
                    Some(format!("`{up_to}` is not above `{below}`, where the tier before it ends"))
                }
                Some(_) if Some(index) == last => {
                    Some(String::from("the last tier is closed; end it with `null`"))
                }
                None if *end.value == Value::Null && Some(index) != last => {
                    Some(String::from("only the last tier may be open; say where this one ends"))
                }
                _ => None,
            };
            if let Some(message) = mistake {
                end.problem(Code::InvalidTiers, message, problems);
            }
        }
        below = up_to.unwrap_or(below);
        let unit_price = fields.required("unitPrice", problems);
        let unit_price = unit_price.and_then(|node| node.amount(problems));
        let flat_fee = fields.optional("flatFee");
        let flat_fee = flat_fee.map_or(Some(Amount::ZERO), |node| node.amount(problems));
        if let (Some(unit_price), Some(flat_fee)) = (unit_price, flat_fee) {
            tiers.push(Tier { up_to, unit_price, flat_fee });
        }
    }
    Some(tiers)
}

fn read_refunds(node: Option<Node<'_>>, rates: &[Rate], problems: &mut Problems) -> Refunds {
    let mut refunds = Refunds { on_failed: true, on_cancelled: true, refundable: Vec::new() };
    let Some(node) = node else { return refunds };
    let Some(fields) = node.object(&["on", "refundable"], problems) else { return refunds };
    if let Some(on) = fields.optional("on") {
        (refunds.on_failed, refunds.on_cancelled) = (false, false);
        for event in on.array(2, problems).into_iter().flatten() {
            match event.choice(&[("failed", true), ("cancelled", false)], problems) {
                Some(true) => refunds.on_failed = true,
                Some(false) => refunds.on_cancelled = true,
                None => {}
            }
        }
    }
    let Some(refundable) = fields.required("refundable", problems) else { return refunds };
    for node in refundable.array(MAX_RATES, problems).into_iter().flatten() {
        let Some(code) = node.name(problems) else { continue };
        if !rates.iter().any(|rate| rate.code == code) {
            let codes = listed(rates.iter().map(|rate| rate.code.as_str()));
            let message = format!("no rate has the code `{code}`; use {codes}");
            node.problem(Code::InvalidValue, message, problems);
        }
        refunds.refundable.push(code.to_owned());
    }
    refunds
}

fn read_top_up(node: Option<Node<'_>>, problems: &mut Problems) -> TopUp {
    let one = Amount::new(1).unwrap_or(Amount::ZERO);
    let mut top_up = TopUp { presets: Vec::new(), custom_minimum: one, bonuses: Vec::new() };
    let Some(node) = node else { return top_up };
    let Some(fields) = node.object(&["presets", "customMinimum", "bonuses"], problems) else {
        return top_up;
    };
    if let Some(presets) = fields.optional("presets") {
        for node in presets.array(MAX_PRESETS, problems).into_iter().flatten() {
            top_up.presets.extend(node.whole(1, "credits", problems).and_then(Amount::new));
        }
    }
    if let Some(minimum) = fields.optional("customMinimum") {
        let minimum = minimum.whole(1, "credits", problems).and_then(Amount::new);
        top_up.custom_minimum = minimum.unwrap_or(one);
    }
    if let Some(bonuses) = fields.optional("bonuses") {
        for node in bonuses.array(MAX_PRESETS, problems).into_iter().flatten() {
            let Some(fields) = node.object(&["purchase", "bonus"], problems) else { continue };
            let purchase = fields.required("purchase", problems);
            let purchase = purchase.and_then(|node| node.whole(1, "credits", problems));
            let bonus = fields.required("bonus", problems).and_then(|node| node.amount(problems));
            if let (Some(purchase), Some(bonus)) = (purchase.and_then(Amount::new), bonus) {
                top_up.bonuses.push(Bonus { purchase, bonus });
            }
        }
    }
    top_up
}
