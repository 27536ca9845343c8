//! The specification of a price, word for word: no search, no shortcut, no limit on a sum.

use std::cmp::Reverse;

use serde_json::{Map, Value, json};

pub const MAX: i128 = (1 << 53) - 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    Envelope,
    Signer,
    Document,
    Megabyte,
}

/// A model, and what is free, the least and the most around it.
#[derive(Debug)]
pub struct Price {
    pub model: Model,
    pub included: Option<u64>,
    pub minimum: Option<i128>,
    pub maximum: Option<i128>,
}

#[derive(Debug)]
pub enum Model {
    Unit(i128),
    Flat(i128),
    Graduated(Vec<Tier>),
    Volume(Vec<Tier>),
    Package(u64, i128),
}

#[derive(Debug)]
pub struct Tier {
    pub up_to: Option<u64>,
    pub unit_price: i128,
    pub flat_fee: Option<i128>,
}

#[derive(Debug)]
pub struct Rate {
    pub per: Per,
    pub methods: Option<Vec<u64>>,
    pub price: Price,
}

#[derive(Debug)]
pub struct Book {
    pub rates: Vec<Rate>,
    pub charge_on_send: bool,
}

#[derive(Debug)]
pub struct Envelope {
    pub signers: Vec<u64>,
    pub documents: u64,
    pub megabytes: u64,
}

/// Whose method is which, in the numbers of the book; how many signers use each.
type Tally = Vec<u64>;

impl From<Model> for Price {
    fn from(model: Model) -> Self {
        Self { model, included: None, minimum: None, maximum: None }
    }
}

impl Price {
    fn amount(&self, quantity: u64) -> i128 {
        let charged = quantity.saturating_sub(self.included.unwrap_or(0));
        if charged == 0 {
            return 0;
        }
        let least = self.minimum.unwrap_or(0);
        let most = self.maximum.unwrap_or(i128::MAX);
        self.model.amount(charged).max(least).min(most)
    }

    fn to_json(&self) -> Value {
        let mut json = self.model.to_json();
        if let Some(included) = self.included {
            json["included"] = json!(included);
        }
        for (key, amount) in [("minimum", self.minimum), ("maximum", self.maximum)] {
            if let Some(amount) = amount {
                json[key] = json!(small(amount));
            }
        }
        json
    }
}

impl Model {
    fn amount(&self, quantity: u64) -> i128 {
        let in_tier = |tier: &Tier, units: u64| {
            tier.unit_price * i128::from(units) + tier.flat_fee.unwrap_or(0)
        };
        match self {
            Self::Unit(price) => price * i128::from(quantity),
            Self::Flat(amount) => *amount,
            Self::Package(size, price) => {
                let whole = quantity / size;
                let begun = u64::from(!quantity.is_multiple_of(*size));
                price * i128::from(whole + begun)
            }
            Self::Volume(tiers) => {
                let holds = |tier: &&Tier| tier.up_to.unwrap_or(u64::MAX) >= quantity;
                in_tier(tiers.iter().find(holds).unwrap(), quantity)
            }
            Self::Graduated(tiers) => {
                let mut from = 0;
                let mut sum = 0;
                for tier in tiers {
                    let to = tier.up_to.unwrap_or(u64::MAX).min(quantity);
                    if to > from {
                        sum += in_tier(tier, to - from);
                        from = to;
                    }
                }
                sum
            }
        }
    }

    fn to_json(&self) -> Value {
        let tiers = |tiers: &[Tier]| -> Vec<Value> {
            let tier = |tier: &Tier| {
                let mut json = json!({ "upTo": tier.up_to, "unitPrice": small(tier.unit_price) });
                if let Some(fee) = tier.flat_fee {
                    json["flatFee"] = json!(small(fee));
                }
                json
            };
            tiers.iter().map(tier).collect()
        };
        match self {
            Self::Unit(price) => json!({ "model": "unit", "unitPrice": small(*price) }),
            Self::Flat(amount) => json!({ "model": "flat", "amount": small(*amount) }),
            Self::Graduated(all) => json!({ "model": "graduated", "tiers": tiers(all) }),
            Self::Volume(all) => json!({ "model": "volume", "tiers": tiers(all) }),
            Self::Package(size, price) => {
                json!({ "model": "package", "size": size, "price": small(*price) })
            }
        }
    }
}

fn small(number: i128) -> i64 {
    i64::try_from(number).unwrap()
}

impl Book {
    /// The methods in the order of their first mention: this is what "earlier" means in a tie.
    pub fn order(&self) -> Vec<u64> {
        let mut order = Vec::new();
        for method in self.rates.iter().flat_map(|rate| rate.methods.iter().flatten()) {
            if !order.contains(method) {
                order.push(*method);
            }
        }
        order
    }

