//! What is left of the add-ons that were subscribed to.

use serde::Serialize;

use super::detail::{amount, shown};
use super::event::{ConsumptionEvent, Event};
use super::meter::Addon;
use super::query::skip_invalid;
use crate::amount::{self, Amount};
use crate::error::{Code, Error};
use crate::input::{Fields, Node, Problems};
use crate::json::{Document, Value};
use crate::message::message;
use crate::time::{Date, Instant, UtcOffset};

/// The most subscriptions that are looked at at once.
const MAX_SUBSCRIPTIONS: usize = 1_000;
/// The parts of a quota, in hundredths, that one wants to know of.
const THRESHOLDS: [u64; 3] = [50, 80, 100];

/// An add-on that was subscribed to for a time.
///
/// Its window is half-open: an event at `start_at` draws on it, one at `end_at` no longer does, so that of two
/// windows that follow each other one alone is drawn on. Of windows that overlap, each is drawn on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddonSubscription {
    name: Addon,
    /// As they were written: an instant has more than one text.
    start_at: String,
    end_at: String,
    start: Instant,
    end: Instant,
    quota: Amount,
}

impl AddonSubscription {
    /// The subscriptions of a JSON array, at most a thousand: `name`, `start_at`, `end_at`, `quota` (of
    /// archiving, in megabytes).
    ///
    /// # Errors
    /// All mistakes in it, among them `INVALID_VALUE` at `end_at` for a window that ends before it begins.
    pub fn list_from_value(source: &Value) -> Result<Vec<Self>, Vec<Error>> {
        let mut problems = Problems::default();
        let document = Document::from(source);
        let node = Node::new(document.root());
        let list = node.array(MAX_SUBSCRIPTIONS, &mut problems);
        let list = list.map(|nodes| nodes.filter_map(|node| read(&node, &mut problems)).collect());
        problems.finish(list)
    }

    fn is_active(&self, at: Instant) -> bool {
        self.start <= at && at < self.end
    }
}

fn read(node: &Node<'_>, problems: &mut Problems) -> Option<AddonSubscription> {
    let fields = node.object(&["name", "start_at", "end_at", "quota"], problems)?;
    let name = fields.required("name", problems);
    let name = name.and_then(|node| node.choice(&Addon::NAMED, problems));
    let instant = |key: &str, problems: &mut Problems| {
        let node = fields.required(key, problems)?;
        Some((node.instant(problems)?, node.string(problems)?.to_owned()))
    };
    let (start, end) = (instant("start_at", problems), instant("end_at", problems));
    let quota = fields
        .required("quota", problems)
        .and_then(|node| node.whole(0, "units", problems))
        .and_then(Amount::new);
    let ((start, start_at), (end, end_at)) = (start?, end?);
    if end <= start {
        let message = message!["`", end_at, "` is not after `start_at`; exchange the two"];
        fields.required("end_at", problems)?.problem(Code::InvalidValue, message, problems);
        return None;
    }
    Some(AddonSubscription { name: name?, start_at, end_at, start, end, quota: quota? })
}

/// At which instant add-ons are looked at, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddonsQuery {
    at: Instant,
    addons: Option<Vec<Addon>>,
    /// Whether events with mistakes are passed over.
    pub skip_invalid: bool,
}

impl AddonsQuery {
    /// The query that an object makes: `at`, and what may be left out: `addons` (names), `environment`
    /// (`production`, or `sandbox`), `skipInvalid`. Events after `at` do not count.
    ///
    /// # Errors
    /// All mistakes in it. In a sandbox, `NOT_AVAILABLE` at `/environment`: there are no add-ons there.
    pub fn from_value(source: &Value) -> Result<Self, Vec<Error>> {
        let mut problems = Problems::default();
        let document = Document::from(source);
        let node = Node::new(document.root());
        let fields = node.object(&["at", "addons", "environment", "skipInvalid"], &mut problems);
        let query = fields.and_then(|fields| read_query(&fields, &mut problems));
        problems.finish(query)
    }
}

