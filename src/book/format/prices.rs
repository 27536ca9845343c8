//! The price of a rate: its model, and what belongs to it.

use crate::book::{Model, Price, Tier};
use crate::error::Code;
use crate::input::{Node, Problems};
use crate::message::{Pieces, pieces};

/// The most tiers a price may have.
pub const MAX_TIERS: usize = 1_000;

/// A price model, before what belongs to it is read.
#[derive(Clone, Copy)]
pub(in crate::book) enum Kind {
    Unit,
    Flat,
    Graduated,
    Volume,
    Package,
}

pub(in crate::book) const MODELS: [(&str, Kind); 5] = [
    ("unit", Kind::Unit),
    ("flat", Kind::Flat),
    ("graduated", Kind::Graduated),
    ("volume", Kind::Volume),
    ("package", Kind::Package),
];

/// The keys of a price: those that every model has, and those of each.
const KEYS: [&str; 9] =
    ["model", "included", "minimum", "maximum", "unitPrice", "amount", "tiers", "size", "price"];

impl Kind {
    pub(in crate::book) fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Unit => &["model", "included", "minimum", "maximum", "unitPrice"],
            Self::Flat => &["model", "included", "minimum", "maximum", "amount"],
            Self::Graduated | Self::Volume => &["model", "included", "minimum", "maximum", "tiers"],
            Self::Package => &["model", "included", "minimum", "maximum", "size", "price"],
        }
    }
}

pub(in crate::book) const TIER_KEYS: [&str; 3] = ["upTo", "unitPrice", "flatFee"];

pub(in crate::book) fn read_price(node: &Node<'_>, problems: &mut Problems) -> Option<Price> {
    // The model says which keys may stand beside it, so it is looked at before the keys are.
    let mut unsaid = Problems::default();
    let kind = node.value.get("model").map(Node::new);
    let kind = kind.and_then(|model| model.choice(&MODELS, &mut unsaid));
    let fields = node.object(kind.map_or(&KEYS, Kind::keys), problems)?;
    fields.required("model", problems)?.choice(&MODELS, problems)?;
    let tiers = |problems: &mut Problems| {
        fields.required("tiers", problems).and_then(|node| read_tiers(&node, problems))
    };
    let model = match kind? {
        Kind::Unit => {
            fields.amount("unitPrice", problems).map(|unit_price| Model::Unit { unit_price })
        }
        Kind::Flat => fields.amount("amount", problems).map(|amount| Model::Flat { amount }),
        Kind::Graduated => tiers(problems).map(|tiers| Model::Graduated { tiers }),
        Kind::Volume => tiers(problems).map(|tiers| Model::Volume { tiers }),
        Kind::Package => {
            let size = fields.whole("size", 1, "units", problems);
            let price = fields.amount("price", problems);
            let size = size.and_then(|size| u64::try_from(size).ok());
            size.zip(price).map(|(size, price)| Model::Package { size, price })
        }
    };
    let included = fields.optional("included").map(|node| node.count("free units", problems));
    let minimum = fields.optional("minimum").map(|node| node.amount(problems));
    let maximum = fields.optional("maximum").map(|node| (node, node.amount(problems)));
    if let (Some(Some(minimum)), Some((node, Some(maximum)))) = (minimum, maximum)
        && maximum < minimum
    {
        node.note(
            Code::InvalidValue,
            pieces!["`", maximum, "` is below the minimum `", minimum, "`"],
            pieces!["raise one or lower the other"],
            problems,
        );
    }
    Some(Price {
        model: model?,
        included: included.flatten().unwrap_or(0),
        minimum: minimum.flatten(),
        maximum: maximum.and_then(|(_, maximum)| maximum),
    })
}

fn read_tiers(node: &Node<'_>, problems: &mut Problems) -> Option<Vec<Tier>> {
    let list = node.array(MAX_TIERS, problems)?;
    let last = list.len().checked_sub(1);
    if last.is_none() {
        node.note(
            Code::InvalidTiers,
            pieces!["no tiers"],
            pieces!["give at least one, open at the end"],
            problems,
        );
    }
    let mut tiers: Vec<Tier> = Vec::with_capacity(list.len());
    let mut below = 0;
    for (index, node) in list.enumerate() {
        let Some(fields) = node.object(&TIER_KEYS, problems) else {
            continue;
        };
        let end = fields.required("upTo", problems);
        let up_to = end
            .filter(|end| !end.value.is_null())
            .and_then(|end| end.whole(1, "units", problems))
            .and_then(|end| u64::try_from(end).ok());
        if let Some(end) = end {
            let mut wrong = |message: Pieces<'_>, remedy: Pieces<'_>| {
                end.note(Code::InvalidTiers, message, remedy, problems);
            };
            match up_to {
                Some(up_to) if up_to <= below => wrong(
                    pieces![
                        "`",
                        up_to,
                        "` is not above `",
                        below,
                        "`, where the tier before it ends"
                    ],
                    pieces!["put the tiers in rising order"],
                ),
                Some(_) if Some(index) == last => {
                    wrong(pieces!["the last tier is closed"], pieces!["end it with `null`"]);
                }
                None if end.value.is_null() && Some(index) != last => wrong(
                    pieces!["only the last tier may be open"],
                    pieces!["say where this one ends"],
                ),
                _ => {}
            }
        }
        below = up_to.unwrap_or(below);
        let unit_price = fields.amount("unitPrice", problems);
        let flat_fee = fields.amount_if_any("flatFee", problems);
        if let (Some(unit_price), Some(flat_fee)) = (unit_price, flat_fee) {
            tiers.push(Tier { up_to, unit_price, flat_fee });
        }
    }
    Some(tiers)
}
