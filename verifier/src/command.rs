//! The command line: what to do, on what, and how to say it.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use sealquote::history::Context;
use sealquote::proof::{TreeHead, Wanted};
use sealquote::reprice::SimulationOptions;
use sealquote::settle::{History, settle};
use sealquote::{Error, PriceBook, UtcOffset, json};

use crate::conventions::Said;
use crate::formats::tell_of_damage;
use crate::lint::{self, Linted};
use crate::report::{Form, Most, Told};
use crate::simulate::By;
use crate::verify::Known;
use crate::watch::Watch;
use crate::{
    Reading, Resources, Unreadable, consumption, detect, explain, manual, output, proof, report,
    simulate, statement, usage, verify,
};

mod examples;

/// Nothing is wrong.
pub(crate) const CLEAN: u8 = 0;
/// Something was found.
pub(crate) const FINDINGS: u8 = 1;
/// The input could not be read.
const UNREADABLE: u8 = 2;

/// Know what an envelope will cost before it is sent; prove afterwards that it was charged exactly that
#[derive(Parser)]
#[command(name = "sealquote", version, arg_required_else_help = true, after_help = examples::ALL)]
struct Command {
    /// No bar while files are read, and no word about what went well
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Check a ledger: balances that follow, prices that are right, ids that are unique
    ///
    /// Exit code 0 when nothing is wrong, 1 when something is, 2 when the input could not be read.
    #[command(after_help = examples::VERIFY)]
    Verify {
        /// Pages of the transactions API, arrays or lines of JSON, CSV, Parquet or Arrow, as they are or packed by gzip
        /// or zstd; patterns such as 'ledger/*.csv'; standard input without any, or by `-`
        ledger: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        /// A price book's file, or the id of a built-in one
        #[arg(long, value_name = "BOOK", default_value = "signsecure")]
        book: String,
        /// What really happened, to be set against what was charged: lines of JSON, an envelope each,
        /// `{envelope, events}`, or an event each, `{envelopeId, type, at}` with `signer` and `method`, and with `signers` where it
        /// says who is on the envelope
        #[arg(long, value_name = "FILE")]
        activity: Option<PathBuf>,
        /// What an earlier check left by `--checkpoint-out`: the ledger goes on where that one ended, with its balances,
        /// envelopes and ids; sums are those of the new rows
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
        /// Where to leave what the next check needs to go on; it may be the file of `--checkpoint`
        #[arg(long, value_name = "FILE")]
        checkpoint_out: Option<PathBuf>,
        /// The wallets are members' allocations, which an owner may raise or cut without a row
        #[arg(long)]
        allocations: bool,
        #[command(flatten)]
        conventions: Said,
        #[command(flatten)]
        resources: Resources,
        /// How the report is written; by default as the ending of `--output` asks for, else as text
        #[arg(long, value_enum)]
        format: Option<Form>,
        /// Where it is written: to a file that is there as a whole or not at all
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// How many findings of each kind are written out in text and HTML, or `all`; 10 in text when not given, 1000 in HTML
        #[arg(long, value_name = "COUNT")]
        limit: Option<Most>,
    },
    /// Say what a finding means, where it comes from, and what to do; without a code, list all
    #[command(after_help = examples::EXPLAIN)]
    Explain {
        /// The code, such as CHAIN_BREAK
        code: Option<String>,
        /// How the explanation is written
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Say what wallets hold, and what was ever used, added and refunded
    ///
    /// Exit code 0 when every row was read, 2 when any could not be: then the sums lack it.
    #[command(after_help = examples::STATEMENT)]
    Statement {
        /// Pages of the transactions API, arrays or lines of JSON, CSV, Parquet or Arrow, as they are or packed by gzip
        /// or zstd; patterns such as 'ledger/*.csv'; standard input without any, or by `-`
        ledger: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        /// Whose credits these are
        #[arg(long, value_enum, default_value_t = Whose::Personal)]
        context: Whose,
        /// How the statement is written
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Say what was used in a period, by method, source and day
    ///
    /// Exit code 0 when every row was read, 2 when any could not be: then the sums lack it.
    #[command(after_help = examples::USAGE)]
    Usage {
        /// Pages of the transactions API, arrays or lines of JSON, CSV, Parquet or Arrow, as they are or packed by gzip
        /// or zstd; patterns such as 'ledger/*.csv'; standard input without any, or by `-`
        ledger: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        /// The first day of the period, such as 2026-03-01
        #[arg(long, value_name = "DATE")]
        start: Option<String>,
        /// The last day of the period, which is in it
        #[arg(long, value_name = "DATE")]
        end: Option<String>,
        /// Where days begin, such as +05:30; UTC when not given
        #[arg(long, value_name = "OFFSET", allow_hyphen_values = true)]
        utc_offset: Option<String>,
        /// How the usage is written
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Say what an organization consumes: of each service, of its add-ons, or beside the vendor's count
    Consumption {
        #[command(subcommand)]
        task: consumption::Task,
    },
    /// Say what a ledger would have cost under another book: in total, by month, wallet and envelope
    ///
    /// From what was charged it is read back who signed how, and that is priced anew, with what came back taken off. An
    /// envelope of which that cannot be said for sure is counted apart, with the reason. The version of the new book in
    /// force when an envelope began prices it; give a book of one version to price all by that. Exit code 0 when every row
    /// was read, 2 when any could not be: then the sums lack it.
    #[command(after_help = examples::SIMULATE)]
    Simulate {
        /// The ledger, as `verify` takes it
        ledger: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        /// The other price book: its file, or the id of a built-in one
        #[arg(long, value_name = "BOOK")]
        book: String,
        /// The version of the other book that prices everything, whenever it was; else each envelope is priced by the one
        /// that was in force
        #[arg(long, value_name = "LABEL")]
        book_version: Option<String>,
        /// The price book that the ledger was charged by
        #[arg(long, value_name = "BOOK", default_value = "signsecure")]
        from_book: String,
        /// What really happened, as `verify` takes it: its envelopes are priced by that, and not by their rows
        #[arg(long, value_name = "FILE")]
        activity: Option<PathBuf>,
        /// The ledger has a row for each signature, also where a flat price makes it nothing; without that, one row of a flat
        /// price stands for any number of signatures
        #[arg(long)]
        a_row_each: bool,
        /// Where months begin, such as +05:30; UTC when not given
        #[arg(long, value_name = "OFFSET", allow_hyphen_values = true, value_parser = parse_offset, default_value = "Z")]
        utc_offset: UtcOffset,
        /// How the answer is written
        #[arg(long, value_enum, default_value_t = Table::Text)]
        format: Table,
        /// What `--format csv` has a line for
        #[arg(long, value_enum, default_value_t = By::Envelope)]
        by: By,
    },
    /// Say which version of which book explains a ledger's charges, and where one took over from another
    ///
    /// A version explains an envelope when all its charges can be made of the version's prices, whatever the dates. What
    /// several versions explain, and what none does, is said. Exit code 0 when every charge is explained, 1 when one is not,
    /// 2 when a row could not be read.
    #[command(after_help = examples::DETECT)]
    Detect {
        /// The ledger, as `verify` takes it
        ledger: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        /// A price book: its file, or the id of a built-in one; can be given again
        #[arg(long = "book", value_name = "BOOK", required = true)]
        books: Vec<String>,
        /// How the answer is written
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Say the Merkle root of each wallet: what to write down, to show later that nothing was changed since
    ///
    /// A root is written with the number of its rows, such as 353:9f…, as `prove` and `check-proof` take it. The tree is that
    /// of RFC 6962; its leaves are the rows as canonical JSON (RFC 8785), oldest first, whatever they were read from.
    /// Exit code 0 when every row was read, 2 when any could not be: then the tree lacks it.
    #[command(after_help = examples::ROOT)]
    Root {
        /// The ledger, as `verify` takes it
        ledger: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        /// How the roots are written
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Prove, as JSON, that a row is in a wallet, or that a wallet only grew since it had so many rows
    ///
    /// Whoever has the root can check the proof without the ledger. Exit code 0, or 2 when the ledger could not be read or
    /// has no such row.
    #[command(after_help = examples::PROVE)]
    Prove {
        /// The ledger, as `verify` takes it
        ledger: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        /// The wallet; may be left out when there is one
        #[arg(long, value_name = "WALLET")]
        wallet: Option<String>,
        /// The row that is to be shown to be there
        #[arg(long, value_name = "ID", conflicts_with = "size", required_unless_present = "size")]
        id: Option<String>,
        /// How many rows there were when the earlier root was written down
        #[arg(long, value_name = "ROWS")]
        size: Option<u64>,
    },
    /// Check a proof against a root that was written down
    ///
    /// Exit code 0 when it holds, 1 when it does not, 2 when it could not be read.
    #[command(after_help = examples::CHECK_PROOF)]
    CheckProof {
        /// The proof's file; standard input by `-`
        proof: PathBuf,
        /// The wallet's root, from somewhere that is trusted, as `root` writes it
        #[arg(long, value_name = "ROWS:HASH", value_parser = proof::parse_head)]
        root: TreeHead,
        /// The wallet's earlier root, for a proof that it only grew
        #[arg(long, value_name = "ROWS:HASH", value_parser = proof::parse_head)]
        earlier: Option<TreeHead>,
        /// How the answer is written
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Price an envelope, as JSON
    #[command(after_help = examples::QUOTE)]
    Quote {
        /// The envelope's file; standard input by `-`
        envelope: PathBuf,
        /// A price book's file, or the id of a built-in one
        #[arg(long, value_name = "BOOK", default_value = "signsecure")]
        book: String,
    },
    /// Say what is due for an envelope by what happened to it, as JSON
    #[command(after_help = examples::SETTLE)]
    Settle {
        /// A file with `envelope`, `events`, and `charged` for the drafts that were booked; standard input by `-`
        history: PathBuf,
        /// A price book's file, or the id of a built-in one
        #[arg(long, value_name = "BOOK", default_value = "signsecure")]
        book: String,
    },
    /// Find what is wrong with a price book, and show where
    ///
    /// Exit code 0 when there is nothing to say, 1 when there is, be it only a warning, 2 when a book could not be read.
    #[command(after_help = examples::LINT)]
    Lint {
        /// Price books' files; standard input by `-`
        #[arg(required = true, value_name = "BOOK")]
        books: Vec<PathBuf>,
        /// How the findings are written
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Write what completes this command's words in a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the man page of this command, or of one of its tasks
    #[command(after_help = examples::MAN)]
    Man {
        /// The task, such as verify
        task: Option<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum Table {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// A table for spreadsheets
    Csv,
}

fn parse_offset(text: &str) -> Result<UtcOffset, String> {
    UtcOffset::parse(text).ok_or_else(|| String::from("write it like `+05:30`, or `Z` for UTC"))
}

#[derive(Clone, Copy, ValueEnum)]
enum Whose {
    /// A person's
    Personal,
    /// An organization's
    Organization,
}

/// Runs the command, and answers its exit code: 0 clean, 1 findings, 2 the input could not be read.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let command = match Command::try_parse_from(arguments) {
        Ok(command) => command,
        Err(error) => {
            // Help and version are no mistakes; clap knows where each of these belongs.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { UNREADABLE } else { CLEAN });
        }
    };
    tell_of_damage(UNREADABLE);
    let performed = perform(command.task, command.quiet)
        .and_then(|(text, code)| output::print(&text).map(|()| code));
    match performed {
        Ok(code) => ExitCode::from(code),
        Err(Unreadable(reason)) => fail(&reason),
    }
}

fn fail(reason: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "sealquote: {reason}");
    ExitCode::from(UNREADABLE)
}

fn perform(task: Task, quiet: bool) -> Result<(String, u8), Unreadable> {
    let watched = |reading: Reading| Reading { watch: Watch::at_terminal(quiet), ..reading };
    match task {
        Task::Verify {
            ledger,
            reading,
            book,
            activity,
            checkpoint,
            checkpoint_out,
            allocations,
            conventions,
            resources,
            format,
            output,
            limit,
        } => {
            let book = read_book(&book)?;
            let conventions = conventions.into();
            let known = Known {
                activity: activity.as_deref(),
                allocations,
                conventions,
                checkpoint: checkpoint.as_deref(),
                checkpoint_out: checkpoint_out.as_deref(),
            };
            let asked = output.as_deref().and_then(Form::of);
            let written =
                Written { form: format.or(asked).unwrap_or(Form::Text), output, limit, quiet };
            verify(&ledger, watched(reading), &book, known, &resources, &written)
        }
        Task::Explain { code, format } => {
            let explanations = explain::explain(code.as_deref())?;
            let text = match format {
                Format::Text => explain::text(&explanations),
                Format::Json => pretty(&explanations)?,
            };
            Ok((text, CLEAN))
        }
        Task::Statement { ledger, reading, context, format } => {
            let context = match context {
                Whose::Personal => Context::Personal,
                Whose::Organization => Context::Organization,
            };
            let (statements, told) = statement::state(&ledger, &watched(reading), context)?;
            let text = match format {
                Format::Text => statement::text(&statements),
                Format::Json => pretty(&statements)?,
            };
            Ok((text, tell_rows(&told)))
        }
        Task::Usage { ledger, reading, start, end, utc_offset, format } => {
            let query = usage::period(start, end, utc_offset)?;
            let (answer, told) = usage::tell(&ledger, &watched(reading), query)?;
            let text = match format {
                Format::Text => usage::text(&answer),
                Format::Json => pretty(&answer)?,
            };
            Ok((text, tell_rows(&told)))
        }
        Task::Consumption { task } => consumption::perform(task),
        Task::Simulate {
            ledger,
            reading,
            book,
            book_version,
            from_book,
            activity,
            a_row_each,
            utc_offset,
            format,
            by,
        } => {
            let (old, new) = (read_book(&from_book)?, read_book(&book)?);
            let new = match book_version {
                Some(label) => fixed_at(&new, &label)?,
                None => new,
            };
            let options = SimulationOptions { a_row_each, utc_offset };
            let (repriced, told) = simulate::simulate(
                &ledger,
                &watched(reading),
                [&old, &new],
                activity.as_deref(),
                options,
            )?;
            let text = match format {
                Table::Text => simulate::text(&repriced),
                Table::Json => pretty(&repriced)?,
                Table::Csv => simulate::csv(&repriced, by)?,
            };
            Ok((text, tell_rows(&told)))
        }
        Task::Detect { ledger, reading, books, format } => {
            let books = books.iter().map(|book| read_book(book)).collect::<Result<Vec<_>, _>>()?;
            let (explained, told) = detect::detect(&ledger, &watched(reading), &books)?;
            let text = match format {
                Format::Text => detect::text(&explained),
                Format::Json => pretty(&explained)?,
            };
            let code = if explained.is_whole() { CLEAN } else { FINDINGS };
            Ok((text, code.max(tell_rows(&told))))
        }
        Task::Root { ledger, reading, format } => {
            let (roots, told) = proof::roots(&ledger, &watched(reading))?;
            let text = match format {
                Format::Text => proof::text(&roots),
                Format::Json => pretty(&roots)?,
            };
            Ok((text, tell_rows(&told)))
        }
        Task::Prove { ledger, reading, wallet, id, size } => {
            let wanted = id.map_or(Wanted::Tree(size.unwrap_or(0)), Wanted::Row);
            let (proof, told) =
                proof::prove(&ledger, &watched(reading), wallet.as_deref(), wanted)?;
            Ok((pretty(&proof)?, tell_rows(&told)))
        }
        Task::CheckProof { proof, root, earlier, format } => {
            let text = read_text(&proof)?;
            let checked = proof::check(&named(&proof), &text, &root, earlier.as_ref())?;
            let code = if checked.holds() { CLEAN } else { FINDINGS };
            let text = match format {
                Format::Text => checked.text(),
                Format::Json => pretty(&checked)?,
            };
            Ok((text, code))
        }
        Task::Quote { envelope, book } => {
            let book = read_book(&book)?;
            let quote = book
                .quote_json(&read_text(&envelope)?)
                .map_err(|error| Unreadable::new(told(&named(&envelope), &error)))?;
            Ok((pretty(&quote)?, CLEAN))
        }
        Task::Settle { history, book } => {
            let book = read_book(&book)?;
            let settlement = json::parse(&read_text(&history)?)
                .and_then(|value| settle(&book, History::from_value(&value)?))
                .map_err(|error| Unreadable::new(told(&named(&history), &error)))?;
            Ok((pretty(&settlement)?, CLEAN))
        }
        Task::Lint { books, format } => {
            let lint = |path: &PathBuf| Ok(Linted::new(named(path), read_text(path)?));
            let books = books.iter().map(lint).collect::<Result<Vec<Linted>, Unreadable>>()?;
            let code = if books.iter().any(Linted::is_unreadable) {
                UNREADABLE
            } else if books.iter().all(Linted::is_clean) {
                CLEAN
            } else {
                FINDINGS
            };
            let text = match format {
                Format::Text => lint::text(&books, output::has_colour()),
                Format::Json => pretty(&lint::list(&books))?,
            };
            Ok((text, code))
        }
        Task::Completions { shell } => Ok((manual::completions(shell, Command::command()), CLEAN)),
        Task::Man { task } => Ok((manual::page(task.as_deref(), Command::command())?, CLEAN)),
    }
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
    let from_input = ledger.is_empty() && reading.postgres.is_none();
    // What is drawn is read a second time.
    if written.form == Form::Html && (from_input || ledger.iter().any(is_input)) {
        reading.watch.keep_input().map_err(|error| {
            Unreadable::new(format!("`standard input` could not be read: {error}"))
        })?;
    }
    let report = verify::verify(ledger, &reading, book, known, resources)?;
    let courses = match written.form {
        Form::Html => report::draw_courses(ledger, &reading, &report, known.conventions.chains)?,
        _ => Vec::new(),
    };
    reading.watch.end();
    let code = if report.findings.is_empty() { CLEAN } else { FINDINGS };
    let told = Told { report: &report, book, watch: &reading.watch, most: written.limit, courses };
    let text = told.write(written.form, written.output.is_none() && output::has_colour())?;
    let Some(path) = &written.output else { return Ok((text, code)) };
    output::write(path, &text)?;
    if !written.quiet {
        let found = told.found();
        let _ = writeln!(
            io::stderr(),
            "sealquote: {} in {}; the report is in `{}`",
            report::counted(found, "finding"),
            report::counted(report.summary.rows, "row"),
            path.display()
        );
    }
    Ok((String::new(), code))
}

/// Tells of rows that could not be read, and answers the exit code.
pub(crate) fn tell_rows(told: &[String]) -> u8 {
    for row in told {
        let _ = writeln!(io::stderr(), "sealquote: {row}");
    }
    if told.is_empty() { CLEAN } else { UNREADABLE }
}

pub(crate) fn pretty(value: &impl serde::Serialize) -> Result<String, Unreadable> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Unreadable::new(format!("the answer is not JSON: {error}")))?;
    Ok(format!("{text}\n"))
}

/// What a path is called in messages.
fn named(path: &Path) -> String {
    if path == Path::new("-") { String::from("standard input") } else { path.display().to_string() }
}

/// An error with its code and place, in one line.
fn told(name: &str, error: &Error) -> String {
    let place = if error.path.is_empty() { String::new() } else { format!(" at {}", error.path) };
    format!("{} in `{name}`{place}: {}", error.code.as_str(), error.message)
}

/// A built-in book by its id, unless there is a file of that name.
fn read_book(name: &str) -> Result<PriceBook, Unreadable> {
    let path = Path::new(name);
    if sealquote::book::BUILTIN_IDS.contains(&name) && !path.exists() {
        return PriceBook::builtin(name).map_err(|error| Unreadable::new(told(name, &error)));
    }
    let text = read_text(path)?;
    PriceBook::from_json(&text).map_err(|error| Unreadable::new(told(name, &error)))
}

/// A book of one version, named by its label.
fn fixed_at(book: &PriceBook, label: &str) -> Result<PriceBook, Unreadable> {
    book.fixed_at(label).ok_or_else(|| {
        let labels: Vec<_> =
            book.versions().map(|version| format!("`{}`", version.label())).collect();
        Unreadable::new(format!(
            "`{}` has no version `{label}`; use {}",
            book.id(),
            labels.join(" or ")
        ))
    })
}

/// The text of a file, or of standard input by `-`, without the mark that some programs put before it.
pub(crate) fn read_text(path: &Path) -> Result<String, Unreadable> {
    let read = if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    let text = read.map_err(|error| {
        Unreadable::new(format!("`{}` could not be read: {error}", named(path)))
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
