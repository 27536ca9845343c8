//! What findings mean: how each is recognised, where it comes from, and what to do.
//!
//! The texts stand here and nowhere else. Reports print the first sentence of them, `sealquote explain` all.

use std::fmt::Write;

use sealquote::ledger::FindingCode;
use serde::Serialize;

use crate::Unreadable;

/// One kind of finding, for a person who has to act on it.
#[derive(Debug, Serialize)]
pub(crate) struct Explanation {
    code: FindingCode,
    /// In one line.
    pub(crate) meaning: &'static str,
    pub(crate) recognised: &'static str,
    pub(crate) causes: &'static [&'static str],
    pub(crate) remedy: &'static str,
}

impl Explanation {
    /// The explanation of a code.
    pub(crate) fn of(code: FindingCode) -> Self {
        let (meaning, recognised, causes, remedy) = texts(code);
        Self { code, meaning, recognised, causes, remedy }
    }

    fn all() -> impl Iterator<Item = Self> {
        FindingCode::ALL.into_iter().map(Self::of)
    }
}

/// Explains one code, or lists all.
pub(crate) fn explain(code: Option<&str>) -> Result<Vec<Explanation>, Unreadable> {
    let Some(code) = code else { return Ok(Explanation::all().collect()) };
    let wanted = code.to_ascii_uppercase().replace(['-', ' '], "_");
    let known = FindingCode::ALL.into_iter().find(|known| known.as_str() == wanted);
    if let Some(known) = known {
        return Ok(vec![Explanation::of(known)]);
    }
    let nearest =
        FindingCode::ALL.into_iter().min_by_key(|known| distance(known.as_str(), &wanted));
    let nearest = nearest.map_or("", FindingCode::as_str);
    Err(Unreadable::new(format!(
        "`{code}` is no code of a finding; the nearest is `{nearest}`, and `sealquote explain` lists all"
    )))
}

/// Explanations for people: one in full, several as a list.
pub(crate) fn text(explanations: &[Explanation]) -> String {
    let mut text = String::new();
    if let [one] = explanations {
        let code = one.code.as_str();
        let _ = writeln!(text, "{code}: {}\n", one.meaning);
        let _ = writeln!(text, "How it is recognised\n{}\n", wrapped("  ", one.recognised));
        text.push_str("Likely causes\n");
        for cause in one.causes {
            let _ = writeln!(text, "{}", wrapped("  - ", cause));
        }
        let _ = writeln!(text, "\nWhat to do\n{}", wrapped("  ", one.remedy));
        return text;
    }
    let widths = explanations.iter().map(|one| one.code.as_str().len());
    let width = widths.max().unwrap_or(0);
    for one in explanations {
        let _ = writeln!(text, "{:<width$}  {}", one.code.as_str(), one.meaning);
    }
    text.push_str("\n`sealquote explain CODE` says how one is recognised, where it comes from and what to do.\n");
    text
}

/// Words in lines of at most 100 characters; lines after the first are set in as far as the first one's text.
pub(crate) fn wrapped(mark: &str, words: &str) -> String {
    let indent = " ".repeat(mark.len());
    let mut text = mark.to_owned();
    let mut length = text.len();
    for word in words.split(' ') {
        if length.saturating_add(word.len()) > 100 {
            text.truncate(text.trim_end().len());
            text.push('\n');
            text.push_str(&indent);
            length = indent.len();
        }
        text.push_str(word);
        text.push(' ');
        length = length.saturating_add(word.len()).saturating_add(1);
    }
    text.truncate(text.trim_end().len());
    text
}

