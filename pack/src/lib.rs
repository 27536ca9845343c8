//! Packs the module that the npm package carries, as `sealquote-unpack` unpacks it.

mod arrange;
mod lengths;
mod split;

use std::io::{self, Write};

use lzma_rust2::{EncodeMode, LzmaOptions, LzmaWriter, MfType};

pub use arrange::arrange;
pub use lengths::even;
pub use split::split;

/// Packs a module, as [`even`] has it: its length and that of its streams, four bytes each, the lowest first, and the streams by LZMA.
///
/// # Errors
/// When it is no WebAssembly module, or one that `sealquote-unpack` does not bring back.
pub fn pack(module: &[u8]) -> io::Result<Vec<u8>> {
    let (module, streams) = even(module)
        .and_then(|module| split(&module).map(|streams| (module, streams)))
        .ok_or_else(no_module)?;
    let mut packed = Vec::new();
    for length in [module.len(), streams.len()] {
        packed.extend(u32::try_from(length).map_err(io::Error::other)?.to_le_bytes());
    }
    let body = compress(&streams)?;
    let (mut streams, mut back) = (vec![0; streams.len()], vec![0; module.len()]);
    sealquote_unpack::unpack(&body, &mut streams);
    sealquote_unpack::weave(&mut streams, &mut back);
    if back != module {
        return Err(io::Error::other(
            "what was packed does not come back; see which operators `functions.rs` lacks",
        ));
    }
    packed.extend(body);
    Ok(packed)
}

/// What is said of bytes that are not a module.
#[must_use]
pub fn no_module() -> io::Error {
    io::Error::other("this is not a WebAssembly module with functions")
}

/// Bytes by LZMA, as small as it goes, in the one form that `sealquote-unpack` reads.
///
/// # Errors
/// None that is known: bytes are written to memory.
pub fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let options = LzmaOptions {
        dict_size: 1 << 22,
        lc: 1,
        lp: 0,
        pb: 0,
        mode: EncodeMode::Normal,
        nice_len: 273,
        mf: MfType::Bt4,
        ..LzmaOptions::default()
    };
    let mut writer = LzmaWriter::new_no_header(Vec::new(), &options, false)?;
    writer.write_all(bytes)?;
    writer.finish()
}
