//! The envelope to be priced, and what of it the price depends on.

use crate::book::{MAX_SIGNERS, Methods, Version};
use crate::error::{Code, Error};
use crate::input::{Node, Problems};
use crate::json::{Document, Kind, Place, Value};
use crate::message::{listed, message};
use crate::time::Instant;

/// The most methods a signer may be left to choose from.
const MAX_CHOICES: usize = 1_000;
/// The word for a choice among all methods.
const ANY: &str = "any";

/// Documents and the people they go to, before anything is sent.
///
/// It is not a record of what happened: it has no status and no signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The caller's id, if there is one yet.
    pub id: Option<String>,
    /// When it is sent, which decides the version of the book; `None` for the newest version.
    pub at: Option<Instant>,
    /// How many documents it holds, from 0 to 2^53 - 1; 1 when not said.
    pub documents: u64,
    /// How large they are together, in megabytes, from 0 to 2^53 - 1; 0 when not said.
    pub megabytes: u64,
    /// Everybody it goes to.
    pub signers: Vec<Signer>,
}

/// One recipient of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The caller's id, if there is one.
    pub id: Option<String>,
    /// What the recipient does; only a [`Role::Signer`] costs anything.
    pub role: Role,
    /// How the recipient may sign; `None` for one who does not sign.
    pub method: Option<Choice>,
}

/// What a recipient does with an envelope (SignSecure API reference).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Signs.
    #[default]
    Signer,
    /// Approves, without a signature.
    Approver,
    /// Gets a copy.
    Cc,
}

/// The methods a signer may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Exactly this one.
    One(String),
    /// Any one of these.
    OneOf(Vec<String>),
    /// Any that the book has.
    Any,
}

impl Envelope {
    /// The envelope that a JSON document describes.
    ///
    /// # Errors
    /// The first mistake in it, in the order of the document.
    pub fn from_value(source: &Value) -> Result<Self, Error> {
        Self::of(Document::from(source).root())
    }

    pub(crate) fn of(source: Place<'_>) -> Result<Self, Error> {
        let mut problems = Problems::default();
        let envelope = read(&Node::new(source), &mut problems);
        problems.into_first()?;
        envelope.ok_or_else(|| Error::new(Code::InvalidType, "", "not an envelope"))
    }

    /// The set of methods of each recipient, in the numbers of one version.
    ///
    /// # Errors
    /// `UNKNOWN_METHOD` at the first name that the version does not have.
    pub fn methods(&self, version: &Version) -> Result<Vec<Methods>, Error> {
        self.signers
            .iter()
            .enumerate()
            .map(|(index, signer)| signer.methods(index, version))
            .collect()
    }
}

impl Signer {
    fn methods(&self, index: usize, version: &Version) -> Result<Methods, Error> {
        let find = |name: &str, place: Option<usize>| {
            version.method(name).ok_or_else(|| {
                let place = place.map(|place| message!["/", place]).unwrap_or_default();
                let known = version.methods().iter().map(String::as_str);
                let message = if name == ANY {
                    message!["`", ANY, "` stands for all methods; give it alone"]
                } else {
                    let known = listed(known.chain(core::iter::once(ANY)));
                    message!["unknown method `", name, "`; use ", known]
                };
                let path = message!["/signers/", index, "/method", place];
                Error::new(Code::UnknownMethod, path, message)
            })
        };
        let methods = match &self.method {
            None => Methods::NONE,
            Some(Choice::Any) => version.all_methods(),
            Some(Choice::One(name)) => find(name, None)?,
            Some(Choice::OneOf(names)) => {
                let mut methods = Methods::NONE;
                for (place, name) in names.iter().enumerate() {
                    methods = methods.union(find(name, Some(place))?);
                }
                methods
            }
        };
        Ok(if self.role == Role::Signer { methods } else { Methods::NONE })
    }
}

fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Envelope> {
    let fields = node.object(&["id", "at", "documents", "megabytes", "signers"], problems)?;
    let id = fields.optional("id").and_then(|node| node.string(problems));
    let at = fields.optional("at").and_then(|node| node.instant(problems));
    let documents = fields.optional("documents");
    let documents = documents.and_then(|node| node.count("documents", problems));
    let megabytes = fields.optional("megabytes");
    let megabytes = megabytes.and_then(|node| node.count("megabytes", problems));
    let list = fields.required("signers", problems)?;
    let list = list.array(MAX_SIGNERS, problems)?;
    let signers = list.filter_map(|node| read_signer(&node, problems)).collect();
    Some(Envelope {
        id: id.map(str::to_owned),
        at,
        documents: documents.unwrap_or(1),
        megabytes: megabytes.unwrap_or(0),
        signers,
    })
}

const ROLES: [(&str, Role); 3] =
    [("signer", Role::Signer), ("approver", Role::Approver), ("cc", Role::Cc)];

fn read_signer(node: &Node<'_>, problems: &mut Problems) -> Option<Signer> {
    let fields = node.object(&["id", "role", "method"], problems)?;
    let id = fields.optional("id").and_then(|node| node.string(problems));
    let role =
        fields.optional("role").map_or(Some(Role::Signer), |node| node.choice(&ROLES, problems));
    let method = match (role, fields.optional("method")) {
        (_, Some(method)) => read_choice(&method, problems),
        (Some(Role::Signer), None) => {
            let path = message![node.path(), "/method"];
            let message =
                message!["`method` is missing; name one, or `", ANY, "` to leave it open"];
            problems.add(Code::MissingKey, path, message);
            None
        }
        (_, None) => None,
    };
    Some(Signer { id: id.map(str::to_owned), role: role?, method })
}

fn read_choice(node: &Node<'_>, problems: &mut Problems) -> Option<Choice> {
    match node.value.kind() {
        Kind::String if node.value.text() == ANY => Some(Choice::Any),
        Kind::String => Some(Choice::One(node.value.text().to_owned())),
        Kind::Array if node.value.places().is_empty() => {
            let message = message!["no method to choose from; name one, or use `", ANY, "`"];
            node.problem(Code::NoMethod, message, problems);
            None
        }
        Kind::Array => {
            let names = node.array(MAX_CHOICES, problems)?;
            let names = names.filter_map(|node| node.string(problems));
            Some(Choice::OneOf(names.map(str::to_owned).collect()))
        }
        _ => {
            let message = message![
                "expected a method or an array of methods, got ",
                node.kind(),
                "; give one"
            ];
            node.problem(Code::InvalidType, message, problems);
            None
        }
    }
}