    pub fn to_json(&self) -> Value {
        let rates = self.rates.iter().enumerate().map(|(number, rate)| {
            let per = match rate.per {
                Per::Envelope => "envelope",
                Per::Signer => "signer",
                Per::Document => "document",
                Per::Megabyte => "megabyte",
            };
            let code = format!("r{number}");
            let mut json = json!({ "code": code, "per": per, "price": rate.price.to_json() });
            if let Some(methods) = &rate.methods {
                json["methods"] =
                    methods.iter().map(|method| json!(format!("m{method}"))).collect();
            }
            json
        });
        let charge_on = if self.charge_on_send { "send" } else { "signature" };
        let rates: Vec<Value> = rates.collect();
        let version = json!({ "version": "1", "chargeOn": charge_on, "rates": rates });
        json!({ "priceBook": "random", "unit": "credit", "versions": [version] })
    }

    fn quantity(&self, rate: &Rate, tally: &[u64], envelope: &Envelope) -> u64 {
        let order = self.order();
        let users = match &rate.methods {
            None => tally.iter().sum(),
            Some(methods) => methods
                .iter()
                .map(|method| tally[order.iter().position(|other| other == method).unwrap()])
                .sum::<u64>(),
        };
        match rate.per {
            Per::Signer => users,
            _ if rate.methods.is_some() && users == 0 => 0,
            Per::Envelope => 1,
            Per::Document => envelope.documents,
            Per::Megabyte => envelope.megabytes,
        }
    }

    fn total(&self, tally: &[u64], envelope: &Envelope) -> i128 {
        self.rates.iter().map(|rate| rate.price.amount(self.quantity(rate, tally, envelope))).sum()
    }

    /// The envelope's quote, or `None` when its total is beyond 2^53 - 1.
    pub fn quote(&self, envelope: &Envelope) -> Option<Expected> {
        let order = self.order();
        let ways = tallies(&envelope.signers, order.len());
        let cost = |tally: &Tally| self.total(tally, envelope);
        // Of equal ways the one with more signers on the first method, then on the second, and so on.
        let dearest = ways.iter().max_by_key(|tally| (cost(tally), (*tally).clone())).unwrap();
        let cheapest =
            ways.iter().max_by_key(|tally| (Reverse(cost(tally)), (*tally).clone())).unwrap();
        let total = cost(dearest);
        let marginal = (0..order.len()).map(|method| {
            let mut signers = envelope.signers.clone();
            signers.push(1 << method);
            tallies(&signers, order.len()).iter().map(cost).max().unwrap() - total
        });
        let marginal = order.iter().copied().zip(marginal).collect();
        (total <= MAX).then(|| Expected {
            total,
            minimum: cost(cheapest),
            lines: self.lines(dearest, cheapest, envelope),
            marginal,
        })
    }

    fn lines(&self, dearest: &[u64], cheapest: &[u64], envelope: &Envelope) -> Vec<Value> {
        let mut lines = Vec::new();
        for (number, rate) in self.rates.iter().enumerate() {
            let quantity = self.quantity(rate, dearest, envelope);
            let least = self.quantity(rate, cheapest, envelope);
            if quantity == 0 && least == 0 {
                continue;
            }
            let due_on = if rate.methods.is_none() && rate.per != Per::Signer {
                "creation"
            } else if self.charge_on_send {
                "send"
            } else {
                "signature"
            };
            let mut line = Map::new();
            line.insert("code".into(), json!(format!("r{number}")));
            line.insert("label".into(), json!(format!("r{number}")));
            line.insert("quantity".into(), json!(quantity));
            if let Model::Unit(price) = rate.price.model {
                line.insert("unitPrice".into(), json!(small(price)));
            }
            line.insert("amount".into(), json!(small(rate.price.amount(quantity))));
            line.insert("minimum".into(), json!(small(rate.price.amount(least))));
            line.insert("dueOn".into(), json!(due_on));
            lines.push(Value::Object(line));
        }
        lines
    }
}

impl Envelope {
    pub fn to_json(&self, order: &[u64]) -> Value {
        let signers = self.signers.iter().map(|methods| {
            let names = order.iter().enumerate().filter(|(place, _)| methods >> place & 1 == 1);
            let names: Vec<String> = names.map(|(_, method)| format!("m{method}")).collect();
            match names.as_slice() {
                [] => json!({ "role": "cc" }),
                [only] => json!({ "method": only }),
                several if several.len() == order.len() => json!({ "method": "any" }),
                several => json!({ "method": several }),
            }
        });
        let signers: Vec<Value> = signers.collect();
        json!({ "signers": signers, "documents": self.documents, "megabytes": self.megabytes })
    }
}

/// What a quote has to say.
#[derive(Debug)]
pub struct Expected {
    pub total: i128,
    pub minimum: i128,
    pub lines: Vec<Value>,
    pub marginal: Vec<(u64, i128)>,
}

/// The outcomes of every assignment of a method to every signer.
fn tallies(signers: &[u64], methods: usize) -> Vec<Tally> {
    let mut ways = vec![vec![0; methods]];
    for signer in signers.iter().filter(|signer| **signer != 0) {
        let mut next = Vec::new();
        for way in &ways {
            for method in (0..methods).filter(|method| signer >> method & 1 == 1) {
                let mut way = way.clone();
                way[method] += 1;
                next.push(way);
            }
        }
        // Who of two signers uses which method makes no difference: only how many do.
        next.sort();
        next.dedup();
        ways = next;
    }
    ways
}
