//! Unpacking gzip and zstd while reading.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use zstd::stream::read::Decoder;

/// How gzip begins (RFC 1952, section 2.3.1).
const GZIP: &[u8] = b"\x1f\x8b";
/// How a zstd frame begins (RFC 8878, section 3.1.1).
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";

/// Whether some bytes begin as packed ones do.
pub(crate) fn is_packed(head: &[u8]) -> bool {
    head.starts_with(GZIP) || is_zstd(head)
}

/// A frame that is to be skipped may come first, with what some writer says of the file (RFC 8878, section 3.1.2).
fn is_zstd(head: &[u8]) -> bool {
    head.starts_with(ZSTD) || matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// What is packed in some bytes, or the bytes themselves when their beginning says that they are not packed.
///
/// Members or frames that follow each other are one input. A zstd window beyond 128 MB is refused.
pub(crate) fn unpack(head: &[u8], bytes: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    if head.starts_with(GZIP) {
        Ok(Box::new(Packed { kind: "gzip", inner: MultiGzDecoder::new(bytes) }))
    } else if is_zstd(head) {
        Ok(Box::new(Packed { kind: "zstd", inner: Decoder::new(bytes)? }))
    } else {
        Ok(bytes)
    }
}

/// Unpacked bytes, whose errors say what was wrong with the packing.
struct Packed<R> {
    kind: &'static str,
    inner: R,
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.inner.read(room).map_err(|error| {
            let kind = self.kind;
            io::Error::other(match error.kind() {
                io::ErrorKind::UnexpectedEof => {
                    format!("its {kind} data ends too soon; fetch it again, it was cut short")
                }
                _ => format!("its {kind} data is damaged ({error}); fetch it again"),
            })
        })
    }
}
