//! The books that come with Sealquote, as data.
//!
//! In JavaScript the package carries the same files and reads them like any other book.

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use crate::book::PriceBook;
    use crate::error::{Code, Error};
    use crate::input::listed;
    use crate::json;

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
        /// `INVALID_JSON` when it is not JSON, else as [`PriceBook::from_value`].
        pub fn from_json(text: &str) -> Result<Self, Error> {
            Self::from_value(&json::parse(text)?)
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use native::BUILTIN_IDS;
