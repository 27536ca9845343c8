//! One wallet's balances: whether each follows from the one before it.
//!
//! Nearly every row follows, and a ledger may have more wallets than fit in any cache. So what a row that
//! follows has to see and to change is one cache line, and all else is set aside until it is needed.

use super::breaks::{Break, Breaks, Direction, Step, Walk};
use super::conventions::RowOrder;
use super::finding::Place;
use super::same_instant;
use super::transaction::Kind;
use crate::time::Instant;

/// Whether there may be more than one listing, or an earlier check: in the package there is one.
pub(super) const LISTINGS: bool = cfg!(not(target_arch = "wasm32"));

/// The balances of one wallet, row by row in the order of the listing.
#[derive(Clone, Debug, Default)]
#[repr(C)]
pub(super) struct Chain {
    /// Where the walk stands: the balance at the near end of the next row.
    pub(super) at: i64,
    /// Where it stood before the first row of the present instant.
    pub(super) instant_from: i64,
    pub(super) instant: Option<Instant>,
    /// There are rows before the present instant.
    pub(super) has_past: bool,
    /// Rows are oldest first, all of them followed so far, and no two of the present instant.
    pub(super) follows: bool,
    /// The kinds of its rows, one bit each.
    pub(super) kinds: u8,
    /// The listing of its last row, by the number of its first file.
    pub(super) listing: u32,
    // What a row that follows has no use for.
    pub(super) begin: i64,
    pub(super) aside: Option<Box<Aside>>,
    /// What broke.
    pub(super) broken: Option<Box<Broken>>,
    /// What an earlier check left.
    pub(super) carried: Option<Box<Carried>>,
    /// Of a listing that has ended, what was told of a balance first: as it is, and as it should be.
    pub(super) told: Option<(i64, i64)>,
    /// How many of its rows were doubted.
    pub(super) doubts: u8,
}

/// The balances of a chain that do not follow, all together.
#[derive(Clone, Debug)]
pub(super) struct Broken {
    /// The first of them.
    pub(super) first: (Place, Box<str>),
    pub(super) count: u64,
    /// Every balance is above what it should be.
    pub(super) all_above: bool,
    /// Every balance is below what it should be.
    pub(super) all_below: bool,
}

/// What an earlier check leaves of a chain, beside where it stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Carried {
    /// The balance at its end.
    pub(super) balance: i64,
    /// What that should have been, if it was told to be wrong: rows that go on may say so.
    pub(super) honest: i64,
    /// Nothing else is left: its rows ran newest first, so that what comes next begins there anew.
    pub(super) is_all: bool,
    /// Where breaks were told for want of the rows after them.
    pub(super) told: Vec<Place>,
    /// Nothing stands before its first row of all: that began at a balance of 0.
    pub(super) is_whole: bool,
    /// The balance before the first row of all, when it was an earlier listing of this check that left this.
    pub(super) opening: Option<i64>,
}

/// What only some chains need, and those only for a while.
#[derive(Clone, Debug, Default)]
pub(super) struct Aside {
    /// The newest of them.
    pub(super) newest: Option<Instant>,
    pub(super) direction: Option<Direction>,
    pub(super) undirected: Vec<Step>,
    pub(super) oldest_first_votes: usize,
    pub(super) newest_first_votes: usize,
    /// The instant before the present one.
    pub(super) past: Option<Instant>,
    /// Rows of the present instant that followed, as steps from balance to balance.
    pub(super) followed: Vec<(i64, i64)>,
    /// Rows of the present instant from the first one on that did not.
    pub(super) held: Vec<Step>,
    /// At which balances the chain may begin, and stand now, since the rows of its first instants lead round: the rows
    /// after them will say. Empty when it is known.
    pub(super) round: Vec<i64>,
    pub(super) walk: Walk,
}

impl Chain {
    /// A chain without rows, whose listing runs this way.
    pub(super) fn new(order: RowOrder) -> Self {
        let direction = match order {
            RowOrder::Detected => return Self::default(),
            RowOrder::OldestFirst => Direction::OldestFirst,
            RowOrder::NewestFirst => Direction::NewestFirst,
        };
        let mut aside = Box::<Aside>::default();
        aside.direction = Some(direction);
        aside.walk.direction = direction;
        Self { aside: Some(aside), ..Self::default() }
    }

