//! What an organization's members have of its wallet: the owner's view.

use serde::Serialize;

use super::transaction::{Transaction, read_all};
use crate::amount::{self, Amount};
use crate::error::{Code, Error};
use crate::input::{Fields, Node, Problems};
use crate::json::{Document, Value};
use crate::ledger::Kind;
use crate::message::message;

/// The most members that are taken at once.
const MAX_MEMBERS: usize = 10_000;

/// Where members' shares are. The documents say that members use credits allocated to them, and not
/// whether the wallet's balance still counts these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shares {
    /// In the wallet's balance: a share is set aside there until it is spent.
    #[default]
    Within,
    /// Apart from it: allocating took them out of the balance.
    Apart,
}

/// The names of the places.
const SHARES: [(&str, Shares); 2] = [("within", Shares::Within), ("apart", Shares::Apart)];

/// An organization's wallet and the members who have a share of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllocationQuery {
    balance: Amount,
    shares: Shares,
    members: Vec<Member>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Member {
    name: String,
    allocated: Amount,
    used: Amount,
    refunded: Amount,
}

impl AllocationQuery {
    /// Reads `{ balance, members: [{ member, allocated, used | transactions }], shares? }`.
    ///
    /// What a member has used is given as a number or as the member's rows; of rows that add credits
    /// nothing is taken, since `allocated` says what there was to spend. `shares` is `within` (what is
    /// left of them counts in `balance`) or `apart`.
    ///
    /// # Errors
    /// All mistakes in it, among them `INVALID_NUMBER` for a negative allocation and `INVALID_VALUE` for a
    /// member named twice, each with its path.
    pub fn from_value(source: &Value) -> Result<Self, Vec<Error>> {
        let mut problems = Problems::default();
        let document = Document::from(source);
        let node = Node::new(document.root());
        let query = node
            .object(&["balance", "members", "shares"], &mut problems)
            .and_then(|fields| read(&fields, &mut problems));
        problems.finish(query)
    }
}

fn read(fields: &Fields<'_>, problems: &mut Problems) -> Option<AllocationQuery> {
    let balance = fields.required("balance", problems);
    let balance = balance.and_then(|node| node.whole(-amount::MAX, "credits", problems));
    let shares = match fields.optional("shares") {
        Some(node) => node.choice(&SHARES, problems),
        None => Some(Shares::default()),
    };
    let list = fields.required("members", problems)?;
    let mut members: Vec<Member> = Vec::new();
    for node in list.array(MAX_MEMBERS, problems)? {
        let Some(member) = read_member(&node, problems) else { continue };
        if members.iter().any(|other| other.name == member.name) {
            let message = message!["`", member.name, "` is listed before; list each member once"];
            let path = message![node.path(), "/member"];
            problems.add(Code::InvalidValue, path, message);
        }
        members.push(member);
    }
    Some(AllocationQuery { balance: balance.and_then(Amount::new)?, shares: shares?, members })
}

fn read_member(node: &Node<'_>, problems: &mut Problems) -> Option<Member> {
    let fields = node.object(&["member", "allocated", "used", "transactions"], problems)?;
    let name = fields.required("member", problems).and_then(|node| node.name(problems));
    let allocated = fields.required("allocated", problems).and_then(|node| node.amount(problems));
    let used = match (fields.optional("used"), fields.optional("transactions")) {
        (Some(used), None) => used.amount(problems).map(|used| (used, Amount::ZERO)),
        (None, Some(rows)) => {
            let all = read_all(&rows, problems)?;
            let sums = sums(&all);
            if sums.is_none() {
                let message = String::from("the sum is beyond 2^53 - 1; take fewer rows at once");
                rows.problem(Code::AmountOutOfRange, message, problems);
            }
            sums
        }
        (None, None) => fields.required("used", problems).and(None),
        (Some(_), Some(rows)) => {
            let message = String::from("`used` is given too; give one of the two");
            rows.problem(Code::UnknownKey, message, problems);
            None
        }
    };
    let (used, refunded) = used?;
    Some(Member { name: name?.to_owned(), allocated: allocated?, used, refunded })
}

/// What rows spend, and what they return.
fn sums(rows: &[Transaction]) -> Option<(Amount, Amount)> {
    let (mut used, mut refunded) = (Amount::ZERO, Amount::ZERO);
    for row in rows.iter().map(Transaction::row) {
        match row.kind {
            Kind::Consume => used = used.checked_add(row.size())?,
            Kind::Refund => refunded = refunded.checked_add(row.size())?,
            Kind::Add => {}
        }
    }
    Some((used, refunded))
}

