//! Unpacks what LZMA packed: the first, small module of the npm package, which brings out the large one.
//!
//! LZMA packs the module a tenth better than anything a page can unpack by itself at once, and as
//! WebAssembly the unpacker is a kilobyte and takes 5 ms, where in JavaScript it takes 20 until an
//! engine has compiled it. It reads the one form that the build writes: three bits of literal context,
//! no literal position, two bits of position.
//!
//! Source: LZMA specification (Igor Pavlov, LZMA SDK).

#![cfg_attr(target_arch = "wasm32", no_std)]

mod decoder;

pub use decoder::unpack;

/// Unpacks `packed_len` bytes into `unpacked_len` bytes, given their addresses in the module's memory.
///
/// # Safety
/// Both lie within the memory, above the heap's base, and apart from each other.
#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "the one caller, `engine.js`, hands over addresses")]
#[unsafe(export_name = "unpack")]
pub unsafe extern "C" fn unpack_at(
    packed: *const u8,
    packed_len: usize,
    unpacked: *mut u8,
    unpacked_len: usize,
) {
    // SAFETY: as the caller promises.
    let (packed, unpacked) = unsafe {
        (
            core::slice::from_raw_parts(packed, packed_len),
            core::slice::from_raw_parts_mut(unpacked, unpacked_len),
        )
    };
    unpack(packed, unpacked);
}

#[cfg(all(target_arch = "wasm32", not(test)))]
#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
