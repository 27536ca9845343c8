//! Random books and envelopes, the same ones on every run.

use super::prices::{Book, Envelope, Model, Per, Price, Rate, Tier};

/// SplitMix64: a few lines, and every case has a number by which it can be made again.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// Mostly a small amount, so that ties are common; now and then one near 2^53.
    fn amount(&mut self) -> i128 {
        match self.below(200) {
            0 => i128::from((1 << 53) - 1 - self.below(3)),
            1 => i128::from(self.below(1 << 52)),
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
}
