//! The price book's JSON Schema, made from the tables that the loader reads by.
//!
//! Keys, choices and limits come from [`format`](super::format); here is what a person wants to read
//! beside them. A key without such words would be missing from the schema, and a test would say so.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::format::credits::{BONUS_KEYS, MAX_PRESETS, REFUND_KEYS, REFUNDED, TOP_UP_KEYS};
use super::format::prices::{Kind, MAX_TIERS, MODELS, TIER_KEYS};
use super::format::rates::{MAX_RATES, NO_METHODS, PERS, RATE_KEYS};
use super::format::{BOOK_KEYS, CHARGES, MAX_VERSIONS, VERSION_KEYS};
use super::method::MAX_METHODS;
use crate::amount;
use crate::json::Value;

const ID: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/raw/main/schema/price-book.json");

/// An RFC 3339 instant of a day that exists, if need be in a leap year.
///
/// It is no `format`: validators that know `date-time` take fewer leap seconds than the loader does, and strict ones that
/// do not know it take no such schema.
const INSTANT: &str = concat!(
    "^([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))",
    "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)",
    "[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
);

/// The JSON Schema (2020-12) of a price book, as text.
///
/// Whatever it refuses, [`PriceBook::lint`](super::PriceBook::lint) refuses. The other way round there
/// are rules that a schema cannot state: what is unique, what comes after what, what refers to what.
#[must_use]
pub fn json_schema() -> String {
    let book = object(BOOK_KEYS, &["priceBook", "unit", "versions"], book_key);
    let definitions = [
        ("version", object(VERSION_KEYS, &["version", "rates"], version_key)),
        ("rate", object(RATE_KEYS, &["code", "per", "price"], rate_key)),
        ("price", map([("oneOf", Value::Array(MODELS.iter().map(model).collect()))])),
        ("tier", object(TIER_KEYS, &["upTo", "unitPrice"], tier_key)),
    ];
    let head = [
        ("$schema", text("https://json-schema.org/draft/2020-12/schema")),
        ("$id", text(ID)),
        ("title", text("Sealquote price book")),
        (
            "description",
            text("Dated versions of priced rates: what an envelope costs, and since when."),
        ),
    ];
    let whole = with(map(head), book);
    let whole = with(whole, map([("$defs", map(definitions))]));
    let written = serde_json::to_string_pretty(&Written(&whole)).unwrap_or_default();
    format!("{written}\n")
}

fn book_key(key: &str) -> Option<Value> {
    Some(match key {
        "$schema" => about("Schema", "Where this schema is, for editors.", [kind("string")]),
        "priceBook" => name("Id", "What the book calls itself, such as `signsecure`."),
        "unit" => name("Unit", "What the book counts in, such as `credit`."),
        "versions" => {
            // That it is the first is for the loader: strict validators know no place in a list but in those of one length.
            let undated = map([("effectiveFrom", map([kind("null")]))]);
            let rules = [
                kind("array"),
                ("items", refer("version")),
                ("contains", map([kind("object"), ("properties", undated)])),
                ("minContains", Value::Integer(0)),
                ("maxContains", Value::Integer(1)),
                ("minItems", Value::Integer(1)),
                ("maxItems", count(MAX_VERSIONS)),
            ];
            about("Versions", "Oldest first. Each is in force until the next one begins.", rules)
        }
        _ => return None,
    })
}

fn version_key(key: &str) -> Option<Value> {
    Some(match key {
        "version" => name("Version", "The label, unique in the book, such as `2026-03`."),
        "effectiveFrom" => {
            let words = "When the version begins, as an RFC 3339 instant. Only the first may say `null`: \
                         it has always been in force.";
            let kinds = ("type", texts(["string", "null"]));
            let rules = about("Effective from", words, [kinds, ("pattern", text(INSTANT))]);
            with(rules, map([("default", Value::Null)]))
        }
        "chargeOn" => {
            let words =
                "When rates that depend on signers are taken; all others are due at creation.";
            let choice = choice("Charge on", words, CHARGES.map(|(name, _)| name));
            with(choice, map([("default", text("signature"))]))
        }
        "rates" => list(
            "Rates",
            "The priced rows, in the order of a quote's lines.",
            refer("rate"),
            MAX_RATES,
        ),
        "refunds" => {
            let refunds = object(REFUND_KEYS, &["refundable"], refund_key);
            with(about("Refunds", "What comes back, and after what.", []), refunds)
        }
        "topUp" => {
            let top_up = object(TOP_UP_KEYS, &[], top_up_key);
            with(
                about("Top-up", "What credits may be bought, and what is given on top.", []),
                top_up,
            )
        }
        "signupGrant" => {
            let grant = whole("Sign-up grant", "Credits given to a new wallet.", 0);
            with(grant, map([("default", Value::Integer(0))]))
        }
        _ => return None,
    })
}

