//! How the user wants files to be read.

use clap::{Args, ValueEnum};

use super::columns::listed;
use super::{Address, Field};
use crate::Unreadable;
use crate::watch::Watch;

/// How files are read, where their own bytes do not say it or say it wrongly.
#[derive(Args, Clone, Debug, Default)]
pub struct Reading {
    /// Which column of a CSV, Parquet or Arrow file holds a field, such as `amount=credits`; can be given again
    ///
    /// Without it a column is found by its name: `balanceAfter` is also `balance_after` or `Balance After`. Columns that
    /// hold no field are passed over. Instants without a zone or an offset are in UTC.
    #[arg(long = "column", value_name = "OURS=THEIRS", value_parser = parse_column)]
    pub columns: Vec<(String, String)>,
    /// What the files are, packed or not; by default their first bytes say it
    #[arg(long, value_enum)]
    pub input_format: Option<InputFormat>,
    /// What is seen of the files while they are read.
    #[arg(skip)]
    pub(crate) watch: Watch,
    /// A PostgreSQL database to read rows from instead of files, such as `postgres://user@host/database`
    ///
    /// A password is better in the environment as `PGPASSWORD`, since other users see command lines; it is never printed. The
    /// connection is not encrypted (no TLS): beyond the own machine, use a tunnel. Nothing is written.
    #[arg(long, value_name = "URL", value_parser = Address::parse, requires = "query")]
    pub postgres: Option<Address>,
    /// What to ask it: a `SELECT` whose columns hold the fields, found by names as those of a CSV file are
    ///
    /// Rows are read as they come, in the order that it gives them: say `ORDER BY`.
    #[arg(long, value_name = "SQL", requires = "postgres")]
    pub query: Option<String>,
}

/// What a file of rows can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// One JSON object a line
    Ndjson,
    /// JSON documents: pages of the API, or arrays
    Json,
    /// A header and rows, parted by commas, semicolons, tabs or bars
    Csv,
    /// Parquet
    Parquet,
    /// Arrow IPC, as a file (Feather) or a stream
    Arrow,
}

impl Reading {
    /// Refuses names of ours that are none.
    pub(crate) fn check<F: Field>(&self) -> Result<(), Unreadable> {
        let known = |ours: &str| F::NAMED.iter().any(|(name, _)| *name == ours);
        match self.columns.iter().find(|(ours, _)| !known(ours)) {
            None => Ok(()),
            Some((ours, _)) => Err(Unreadable::new(format!(
                "`{ours}` in `--column` is no field; name one of {}",
                listed(F::NAMED.iter().map(|(name, _)| *name))
            ))),
        }
    }
}

fn parse_column(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((ours, theirs)) if !ours.is_empty() && !theirs.is_empty() => {
            Ok((ours.to_owned(), theirs.to_owned()))
        }
        _ => Err(String::from("write it like `amount=credits`: our field, then the file's column")),
    }
}
