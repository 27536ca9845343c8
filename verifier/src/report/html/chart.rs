//! The chart of one wallet: its balance as a line of steps, what was charged as columns below, findings marked.
//!
//! Positions are whole numbers, of a width and a height that are stretched to those of the page.

use sealquote::{Instant, UtcOffset};

use super::signed;
use crate::figures::{counted, grouped_count};
use crate::report::course::Course;

const WIDTH: i64 = 10_000;
const HEIGHT: i64 = 2_000;
const COLUMN_HEIGHT: i64 = 1_000;
/// Findings nearer to each other than this share of the width are marked together.
const MARKS_ACROSS: i64 = 60;
/// Of few days no column is wider than this.
const WIDEST: i64 = 500;
const SECONDS_A_DAY: i64 = 86_400;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A finding where it is on the chart.
pub(super) struct Mark {
    pub(super) at: i64,
    pub(super) balance: i64,
    /// The number of its entry in the list.
    pub(super) entry: usize,
    pub(super) label: String,
}

/// Findings that are marked together.
pub(super) struct Dot {
    pub(super) left: String,
    pub(super) top: String,
    pub(super) entry: usize,
    pub(super) label: String,
    pub(super) many: bool,
}

pub(super) struct Column {
    pub(super) x: i64,
    pub(super) width: i64,
    pub(super) y: i64,
    pub(super) height: i64,
    pub(super) days: String,
    pub(super) consumed: String,
    pub(super) added: String,
    pub(super) refunded: String,
    pub(super) balance: String,
}

/// What the page draws of a wallet.
pub(super) struct Chart {
    pub(super) wallet_number: Option<usize>,
    pub(super) name: String,
    pub(super) heard: String,
    pub(super) line: String,
    pub(super) area: String,
    pub(super) zero: Option<i64>,
    pub(super) high: String,
    pub(super) low: String,
    pub(super) last: String,
    pub(super) dots: Vec<Dot>,
    pub(super) columns: Vec<Column>,
    pub(super) most_consumed: String,
    pub(super) column_days: String,
    pub(super) ends: [String; 3],
    /// How the line was thinned, if it was.
    pub(super) thinned: String,
}

/// The span of time, and of balances, that a chart shows.
struct Frame {
    from: i64,
    to: i64,
    low: i64,
    high: i64,
}

impl Frame {
    fn x(&self, at: i64) -> i64 {
        share(at.saturating_sub(self.from), self.to.saturating_sub(self.from), WIDTH)
    }

    fn y(&self, balance: i64) -> i64 {
        let span = self.high.saturating_sub(self.low);
        HEIGHT.saturating_sub(share(balance.saturating_sub(self.low), span, HEIGHT))
    }
}

/// `whole` in the proportion of `part` to `of`, within it.
fn share(part: i64, of: i64, whole: i64) -> i64 {
    let product = i128::from(part).saturating_mul(i128::from(whole));
    let share = product.checked_div(i128::from(of)).unwrap_or_default();
    i64::try_from(share).unwrap_or(whole).clamp(0, whole)
}