fn rate_key(key: &str) -> Option<Value> {
    Some(match key {
        "code" => name("Code", "The stable name, unique in its version, such as `aadhaar`."),
        "label" => name("Label", "The name for people; the code when it is left out."),
        "per" => {
            let words = "What is counted. `envelope` counts 1 when a signer uses one of the methods, or \
                         always when there are none.";
            choice("Per", words, PERS.map(|(name, _)| name))
        }
        "methods" => {
            let words = "The signature methods it is for; left out, it is for every envelope.";
            let method = map([
                kind("string"),
                ("minLength", Value::Integer(1)),
                ("not", map([("enum", texts(NO_METHODS))])),
            ]);
            let rules = [("minItems", Value::Integer(1)), ("uniqueItems", Value::Bool(true))];
            with(list("Methods", words, method, MAX_METHODS), map(rules))
        }
        "price" => with(about("Price", "What the count costs.", []), refer("price")),
        _ => return None,
    })
}

fn model(&(name, kind): &(&str, Kind)) -> Value {
    let words = match kind {
        Kind::Unit => "The same for every unit.",
        Kind::Flat => "Once, when there is anything at all to charge for.",
        Kind::Graduated => "Each unit at the price of the tier it falls in.",
        Kind::Volume => "All units at the price of the tier that the last one falls in.",
        Kind::Package => "Packages of a size; a package that is begun is charged whole.",
    };
    let around = ["included", "minimum", "maximum"];
    let needed: Vec<&str> =
        kind.keys().iter().copied().filter(|key| !around.contains(key)).collect();
    let describe = |key: &str| match key {
        "model" => {
            Some(about("Model", "How the count becomes an amount.", [("const", text(name))]))
        }
        _ => price_key(key),
    };
    let head = [("title", text(name)), ("description", text(words))];
    with(map(head), object(kind.keys().iter().copied(), &needed, describe))
}

fn price_key(key: &str) -> Option<Value> {
    Some(match key {
        "included" => whole("Included", "Units that are free; they come off first.", 0),
        "minimum" => {
            whole("Minimum", "The least that is charged, when a unit is left to charge.", 0)
        }
        "maximum" => whole("Maximum", "The most that is charged; not below the minimum.", 0),
        "unitPrice" => whole("Unit price", "The amount for one unit.", 0),
        "amount" => whole("Amount", "The amount, whatever the quantity.", 0),
        "size" => whole("Size", "How many units a package holds.", 1),
        "price" => whole("Package price", "The amount for one package.", 0),
        "tiers" => {
            let open = map([("upTo", map([("const", Value::Null)]))]);
            let open = map([kind("object"), ("properties", open), ("required", texts(["upTo"]))]);
            let rules = [
                ("minItems", Value::Integer(1)),
                ("contains", open),
                ("minContains", Value::Integer(1)),
                ("maxContains", Value::Integer(1)),
            ];
            let words = "Steps in rising order; the last one is open.";
            with(list("Tiers", words, refer("tier"), MAX_TIERS), map(rules))
        }
        _ => return None,
    })
}

fn tier_key(key: &str) -> Option<Value> {
    Some(match key {
        "upTo" => {
            let words = "The last unit in this tier, counted from 1; `null` in the last tier.";
            let rules = [
                ("type", texts(["integer", "null"])),
                ("minimum", Value::Integer(1)),
                ("maximum", Value::Integer(amount::MAX)),
            ];
            about("Up to", words, rules)
        }
        "unitPrice" => whole("Unit price", "The amount for one unit in this tier.", 0),
        "flatFee" => {
            let fee = whole("Flat fee", "Charged once as soon as a unit falls in this tier.", 0);
            with(fee, map([("default", Value::Integer(0))]))
        }
        _ => return None,
    })
}

