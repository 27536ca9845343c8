//! Rows out of a PostgreSQL database, as the CSV that it writes itself.
//!
//! `COPY (query) TO STDOUT` sends rows as they are found, in text that is read like any other table: neither side
//! keeps more than a few of them, and whatever type a column has, it comes as the database writes it.

use std::fmt;
use std::io::{self, Read};
use std::pin::Pin;

use futures_util::StreamExt;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config, CopyOutStream, Error, NoTls};

use crate::Unreadable;

/// The user may keep the password out of the command line.
const PASSWORD: &str = "PGPASSWORD";
/// Nothing is written, dates are as everywhere here, and instants are in UTC.
const SESSION: &str =
    "BEGIN READ ONLY; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL TimeZone = 'UTC'";

/// A database's address. It is never shown with a password in it.
#[derive(Clone)]
pub struct Address(Config);

impl Address {
    /// The address that a URL is, such as `postgres://user@host/database`, or `host=… dbname=…`.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        // The message of the crate may quote from the URL.
        let mut config: Config = url.parse().map_err(|_| {
            String::from("write it like `postgres://user@host/database`, and put the password in `PGPASSWORD`")
        })?;
        if config.get_password().is_none()
            && let Some(password) = std::env::var_os(PASSWORD)
        {
            config.password(password.into_encoded_bytes());
        }
        Ok(Self(config))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        match self.0.get_hosts().first() {
            Some(Host::Tcp(host)) => f.write_str(host)?,
            Some(Host::Unix(folder)) => write!(f, "{}", folder.display())?,
            None => {}
        }
        if let Some(port) = self.0.get_ports().first() {
            write!(f, ":{port}")?;
        }
        write!(f, "/{}", self.0.get_dbname().unwrap_or_default())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a query answers, as bytes of CSV with a header.
struct Answer {
    runtime: Runtime,
    /// Nothing after the last ones: to ask again is an error.
    rows: Option<Pin<Box<CopyOutStream>>>,
    /// What came last, and how much of it was read.
    chunk: Vec<u8>,
    taken: usize,
    /// With it the connection ends.
    _client: Client,
}

/// Asks a database, and answers the bytes of a table.
pub(crate) fn ask(address: &Address, query: &str) -> Result<Box<dyn Read + Send>, Unreadable> {
    let failed = |what: &str, reason: &dyn fmt::Display| {
        Unreadable::new(format!("`{address}` {what}: {reason}"))
    };
    let query = query.trim().trim_end_matches(';');
    // A comment at its end must not reach over the bracket.
    let copy = format!("COPY ({query}\n) TO STDOUT (FORMAT csv, HEADER)");
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| failed("could not be reached", &error))?;
    let asked = runtime.block_on(async {
        let (client, connection) = address
            .0
            .connect(NoTls)
            .await
            .map_err(|error| failed("could not be reached", &told(&error)))?;
        tokio::spawn(connection);
        client
            .batch_execute(SESSION)
            .await
            .map_err(|error| failed("could not be read", &told(&error)))?;
        let rows = client
            .copy_out(&copy)
            .await
            .map_err(|error| failed("refused the query", &told(&error)))?;
        Ok((client, rows))
    });
    let (client, rows) = asked?;
    let rows = Some(Box::pin(rows));
    Ok(Box::new(Answer { runtime, rows, chunk: Vec::new(), taken: 0, _client: client }))
}

impl Read for Answer {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.chunk.len() {
            let Some(rows) = &mut self.rows else { return Ok(0) };
            match self.runtime.block_on(rows.next()) {
                None => self.rows = None,
                Some(Ok(bytes)) => {
                    self.chunk.clear();
                    self.chunk.extend_from_slice(&bytes);
                    self.taken = 0;
                }
                Some(Err(error)) => return Err(io::Error::other(told(&error))),
            }
        }
        let left = self.chunk.get(self.taken..).unwrap_or_default();
        let count = left.len().min(room.len());
        if let (Some(room), Some(left)) = (room.get_mut(..count), left.get(..count)) {
            room.copy_from_slice(left);
        }
        self.taken = self.taken.saturating_add(count);
        Ok(count)
    }
}

/// What the database says, or else what became of the connection.
fn told(error: &Error) -> String {
    match error.as_db_error() {
        Some(own) => {
            let hint = own.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
            format!("{}{hint}", own.message())
        }
        None => {
            let mut text = error.to_string();
            let mut cause = std::error::Error::source(error);
            while let Some(error) = cause {
                if !text.contains(&error.to_string()) {
                    text.push_str(&format!(": {error}"));
                }
                cause = error.source();
            }
            if error.is_closed() {
                text.push_str("; the database went away, ask it again");
            }
            if text.contains("TLS") {
                text.push_str("; encrypted connections are not supported, so use a tunnel and `sslmode=disable`");
            }
            text
        }
    }
}
