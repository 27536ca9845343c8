//! `sealquote-pack MODULE PACKED` packs a module into a file.

use std::env;
use std::fs;
use std::io;

fn main() -> io::Result<()> {
    let mut paths = env::args_os().skip(1);
    let (Some(module), Some(packed), None) = (paths.next(), paths.next(), paths.next()) else {
        return Err(io::Error::other("call it as `sealquote-pack MODULE PACKED`"));
    };
    fs::write(packed, sealquote_pack::pack(&fs::read(module)?)?)
}
