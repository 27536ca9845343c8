//! Who pays: whose credits an envelope is charged to.

use serde::Serialize;

use crate::amount::{self, Amount};
use crate::error::{Code, Error};
use crate::input::{Node, Problems};
use crate::json::{Document, Place, Value};
use crate::message::message;

/// Where somebody works, or where an API key was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Workspace {
    /// A person's own.
    Personal,
    /// An organization's.
    Organization,
}

/// What somebody may do in an organization.
///
/// It is not the role of a recipient in an envelope; that is [`quote::Role`](crate::quote::Role).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Owns it.
    Owner,
    /// Runs it.
    Admin,
    /// Works in it.
    Member,
}

/// Whose credits are spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Holder {
    /// A personal wallet.
    Personal,
    /// The wallet of an organization.
    Organization,
    /// A member's share of an organization's wallet.
    Allocation,
}

pub(crate) const HOLDERS: [(&str, Holder); 3] = [
    ("personal", Holder::Personal),
    ("organization", Holder::Organization),
    ("allocation", Holder::Allocation),
];
/// The keys of a [`Payer`], which may be handed back as it is.
pub(crate) const PAYER_KEYS: [&str; 5] =
    ["payer", "context", "mayAllocate", "mayMakeOrganizationKey", "reason"];
const WORKSPACES: [(&str, Workspace); 2] =
    [("personal", Workspace::Personal), ("organization", Workspace::Organization)];
const ROLES: [(&str, Role); 3] =
    [("owner", Role::Owner), ("admin", Role::Admin), ("member", Role::Member)];

impl Workspace {
    /// The word as it is written, such as `organization`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Organization => "organization",
        }
    }
}

impl Holder {
    /// The word as it is written, such as `allocation`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Organization => "organization",
            Self::Allocation => "allocation",
        }
    }
}

/// In which capacity somebody sends an envelope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Where they work; may be left out with an API key, which says so itself.
    pub workspace: Option<Workspace>,
    /// What they may do in the organization; of an API key's user it is [`ApiKey::made_by`] when left
    /// out.
    pub role: Option<Role>,
    /// The organization's id, where there are several.
    pub organization: Option<String>,
    /// The API key that is used, if one is.
    pub api_key: Option<ApiKey>,
}

/// An API key: bound for good to the workspace that it was made in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Where it was made.
    pub workspace: Workspace,
    /// The organization that it is bound to.
    pub organization: Option<String>,
    /// Who made it.
    pub made_by: Option<Role>,
}

/// Who pays, and what else follows from that.
///
/// It is not a wallet and holds no balance; see [`Funds`](crate::funds::Funds).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Payer {
    /// Whose credits are spent.
    pub payer: Holder,
    /// The `context` that the vendor's balance would be given with.
    pub context: Workspace,
    /// Whether they see the organization's whole balance and allocate credits of it.
    pub may_allocate: bool,
    /// Whether they may make an API key that is bound to the organization.
    pub may_make_organization_key: bool,
    /// Why it is so.
    pub reason: &'static str,
}

impl Context {
    /// The context that a JSON document describes.
    ///
    /// # Errors
    /// The first mistake in it, in the order of the document.
    pub fn from_value(source: &Value) -> Result<Self, Error> {
        Self::of(Document::from(source).root())
    }

    pub(crate) fn of(source: Place<'_>) -> Result<Self, Error> {
        let mut problems = Problems::default();
        let context = read(&Node::new(source), &mut problems);
        problems.into_first()?;
        Ok(context.unwrap_or_default())
    }
}

fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Context> {
    let fields = node.object(&["workspace", "role", "organization", "apiKey"], problems)?;
    let workspace =
        fields.optional("workspace").and_then(|node| node.choice(&WORKSPACES, problems));
    let role = fields.optional("role").and_then(|node| node.choice(&ROLES, problems));
    let organization = fields.optional("organization").and_then(|node| node.name(problems));
    let api_key = fields.optional("apiKey").and_then(|node| read_key(&node, problems));
    Some(Context { workspace, role, organization: organization.map(str::to_owned), api_key })
}

fn read_key(node: &Node<'_>, problems: &mut Problems) -> Option<ApiKey> {
    let fields = node.object(&["workspace", "organization", "madeBy"], problems)?;
    let workspace = fields.required("workspace", problems);
    let workspace = workspace.and_then(|node| node.choice(&WORKSPACES, problems));
    let organization = fields.optional("organization").and_then(|node| node.name(problems));
    let made_by = fields.optional("madeBy").and_then(|node| node.choice(&ROLES, problems));
    Some(ApiKey { workspace: workspace?, organization: organization.map(str::to_owned), made_by })
}

