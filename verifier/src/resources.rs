//! How much of the machine a check may take.

use std::num::NonZero;
use std::thread;

use clap::Args;
use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};
use sealquote::PriceBook;
use sealquote::ledger::{Archive, Crew, Limits, Repeats, Verifier};

use crate::Unreadable;
use crate::runs::Runs;

/// How many envelopes are at hand at most, beside those of which something is left to say.
const ENVELOPES: usize = 192 << 10;

/// The memory for ids when nothing is said of it, in megabytes: of which half is for two and a half million at hand.
const ID_MEGABYTES: u32 = 128;

/// What a check may take; neither changes its report
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "What a check may take")]
pub struct Resources {
    /// How many threads read and check; as many as there are cores when not given
    #[arg(long, value_name = "COUNT")]
    threads: Option<NonZero<usize>>,
    /// The memory for ids, in megabytes; beyond it sorted runs of them are put on disk, in the folder of TMPDIR
    ///
    /// Ids are compared by 112 bits of a hash, of which two of a hundred million share all with a chance of 10^-18.
    #[arg(long, value_name = "MEGABYTES", default_value_t = ID_MEGABYTES, value_parser = clap::value_parser!(u32).range(1..=1 << 20))]
    id_memory: u32,
}

impl Default for Resources {
    fn default() -> Self {
        Self { threads: None, id_memory: ID_MEGABYTES }
    }
}

impl Resources {
    pub(crate) fn threads(&self) -> usize {
        let cores = || thread::available_parallelism().map_or(1, NonZero::get);
        self.threads.map_or_else(cores, NonZero::get)
    }

    /// Does something on a pool of threads.
    pub(crate) fn run<A: Send>(
        &self,
        task: impl FnOnce() -> Result<A, Unreadable> + Send,
    ) -> Result<A, Unreadable> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads()).build();
        let pool = pool.map_err(|error| {
            Unreadable::new(format!(
                "{} threads could not be started: {error}; give fewer by `--threads`",
                self.threads()
            ))
        })?;
        pool.install(task)
    }

    /// How many shards a check is split into.
    pub(crate) fn shards(&self) -> u32 {
        u32::try_from(self.threads()).unwrap_or(u32::MAX)
    }

    /// Rows of which those are left out that pages repeat, within the memory that ids have when nothing is said of it.
    pub(crate) fn repeats() -> Repeats {
        Repeats::within(Self::default().ids_bytes(), Box::<Runs>::default())
    }

    fn ids_bytes(&self) -> usize {
        usize::try_from(self.id_memory).unwrap_or(usize::MAX).saturating_mul(1 << 20)
    }

    /// A verifier that keeps to them.
    pub(crate) fn verifier<'b>(&self, book: &'b PriceBook) -> Result<Verifier<'b>, Unreadable> {
        let verifier = Verifier::new(book).map_err(|error| Unreadable::new(error.to_string()))?;
        let limits = Limits { ids_bytes: self.ids_bytes(), envelopes: ENVELOPES };
        let archive = || -> Box<dyn Archive> { Box::<Runs>::default() };
        Ok(verifier.within(self.shards(), limits, archive))
    }
}

/// The threads of the pool that this runs on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Threads;

impl Crew for Threads {
    fn each<T: Send>(&self, items: &mut [T], task: impl Fn(&mut T) + Sync) {
        items.par_iter_mut().for_each(&task);
    }
}
