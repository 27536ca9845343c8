//! What is packed comes back, and what is damaged does no harm.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use sealquote_pack::{compress, even, pack, split};
use sealquote_unpack::{unpack, weave};

/// The same bytes on every run: `seed` decides them, `variety` how many there are of.
fn noise(length: usize, seed: u32, variety: u32) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u8::try_from((state >> 24) % variety).unwrap()
    };
    (0..length).map(|_| next()).collect()
}

/// Bytes in which longer and shorter stretches come again, from nearer and from further.
fn repeating(length: usize, seed: usize) -> Vec<u8> {
    let mut bytes = noise(length, u32::try_from(seed).unwrap(), 7);
    let mut at = 300;
    while at + 61 < length {
        let from = at - (1 + (at * seed) % at.min(290));
        bytes.copy_within(from..from + at % 61, at);
        at += 97 + at % 211;
    }
    bytes
}

/// A module of functions with nothing but instructions, each with its length in at least so many bytes.
fn module_of(bodies: &[Vec<u8>], length_bytes: usize) -> Vec<u8> {
    let number = |mut size: usize| {
        let mut bytes = Vec::new();
        while size > 0x7f {
            bytes.push(u8::try_from(size & 0x7f).unwrap() | 0x80);
            size >>= 7;
        }
        bytes.push(u8::try_from(size).unwrap());
        bytes
    };
    let mut code = number(bodies.len());
    for body in bodies {
        let mut length = number(body.len());
        while length.len() < length_bytes {
            *length.last_mut().unwrap() |= 0x80;
            length.push(0);
        }
        code.extend(length);
        code.extend(body);
    }
    let mut module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x0a".to_vec();
    module.extend(number(code.len()));
    module.extend(code);
    module.extend(b"\x0b\x04\x01\x01\x01a");
    module
}

/// One as it comes back.
fn module(bodies: &[Vec<u8>]) -> Vec<u8> {
    module_of(bodies, 3)
}

/// Every operator that has operands, with each kind of them.
fn every_operator() -> Vec<u8> {
    let instructions: &[&[u8]] = &[
        b"\x02\x7f\x03\x40\x04\x80\x01\x05\x0b\x0b\x0b",
        b"\x0c\x01\x0d\x02\x0e\x03\0\x01\x81\x01\x02\x0f",
        b"\x10\x85\x01\x11\x02\0\x1a\x1b\x1c\x01\x7f",
        b"\x20\x03\x21\x04\x22\xff\x01\x23\0\x24\x01\x25\0\x26\0",
        b"\x28\x02\x10\x28\0\x10\x29\x03\x80\x08\x2d\0\0\x35\x01\x04",
        b"\x36\x02\x08\x37\0\x08\x3a\0\x01\x3e\x02\x80\x80\x04",
        b"\x3f\0\x40\0\x41\x7f\x6a\x41\xff\xff\xff\xff\x07\x28\0\x04\x41\0\x42\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7f",
        b"\x43\x0b\x0b\x0b\x0b\x44\x0b\x0b\x0b\x0b\x80\x80\x80\x80",
        b"\xc0\xc4\xd0\x6f\xd1\xd2\x03",
        b"\xfc\0\xfc\x07\xfc\x08\0\0\xfc\x09\x01\xfc\x0a\0\0\xfc\x0b\0\xfc\x0c\0\0\xfc\x0d\0\xfc\x0e\0\0\xfc\x0f\0\xfc\x10\0\xfc\x11\0",
    ];
    let mut body = b"\x02\x03\x7f\x01\x7e".to_vec();
    body.extend(instructions.concat());
    body.push(0x0b);
    body
}

fn modules() -> Vec<Vec<u8>> {
    let long: Vec<u8> = [b"\0".to_vec(), b"\x41\x2a\x1a".repeat(6_000), vec![0x0b]].concat();
    let empty = b"\0\x0b".to_vec();
    vec![
        module(&[]),
        module(std::slice::from_ref(&empty)),
        module(&[every_operator()]),
        module(&[empty, long, every_operator()]),
    ]
}

#[test]
fn bytes_come_back() {
    let mut samples = vec![vec![0], vec![0; 100_000]];
    samples.extend([1, 2, 17, 256].map(|variety| noise(30_000, variety, variety)));
    samples.extend([3, 5, 7].map(|seed| repeating(60_000, seed)));
    for sample in samples {
        let mut back = vec![0xa5; sample.len()];
        unpack(&compress(&sample).unwrap(), &mut back);
        assert!(back == sample, "{} bytes", sample.len());
    }
}

#[test]
fn modules_come_back() {
    for module in modules() {
        let packed = pack(&module).unwrap();
        let sizes = packed.first_chunk::<8>().unwrap();
        let size = |at: usize| {
            usize::try_from(u32::from_le_bytes(sizes[at..at + 4].try_into().unwrap())).unwrap()
        };
        let (mut streams, mut back) = (vec![0; size(4)], vec![0xa5; size(0)]);
        unpack(&packed[8..], &mut streams);
        weave(&mut streams, &mut back);
        assert_eq!(back, module);
    }
}

#[test]
fn lengths_become_even() {
    for bodies in
        [vec![], vec![every_operator()], vec![vec![0x01; 127], vec![0x01; 128], vec![0x01; 40_000]]]
    {
        for length_bytes in [1, 3, 5] {
            assert_eq!(even(&module_of(&bodies, length_bytes)).unwrap(), module(&bodies));
        }
    }
    // A length that has no room in three bytes.
    assert_eq!(even(&module(&[vec![0x01; 1 << 21]])), None);
}

#[test]
fn operators_lie_with_operators() {
    let streams = split(&module(&[b"\0\x41\x2a\x41\x2b\x6a\x1a\x0b".to_vec()])).unwrap();
    assert!(streams.windows(5).any(|bytes| bytes == b"\x41\x41\x6a\x1a\x0b"), "{streams:?}");
}

#[test]
fn what_is_no_module_is_refused() {
    let whole = module(&[every_operator()]);
    let mut short = whole.clone();
    short[22] -= 1;
    for bytes in [&b""[..], b"\0asm\x01\0\0\0", &whole[..40], &short] {
        assert_eq!(
            pack(bytes).unwrap_err().to_string(),
            "this is not a WebAssembly module with functions",
            "{bytes:?}"
        );
    }
}

#[test]
fn what_is_damaged_is_cut_off() {
    for module in modules() {
        let streams = split(&module).unwrap();
        let packed = compress(&streams).unwrap();
        for at in 0..packed.len() {
            let mut damaged = packed.clone();
            damaged[at] ^= 1 << (at % 8);
            let (mut unpacked, mut back) = (vec![0; streams.len()], vec![0; module.len()]);
            unpack(&damaged, &mut unpacked);
            weave(&mut unpacked, &mut back);
            unpack(&packed[..at], &mut unpacked);
            weave(&mut unpacked, &mut back);
        }
        for at in 0..streams.len().min(3_000) {
            let (mut damaged, mut back) = (streams.clone(), vec![0; module.len()]);
            damaged[at] ^= 0x80 >> (at % 8);
            weave(&mut damaged, &mut back);
        }
    }
    let mut back = vec![0; 50_000];
    unpack(&noise(5_000, 1, 256), &mut back);
    weave(&mut noise(5_000, 2, 256), &mut back);
}