/// Whose credits are spent in a context.
///
/// # Errors
/// `CONTRADICTION` when a workspace or organization is stated that the API key is not bound to;
/// `NOT_ALLOWED` for an organization's key that a member made; `MISSING_KEY` when it cannot be said
/// without the workspace, the role or the key's organization; `UNKNOWN_KEY` for a role or an
/// organization in a personal workspace, where it has no meaning.
///
/// Source: SignSecure documentation, Credits page ("Organization Credits", "API Keys and Organization
/// Credits").
///
/// ```
/// use sealquote::payer::{Context, Holder, Role, Workspace, resolve};
/// let member = Context {
///     workspace: Some(Workspace::Organization),
///     role: Some(Role::Member),
///     ..Context::default()
/// };
/// let payer = resolve(&member)?;
/// assert_eq!(payer.payer, Holder::Allocation);
/// assert!(!payer.may_allocate);
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn resolve(context: &Context) -> Result<Payer, Error> {
    let key = context.api_key.as_ref();
    let workspace = match (context.workspace, key) {
        (Some(stated), Some(key)) if stated != key.workspace => {
            let message = match stated {
                Workspace::Personal => {
                    "an organization's API key never spends personal credits; use a key made in the personal workspace"
                }
                Workspace::Organization => {
                    "a personal API key never spends an organization's credits; use a key made in the organization"
                }
            };
            return Err(Error::new(Code::Contradiction, "/workspace", message));
        }
        (_, Some(key)) => key.workspace,
        (Some(stated), None) => stated,
        (None, None) => {
            return Err(missing("/workspace", "nothing says which workspace this is; name it"));
        }
    };
    match workspace {
        Workspace::Personal => resolve_personal(context),
        Workspace::Organization => resolve_organization(context),
    }
}

fn resolve_personal(context: &Context) -> Result<Payer, Error> {
    let key = context.api_key.as_ref();
    if key.is_some() && context.organization.is_some() {
        let message =
            "a personal API key never spends an organization's credits; use a key made in it";
        return Err(Error::new(Code::Contradiction, "/organization", message));
    }
    let stated = [
        ("/role", context.role.is_some()),
        ("/organization", context.organization.is_some()),
        ("/apiKey/organization", key.is_some_and(|key| key.organization.is_some())),
        ("/apiKey/madeBy", key.is_some_and(|key| key.made_by.is_some())),
    ];
    if let Some((path, _)) = stated.into_iter().find(|(_, stated)| *stated) {
        let message = "this has no meaning in a personal workspace; remove it";
        return Err(Error::new(Code::UnknownKey, path, message));
    }
    Ok(Payer {
        payer: Holder::Personal,
        context: Workspace::Personal,
        may_allocate: false,
        may_make_organization_key: false,
        reason: match key {
            Some(_) => "the API key was made in a personal workspace and spends its wallet",
            None => "a personal workspace spends its own wallet",
        },
    })
}

fn resolve_organization(context: &Context) -> Result<Payer, Error> {
    if let Some(key) = &context.api_key {
        if key.made_by == Some(Role::Member) {
            let message =
                "a member may not make an organization's API key; let an owner or admin make it";
            return Err(Error::new(Code::NotAllowed, "/apiKey/madeBy", message));
        }
        match (&context.organization, &key.organization) {
            (Some(stated), Some(own)) if stated != own => {
                let message = message![
                    "the API key is bound to `",
                    own,
                    "` for good and never spends credits of `",
                    stated,
                    "`; use a key made there"
                ];
                return Err(Error::new(Code::Contradiction, "/organization", message));
            }
            (Some(_), None) => {
                let message = "nothing says which organization the API key is bound to; name it";
                return Err(missing("/apiKey/organization", message));
            }
            _ => {}
        }
    }
    let by_key = context.api_key.is_some();
    let maker = context.api_key.as_ref().and_then(|key| key.made_by);
    let Some(role) = context.role.or(maker) else {
        let message = "in an organization it depends on the role who pays; name it";
        return Err(missing("/role", message));
    };
    let runs_it = role != Role::Member;
    Ok(Payer {
        payer: if runs_it { Holder::Organization } else { Holder::Allocation },
        context: Workspace::Organization,
        may_allocate: runs_it,
        may_make_organization_key: runs_it,
        reason: match (runs_it, by_key) {
            (true, false) => "owners and admins spend the organization's wallet",
            (true, true) => "the API key is bound to the organization and spends its wallet",
            (false, false) => "members spend what is allocated to them",
            (false, true) => {
                "the API key is bound to the organization and spends what is allocated to the member"
            }
        },
    })
}

