//! `sealquote verify`: options, and the report that is asked for.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use sealquote::PriceBook;
use sealquote::ledger::{Conventions, ZeroRows};

use super::{Answer, CLEAN, FINDINGS, watched};
use crate::conventions::Said;
use crate::figures::counted;
use crate::inputs::read_book;
use crate::report::{Form, Most, Told};
use crate::verify::{Checked, Known};
use crate::{Reading, Resources, Unreadable, output, paths, report, verify};

/// Check a ledger: balances that follow, prices that are right, ids that are unique
///
/// Exit code 0 when nothing is wrong, 1 when something is, 2 when the input could not be read.
#[derive(Args)]
#[command(after_help = super::examples::VERIFY)]
pub(super) struct Verify {
    /// Pages of the transactions API, arrays or lines of JSON, CSV, Parquet or Arrow, as they are or packed by gzip
    /// or zstd; patterns such as 'ledger/*.csv'; standard input without any, or by `-`
    ledger: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// A price book's file, or the id of a built-in one
    #[arg(long, value_name = "BOOK", default_value = "signsecure")]
    book: String,
    /// What really happened, to be set against what was charged: lines of JSON or an array, an envelope each,
    /// `{envelope, events}`, or an event each, `{envelopeId, type, at}` with `signer` and `method`, and with `signers`
    /// where it says who is on the envelope; what else an event says is passed over
    #[arg(long, value_name = "FILE")]
    activity: Option<PathBuf>,
    /// What an earlier check left by `--checkpoint-out`: the ledger goes on where that one ended, with its balances,
    /// envelopes and ids; sums are those of the new rows
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Where to leave what the next check needs to go on; it may be the file of `--checkpoint`
    #[arg(long, value_name = "FILE")]
    checkpoint_out: Option<PathBuf>,
    /// Give the Merkle root of each wallet, as `root` does, also over the rows of earlier checks that `--checkpoint` goes on
    /// from: to write down, for `prove` and `check-proof`
    ///
    /// It takes a hash of each row, and some of each wallet in memory. Rows of a listing that runs newest first have to wait
    /// for its end: a million of those are taken, 80 MB. A checkpoint that has trees keeps them growing without being asked
    /// to; one that has none cannot begin them.
    #[arg(long)]
    merkle: bool,
    /// The wallets are members' allocations, which an owner may raise or cut without a row
    #[arg(long)]
    allocations: bool,
    /// How the report is written; by default as the ending of `--output` asks for, else as text
    #[arg(long, value_enum)]
    format: Option<Form>,
    /// Where it is written: to a file that is there as a whole or not at all
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How many findings of each kind, and roots, are written out in text and HTML, or `all`; 10 in text when not given, 1000 in HTML
    #[arg(long, value_name = "COUNT")]
    limit: Option<Most>,
    #[command(flatten)]
    conventions: Said,
    #[command(flatten)]
    resources: Resources,
}

impl Verify {
    pub(super) fn perform(self, quiet: bool) -> Answer {
        let Self {
            ledger,
            reading,
            book,
            activity,
            checkpoint,
            checkpoint_out,
            merkle,
            allocations,
            conventions,
            resources,
            format,
            output,
            limit,
        } = self;
        let prices = read_book(&book)?;
        let conventions: Conventions = conventions.into();
        if conventions.zero_rows == ZeroRows::Required && activity.is_none() && checkpoint.is_none()
        {
            return Err(Unreadable::new(
                "nothing tells who signed, so that no row is required of them; give `--activity`, or leave out \
                 `--zero-rows required`",
            ));
        }
        let known = Known {
            activity: activity.as_deref(),
            allocations,
            conventions,
            checkpoint: checkpoint.as_deref(),
            checkpoint_out: checkpoint_out.as_deref(),
            merkle,
        };
        refuse_to_lose(&ledger, Path::new(&book), &known, output.as_deref())?;
        let asked = output.as_deref().and_then(Form::of);
        let written =
            Written { form: format.or(asked).unwrap_or(Form::Text), output, limit, quiet };
        verify(&ledger, watched(reading, quiet), &prices, known, &resources, &written)
    }
}

/// Refuses to write over what is read.
fn refuse_to_lose(
    ledger: &[PathBuf],
    book: &Path,
    known: &Known<'_>,
    output: Option<&Path>,
) -> Result<(), Unreadable> {
    // What is not there is told when it is read.
    let files = paths::find_all(ledger).unwrap_or_default();
    let given = [known.activity, known.checkpoint, Some(book)];
    let read = files.iter().map(PathBuf::as_path).chain(given.into_iter().flatten());
    // What goes on may leave its checkpoint in the place of the one that it went on from.
    let goes_on = |left: &&Path| known.checkpoint.is_some_and(|it| output::is_same(it, left));
    let left = known.checkpoint_out.filter(|left| !goes_on(left));
    let written: Vec<&Path> = output.into_iter().chain(left).collect();
    output::refuse_to_lose(&written, read)
}

/// How a report is wanted.
struct Written {
    form: Form,
    output: Option<PathBuf>,
    limit: Option<Most>,
    quiet: bool,
}

fn verify(
    ledger: &[PathBuf],
    mut reading: Reading,
    book: &PriceBook,
    known: Known<'_>,
    resources: &Resources,
    written: &Written,
) -> Result<(String, u8), Unreadable> {
    let is_input = |path: &PathBuf| path == Path::new("-");
    // What is drawn is read a second time, and has to be what was checked.
    if written.form == Form::Html && (ledger.is_empty() || ledger.iter().any(is_input)) {
        reading.watch.keep().map_err(|error| {
            Unreadable::new(format!("what is read could not be kept to be drawn: {error}"))
        })?;
    }
    let Checked { report, roots } = verify::verify(ledger, &reading, book, known, resources)?;
    let courses = match written.form {
        Form::Html => report::draw_courses(ledger, &reading, &report, known.conventions.chains)?,
        _ => Vec::new(),
    };
    reading.watch.end();
    let code = if report.findings.is_empty() { CLEAN } else { FINDINGS };
    let roots = roots.as_deref();
    let told =
        Told { report: &report, roots, book, watch: &reading.watch, most: written.limit, courses };
    let text = told.write(written.form, written.output.is_none() && output::has_colour())?;
    let Some(path) = &written.output else { return Ok((text, code)) };
    output::write(path, &text)?;
    if !written.quiet {
        let found = told.found();
        let _ = writeln!(
            io::stderr(),
            "sealquote: {} in {}; the report is in `{}`",
            counted(found, "finding"),
            counted(report.summary.rows, "row"),
            path.display()
        );
    }
    Ok((String::new(), code))
}