    /// The kind of all its rows, if they are of one.
    pub(super) fn only_kind(&self) -> Option<Kind> {
        [Kind::Consume, Kind::Add, Kind::Refund].into_iter().find(|kind| self.kinds == bit(*kind))
    }

    /// Whether an earlier check has told of a break for want of the rows after it.
    pub(super) fn has_told(&self, broken: &Break) -> bool {
        LISTINGS
            && self
                .carried
                .as_ref()
                .is_some_and(|carried| carried.told.contains(&broken.step.place))
    }

    /// Notes a balance that does not follow.
    pub(super) fn note_break(&mut self, broken: &Break) {
        let first = || (broken.step.place, broken.step.id.as_str().into());
        let all = self.broken.get_or_insert_with(|| {
            Box::new(Broken { first: first(), count: 0, all_above: true, all_below: true })
        });
        all.count = all.count.saturating_add(1);
        all.all_above &= broken.recorded > broken.expected;
        all.all_below &= broken.recorded < broken.expected;
    }

    /// Looks at what the next row needs of what is set aside, so that its memory is at hand.
    pub(super) fn touch(&self) -> i64 {
        let Some(aside) = self.aside.as_ref().filter(|_| !self.follows) else { return 0 };
        let steps = aside.held.first().into_iter().chain(&aside.walk.last);
        let warm = |step: &Step| step.balance ^ step.id.bytes().next().map_or(0, i64::from);
        let of_itself = aside.walk.waiting_from ^ aside.newest.map_or(0, Instant::seconds);
        steps.fold(of_itself, |all, step| all ^ warm(step))
    }

    /// Takes the next row, of the listing that began in the file of this number; what turns out to be broken goes to
    /// `breaks`. The row is made into a step, in the room of an id, when it may be told of later.
    pub(super) fn push(
        &mut self,
        (listing, order): (u32, RowOrder),
        balances: (i64, i64),
        (kind, created_at): (Kind, Instant),
        step: impl FnOnce(String) -> Step,
        breaks: &mut Breaks,
    ) {
        let (before, after) = balances;
        self.kinds |= bit(kind);
        let is_same = core::mem::replace(&mut self.listing, listing) == listing;
        if self.follows && is_same && before == self.at && self.instant < Some(created_at) {
            self.instant = Some(created_at);
            self.has_past = true;
            self.instant_from = self.at;
            self.at = after;
            return;
        }
        if let Some(aside) = &mut self.aside
            && self.instant > Some(created_at)
            && aside.falls_to(self.at, after)
        {
            aside.past = self.instant;
            self.instant = Some(created_at);
            self.has_past = true;
            self.at = after;
            self.instant_from = after;
            aside.move_on(step);
            return;
        }
        if LISTINGS && !is_same && self.gives_way(order, created_at, before) {
            self.end_listing(order, breaks);
            self.listing = listing;
        }
        let mut aside = self.aside.take().unwrap_or_else(|| self.set_aside());
        aside.newest = aside.newest.max(Some(created_at));
        self.push_aside(&mut aside, step(String::new()), breaks);
        // Back to the short way once the row that led here is dealt with, and not before the first two rows are.
        self.follows = aside.is_idle() && self.has_past;
        self.aside = Some(aside).filter(|_| !self.follows);
    }

    /// Ends the listing, and answers the balances before the first and after the last row in time.
    pub(super) fn finish(&mut self, breaks: &mut Breaks) -> (i64, i64) {
        let (first, last) = self.end(breaks);
        let carried = self.carried.as_ref().filter(|_| LISTINGS);
        let carried = carried.map(|carried| carried.opening.unwrap_or(carried.balance));
        (carried.unwrap_or(first), last)
    }

    /// Whether nothing stands before a chain that begins at this balance.
    pub(super) fn is_whole(&self, opening: i64) -> bool {
        self.carried.as_ref().map_or(opening == 0, |carried| carried.is_whole)
    }

