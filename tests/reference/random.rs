//! Random books and envelopes, the same ones on every run.

#[path = "../made/random.rs"]
mod made;

pub use made::Random;

use super::prices::{Book, Envelope, Model, Per, Price, Rate, Tier};

impl Random {
    /// Mostly a small amount, so that ties are common; now and then one near 2^53.
    fn amount(&mut self) -> i128 {
        match self.below(200) {
            0 => i128::from((1_u64 << 53) - 1 - self.below(3)),
            1 => i128::from(self.below(1_u64 << 52)),
            2..=40 => 0,
            41..=140 => i128::from(1 + self.below(3)),
            _ => i128::from(self.below(40)),
        }
    }

    fn count(&mut self) -> u64 {
        match self.below(100) {
            0 => (1 << 53) - 1 - self.below(3),
            1..=15 => 0,
            _ => 1 + self.below(5),
        }
    }

    fn price(&mut self) -> Price {
        let model = match self.below(9) {
            0 | 1 => Model::Unit(self.amount()),
            2 => Model::Flat(self.amount()),
            3 | 4 => Model::Graduated(self.tiers()),
            5 | 6 => Model::Volume(self.tiers()),
            _ => Model::Package(1 + self.below(4), self.amount()),
        };
        let included = self.one_in(4).then(|| self.below(4));
        let minimum = self.one_in(6).then(|| self.amount());
        let maximum = self.one_in(6).then(|| self.amount().max(minimum.unwrap_or(0)));
        Price { model, included, minimum, maximum }
    }

    fn tiers(&mut self) -> Vec<Tier> {
        let mut end = 0;
        let closed = self.below(3);
        let mut tiers: Vec<Tier> = (0..closed)
            .map(|_| {
                end += 1 + self.below(3);
                self.tier(Some(end))
            })
            .collect();
        tiers.push(self.tier(None));
        tiers
    }

    fn tier(&mut self, up_to: Option<u64>) -> Tier {
        let flat_fee = self.one_in(3).then(|| self.amount());
        Tier { up_to, unit_price: self.amount(), flat_fee }
    }

    /// A book of up to four methods, each priced at most once for each `per`.
    pub fn book(&mut self) -> Book {
        let methods = 1 + self.below(4);
        let mut rates = Vec::new();
        for per in [Per::Envelope, Per::Signer, Per::Document, Per::Megabyte] {
            let mut left: Vec<u64> = (0..methods).collect();
            while !left.is_empty() && !self.one_in(if per == Per::Signer { 6 } else { 3 }) {
                let shared = 1 + self.below(2);
                let mut named = Vec::new();
                while named.len() < usize::try_from(shared).unwrap() && !left.is_empty() {
                    let place = self.below(left.len() as u64);
                    named.push(left.swap_remove(usize::try_from(place).unwrap()));
                }
                rates.push(Rate { per, methods: Some(named), price: self.price() });
            }
            if self.one_in(3) {
                rates.push(Rate { per, methods: None, price: self.price() });
            }
        }
        for place in (1..rates.len()).rev() {
            let other = self.below(place as u64 + 1);
            rates.swap(place, usize::try_from(other).unwrap());
        }
        Book { rates, charge_on_send: self.one_in(2) }
    }

    /// An envelope of up to six recipients; a set of methods each, empty for one who does not sign.
    pub fn envelope(&mut self, methods: usize) -> Envelope {
        let all = 1 << methods;
        let signers = (0..self.below(7)).map(|_| match self.below(8) {
            0 => 0,
            1..=3 => 1 << self.below(methods.max(1) as u64),
            4 => all - 1,
            _ => self.below(all),
        });
        let signers = if methods == 0 { Vec::new() } else { signers.collect() };
        Envelope { signers, documents: self.count(), megabytes: self.count() }
    }

    /// A book in which most rates count signers unevenly and many are shared, with packages in every second.
    pub fn uneven_book(&mut self, methods: u64) -> Book {
        // The smaller the amounts, the more ways cost the same.
        let most = if self.one_in(2) { 4 } else { 40 };
        let mut rates = Vec::new();
        for per in [Per::Signer, Per::Envelope, Per::Document] {
            let mut left: Vec<u64> = (0..methods).collect();
            while !left.is_empty() && (per == Per::Signer || !self.one_in(2)) {
                let shared = if self.one_in(2) { 1 } else { 1 + self.below(3) };
                let mut named = Vec::new();
                while (named.len() as u64) < shared && !left.is_empty() {
                    let place = self.below(left.len() as u64);
                    named.push(left.swap_remove(usize::try_from(place).unwrap()));
                }
                let price = match per {
                    Per::Signer => self.uneven_price(most),
                    _ => Price::from(Model::Flat(i128::from(self.below(most)))),
                };
                rates.push(Rate { per, methods: Some(named), price });
            }
        }
        Book { rates, charge_on_send: false }
    }

    fn uneven_price(&mut self, most: u64) -> Price {
        let mut price = self.price();
        price.model = match self.below(5) {
            0 | 1 => Model::Package(2 + self.below(9), i128::from(1 + self.below(most))),
            2 => Model::Unit(i128::from(self.below(most))),
            3 => Model::Graduated(self.wide_tiers(most)),
            _ => Model::Volume(self.wide_tiers(most)),
        };
        price.included = self.one_in(4).then(|| self.below(12));
        price.minimum = self.one_in(5).then(|| i128::from(self.below(3 * most)));
        let above = i128::from(self.below(9 * most));
        price.maximum = self.one_in(5).then(|| price.minimum.unwrap_or(0) + above);
        price
    }

    fn wide_tiers(&mut self, most: u64) -> Vec<Tier> {
        let mut end = 0;
        let mut tiers = Vec::new();
        for closed in [true, true, false] {
            end += 1 + self.below(9);
            let flat_fee = self.one_in(4).then(|| i128::from(self.below(most)));
            let unit_price = i128::from(self.below(most));
            tiers.push(Tier { up_to: closed.then_some(end), unit_price, flat_fee });
        }
        tiers
    }

    /// An envelope of some signers who may mostly choose among different methods, two or three each.
    pub fn strangers(&mut self, methods: usize) -> Envelope {
        let mut signer = || {
            let count = 2 + self.below(2);
            (0..count).fold(0, |set, _| set | 1 << self.below(methods as u64))
        };
        let signers = (0..7).map(|_| signer()).collect();
        Envelope { signers, documents: 1, megabytes: 0 }
    }

    /// An envelope of up to three groups of signers, some with many in them, but few enough to try all choices.
    pub fn crowd(&mut self, methods: usize) -> Envelope {
        let all = (1 << methods) - 1;
        let most = [0, 3, 60, 16, 8, 6, 5][methods.min(6)];
        let mut signers = Vec::new();
        for group in 0..1 + self.below(3) {
            let set = if group == 0 && !self.one_in(3) { all } else { 1 + self.below(all) };
            let count = if group == 0 { 1 + self.below(most) } else { self.below(1 + most / 3) };
            signers.extend((0..count).map(|_| set));
        }
        Envelope { signers, documents: 1, megabytes: 0 }
    }
}
