//! The error bodies of the vendor's API, for a back end that answers as it does.
//!
//! Source: SignSecure API reference, List Credit Transactions, which shows the four bodies.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::error::{Code, Error};
use crate::input::{Fields, Node, Problems, key_of};
use crate::json::{Document, Value};
use crate::message::message;

/// The most issues that a body lists.
const MAX_ISSUES: usize = 1_000;

/// What kind of error a body tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ApiErrorCode {
    /// The request has mistakes, which the details list.
    ValidationError,
    /// The caller is not known.
    Unauthorized,
    /// The caller is known, and may not.
    Forbidden,
    /// The fault is not the caller's.
    InternalServerError,
}

/// The names of the codes.
const CODES: [(&str, ApiErrorCode); 4] = [
    ("VALIDATION_ERROR", ApiErrorCode::ValidationError),
    ("UNAUTHORIZED", ApiErrorCode::Unauthorized),
    ("FORBIDDEN", ApiErrorCode::Forbidden),
    ("INTERNAL_SERVER_ERROR", ApiErrorCode::InternalServerError),
];

/// One mistake in a request, as the API tells it.
///
/// It is not an [`Error`], whose code and message are ours; [`Issue::from`] makes one from it. Codes and
/// messages are those of the validator whose shape the bodies have (zod 3).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Issue {
    /// The keys and numbers that lead to the value, joined by dots; empty for the request as a whole.
    pub path: String,
    /// What is wrong, such as `Invalid enum value`.
    pub message: String,
    /// The kind of mistake, such as `invalid_enum_value`.
    pub code: String,
}

impl Issue {
    /// A mistake at a place in a request.
    pub fn new(path: &str, code: &str, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), message: message.into(), code: code.to_owned() }
    }

    /// The key of the request that the mistake is in, or `None` for the request as a whole.
    fn field(&self) -> Option<&str> {
        self.path.split('.').next().filter(|field| !field.is_empty())
    }
}

impl From<&Error> for Issue {
    /// The mistake with our message. A path `/signers/0/method` becomes `signers.0.method`; a code that
    /// the validator does not know becomes `custom`.
    fn from(error: &Error) -> Self {
        Self::of_ours(error.code.as_str(), &error.path, &error.message)
    }
}

impl Issue {
    fn of_ours(code: &str, path: &str, message: &str) -> Self {
        let steps = path.split('/').skip(1);
        let steps: Vec<String> = steps.map(key_of).collect();
        let code = match code {
            "INVALID_TYPE" | "MISSING_KEY" => "invalid_type",
            "UNKNOWN_KEY" => "unrecognized_keys",
            "UNKNOWN_METHOD" => "invalid_enum_value",
            "INVALID_INSTANT" => "invalid_date",
            "AMOUNT_OUT_OF_RANGE" | "LIMIT_EXCEEDED" => "too_big",
            "NO_METHOD" => "too_small",
            _ => "custom",
        };
        Self::new(&steps.join("."), code, message)
    }
}

/// An error body of the API. It serializes with the keys of the reference in their order.
///
/// ```
/// use sealquote::api_error::{ApiError, Issue};
/// let issue = Issue::new("type", "invalid_enum_value", "Invalid enum value");
/// let body = ApiError::validation(vec![issue], "req_abc123", "2026-03-11T10:30:00.000Z");
/// assert_eq!(body.message(), "type: Invalid enum value");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiError {
    code: ApiErrorCode,
    message: String,
    request_id: String,
    timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
struct Details {
    validation: Validation,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Validation {
    issues: Vec<Issue>,
}

impl ApiError {
    /// The body that lists the mistakes of a request. Its message has all of them, as `field: message`,
    /// joined by commas.
    ///
    /// From errors of reading any input: `errors.iter().map(Issue::from).collect()`.
    #[must_use]
    pub fn validation(issues: Vec<Issue>, request_id: &str, timestamp: &str) -> Self {
        let messages = issues.iter().map(|issue| match issue.path.as_str() {
            "" => issue.message.clone(),
            path => message![path, ": ", issue.message],
        });
        let message = messages.collect::<Vec<String>>().join(", ");
        let details = Some(Details { validation: Validation { issues } });
        Self {
            details,
            ..Self::plain(ApiErrorCode::ValidationError, message, request_id, timestamp)
        }
    }

    /// The body for a caller who is not known.
    #[must_use]
    pub fn unauthorized(request_id: &str, timestamp: &str) -> Self {
        let message = String::from("Invalid or missing API key");
        Self::plain(ApiErrorCode::Unauthorized, message, request_id, timestamp)
    }

    /// The body for a caller who may not.
    #[must_use]
    pub fn forbidden(request_id: &str, timestamp: &str) -> Self {
        let message = String::from("API key is disabled");
        Self::plain(ApiErrorCode::Forbidden, message, request_id, timestamp)
    }