fn missing(path: &str, message: &str) -> Error {
    Error::new(Code::MissingKey, path, message)
}

impl Payer {
    /// Whether this payer may give a member so many credits out of a wallet that holds so many.
    ///
    /// It only checks, and moves nothing.
    ///
    /// # Errors
    /// `NOT_ALLOWED` at `/payer` for all but owners and admins, `INVALID_NUMBER` at `/credits` for less
    /// than nothing, `INSUFFICIENT_CREDITS` at `/credits` for more than the wallet holds.
    ///
    /// Source: SignSecure documentation, Credits page ("Owners/Admins can view the full organization
    /// wallet balance and allocate credits to members").
    ///
    /// ```
    /// use sealquote::{Amount, payer::{Context, Role, Workspace, resolve}};
    /// let credits = |n| Amount::new(n).unwrap();
    /// let admin = resolve(&Context {
    ///     workspace: Some(Workspace::Organization),
    ///     role: Some(Role::Admin),
    ///     ..Context::default()
    /// })?;
    /// assert!(admin.check_allocation(credits(100), credits(100)).is_ok());
    /// assert!(admin.check_allocation(credits(101), credits(100)).is_err());
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    pub fn check_allocation(&self, credits: Amount, wallet: Amount) -> Result<(), Error> {
        Allocation { may_allocate: self.may_allocate, credits, wallet }.check()
    }
}

/// Credits that are to be given to a member.
///
/// It is not a change: nothing is moved by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// Whether the one who gives them may.
    pub may_allocate: bool,
    /// How many they are.
    pub credits: Amount,
    /// How many the organization's wallet holds.
    pub wallet: Amount,
}

impl Allocation {
    /// The allocation that a JSON document describes: `payer`, which is a [`Payer`] or has its
    /// `mayAllocate`, `credits` and `wallet`.
    ///
    /// # Errors
    /// The first mistake in it.
    ///
    /// ```
    /// use sealquote::{json, payer::Allocation};
    /// let text = r#"{ "payer": { "mayAllocate": true }, "credits": 5, "wallet": 4 }"#;
    /// let allocation = Allocation::from_value(&json::parse(text)?)?;
    /// assert!(allocation.check().is_err());
    /// # Ok::<(), sealquote::Error>(())
    /// ```
    pub fn from_value(source: &Value) -> Result<Self, Error> {
        let mut problems = Problems::default();
        let read = Self::read(&Node::new(Document::from(source).root()), &mut problems);
        problems.into_first()?;
        read.ok_or_else(|| Error::new(Code::InvalidType, "", "not an allocation"))
    }

    fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        let fields = node.object(&["payer", "credits", "wallet"], problems)?;
        let payer = fields.required("payer", problems)?;
        let payer = payer.object(&PAYER_KEYS, problems)?;
        let may_allocate = payer.required("mayAllocate", problems)?.boolean(problems);
        let mut amount = |key| {
            let number = fields.required(key, problems)?;
            number.whole(-amount::MAX, "credits", problems).and_then(Amount::new)
        };
        let (credits, wallet) = (amount("credits"), amount("wallet"));
        Some(Self { may_allocate: may_allocate?, credits: credits?, wallet: wallet? })
    }

    /// Whether it may be made.
    ///
    /// # Errors
    /// As [`Payer::check_allocation`].
    pub fn check(&self) -> Result<(), Error> {
        let Self { may_allocate, credits, wallet } = *self;
        let (code, path, message) = if !may_allocate {
            let message = "only owners and admins allocate credits; ask one of them";
            (Code::NotAllowed, "/payer", message.to_owned())
        } else if credits < Amount::ZERO {
            let message = message!["`", credits, "` is below 0; allocate nothing, or some credits"];
            (Code::InvalidNumber, "/credits", message)
        } else if credits > wallet.max(Amount::ZERO) {
            let message =
                message!["the wallet holds `", wallet, "`, not `", credits, "`; allocate less"];
            (Code::InsufficientCredits, "/credits", message)
        } else {
            return Ok(());
        };
        Err(Error::new(code, path, message))
    }
}