/// The owner's view of a wallet: what each member may spend, has spent and has left.
///
/// It is not a ledger: allocating is no transaction of the API, so `allocated` is the caller's word.
///
/// Source: SignSecure documentation, Credits page ("Organization Credits").
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AllocationOverview {
    /// The balance of the organization's wallet.
    pub balance: Amount,
    /// What of it no member has a claim on; below zero when more was allocated than is there.
    pub unallocated: Amount,
    /// All members together.
    pub totals: Allocation,
    /// Each member, in the order given.
    pub members: Vec<MemberAllocation>,
    /// What is wrong.
    pub findings: Vec<AllocationFinding>,
}

/// A share of a wallet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Allocation {
    /// Credits that may be spent.
    pub allocated: Amount,
    /// Credits spent.
    pub used: Amount,
    /// Credits returned.
    pub refunded: Amount,
    /// Allocated, less used, plus refunded; below zero when overdrawn.
    pub remaining: Amount,
}

/// One member's share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberAllocation {
    /// The member.
    pub member: String,
    /// The share.
    #[serde(flatten)]
    pub allocation: Allocation,
    /// Whether more was spent than allocated.
    pub overdrawn: bool,
}

/// Something wrong with the shares of a wallet; the overview is made all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AllocationFinding {
    /// `ALLOCATION_OVERDRAWN` or `WALLET_OVERALLOCATED`.
    pub code: &'static str,
    /// The member it is about.
    pub member: Option<String>,
    /// The most that could have been spent, or promised.
    pub expected: Amount,
    /// What was.
    pub recorded: Amount,
    /// All of this in words, and what to do.
    pub message: String,
}

/// What each member of an organization may spend, has spent and has left, and what is left unallocated.
///
/// Within the balance, unallocated is the balance less what members have left; a member who has
/// overdrawn has nothing left, and what was overdrawn is gone from the balance already. Apart from it,
/// unallocated is the balance.
///
/// # Errors
/// `AMOUNT_OUT_OF_RANGE` when a sum is beyond 2^53 - 1.
///
/// ```
/// use sealquote::{history::{self, AllocationQuery}, json};
/// let query = r#"{ "balance": 900, "members": [{ "member": "asha", "allocated": 300, "used": 100 }] }"#;
/// let query = AllocationQuery::from_value(&json::parse(query)?).unwrap();
/// let overview = history::allocation_overview(&query)?;
/// assert_eq!(overview.members[0].allocation.remaining.get(), 200);
/// assert_eq!(overview.unallocated.get(), 700);
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn allocation_overview(query: &AllocationQuery) -> Result<AllocationOverview, Error> {
    overview(query).ok_or_else(|| {
        let message = "the sum is beyond 2^53 - 1; take fewer members at once";
        Error::new(Code::AmountOutOfRange, "/members", message)
    })
}

fn overview(query: &AllocationQuery) -> Option<AllocationOverview> {
    let mut totals = Allocation::default();
    let mut claims = Amount::ZERO;
    let (mut members, mut findings) = (Vec::new(), Vec::new());
    for Member { name, allocated, used, refunded } in &query.members {
        let (allocated, used, refunded) = (*allocated, *used, *refunded);
        let remaining = allocated.checked_sub(used)?.checked_add(refunded)?;
        let overdrawn = remaining < Amount::ZERO;
        if overdrawn {
            findings.push(overdraw(name, allocated.checked_add(refunded)?, used));
        }
        claims = claims.checked_add(remaining.max(Amount::ZERO))?;
        totals = Allocation {
            allocated: totals.allocated.checked_add(allocated)?,
            used: totals.used.checked_add(used)?,
            refunded: totals.refunded.checked_add(refunded)?,
            remaining: totals.remaining.checked_add(remaining)?,
        };
        let allocation = Allocation { allocated, used, refunded, remaining };
        members.push(MemberAllocation { member: name.clone(), allocation, overdrawn });
    }
    let balance = query.balance;
    let unallocated = match query.shares {
        Shares::Within => balance.checked_sub(claims)?,
        Shares::Apart => balance,
    };
    // A wallet below zero of which nothing was promised is not theirs to mend.
    if unallocated < Amount::ZERO && claims > Amount::ZERO && query.shares == Shares::Within {
        findings.push(AllocationFinding {
            code: "WALLET_OVERALLOCATED",
            member: None,
            expected: balance,
            recorded: claims,
            message: message![
                "members have ",
                claims,
                " left of a wallet of ",
                balance,
                "; buy credits or allocate less"
            ],
        });
    }
    Some(AllocationOverview { balance, unallocated, totals, members, findings })
}

fn overdraw(member: &str, most: Amount, used: Amount) -> AllocationFinding {
    AllocationFinding {
        code: "ALLOCATION_OVERDRAWN",
        member: Some(member.to_owned()),
        expected: most,
        recorded: used,
        message: message![
            "`",
            member,
            "` has used ",
            used,
            " of ",
            most,
            "; allocate more, or ask what was spent"
        ],
    }
}