fn read_query(fields: &Fields<'_>, problems: &mut Problems) -> Option<AddonsQuery> {
    let at = fields.required("at", problems).and_then(|node| node.instant(problems));
    let addons = fields.optional("addons").map(|node| {
        let nodes = node.array(MAX_SUBSCRIPTIONS, problems)?;
        let count = nodes.len();
        let names = nodes.filter_map(|node| node.choice(&Addon::NAMED, problems));
        let names: Vec<Addon> = names.collect();
        (names.len() == count).then_some(names)
    });
    let skip_invalid = skip_invalid(fields, problems);
    if let Some(node) = fields.optional("environment") {
        let sandbox = node.choice(&[("production", false), ("sandbox", true)], problems)?;
        if sandbox {
            let message = "add-ons are not available in the Sandbox environment, as they are only used \
                           for production usage; ask in production";
            node.problem(Code::NotAvailable, message.to_owned(), problems);
            return None;
        }
    }
    let addons = addons.map_or(Some(None), |addons| addons.map(Some))?;
    Some(AddonsQuery { at: at?, addons, skip_invalid: skip_invalid? })
}

/// The add-ons that are active at an instant, as the vendor's API answers them, and what follows from it.
///
/// Source: Yousign developer guide, Consumption ("Track add-on consumption").
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsumptionAddons {
    /// The add-ons, in the order of the subscriptions.
    pub data: Vec<AddonConsumption>,
    /// What was wrong with the events that were passed over; there only when they were to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<Error>>,
}

/// An add-on and its use. The first five keys are the vendor's; the others follow from them.
///
/// Days are those of the subscription, of 24 hours from its start; one that is begun counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AddonConsumption {
    /// The add-on.
    pub name: Addon,
    /// When the subscription begins, as it was given.
    pub start_at: String,
    /// When it is over.
    pub end_at: String,
    /// How much was subscribed to.
    pub quota: Amount,
    /// How much of it was consumed, from `start_at` up to and with the instant asked about; of archiving,
    /// megabytes, of which one that is begun counts whole.
    pub consumed: Amount,
    /// The quota less what was consumed; below zero when more was.
    pub remaining: Amount,
    /// Which of 50, 80 and 100 % of the quota were reached.
    pub thresholds: Vec<u64>,
    /// What will be consumed by the end if the days ahead are like those behind: consumed × days of the window
    /// / days elapsed, rounded up.
    pub projected: Amount,
    /// The date in UTC on which the quota was reached, or at that rate will be: the one on which that day of
    /// the subscription ends, or the subscription itself. `None` when it will last.
    #[serde(rename = "exhaustedOn")]
    pub exhausted_on: Option<Date>,
}

#[derive(Clone, Debug)]
struct Window {
    subscription: AddonSubscription,
    /// What was consumed on each date in UTC, by date. Of archiving, bytes.
    days: Vec<(Date, u64)>,
}

/// A running count of what draws on add-ons: events in any order; memory grows with subscriptions and days.
///
/// Two parts of a history that were counted apart [merge](Self::merge) to what the whole gives.
#[derive(Clone, Debug)]
pub struct AddonsFold {
    at: Instant,
    windows: Vec<Window>,
}

impl AddonsFold {
    /// An empty count of the subscriptions that are active, and asked for.
    #[must_use]
    pub fn new(subscriptions: &[AddonSubscription], query: &AddonsQuery) -> Self {
        let wanted = |subscription: &&AddonSubscription| {
            let named = query.addons.as_ref();
            subscription.is_active(query.at)
                && named.is_none_or(|names| names.contains(&subscription.name))
        };
        let window = |subscription: &AddonSubscription| Window {
            subscription: subscription.clone(),
            days: Vec::new(),
        };
        let windows = subscriptions.iter().filter(wanted).map(window).collect();
        Self { at: query.at, windows }
    }