    fn end(&mut self, breaks: &mut Breaks) -> (i64, i64) {
        if let Some(mut aside) = self.aside.take() {
            if aside.direction.is_none() {
                self.direct(&mut aside, breaks);
            }
            self.end_instant(&mut aside, None, breaks);
            let falls = aside.direction == Some(Direction::NewestFirst);
            if falls && self.instant.is_none() {
                return (self.begin, self.begin);
            }
            if let Some(left) = self.left_behind(self.at).filter(|_| falls) {
                self.at = aside.walk.step(self.at, Step::left(left), breaks);
            }
            self.at = aside.walk.finish(self.at, breaks);
            self.told = aside.walk.told;
            if falls {
                return (self.at, self.begin);
            }
        }
        (self.begin, self.at)
    }

    /// What is set aside for a chain that has just begun, or that followed until now.
    fn set_aside(&self) -> Box<Aside> {
        let mut aside = Box::<Aside>::default();
        if self.follows {
            aside.direction = Some(Direction::OldestFirst);
            aside.followed.push((self.instant_from, self.at));
        }
        aside
    }

    pub(super) fn gather(&mut self, aside: &mut Aside, step: Step, breaks: &mut Breaks) {
        let (near, far) = aside.walk.ends(&step);
        let before = self
            .left_behind(near)
            .filter(|_| self.instant.is_none() && aside.walk.direction == Direction::OldestFirst);
        if self.instant.is_none() {
            (self.at, self.begin) = (before.unwrap_or(near), before.unwrap_or(near));
            aside.walk.first = Some(step.clone()).filter(|_| before.is_none());
        }
        if aside.walk.direction == Direction::NewestFirst {
            // A gap is laid to the later of two rows.
            let last = aside.held.last().filter(|last| near != last.before());
            breaks.doubtful.extend(last.map(|last| last.document));
        }
        if self.instant != Some(step.created_at) {
            let out_of_order = aside.out_of_order(self.instant, &step);
            self.end_instant(aside, Some(&step), breaks);
            if near == self.at && !aside.walk.is_waiting() {
                breaks.list.extend(out_of_order.map(Break::out_of_order));
            }
            aside.past = self.instant.replace(step.created_at);
            self.has_past = aside.past.is_some() || before.is_some();
            self.instant_from = self.at;
        }
        let waits = !aside.held.is_empty() || aside.walk.is_waiting();
        if aside.walk.direction == Direction::OldestFirst {
            let last = aside.held.last().or(aside.walk.waiting.last());
            if near != last.map_or(self.at, |last| last.balance) {
                breaks.doubtful.push(step.document);
            }
        }
        // Newest first a break may be laid to the row before, so there every row is walked.
        if near == self.at && !waits && aside.walk.direction == Direction::OldestFirst {
            aside.followed.push((near, far));
            self.at = far;
        } else {
            aside.held.push(step);
        }
    }

    /// Takes the rows of an instant before which nothing is known, or only rows that lead round; answers whether they chain.
    fn begin_with(
        &mut self,
        aside: &mut Aside,
        pairs: &[(i64, i64)],
        held: &[Step],
        breaks: &mut Breaks,
    ) -> bool {
        let round = core::mem::take(&mut aside.round);
        let mut starts = same_instant::starts(pairs);
        starts.retain(|start| round.is_empty() || round.contains(start));
        let stands = Some(self.instant_from).filter(|from| self.has_past && starts.contains(from));
        let wanted = stands.or(starts.first().copied());
        let order = wanted.and_then(|start| same_instant::order(pairs, Some(start)));
        let (Some(start), Some(order)) = (wanted, order) else { return false };
        self.begin = start;
        self.at = end_of(pairs, &order).unwrap_or(start);
        if self.at == start && starts.len() > 1 {
            aside.round = starts;
        }
        if pairs.len() == held.len() {
            let mut at = start;
            for step in order.iter().filter_map(|place| held.get(*place)) {
                at = aside.walk.step(at, step.clone(), breaks);
            }
        }
        true
    }

