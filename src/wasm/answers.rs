//! Answers as JSON text, written key by key: to build objects across the boundary, or a tree of values before,
//! would be twice the bytes of the module.

use crate::amount::Amount;
use crate::book::{LintFinding, PriceBook, Version};
use crate::error::Error;
use crate::funds::Affordability;
use crate::json::write_string;
use crate::message::Piece;
use crate::payer::Payer;

fn key(json: &mut String, key: &str) {
    let is_first = matches!(json.as_bytes().last(), None | Some(b'{' | b'['));
    json.push(if is_first { ' ' } else { ',' });
    json.push('"');
    json.push_str(key);
    json.push_str("\":");
}

fn text(json: &mut String, name: &str, value: &str) {
    key(json, name);
    write_string(value, json);
}

fn text_or_null(json: &mut String, name: &str, value: Option<&str>) {
    match value {
        Some(value) => text(json, name, value),
        None => word(json, name, "null"),
    }
}

fn word(json: &mut String, name: &str, word: &str) {
    key(json, name);
    json.push_str(word);
}

fn truth(json: &mut String, name: &str, truth: bool) {
    word(json, name, if truth { "true" } else { "false" });
}

fn number(json: &mut String, name: &str, number: u64) {
    key(json, name);
    number.add_to(json);
}

fn amount(json: &mut String, name: &str, amount: Option<Amount>) {
    key(json, name);
    element(json, amount);
}

fn element(json: &mut String, amount: Option<Amount>) {
    match amount {
        Some(amount) => amount.add_to(json),
        None => json.push_str("null"),
    }
}

/// Elements, each written after what stands between them.
fn list<T>(json: &mut String, items: impl Iterator<Item = T>, each: impl Fn(&mut String, T)) {
    json.push('[');
    for (number, item) in items.enumerate() {
        if number > 0 {
            json.push(',');
        }
        each(json, item);
    }
    json.push(']');
}

/// Elements that are objects.
fn objects<T>(json: &mut String, items: impl Iterator<Item = T>, each: impl Fn(&mut String, T)) {
    list(json, items, |json, item| {
        json.push('{');
        each(json, item);
        json.push('}');
    });
}

fn object(write: impl FnOnce(&mut String)) -> String {
    let mut json = String::from("{");
    write(&mut json);
    json.push('}');
    json
}

/// `code`, `message`, `path`.
pub(super) fn error(error: &Error) -> String {
    object(|json| {
        text(json, "code", error.code.as_str());
        text(json, "message", &error.message);
        text(json, "path", &error.path);
    })
}

/// What lint found.
pub(super) fn findings(findings: &[LintFinding]) -> String {
    let mut json = String::new();
    objects(&mut json, findings.iter(), |json, finding| {
        text(json, "code", finding.code.as_str());
        text(json, "severity", finding.severity.as_str());
        text(json, "message", &finding.message);
        text(json, "path", &finding.path);
        text(json, "remedy", &finding.remedy);
    });
    json
}

/// What the wrapper needs to know of a book before it prices anything.
pub(super) fn book_head(book: &PriceBook) -> String {
    object(|json| {
        text(json, "id", book.id());
        text(json, "unit", book.unit());
        key(json, "versions");
        objects(json, book.versions(), |json, version| {
            text(json, "version", version.label());
            text_or_null(json, "effectiveFrom", version.effective_from());
        });
    })
}

/// What the wrapper needs to know of a version to write out its quotes.
pub(super) fn version_head(version: &Version) -> String {
    object(|json| {
        text(json, "digest", version.digest());
        key(json, "methods");
        list(json, version.methods().iter(), |json, name| write_string(name, json));
        key(json, "rates");
        objects(json, version.rates().iter(), |json, rate| {
            text(json, "code", &rate.code);
            text(json, "label", &rate.label);
            amount(json, "unitPrice", rate.price.unit_price());
            text(json, "dueOn", version.due_on(rate).as_str());
            text(json, "per", rate.per.as_str());
            match rate.methods {
                Some(methods) => number(json, "methods", u64::from(methods.bits())),
                None => word(json, "methods", "null"),
            }
        });
    })
}

/// What a balance means.
pub(super) fn affordability(answer: &Affordability) -> String {
    object(|json| {
        truth(json, "sufficient", answer.sufficient);
        amount(json, "balance", Some(answer.balance));
        amount(json, "after", Some(answer.after));
        amount(json, "shortfall", Some(answer.shortfall));
        match answer.envelopes_affordable {
            Some(count) => number(json, "envelopesAffordable", count),
            None => word(json, "envelopesAffordable", "null"),
        }
        match &answer.top_up {
            None => word(json, "topUp", "null"),
            Some(advice) => {
                word(json, "topUp", "{");
                amount(json, "preset", advice.preset);
                amount(json, "bonus", Some(advice.bonus));
                amount(json, "custom", Some(advice.custom));
                match &advice.combination {
                    None => word(json, "combination", "null"),
                    Some(presets) => {
                        key(json, "combination");
                        list(json, presets.iter(), |json, preset| element(json, Some(*preset)));
                    }
                }
                json.push('}');
            }
        }
    })
}

/// Who pays.
pub(super) fn payer(payer: &Payer) -> String {
    object(|json| {
        text(json, "payer", payer.payer.as_str());
        text(json, "context", payer.context.as_str());
        truth(json, "mayAllocate", payer.may_allocate);
        truth(json, "mayMakeOrganizationKey", payer.may_make_organization_key);
        text(json, "reason", payer.reason);
    })
}
