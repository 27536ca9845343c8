//! The price of a rate: its model, and what belongs to it.

use crate::amount::Amount;
use crate::book::{Price, Tier};
use crate::error::Code;
use crate::input::{Node, Problems};
use crate::json::Value;

/// The most tiers a price may have.
pub const MAX_TIERS: usize = 1_000;

#[derive(Clone, Copy)]
enum Model {
    Unit,
    Flat,
    Graduated,
}

const MODELS: [(&str, Model); 3] =
    [("unit", Model::Unit), ("flat", Model::Flat), ("graduated", Model::Graduated)];

pub(super) fn read_price(node: &Node<'_>, problems: &mut Problems) -> Option<Price> {
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
