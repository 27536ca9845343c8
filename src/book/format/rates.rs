//! The rates of a version: what is counted, for which methods.

use super::prices::read_price;
use crate::book::{MAX_METHODS, Methods, Per, Rate};
use crate::error::Code;
use crate::input::{Node, Problems};

/// The most rates a version may have.
pub const MAX_RATES: usize = 1_000;

/// The word for a choice among all methods, which no book may give to one of them.
const ANY: &str = "any";

/// The rates, and the names of all methods in the order of their first mention.
pub(super) fn read(node: &Node<'_>, problems: &mut Problems) -> Option<(Vec<Rate>, Vec<String>)> {
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
