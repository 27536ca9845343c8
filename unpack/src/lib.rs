//! Unpacks the module that the npm package carries: the first, small module, which brings out the large one.
//!
//! The module is packed by LZMA, which packs better than anything a page can unpack by itself at once, with bytes of a
//! kind together, which packs better still. The unpacker is three kilobytes, and WebAssembly, since JavaScript is slow
//! until an engine has compiled it.
//!
//! It goes out with every copy of the package, so what is called from several places is kept from being written to each.

#![cfg_attr(target_arch = "wasm32", no_std)]

pub mod functions;
mod lzma;
mod weave;

pub use lzma::unpack;
pub use weave::{HEADER_BYTES, LENGTH_BYTES, weave};

/// Unpacks `packed_len` bytes into a module of `module_len` bytes by way of `streams_len` bytes, given their addresses in
/// this module's memory.
///
/// # Safety
/// All lie within the memory, above the heap's base, and apart from each other.
#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "the one caller, `carried.js`, hands over addresses")]
#[unsafe(export_name = "unpack")]
pub unsafe extern "C" fn unpack_at(
    packed: *const u8,
    packed_len: usize,
    streams: *mut u8,
    streams_len: usize,
    module: *mut u8,
    module_len: usize,
) {
    // SAFETY: as the caller promises.
    let (packed, streams, module) = unsafe {
        (
            core::slice::from_raw_parts(packed, packed_len),
            core::slice::from_raw_parts_mut(streams, streams_len),
            core::slice::from_raw_parts_mut(module, module_len),
        )
    };
    unpack(packed, streams);
    weave(streams, module);
}

#[cfg(all(target_arch = "wasm32", not(test)))]
#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
