//! What a version says of credits themselves: what comes back, and what may be bought.

use super::MAX_RATES;
use crate::amount::Amount;
use crate::book::{Bonus, Rate, Refunds, TopUp};
use crate::error::Code;
use crate::input::{Node, Problems, listed};

/// The most presets or bonuses a version may have.
const MAX_PRESETS: usize = 1_000;

pub(super) fn read_refunds(
    node: Option<Node<'_>>,
    rates: &[Rate],
    problems: &mut Problems,
) -> Refunds {
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

pub(super) fn read_top_up(node: Option<Node<'_>>, problems: &mut Problems) -> TopUp {
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
