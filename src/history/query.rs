//! What is asked of a listing, as an address or a program says it.

use crate::amount;
use crate::api_error::Issue;
use crate::json::{Unusable, Value};
use crate::ledger::{KINDS, Kind};
use crate::message::message;

/// How many items a page has when nothing is said.
const DEFAULT_LIMIT: i64 = 50;
/// How many it has at most.
const MAX_LIMIT: i64 = 100;
/// The keys of a query.
const KEYS: [&str; 5] = ["page", "limit", "type", "after", "cursor"];

/// Which rows of a history are asked for.
///
/// `page` (from 1), `limit` (1 to 100, 50 when left out) and `type` are the API's; numbers may be texts, as
/// they are in an address. Beyond the API, `cursor: true` asks for a cursor to go on from, and `after`
/// goes on from one; together with `page` it is a mistake.
///
/// Source: SignSecure API reference, List Credit Transactions ("Query Parameters").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    pub(super) page: i64,
    pub(super) limit: i64,
    pub(super) kind: Option<Kind>,
    pub(super) after: Option<String>,
    pub(super) cursor: bool,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self { page: 1, limit: DEFAULT_LIMIT, kind: None, after: None, cursor: false }
    }
}

impl ListQuery {
    /// The query that an object makes.
    ///
    /// # Errors
    /// All mistakes in it, as the API words them.
    ///
    /// ```
    /// use sealquote::{history::ListQuery, json};
    /// let issues = ListQuery::from_value(&json::parse(r#"{ "type": "gift", "limit": "0" }"#)?);
    /// let issues = issues.unwrap_err();
    /// assert_eq!(issues[0].message, "Number must be greater than or equal to 1");
    /// assert_eq!(issues[1].message, "Invalid enum value");
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    pub fn from_value(source: &Value) -> Result<Self, Vec<Issue>> {
        let Value::Object(entries) = source else {
            return Err(Vec::from([wrong_type("", "object", source)]));
        };
        let mut query = Self::default();
        let mut issues = Vec::new();
        let mut take = |read: Result<(), Issue>| issues.extend(read.err());
        let field = |key: &str| source.get(key);
        if let Some(value) = field("page") {
            take(whole("page", value, amount::MAX).map(|page| query.page = page));
        }
        if let Some(value) = field("limit") {
            take(whole("limit", value, MAX_LIMIT).map(|limit| query.limit = limit));
        }
        if let Some(value) = field("type") {
            take(kind("type", value).map(|kind| query.kind = Some(kind)));
        }
        if let Some(value) = field("after") {
            take(text("after", value).map(|after| query.after = Some(after)));
            if field("page").is_some() {
                take(Err(Issue::new("page", "custom", "Cannot be combined with after")));
            }
        }
        if let Some(value) = field("cursor") {
            take(boolean("cursor", value).map(|cursor| query.cursor = cursor));
        }
        let unknown = entries.iter().filter(|(key, _)| !KEYS.contains(&key.as_str()));
        let unknown: Vec<String> = unknown.map(|(key, _)| message!["'", key, "'"]).collect();
        if !unknown.is_empty() {
            let message = message!["Unrecognized key(s) in object: ", unknown.join(", ")];
            take(Err(Issue::new("", "unrecognized_keys", message)));
        }
        if issues.is_empty() { Ok(query) } else { Err(issues) }
    }
}

/// What the validator calls the kind of a value.
fn received(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Integer(_) | Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn wrong_type(path: &str, expected: &str, value: &Value) -> Issue {
    let message = message!["Expected ", expected, ", received ", received(value)];
    Issue::new(path, "invalid_type", message)
}

/// A whole number from 1, or a text that is one.
fn whole(path: &str, value: &Value, most: i64) -> Result<i64, Issue> {
    let number = match value {
        Value::Integer(number) => *number,
        Value::Number(Unusable { text, whole: true }) if text.starts_with('-') => i64::MIN,
        Value::Number(Unusable { whole: true, .. }) => i64::MAX,
        Value::Number(Unusable { text, .. }) if text == "NaN" => return Err(not_a_number(path)),
        Value::Number(_) => return Err(fraction(path)),
        Value::String(text) => digits(path, text)?,
        other => return Err(wrong_type(path, "number", other)),
    };
    if number < 1 {
        let message = "Number must be greater than or equal to 1";
        return Err(Issue::new(path, "too_small", message));
    }
    if number > most {
        let message = message!["Number must be less than or equal to ", most];
        return Err(Issue::new(path, "too_big", message));
    }
    Ok(number)
}

/// The number that a text says, as far as that is one of ours; else the largest or smallest there is.
fn digits(path: &str, text: &str) -> Result<i64, Issue> {
    let size = text.strip_prefix('-');
    let (whole, part) = size.unwrap_or(text).split_once('.').unwrap_or((size.unwrap_or(text), "0"));
    let all_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(part) {
        return Err(not_a_number(path));
    }
    if part.bytes().any(|digit| digit != b'0') {
        return Err(fraction(path));
    }
    let number = whole.parse().unwrap_or(i64::MAX);
    Ok(if size.is_some() { number.wrapping_neg() } else { number })
}

fn not_a_number(path: &str) -> Issue {
    Issue::new(path, "invalid_type", "Expected number, received nan")
}

fn fraction(path: &str) -> Issue {
    Issue::new(path, "invalid_type", "Expected integer, received float")
}

fn kind(path: &str, value: &Value) -> Result<Kind, Issue> {
    let Value::String(text) = value else {
        return Err(wrong_type(path, "'consume' | 'add' | 'refund'", value));
    };
    let found = KINDS.iter().find(|(name, _)| name == text).map(|(_, kind)| *kind);
    found.ok_or_else(|| Issue::new(path, "invalid_enum_value", "Invalid enum value"))
}

fn text(path: &str, value: &Value) -> Result<String, Issue> {
    match value {
        Value::String(text) => Ok(text.clone()),
        other => Err(wrong_type(path, "string", other)),
    }
}

/// A truth value, or a text that is one.
fn boolean(path: &str, value: &Value) -> Result<bool, Issue> {
    match value {
        Value::Bool(value) => Ok(*value),
        Value::String(text) if text == "true" || text == "false" => Ok(text == "true"),
        other => Err(wrong_type(path, "boolean", other)),
    }
}