    /// Puts the rows of one instant in an order that chains, if there is one, and walks them.
    /// The row after them helps where none does.
    pub(super) fn end_instant(
        &mut self,
        aside: &mut Aside,
        next: Option<&Step>,
        breaks: &mut Breaks,
    ) {
        let mut held = core::mem::take(&mut aside.held);
        let mut pairs = core::mem::take(&mut aside.followed);
        let is_open = !self.has_past || !aside.round.is_empty();
        if held.is_empty() && !is_open {
            return;
        }
        let followed = pairs.len();
        pairs.extend(held.iter().map(|step| aside.walk.ends(step)));
        if is_open && self.begin_with(aside, &pairs, &held, breaks) {
            return;
        }
        // The first rows of a wallet have no balance before them to begin at.
        let from = Some(self.instant_from).filter(|_| self.has_past);
        let mut order = same_instant::order(&pairs, from).filter(|_| pairs.len() > 1);
        if order.is_none() && followed == 0 && pairs.len() > 1 {
            // A balance before this instant that is wrong itself must not spoil the order within it.
            order = same_instant::order(&pairs, None);
        }
        if let Some(far) = order.as_deref().and_then(|order| end_of(&pairs, order))
            && followed > 0
        {
            self.at = far;
            return;
        }
        if let Some(order) = order {
            held = order.iter().filter_map(|place| held.get(*place).cloned()).collect();
        } else if let [_, _, ..] = held.as_slice() {
            // One of them is wrong, and they were booked as they are listed, or the other way round.
            let breaks_of = |held: &[Step]| aside.walk.breaks_of(self.at, held.iter().chain(next));
            let listed = breaks_of(&held);
            held.reverse();
            if breaks_of(&held) >= listed {
                held.reverse();
            }
        }
        for step in held {
            self.at = aside.walk.step(self.at, step, breaks);
        }
        self.begin = aside.walk.begins_at.take().unwrap_or(self.begin);
    }
}

/// The balance at which an order of steps ends.
fn end_of(pairs: &[(i64, i64)], order: &[usize]) -> Option<i64> {
    order.last().and_then(|place| pairs.get(*place)).map(|pair| pair.1)
}

const fn bit(kind: Kind) -> u8 {
    match kind {
        Kind::Consume => 1,
        Kind::Add => 2,
        Kind::Refund => 4,
    }
}

impl Aside {
    /// The row whose time does not fit, when the next one is of an instant on the wrong side of the present one. Newest first
    /// that is the later of the two, unless the earlier one is behind what came before both as well.
    fn out_of_order(&self, present: Option<Instant>, next: &Step) -> Option<Step> {
        let (present, at) = (present?, next.created_at);
        if self.walk.direction == Direction::OldestFirst {
            return Some(next).filter(|_| at < present).cloned();
        }
        let is_next = self.past.is_some_and(|past| past < at);
        let odd = if is_next { Some(next) } else { self.held.last() };
        odd.filter(|_| present < at).cloned()
    }

    /// Whether nothing here is needed for the next row.
    fn is_idle(&self) -> bool {
        self.direction == Some(Direction::OldestFirst)
            && self.held.is_empty()
            && self.followed.len() == 1
            && !self.walk.is_waiting()
            && self.round.is_empty()
    }

    /// Whether one row is all of the present instant, of a listing that runs newest first, and it follows, and so does a
    /// row of an earlier instant that leaves this balance.
    fn falls_to(&self, at: i64, balance: i64) -> bool {
        let [held] = self.held.as_slice() else { return false };
        let follows = held.balance == at && held.before() == balance && !self.walk.is_waiting();
        self.direction == Some(Direction::NewestFirst) && follows && self.round.is_empty()
    }

    /// Walks the one row of the present instant, which follows, and puts the next one in its place. Such rows are nearly
    /// all of a listing that runs newest first, and none of them needs memory of its own.
    fn move_on(&mut self, step: impl FnOnce(String) -> Step) {
        let Some(held) = self.held.first_mut() else { return };
        let room = self.walk.last.take().map(|last| last.id).unwrap_or_default();
        self.walk.last = Some(core::mem::replace(held, step(room)));
    }
}
