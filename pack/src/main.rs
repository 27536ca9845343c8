//! `sealquote-pack MODULE PACKED` arranges the functions of a module, in its file, and packs it into another.

use std::env;
use std::fs;
use std::io;

use sealquote_pack::{arrange, no_module, pack};

fn main() -> io::Result<()> {
    let mut paths = env::args_os().skip(1);
    let (Some(module), Some(packed), None) = (paths.next(), paths.next(), paths.next()) else {
        return Err(io::Error::other("call it as `sealquote-pack MODULE PACKED`"));
    };
    let arranged = arrange(&fs::read(&module)?).ok_or_else(no_module)?;
    fs::write(module, &arranged)?;
    fs::write(packed, pack(&arranged)?)
}