/// A position as CSS has it.
fn percent(part: i64, whole: i64) -> String {
    let hundredths = share(part, whole, 10_000);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// A day as people write it.
fn day(days: i64) -> String {
    let at = Instant::from_seconds(days.saturating_mul(SECONDS_A_DAY), 0);
    let date = at.map(|at| at.date(UtcOffset::UTC).to_string()).unwrap_or_default();
    let mut parts = date.split('-').map(|part| part.parse::<usize>().unwrap_or_default());
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let name = month.and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied();
    format!(
        "{} {}, {:04}",
        name.unwrap_or_default(),
        day.unwrap_or_default(),
        year.unwrap_or_default()
    )
}

impl Chart {
    pub(super) fn new(
        course: &Course,
        marks: Vec<Mark>,
        wallet_number: Option<usize>,
        unit: &str,
    ) -> Self {
        let points = course.points();
        let balances = || points.iter().map(|(_, balance)| *balance);
        let (low, high) = (balances().min().unwrap_or(0), balances().max().unwrap_or(0));
        let days = course.column_days();
        let begin = course.columns().next().map_or(0, |(day, _)| day);
        let end = course.columns().last().map_or(0, |(day, _)| day).saturating_add(days);
        let frame = Frame {
            from: begin.saturating_mul(SECONDS_A_DAY),
            to: end.saturating_mul(SECONDS_A_DAY),
            low: low.min(0),
            high: high.max(1),
        };
        let (first, last) = (points.first().copied(), points.last().copied());
        let day_of = |point: Option<(i64, i64)>| {
            day(point.map_or(0, |(at, _)| at.div_euclid(SECONDS_A_DAY)))
        };
        let closing = last.map_or(0, |(_, balance)| balance);
        let middle = begin.saturating_add(end.saturating_sub(begin) / 2);
        let line = line(&points, &frame);
        Self {
            wallet_number,
            name: course.name.clone(),
            heard: format!(
                "The balance of {} from {} to {}: at the end {} {unit}s, at the lowest {}, at the highest {}. {} marked.",
                course.name,
                day_of(first),
                day_of(last),
                signed(closing),
                signed(low),
                signed(high),
                counted(u64::try_from(marks.len()).unwrap_or(u64::MAX), "row")
            ),
            area: format!("{line} L{WIDTH} {zero} L0 {zero} Z", zero = frame.y(0)),
            line,
            zero: (low < 0).then(|| frame.y(0)),
            high: signed(high.max(0)),
            low: signed(frame.low),
            last: signed(closing),
            dots: dots(marks, &frame),
            columns: columns(course, &frame),
            most_consumed: most(course),
            column_days: if days == 1 {
                String::from("a day")
            } else {
                format!("{} days", grouped_count(days.unsigned_abs()))
            },
            ends: [
                day(begin),
                if end.saturating_sub(begin) > 2 { day(middle) } else { String::new() },
                day(end.saturating_sub(1)),
            ],
            thinned: thinned(course.stretch()),
        }
    }
}

/// How a line was thinned, in words.
fn thinned(stretch: i64) -> String {
    let length = match stretch {
        1 => return String::new(),
        2..60 => format!("{stretch} seconds"),
        60..3_600 => format!("{} minutes", stretch / 60),
        3_600..SECONDS_A_DAY => format!("{} hours", stretch / 3_600),
        _ => format!("{} days", stretch / SECONDS_A_DAY),
    };
    format!(
        "Of each {length} the line has the first and the last balance, the lowest and the highest, so that no extreme is lost."
    )
}

/// Steps: a balance holds until the next one.
fn line(points: &[(i64, i64)], frame: &Frame) -> String {
    let mut path = String::new();
    for (number, (at, balance)) in points.iter().enumerate() {
        let (x, y) = (frame.x(*at), frame.y(*balance));
        path.push_str(&if number == 0 { format!("M0 {y} H{x}") } else { format!(" H{x} V{y}") });
    }
    path + &format!(" H{WIDTH}")
}

fn dots(mut marks: Vec<Mark>, frame: &Frame) -> Vec<Dot> {
    marks.sort_by_key(|mark| (mark.at, mark.entry));
    let mut dots: Vec<(i64, Dot, usize)> = Vec::new();
    for mark in marks {
        let near = frame.x(mark.at).saturating_mul(MARKS_ACROSS) / WIDTH;
        if let Some((_, dot, count)) = dots.last_mut().filter(|(other, ..)| *other == near) {
            *count = count.saturating_add(1);
            dot.many = true;
            dot.label = format!("{count} findings from {}", day(mark.at.div_euclid(SECONDS_A_DAY)));
            continue;
        }
        let dot = Dot {
            left: percent(frame.x(mark.at), WIDTH),
            top: percent(frame.y(mark.balance), HEIGHT),
            entry: mark.entry,
            label: format!("{}, {}", mark.label, day(mark.at.div_euclid(SECONDS_A_DAY))),
            many: false,
        };
        dots.push((near, dot, 1));
    }
    dots.into_iter().map(|(_, dot, _)| dot).collect()
}

fn most(course: &Course) -> String {
    let most = course.columns().map(|(_, sums)| sums.consumed).max().unwrap_or_default();
    figure(most)
}

fn figure(sum: i128) -> String {
    i64::try_from(sum).map_or_else(|_| sum.to_string(), signed)
}

fn columns(course: &Course, frame: &Frame) -> Vec<Column> {
    let most = course.columns().map(|(_, sums)| sums.consumed).max().unwrap_or_default();
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let length = course.column_days();
    let columns = course.columns().map(|(begin, sums)| {
        let end = begin.saturating_add(length);
        let x = frame.x(begin.saturating_mul(SECONDS_A_DAY));
        let next = frame.x(end.saturating_mul(SECONDS_A_DAY));
        let height = share(i64::try_from(sums.consumed).unwrap_or(i64::MAX), most, COLUMN_HEIGHT);
        // A fifth of its days parts it from the next one.
        let width = (next.saturating_sub(x).saturating_mul(4) / 5).clamp(1, WIDEST);
        let room = next.saturating_sub(x).saturating_sub(width);
        let days = match length {
            1 => day(begin),
            _ => format!("{} – {}", day(begin), day(end.saturating_sub(1))),
        };
        Column {
            x: x.saturating_add(room / 2),
            width,
            y: COLUMN_HEIGHT.saturating_sub(height),
            height,
            days,
            consumed: figure(sums.consumed),
            added: figure(sums.added),
            refunded: figure(sums.refunded),
            balance: signed(course.balance_after(sums)),
        }
    });
    columns.collect()
}
