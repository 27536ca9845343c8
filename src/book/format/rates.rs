//! The rates of a version: what is counted, for which methods.

use super::prices::read_price;
use crate::book::{MAX_METHODS, Methods, Per, Rate};
use crate::error::Code;
use crate::input::{Node, Problems};
use crate::json::Place;
use crate::message::{message, pieces};

/// The most rates a version may have.
pub const MAX_RATES: usize = 1_000;

/// What no method may be called: `any` stands for every method, and a JavaScript object cannot have
/// the other as a key.
pub(in crate::book) const NO_METHODS: [&str; 2] = ["any", "__proto__"];

pub(in crate::book) const RATE_KEYS: [&str; 5] = ["code", "label", "per", "methods", "price"];

/// Rates, the names of all methods in the order of their first mention, and all codes: a rate that is
/// wrong in some other way has its code all the same.
type Read<'n> = (Vec<Rate>, Vec<String>, Vec<&'n str>);

pub(super) fn read<'n>(node: &'n Node<'n>, problems: &mut Problems) -> Option<Read<'n>> {
    let nodes = node.array(MAX_RATES, problems)?;
    let (mut rates, mut codes) = (Vec::with_capacity(nodes.len()), Vec::with_capacity(nodes.len()));
    let mut methods = Vec::new();
    for node in nodes {
        rates.extend(read_rate(&node, &mut methods, &rates, problems));
        let Some(code) = node.value.get("code").and_then(Place::string) else { continue };
        if codes.contains(&code) {
            let path = message![node.path(), "/code"];
            problems.note(
                Code::DuplicateCode,
                path,
                pieces!["two rates have the code `", code, "`"],
                pieces!["rename one"],
            );
        } else {
            codes.push(code);
        }
    }
    Some((rates, methods, codes))
}

pub(in crate::book) const PERS: [(&str, Per); 4] = [
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
    let fields = node.object(&RATE_KEYS, problems)?;
    let code = fields.name("code", problems);
    let label = fields.optional("label").map_or(code, |node| node.name(problems));
    let per = fields.required("per", problems).and_then(|node| node.choice(&PERS, problems));
    let methods = match fields.optional("methods") {
        Some(node) => read_methods(&node, per, names, earlier, problems).map(Some),
        None => Some(None),
    };
    let price = fields.required("price", problems).and_then(|node| read_price(&node, problems));
    Some(Rate {
        code: code?.to_owned(),
        label: label?.to_owned(),
        per: per?,
        methods: methods?,
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
        node.note(
            Code::InvalidValue,
            pieces!["no methods"],
            pieces!["name some, or leave the key out for every envelope"],
            problems,
        );
    }
    let mut methods = Methods::NONE;
    for node in list {
        let Some(name) = node.name(problems) else { continue };
        if NO_METHODS.contains(&name) {
            node.note(
                Code::InvalidValue,
                pieces!["`", name, "` cannot be the name of a method"],
                pieces!["call it something else"],
                problems,
            );
            continue;
        }
        let number = names.iter().position(|known| known == name).unwrap_or_else(|| {
            if names.len() < MAX_METHODS {
                names.push(name.to_owned());
                return names.len().saturating_sub(1);
            }
            MAX_METHODS
        });
        let Some(method) = Methods::single(number) else {
            node.note(
                Code::LimitExceeded,
                pieces!["`", name, "` is one method more than the limit of ", MAX_METHODS],
                pieces!["leave some out"],
                problems,
            );
            continue;
        };
        let same_kind = |rate: &&Rate| {
            Some(rate.per) == per && rate.methods.is_some_and(|methods| methods.contains(method))
        };
        let other = earlier.iter().find(same_kind).map(|rate| rate.code.as_str());
        if methods.contains(method) || other.is_some() {
            let other =
                other.map_or(String::from("twice here"), |code| message!["by `", code, "` too"]);
            node.note(
                Code::MethodPricedTwice,
                pieces!["`", name, "` is priced ", other],
                pieces!["price it once for each `per`"],
                problems,
            );
        }
        methods = methods.union(method);
    }
    Some(methods)
}
