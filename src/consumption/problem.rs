//! The error bodies of the vendor's API, for a back end that answers as it does.

use serde::Serialize;

use crate::error::Error;
use crate::input::{Node, Problems, key_of};
use crate::json::{Document, Value};

/// The most mistakes that a body is made from.
const MAX_MISTAKES: usize = 1_000;

/// An error body: `type`, `detail` and, of mistakes in a request, `invalid_params`.
///
/// It is not an [`Error`], whose code and message are ours; one is made from it.
///
/// Source: Yousign API reference, Errors and Errors List; for the sandbox, Yousign developer guide, Consumption.
///
/// ```
/// use sealquote::consumption::{DetailQuery, Problem};
/// use sealquote::json;
/// let query = r#"{ "from": "2026-03-02", "to": "2026-03-01" }"#;
/// let errors = DetailQuery::from_value(&json::parse(query)?).unwrap_err();
/// assert_eq!(Problem::from_errors(&errors).kind, "date.out_of_range");
/// # Ok::<(), sealquote::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The kind of mistake, such as `parameters_not_valid`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What is wrong.
    pub detail: String,
    /// Each mistake, of `parameters_not_valid` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invalid_params: Option<Vec<InvalidParameter>>,
}

/// One mistake in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvalidParameter {
    /// The parameter, by the API's name where it has one: `breakdown_type` for `/breakdownType`.
    pub name: String,
    /// What is wrong with it.
    pub reason: String,
}

/// A mistake, by the texts that it is written with.
struct Mistake {
    code: String,
    path: String,
    message: String,
}

impl Problem {
    /// The body for mistakes of ours. A sandbox is `about:blank`, a period that ends before it starts
    /// `date.out_of_range`, one of over a year `consumption.date_out_of_range`; anything else, and these
    /// together with others, `parameters_not_valid`.
    #[must_use]
    pub fn from_errors(errors: &[Error]) -> Self {
        let mistake = |error: &Error| Mistake {
            code: error.code.as_str().to_owned(),
            path: error.path.clone(),
            message: error.message.clone(),
        };
        Self::of(&errors.iter().map(mistake).collect::<Vec<Mistake>>())
    }

    /// The body for mistakes that a JSON array lists, at most a thousand: objects of `code`, `path` and
    /// `message`, as errors of ours are written.
    ///
    /// # Errors
    /// All mistakes in it.
    pub fn from_value(source: &Value) -> Result<Self, Vec<Error>> {
        let mut problems = Problems::default();
        let document = Document::from(source);
        let node = Node::new(document.root());
        let list = node.array(MAX_MISTAKES, &mut problems);
        let list: Option<Vec<Mistake>> =
            list.map(|nodes| nodes.filter_map(|node| read(&node, &mut problems)).collect());
        problems.finish(list).map(|list| Self::of(&list))
    }

    fn of(errors: &[Mistake]) -> Self {
        let plain =
            |kind, detail: &str| Self { kind, detail: detail.to_owned(), invalid_params: None };
        if let [error] = errors {
            match (error.code.as_str(), error.path.as_str()) {
                ("NOT_AVAILABLE", _) => {
                    return plain(
                        "about:blank",
                        "This endpoint is not available in the Sandbox environment, as add-ons are only \
                         used for production usage.",
                    );
                }
                ("INVALID_VALUE", "/to") => {
                    return plain(
                        "date.out_of_range",
                        "The given date range is invalid: the start date is greater than the end date.",
                    );
                }
                ("LIMIT_EXCEEDED", "/to") => {
                    return plain(
                        "consumption.date_out_of_range",
                        "The given date range is out of the valid range.",
                    );
                }
                _ => {}
            }
        }
        let parameter = |error: &Mistake| InvalidParameter {
            name: name(&error.path),
            reason: error.message.clone(),
        };
        Self {
            invalid_params: Some(errors.iter().map(parameter).collect()),
            ..plain("parameters_not_valid", "You have some invalid params in your payload.")
        }
    }
}

fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Mistake> {
    let fields = node.open_object(problems)?;
    let mut text = |key: &str| {
        let node = fields.required(key, problems)?;
        node.string(problems).map(str::to_owned)
    };
    let (code, path, message) = (text("code"), text("path"), text("message"));
    Some(Mistake { code: code?, path: path?, message: message? })
}

/// The parameter that a path leads to; steps are joined by dots.
fn name(path: &str) -> String {
    let steps = path.split('/').skip(1).map(|step| match step {
        "breakdownType" => String::from("breakdown_type"),
        "workspaceIds" => String::from("workspace_ids"),
        other => key_of(other),
    });
    steps.collect::<Vec<String>>().join(".")
}