fn refund_key(key: &str) -> Option<Value> {
    Some(match key {
        "on" => {
            let event = map([("enum", texts(REFUNDED.map(|(name, _)| name)))]);
            let words = "What a refund follows; both when it is left out.";
            list("On", words, event, REFUNDED.len())
        }
        "refundable" => {
            let code = map([kind("string"), ("minLength", Value::Integer(1))]);
            list("Refundable", "Codes of the rates that come back.", code, MAX_RATES)
        }
        _ => return None,
    })
}

fn top_up_key(key: &str) -> Option<Value> {
    Some(match key {
        "presets" => {
            let preset = whole("Preset", "An amount on offer.", 1);
            list("Presets", "The amounts on offer.", preset, MAX_PRESETS)
        }
        "customMinimum" => {
            let least = whole("Custom minimum", "The smallest amount that may be typed in.", 1);
            with(least, map([("default", Value::Integer(1))]))
        }
        "bonuses" => {
            let words = "What is given on top; of those earned, the one for the largest purchase.";
            let bonus = object(BONUS_KEYS, &["purchase", "bonus"], bonus_key);
            list("Bonuses", words, bonus, MAX_PRESETS)
        }
        _ => return None,
    })
}

fn bonus_key(key: &str) -> Option<Value> {
    Some(match key {
        "purchase" => whole("Purchase", "The smallest purchase that earns the bonus.", 1),
        "bonus" => whole("Bonus", "Credits on top of the purchase.", 0),
        _ => return None,
    })
}

fn object<'k>(
    keys: impl IntoIterator<Item = &'k str>,
    required: &[&str],
    describe: impl Fn(&str) -> Option<Value>,
) -> Value {
    let described = keys.into_iter().filter_map(|key| Some((key.to_owned(), describe(key)?)));
    map([
        kind("object"),
        ("properties", Value::Object(described.collect())),
        ("required", texts(required.iter().copied())),
        ("additionalProperties", Value::Bool(false)),
    ])
}

fn list(title: &str, words: &str, items: Value, most: usize) -> Value {
    about(title, words, [kind("array"), ("items", items), ("maxItems", count(most))])
}

fn name(title: &str, words: &str) -> Value {
    about(title, words, [kind("string"), ("minLength", Value::Integer(1))])
}

fn choice<'n>(title: &str, words: &str, names: impl IntoIterator<Item = &'n str>) -> Value {
    about(title, words, [("enum", texts(names))])
}

fn whole(title: &str, words: &str, least: i64) -> Value {
    let range = [("minimum", Value::Integer(least)), ("maximum", Value::Integer(amount::MAX))];
    with(about(title, words, [kind("integer")]), map(range))
}

fn about<const N: usize>(title: &str, words: &str, rules: [(&str, Value); N]) -> Value {
    with(map([("title", text(title)), ("description", text(words))]), map(rules))
}

fn kind(name: &str) -> (&'static str, Value) {
    ("type", text(name))
}

fn refer(definition: &str) -> Value {
    map([("$ref", text(&format!("#/$defs/{definition}")))])
}

fn count(limit: usize) -> Value {
    Value::Integer(i64::try_from(limit).unwrap_or(amount::MAX))
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn texts<'t>(list: impl IntoIterator<Item = &'t str>) -> Value {
    Value::Array(list.into_iter().map(text).collect())
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// The entries of both objects.
fn with(first: Value, second: Value) -> Value {
    match (first, second) {
        (Value::Object(mut entries), Value::Object(more)) => {
            entries.extend(more);
            Value::Object(entries)
        }
        (first, _) => first,
    }
}

/// A value with its keys in the order they were given.
struct Written<'v>(&'v Value);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(truth) => serializer.serialize_bool(*truth),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Number(number) => serializer.serialize_str(&number.text),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(items) => serializer.collect_seq(items.iter().map(Written)),
            Value::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, &Written(value))?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_described() {
        let described = |keys: &[&str], describe: fn(&str) -> Option<Value>| {
            for key in keys {
                assert!(describe(key).is_some(), "{key}");
            }
        };
        described(&BOOK_KEYS, book_key);
        described(&VERSION_KEYS, version_key);
        described(&RATE_KEYS, rate_key);
        described(&TIER_KEYS, tier_key);
        described(&REFUND_KEYS, refund_key);
        described(&TOP_UP_KEYS, top_up_key);
        described(&BONUS_KEYS, bonus_key);
        for (_, kind) in MODELS {
            for key in kind.keys().iter().filter(|key| **key != "model") {
                assert!(price_key(key).is_some(), "{key}");
            }
        }
    }
}
