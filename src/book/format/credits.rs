//! What a version says of credits themselves: what comes back, and what may be bought.

use super::MAX_RATES;
use crate::amount::Amount;
use crate::book::{Bonus, Refunds, TopUp};
use crate::error::Code;
use crate::input::{Node, Problems};
use crate::message::{listed, pieces};

/// The most presets or bonuses a version may have.
pub(in crate::book) const MAX_PRESETS: usize = 1_000;
/// What a refund may follow, and whether it is a failure.
pub(in crate::book) const REFUNDED: [(&str, bool); 2] = [("failed", true), ("cancelled", false)];

pub(in crate::book) const REFUND_KEYS: [&str; 2] = ["on", "refundable"];
pub(in crate::book) const TOP_UP_KEYS: [&str; 3] = ["presets", "customMinimum", "bonuses"];
pub(in crate::book) const BONUS_KEYS: [&str; 2] = ["purchase", "bonus"];

pub(super) fn read_refunds(
    node: Option<Node<'_>>,
    codes: Option<&[&str]>,
    problems: &mut Problems,
) -> Refunds {
    let mut refunds = Refunds { on_failed: true, on_cancelled: true, refundable: Vec::new() };
    let Some(node) = node else { return refunds };
    let Some(fields) = node.object(&REFUND_KEYS, problems) else { return refunds };
    if let Some(on) = fields.optional("on") {
        (refunds.on_failed, refunds.on_cancelled) = (false, false);
        for event in on.array(REFUNDED.len(), problems).into_iter().flatten() {
            match event.choice(&REFUNDED, problems) {
                Some(true) => refunds.on_failed = true,
                Some(false) => refunds.on_cancelled = true,
                None => {}
            }
        }
    }
    let Some(refundable) = fields.required("refundable", problems) else { return refunds };
    for node in refundable.array(MAX_RATES, problems).into_iter().flatten() {
        let Some(code) = node.name(problems) else { continue };
        if let Some(codes) = codes.filter(|codes| !codes.contains(&code)) {
            node.note(
                Code::InvalidValue,
                pieces!["no rate has the code `", code, "`"],
                pieces!["use ", listed(codes.iter().copied())],
                problems,
            );
        }
        refunds.refundable.push(code.to_owned());
    }
    refunds
}

pub(super) fn read_top_up(node: Option<Node<'_>>, problems: &mut Problems) -> TopUp {
    let one = Amount::new(1).unwrap_or(Amount::ZERO);
    let mut top_up = TopUp { presets: Vec::new(), custom_minimum: one, bonuses: Vec::new() };
    let Some(node) = node else { return top_up };
    let Some(fields) = node.object(&TOP_UP_KEYS, problems) else {
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
            let Some(fields) = node.object(&BONUS_KEYS, problems) else { continue };
            let purchase = fields.whole("purchase", 1, "credits", problems);
            let bonus = fields.amount("bonus", problems);
            if let (Some(purchase), Some(bonus)) = (purchase.and_then(Amount::new), bonus) {
                top_up.bonuses.push(Bonus { purchase, bonus });
            }
        }
    }
    top_up
}