    /// Takes an event.
    pub fn push(&mut self, event: &Event<'_>) {
        let Some((meter, value)) = event.kind.measure() else { return };
        if event.at > self.at {
            return;
        }
        for window in &mut self.windows {
            let AddonSubscription { name, start, .. } = window.subscription;
            if name.meter() == meter && event.at >= start {
                window.add(event.at.date(UtcOffset::UTC), value);
            }
        }
    }

    /// Takes all events that another count of the same subscriptions has taken.
    pub fn merge(&mut self, other: &Self) {
        for (window, other) in self.windows.iter_mut().zip(&other.windows) {
            other.days.iter().for_each(|(date, value)| window.add(*date, *value));
        }
    }

    /// The add-ons.
    ///
    /// # Errors
    /// `AMOUNT_OUT_OF_RANGE` when a sum or a projection is beyond 2^53 - 1.
    pub fn finish(&self) -> Result<ConsumptionAddons, Error> {
        let data = self.windows.iter().map(|window| window.consumption(self.at));
        Ok(ConsumptionAddons { data: data.collect::<Result<_, Error>>()?, errors: None })
    }
}

impl Window {
    fn add(&mut self, date: Date, value: u64) {
        // Sums only rise, so one that stops at the largest number is noticed at the end.
        match self.days.binary_search_by_key(&date, |(date, _)| *date) {
            Ok(place) => {
                let day = self.days.get_mut(place).into_iter();
                day.for_each(|(_, sum)| *sum = sum.saturating_add(value));
            }
            Err(place) => self.days.insert(place, (date, value)),
        }
    }

    fn consumption(&self, at: Instant) -> Result<AddonConsumption, Error> {
        let AddonSubscription { name, ref start_at, ref end_at, start, end, quota } =
            self.subscription;
        let meter = name.meter();
        let sum = self.days.iter().fold(0_u64, |sum, (_, value)| sum.saturating_add(*value));
        let consumed = shown(meter, amount(sum)?);
        let pace = Pace { sum, days: days_begun(start, at).max(1) };
        let window_days = days_begun(start, end);
        let projected = pace.by_rounded_up(window_days).ok_or_else(out_of_range)?;
        // A consumption that is no more than its share of a percent cannot overflow a 64-bit number.
        let quota_size = u64::try_from(quota.get()).unwrap_or(0);
        let consumed_size = u64::try_from(consumed.get()).unwrap_or(0);
        let reached = |percent: &u64| {
            consumed_size.saturating_mul(100) >= quota_size.saturating_mul(*percent)
        };
        let enough = meter.least(quota_size);
        Ok(AddonConsumption {
            name,
            start_at: start_at.clone(),
            end_at: end_at.clone(),
            quota,
            consumed,
            remaining: quota.checked_sub(consumed).ok_or_else(out_of_range)?,
            thresholds: THRESHOLDS.into_iter().filter(reached).collect(),
            projected: shown(meter, amount(projected)?),
            exhausted_on: self.reached_on(enough).or_else(|| {
                let day = pace.day_of(enough, window_days)?;
                ends_on(start, day, end)
            }),
        })
    }

    /// The date on which a sum was reached.
    fn reached_on(&self, enough: u64) -> Option<Date> {
        if enough == 0 {
            return Some(self.subscription.start.date(UtcOffset::UTC));
        }
        let mut sum = 0_u64;
        self.days.iter().find_map(|(date, value)| {
            sum = sum.saturating_add(*value);
            (sum >= enough).then_some(*date)
        })
    }
}

fn out_of_range() -> Error {
    let message = message!["an amount is beyond ", amount::MAX, "; ask for fewer add-ons"];
    Error::new(Code::AmountOutOfRange, "", message)
}

/// So much in so many days; of these there is at least one.
#[derive(Clone, Copy)]
struct Pace {
    sum: u64,
    days: u64,
}

