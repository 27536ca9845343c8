//! The books that come with Sealquote, as data.
//!
//! In JavaScript the package carries the same files and reads them like any other book.

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use crate::book::{LintFinding, PriceBook, Severity};
    use crate::error::{Code, Error};
    use crate::json::Document;
    use crate::message::listed;

    /// The most bytes that the text of a book may have.
    pub const MAX_BYTES: usize = 1_000_000;

    /// The ids that [`PriceBook::builtin`] knows.
    pub const BUILTIN_IDS: [&str; 2] = ["signsecure", "signsecure-staging"];

    impl PriceBook {
        /// A book that comes with Sealquote: `signsecure` (SignSecure documentation, Credits page) or
        /// `signsecure-staging` (the tariff that SignSecure's staging site documents).
        ///
        /// # Errors
        /// `UNKNOWN_BOOK` for any other id.
        pub fn builtin(id: &str) -> Result<Self, Error> {
            let text = match id {
                "signsecure" => include_str!("builtin/signsecure.json"),
                "signsecure-staging" => include_str!("builtin/signsecure-staging.json"),
                _ => {
                    let ids = listed(BUILTIN_IDS.into_iter());
                    let message = format!("no built-in book is called `{id}`; use {ids}");
                    return Err(Error::new(Code::UnknownBook, "", message));
                }
            };
            Self::from_json(text)
        }

        /// The book that a JSON text describes.
        ///
        /// # Errors
        /// `LIMIT_EXCEEDED` when it is longer than [`MAX_BYTES`], `INVALID_JSON` when it is not JSON,
        /// `DUPLICATE_KEY` where a key is repeated, else as [`PriceBook::from_value`].
        pub fn from_json(text: &str) -> Result<Self, Error> {
            Self::of(read(text)?.root())
        }

        /// What is wrong with a text that is meant to be a price book; see [`PriceBook::lint`].
        #[must_use]
        pub fn lint_json(text: &str) -> Vec<LintFinding> {
            match read(text) {
                Ok(source) => Self::lint_place(source.root()),
                Err(Error { code, message, path }) => {
                    // What keeps a text from being read says what to do after the only semicolon.
                    let (message, remedy) = message.rsplit_once("; ").unwrap_or((&message, ""));
                    vec![LintFinding {
                        code,
                        severity: Severity::Error,
                        message: message.to_owned(),
                        path,
                        remedy: remedy.to_owned(),
                    }]
                }
            }
        }
    }

    fn read(text: &str) -> Result<Document<'_>, Error> {
        if text.len() > MAX_BYTES {
            let message = format!(
                "`{}` bytes, over the limit of {MAX_BYTES}; leave some versions out",
                text.len()
            );
            return Err(Error::new(Code::LimitExceeded, "", message));
        }
        Document::read(text)
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use native::{BUILTIN_IDS, MAX_BYTES};