    /// The body for a fault that is not the caller's.
    #[must_use]
    pub fn internal(request_id: &str, timestamp: &str) -> Self {
        let message = String::from("An internal error occurred");
        Self::plain(ApiErrorCode::InternalServerError, message, request_id, timestamp)
    }

    /// Reads `{ code, requestId, timestamp, details? }` and makes the body. `VALIDATION_ERROR` needs
    /// `details`, a list of issues `{ path, message, code }`; the others have none. An issue whose code is
    /// one of ours, such as `UNKNOWN_KEY`, is taken as an [`Error`] whose path is a JSON Pointer.
    ///
    /// # Errors
    /// All mistakes in it.
    pub fn from_value(source: &Value) -> Result<Self, Vec<Error>> {
        let mut problems = Problems::default();
        let document = Document::from(source);
        let node = Node::new(document.root());
        let body = node
            .object(&["code", "requestId", "timestamp", "details"], &mut problems)
            .and_then(|fields| read(&fields, &mut problems));
        problems.finish(body)
    }

    /// The kind of error.
    #[must_use]
    pub const fn code(&self) -> ApiErrorCode {
        self.code
    }

    /// The error in words.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    fn plain(code: ApiErrorCode, message: String, request_id: &str, timestamp: &str) -> Self {
        let (request_id, timestamp) = (request_id.to_owned(), timestamp.to_owned());
        Self { code, message, request_id, timestamp, details: None }
    }
}

fn read(fields: &Fields<'_>, problems: &mut Problems) -> Option<ApiError> {
    let code = fields.required("code", problems).and_then(|node| node.choice(&CODES, problems));
    let request_id = fields.required("requestId", problems).and_then(|node| node.name(problems));
    let timestamp = fields.required("timestamp", problems).and_then(|node| {
        node.instant(problems)?;
        node.string(problems)
    });
    let details = fields.optional("details").filter(|node| !node.value.is_null());
    let issues = match (code?, details) {
        (ApiErrorCode::ValidationError, None) => {
            fields.required("details", problems);
            None
        }
        (ApiErrorCode::ValidationError, Some(details)) => Some(read_issues(&details, problems)?),
        (_, None) => None,
        (_, Some(details)) => {
            let message = String::from("only `VALIDATION_ERROR` has details; leave them out");
            details.problem(Code::UnknownKey, message, problems);
            None
        }
    };
    let (request_id, timestamp) = (request_id?, timestamp?);
    Some(match code? {
        ApiErrorCode::ValidationError => ApiError::validation(issues?, request_id, timestamp),
        ApiErrorCode::Unauthorized => ApiError::unauthorized(request_id, timestamp),
        ApiErrorCode::Forbidden => ApiError::forbidden(request_id, timestamp),
        ApiErrorCode::InternalServerError => ApiError::internal(request_id, timestamp),
    })
}

fn read_issues(node: &Node<'_>, problems: &mut Problems) -> Option<Vec<Issue>> {
    let mut issues = Vec::new();
    for node in node.array(MAX_ISSUES, problems)? {
        issues.extend(read_issue(&node, problems));
    }
    if node.value.places().is_empty() {
        let message = String::from("no issue at all; say what is wrong");
        node.problem(Code::InvalidValue, message, problems);
    }
    Some(issues)
}

fn read_issue(node: &Node<'_>, problems: &mut Problems) -> Option<Issue> {
    let fields = node.object(&["path", "message", "code"], problems)?;
    let path = fields.required("path", problems).and_then(|node| node.string(problems));
    let message = fields.required("message", problems).and_then(|node| node.name(problems));
    let code = fields.required("code", problems).and_then(|node| node.name(problems));
    let (path, message, code) = (path?, message?, code?);
    let ours = code.starts_with(|first: char| first.is_ascii_uppercase());
    Some(if ours { Issue::of_ours(code, path, message) } else { Issue::new(path, code, message) })
}

impl Serialize for Validation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (on_fields, on_form): (Vec<&Issue>, Vec<&Issue>) =
            self.issues.iter().partition(|issue| issue.field().is_some());
        let form_errors: Vec<&str> = on_form.iter().map(|issue| issue.message.as_str()).collect();
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("fieldErrors", &FieldErrors(&on_fields))?;
        map.serialize_entry("formErrors", &form_errors)?;
        map.serialize_entry("issues", &self.issues)?;
        map.end()
    }
}

/// The messages of each field, in the order in which the fields come up.
struct FieldErrors<'i>(&'i [&'i Issue]);

impl Serialize for FieldErrors<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
        for issue in self.0 {
            let field = issue.field().unwrap_or_default();
            match fields.iter_mut().find(|(other, _)| *other == field) {
                Some((_, messages)) => messages.push(&issue.message),
                None => fields.push((field, Vec::from([issue.message.as_str()]))),
            }
        }
        serializer.collect_map(fields)
    }
}