impl Pace {
    /// How much it is by the end of a day. Whole multiples and the rest apart: their product with a number of
    /// days would not fit.
    fn by(self, day: u64) -> Option<(u64, bool)> {
        let whole = self.sum.checked_div(self.days)?.checked_mul(day)?;
        let rest = self.sum.checked_rem(self.days)?.checked_mul(day)?;
        let sum = whole.checked_add(rest.checked_div(self.days)?)?;
        Some((sum, rest.checked_rem(self.days)? > 0))
    }

    fn by_rounded_up(self, day: u64) -> Option<u64> {
        let (sum, more) = self.by(day)?;
        sum.checked_add(u64::from(more))
    }

    /// The first day by the end of which it is enough, if that is within so many.
    fn day_of(self, enough: u64, days: u64) -> Option<u64> {
        let is_enough = |day| self.by(day).is_none_or(|(sum, _)| sum >= enough);
        if !is_enough(days) {
            return None;
        }
        let (mut too_few, mut plenty) = (0, days);
        while plenty.saturating_sub(too_few) > 1 {
            let middle = too_few.midpoint(plenty);
            if is_enough(middle) {
                plenty = middle;
            } else {
                too_few = middle;
            }
        }
        Some(plenty)
    }
}

/// How many days have begun since an instant.
fn days_begun(from: Instant, to: Instant) -> u64 {
    let whole = to.whole_days_since(from);
    let begun = from.days_before(whole.wrapping_neg()).is_none_or(|day| day < to);
    u64::try_from(whole).unwrap_or(0).saturating_add(u64::from(begun))
}

/// The date on which a day of a window ends, the last one with the window: at midnight, the date before.
fn ends_on(start: Instant, day: u64, window_end: Instant) -> Option<Date> {
    let end = start.days_before(i64::try_from(day).ok()?.wrapping_neg());
    let end = end.map_or(window_end, |end| end.min(window_end));
    let date = end.date(UtcOffset::UTC);
    match date.begin(UtcOffset::UTC) == Some(end) {
        true => date.checked_add_days(-1),
        false => Some(date),
    }
}

/// What events leave of the add-ons that are active at an instant.
///
/// # Errors
/// Those of [`AddonsFold::finish`].
///
/// ```
/// use sealquote::{consumption::{self, AddonSubscription, AddonsQuery, Events}, json};
/// let events = r#"[{ "id": "e1", "at": "2026-01-05T10:30:00Z", "source": "api", "workspaceId": "w1",
///                    "kind": "signature_request.sent", "level": "simple", "signers": 60 }]"#;
/// let events = Events::from_value(&json::parse(events)?)?.events;
/// let subscriptions = r#"[{ "name": "electronic_signature", "quota": 100,
///                           "start_at": "2026-01-01T00:00:00Z", "end_at": "2026-01-31T00:00:00Z" }]"#;
/// let subscriptions = AddonSubscription::list_from_value(&json::parse(subscriptions)?).unwrap();
/// let query = AddonsQuery::from_value(&json::parse(r#"{ "at": "2026-01-11T00:00:00Z" }"#)?).unwrap();
/// let addon = &consumption::consumption_addons(&subscriptions, &events, &query)?.data[0];
/// assert_eq!((addon.consumed.get(), addon.remaining.get()), (60, 40));
/// assert_eq!(addon.projected.get(), 180); // 60 × 30 / 10
/// assert_eq!(addon.exhausted_on.unwrap().to_string(), "2026-01-17"); // 60 × 17 / 10 = 102
/// # Ok::<(), sealquote::Error>(())
/// ```
pub fn consumption_addons(
    subscriptions: &[AddonSubscription],
    events: &[ConsumptionEvent],
    query: &AddonsQuery,
) -> Result<ConsumptionAddons, Error> {
    let mut fold = AddonsFold::new(subscriptions, query);
    for event in events {
        fold.push(&event.event());
    }
    fold.finish()
}
