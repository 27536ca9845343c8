//! Reading a JSON document field by field: every mistake is noted with its place, and reading goes on.

mod node;
mod pointer;
mod problems;

pub(crate) use node::{Fields, Node};
pub(crate) use pointer::key_of;
pub(crate) use problems::{Mistake, Problems};