/// How many letters have to be put in, left out or changed to make one text of the other.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.bytes().enumerate() {
        let mut corner = line;
        let mut left = line.saturating_add(1);
        let mut next = vec![left];
        for (above, wanted) in row.iter().skip(1).zip(other.bytes()) {
            let change = corner.saturating_add(usize::from(letter != wanted));
            left = change.min(left.saturating_add(1)).min(above.saturating_add(1));
            corner = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

type Texts = (&'static str, &'static str, &'static [&'static str], &'static str);

/// The meaning, how it is recognised, its likely causes, and what to do.
fn texts(code: FindingCode) -> Texts {
    match code {
        FindingCode::AllocationOverdrawn => (
            "a member spent more than was allotted",
            "A row of a member's allocation (`--allocations`) takes the balance from 0 or above to below 0.",
            &[
                "The owner took a part of the allocation back while envelopes were under way.",
                "Two charges were booked at the same time against the same credits.",
            ],
            "Ask the owner to raise the allocation, and the vendor why the charge was let through.",
        ),
        FindingCode::BadRow => (
            "a row that cannot be read",
            "A field is missing, has the wrong type, or is out of range; or a charge names no envelope. The row is left \
             out of every check and the rest goes on, so the balance after it may not follow either. Where it is said \
             which sign amounts have (`--signs`), or that no row is of zero (`--zero-rows refused`), rows that have \
             another are told, and their balances are checked all the same. Of `--activity` it is an envelope to which \
             cannot have happened what is told, as being sent twice: no charge for it is held against that.",
            &[
                "The export was edited by hand, or by a spreadsheet that rewrote dates and numbers.",
                "The export has other columns than the API.",
            ],
            "Fetch the row, or the envelope's events, again from the API and check the ledger once more.",
        ),
        FindingCode::ChainBreak => (
            "a balance that does not follow from the one before it",
            "`balanceAfter` is not the balance before plus or minus the row's amount, in no order of the rows of the \
             same instant. The rows after it tell the cause. Or the pages of a listing say that it has rows which are not there \
             (`pageInfo`). One page by itself is taken for what is meant, unless it is the first and nothing else is \
             given. Pages with older rows are not asked for beside a checkpoint or another listing, where these may be.",
            &[
                "missing row: the gap is the size of one charge, refund or purchase, or of several where the amount of the \
                 row could not have been another; or pages before or after those that are there were not fetched.",
                "duplicate row: the row stands in the ledger already.",
                "swapped rows: the row and the next one follow when they change places.",
                "misplaced row: the next row goes on from the balance before this one, as if it were not there.",
                "edited amount: the chain goes on from this balance, and the amount is not what changed it. Where what did \
                 is the right price, no price is told to be wrong.",
                "edited balance: the next row goes on from the balance that should be here.",
                "edited type: the balance moved by the amount, the other way.",
                "skipped page: the gap lies between two pages or two files; or the number of a page is missing.",
                "filtered listing: all rows are of one type, and those of the other types were not fetched.",
            ],
            "Fetch the rows around it again, without the filter `type`, and compare them with the vendor's. If the \
             vendor's ledger breaks there too, send them the finding: id, expected and recorded balance.",
        ),
        FindingCode::ChargeAfterCancel => (
            "a charge for an envelope that is over",
            "A charge is booked later than a refund of all that had been charged; or, with an activity file, later \
             than the envelope's end and beyond what was due until then.",
            &[
                "A signature was under way when the envelope was cancelled.",
                "The charge was booked late and again, after a retry.",
                "The refund was a mistake, and this charge takes it back.",
            ],
            "Ask for a refund of the recorded amount, unless the refund before it was the mistake.",
        ),
        FindingCode::DoubleBase => (
            "the base of an envelope was charged twice",
            "The rate that has no methods is charged once for every envelope, and was before: a row is the base again, or is what \
             else was due and the base again. Of two rows the later one is told.",
            &[
                "Creation was retried after a time-out.",
                "Two exports of the same rows under other ids.",
            ],
            "Ask for a refund of recorded less expected.",
        ),
        FindingCode::DoubleFlat => (
            "a flat price was charged twice for one envelope",
            "A method's flat price is charged once however many signers use it, and was before.",
            &[
                "The price was taken as one for each signer.",
                "Electronic and DSC share one price in the book and were charged as two, or the book is not the one agreed on.",
            ],
            "Ask for a refund of what is above the expected amount.",
        ),
        FindingCode::DuplicateId => (
            "an id that another row has",
            "Two rows have the same id. With the cause `duplicate row` they say the same; else they are two \
             transactions with one id.",
            &[
                "The same rows were exported twice, or two exports overlap.",
                "An id was given twice, or was cut short by a spreadsheet.",
            ],
            "Of equal rows remove one; of unequal ones ask the vendor which transaction the id belongs to.",
        ),
        FindingCode::MissingBase => (
            "an envelope was charged for signatures and never for its creation",
            "The envelope has charges, and none of them is or contains the base.",
            &[
                "earlier history: the ledger begins after the envelope was created.",
                "The row of the base is missing; then a balance does not follow either.",
                "The base was not charged.",
            ],
            "Look for the row before the ledger begins. If there is none, the base is owed.",
        ),
        FindingCode::MissingRefund => (
            "an envelope failed or was cancelled, and its charges did not come back",
            "By the activity file the envelope ended, the price book refunds charges then, and less came back. The \
             vendor says only that credits may be refunded, so this is a warning.",
            &[
                "The refund is still to come, or lies after the end of the ledger.",
                "The vendor does not refund this case; then `refunds` in the price book should say so.",
            ],
            "Ask for the refund, or set `refunds` in the price book to what was agreed on.",
        ),
        FindingCode::NegativeBalance => (
            "a row takes the balance below zero",
            "The balance was 0 or above, and is below 0 after the row.",
            &[
                "Two charges were booked at the same time against the same credits.",
                "A purchase was taken back after it was spent.",
            ],
            "Buy credits before more is charged, and ask the vendor why the charge was let through.",
        ),
        FindingCode::OutOfOrder => (
            "a row's time lies before that of the row whose balance it goes on from",
            "The balances follow in the order of the listing, and `createdAt` does not. No credits are wrong by it.",
            &[
                "Two of the vendor's machines had different clocks.",
                "Rows of no amount changed places, which their balances cannot show.",
                "A date was edited.",
            ],
            "Nothing, unless the time decides something: the month an envelope is billed in, or the price in force.",
        ),
        FindingCode::Overcharged => (
            "a charge above the price",
            "The amount is no sum of what was due for the envelope, with what the row names in it, and lies above \
             what is nearest to it.",
            &[
                "Another price was used: see whether another version of the book, or another book, has it.",
                "One row pays for several signers at a price that is none of the book's.",
                "The amount was edited; then the balance does not follow either.",
            ],
            "Ask for a refund of the difference between recorded and expected.",
        ),
        FindingCode::PageOverlap => (
            "a page or file begins or ends with rows that were listed before",
            "All rows from the beginning of a page up to some row have ids and contents of rows before; or a file that is \
             listed newest first comes down to the newest row of those before it, and goes on with rows of theirs. They \
             are left out of sums and balances. No credits are wrong by it.",
            &[
                "Transactions were booked while the pages were fetched, which pushes rows to the next page.",
                "Two exports cover the same days.",
                "The same file was given twice.",
            ],
            "Nothing, if no other finding follows; where rows name no wallet, say `--chains ledger`, since files that \
             overlap are of one. To be sure, fetch all pages again when nobody books.",
        ),
        FindingCode::RefundExceedsCharge => (
            "more came back for an envelope than was charged",
            "All refunds of the envelope together are above all its charges together.",
            &[
                "refunded twice: all had come back before the last refund.",
                "earlier history: some of the charges stand before the ledger begins.",
                "The refund was of another envelope.",
            ],
            "Look for charges before the ledger begins; else expect the vendor to take back what is too much.",
        ),
        FindingCode::RefundWithoutCharge => (
            "a refund for an envelope that was never charged",
            "Credits came back for an envelope, and no row of the ledger charges it, or none before; or the refund names no \
             envelope.",
            &[
                "earlier history: the charge stands before the ledger begins.",
                "The row of the charge is missing; then a balance does not follow either.",
                "The refund names another envelope than the charge.",
            ],
            "Look for the charge before the ledger begins, then ask what the refund was for.",
        ),
        FindingCode::Uncharged => (
            "something that happened was not charged",
            "By the activity file more was due for the envelope than the ledger charges; where that is the base, it is \
             MISSING_BASE. With `--zero-rows required` also: it was signed more often than rows name a method.",
            &[
                "A charge failed, or is still to come.",
                "The ledger ends before the charge, or is another wallet's.",
                "The row of the charge is missing; then a balance does not follow either.",
            ],
            "Check that the ledger covers the time and the wallet of the envelope. What is left is owed.",
        ),
        FindingCode::Undercharged => (
            "a charge below the price",
            "The amount is no sum of what was due for the envelope, with what the row names in it, and lies below \
             what is nearest to it; or it is 0 for a flat method, and no other row of the envelope is for more than the base.",
            &[
                "Another price was used: see whether another version of the book, or another book, has it.",
                "The amount was edited; then the balance does not follow either.",
            ],
            "Find out which price was used, and expect the difference to be charged.",
        ),
        FindingCode::Unexplained => (
            "a member's allocation jumped, and no row says why",
            "In a ledger of allocations (`--allocations`) a balance does not follow, and no charge of that size is \
             missing. What owners allot and take back has no type of transaction.",
            &[
                "The owner raised the allocation, or took a part of it back.",
                "A refund's row is missing.",
            ],
            "Ask the owner whether the allocation was changed by the difference at that time.",
        ),
        FindingCode::UnexplainedCharge => (
            "a charge for something that did not happen",
            "By the activity file the envelope is not known; or more is charged for it than was due; or (cause `other \
             method`) the row names a method by which nobody signed.",
            &[
                "A charge was booked twice under two ids.",
                "Somebody sent the envelope another way than by what wrote the activity file.",
                "A signature was charged as another method.",
            ],
            "Check that the activity file is whole. If it is, ask for a refund of recorded less expected.",
        ),
        FindingCode::UnknownMethod => (
            "a charge for a method that the price book does not have",
            "No version of the book that may price the envelope mentions the row's `signatureMethod`.",
            &["The vendor has a new method.", "The book writes the method in another way."],
            "Add the method to the price book as it was agreed on, and check the ledger once more.",
        ),
        FindingCode::VersionMismatch => (
            "a charge that is right under another version of the price book",
            "The amount is what another version charges. The version is pinned when an envelope is sent, so every \
             version in force from its first row to this one is allowed.",
            &[
                "A price rise was taken into use early or late.",
                "`effectiveFrom` in the price book is not when the vendor changed the price.",
            ],
            "Compare `effectiveFrom` with what was agreed on, and settle the difference.",
        ),
        FindingCode::WrongWallet => (
            "rows of one envelope stand in two wallets",
            "Rows of the envelope stand in another wallet too, and came first there. Only rows that name wallets can tell.",
            &[
                "An API key of another workspace was used for a part of the envelope.",
                "The vendor booked a charge or a refund to the wrong wallet.",
            ],
            "Have the row booked to the wallet that paid for the envelope's creation.",
        ),
        _ => ("a finding of a newer version", "", &[], "Update `sealquote`."),
    }
}
