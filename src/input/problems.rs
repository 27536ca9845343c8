//! The mistakes that reading finds.

use crate::error::{Code, Error};
use crate::message::{Pieces, pieces};

/// How many mistakes are kept; a document with more has one cause, not a thousand.
const MAX_PROBLEMS: usize = 1_000;

/// What is wrong, and what to do about it: together the message of an [`Error`].
#[derive(Debug)]
pub(crate) struct Mistake {
    pub(crate) code: Code,
    pub(crate) path: String,
    pub(crate) message: String,
    /// Empty when the message says it already.
    pub(crate) remedy: String,
}

impl From<Mistake> for Error {
    fn from(Mistake { code, path, mut message, remedy }: Mistake) -> Self {
        if !remedy.is_empty() {
            message.push_str("; ");
            message.push_str(&remedy);
        }
        Self { code, message, path }
    }
}

/// The mistakes found so far, in the order of the document.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    mistakes: Vec<Mistake>,
    /// Whether something could not be read, and not only should be another way.
    pub(crate) has_lost: bool,
}

impl Problems {
    pub(crate) fn add(&mut self, code: Code, path: String, message: String) {
        self.note(code, path, pieces![message], Pieces::NONE);
    }

    /// A mistake whose remedy is kept apart from what is wrong.
    pub(crate) fn note(
        &mut self,
        code: Code,
        path: String,
        message: Pieces<'_>,
        remedy: Pieces<'_>,
    ) {
        self.has_lost |= !matches!(
            code,
            Code::UnknownKey
                | Code::DuplicateCode
                | Code::DuplicateVersion
                | Code::MethodPricedTwice
                | Code::UnorderedVersions
        );
        if !self.is_full() {
            let (message, remedy) = (message.join(), remedy.join());
            self.mistakes.push(Mistake { code, path, message, remedy });
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.mistakes.len() >= MAX_PROBLEMS
    }

    pub(crate) fn into_vec(self) -> Vec<Mistake> {
        self.mistakes
    }

    /// What was read, or else all mistakes. What could not be read has left a mistake.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, Vec<Error>> {
        match read {
            Some(read) if self.mistakes.is_empty() => Ok(read),
            _ => Err(self.mistakes.into_iter().map(Error::from).collect()),
        }
    }

    /// The first mistake, if there is any.
    pub(crate) fn into_first(self) -> Result<(), Error> {
        self.mistakes.into_iter().next().map_or(Ok(()), |first| Err(first.into()))
    }
}
