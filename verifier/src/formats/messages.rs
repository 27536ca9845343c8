//! The messages of Arrow IPC, each held against the bytes that are there before anything is made room for.
//!
//! A length that is damaged asks for more memory than there is, and where a decoder cannot have it the process ends.
//! Source: Apache Arrow Columnar Format, IPC.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileDecoder, read_footer_length};
use arrow_ipc::{Block, CompressionType, Message, MessageHeader, root_as_message};
use arrow_schema::ArrowError;

/// What stands before the length of a message, but for files of versions before 0.15.
const CONTINUATION: [u8; 4] = [0xff; 4];
/// What stands before a packed buffer: the length it unpacks to, or -1 where it is not packed.
const PREFIX_BYTES: usize = 8;
/// What a file ends with: the length of its footer, and how it began.
const TRAILER_BYTES: usize = 10;
/// The most room that is made for bytes which have not come.
const MAX_AHEAD_BYTES: usize = 64 << 20;

/// One message: its metadata, as long as the first number says with what stands before it, and its body.
pub(super) struct Encapsulated {
    bytes: Vec<u8>,
    metadata_bytes: usize,
}

impl Encapsulated {
    /// What its metadata say.
    pub(super) fn message(&self) -> Result<Message<'_>, ArrowError> {
        let metadata = self.bytes.get(..self.metadata_bytes).unwrap_or_default();
        let metadata = metadata.strip_prefix(&CONTINUATION).unwrap_or(metadata);
        root_as_message(metadata.get(4..).unwrap_or_default())
            .map_err(|_| damaged("the metadata of a message are damaged"))
    }

    /// Reads the next message of a stream; `None` for the mark at its end.
    pub(super) fn read(from: &mut impl Read) -> Result<Option<Self>, ArrowError> {
        let mut bytes = Vec::new();
        read_exactly(from, 4, &mut bytes)?;
        if bytes == CONTINUATION {
            read_exactly(from, 4, &mut bytes)?;
        }
        let length = bytes.last_chunk().copied().map_or(0, i32::from_le_bytes);
        if length == 0 {
            return Ok(None);
        }
        read_exactly(from, i64::from(length), &mut bytes)?;
        let mut read = Self { metadata_bytes: bytes.len(), bytes };
        let body_bytes = read.message()?.bodyLength();
        read_exactly(from, body_bytes, &mut read.bytes)?;
        Ok(Some(read))
    }

    /// Reads a message of a file, from where the footer says that it is.
    pub(super) fn read_block(from: &mut File, block: &Block) -> Result<Self, ArrowError> {
        let size = from.metadata()?.len();
        let metadata_bytes = usize::try_from(block.metaDataLength()).ok();
        let bytes = i64::from(block.metaDataLength()).checked_add(block.bodyLength());
        let place = u64::try_from(block.offset()).ok().zip(metadata_bytes).zip(bytes);
        let fits = |((offset, _), length): &((u64, usize), i64)| {
            let end = u64::try_from(*length).ok().and_then(|length| offset.checked_add(length));
            block.bodyLength() >= 0 && end.is_some_and(|end| end <= size)
        };
        let Some(((offset, metadata_bytes), length)) = place.filter(fits) else {
            return Err(damaged("its footer tells of a message beyond its end"));
        };
        from.seek(SeekFrom::Start(offset))?;
        let mut read = Self { metadata_bytes, bytes: Vec::new() };
        read_exactly(from, length, &mut read.bytes)?;
        Ok(read)
    }

    /// Its rows; none of a dictionary, which the decoder keeps.
    pub(super) fn decode(
        self,
        decoder: &mut FileDecoder,
    ) -> Result<Option<RecordBatch>, ArrowError> {
        self.check()?;
        let header = self.message()?.header_type();
        let metadata_bytes = i32::try_from(self.metadata_bytes).unwrap_or(i32::MAX);
        // Of where a message is, only how long its metadata are is asked once it has been read.
        let block = Block::new(0, metadata_bytes, 0);
        if header == MessageHeader::DictionaryBatch {
            decoder.read_dictionary(&block, &self.bytes.into())?;
            return Ok(None);
        }
        decoder.read_record_batch(&block, &self.bytes.into())
    }

    /// Refuses buffers that are not within the body, or that say they unpack to more than they can.
    fn check(&self) -> Result<(), ArrowError> {
        let message = self.message()?;
        let batch = match message.header_type() {
            MessageHeader::DictionaryBatch => {
                message.header_as_dictionary_batch().and_then(|dictionary| dictionary.data())
            }
            _ => message.header_as_record_batch(),
        };
        let Some(batch) = batch else { return Ok(()) };
        let body = self.bytes.get(self.metadata_bytes..).unwrap_or_default();
        let codec = batch.compression().map(|compression| compression.codec());
        for buffer in batch.buffers().into_iter().flatten() {
            let from = usize::try_from(buffer.offset()).ok();
            let end = usize::try_from(buffer.length()).ok();
            let end = from.zip(end).and_then(|(from, length)| from.checked_add(length));
            let Some(bytes) = from.zip(end).and_then(|(from, end)| body.get(from..end)) else {
                return Err(damaged("a buffer reaches beyond its message"));
            };
            if let Some(codec) = codec {
                check_packed(bytes, codec)?;
            }
        }
        Ok(())
    }
}

/// The footer of a file.
pub(super) fn read_footer(from: &mut File) -> Result<Vec<u8>, ArrowError> {
    let size = from.metadata()?.len();
    let mut trailer = [0; TRAILER_BYTES];
    let short = || damaged("it ends too soon");
    let trailer_at = size.checked_sub(u64::try_from(TRAILER_BYTES).unwrap_or(u64::MAX));
    let trailer_at = trailer_at.ok_or_else(short)?;
    from.seek(SeekFrom::Start(trailer_at))?;
    from.read_exact(&mut trailer)?;
    let length = read_footer_length(trailer)?;
    let footer_at = trailer_at.checked_sub(u64::try_from(length).unwrap_or(u64::MAX));
    from.seek(SeekFrom::Start(footer_at.ok_or_else(short)?))?;
    let mut footer = Vec::new();
    read_exactly(from, i64::try_from(length).unwrap_or(i64::MAX), &mut footer)?;
    Ok(footer)
}

/// Refuses a buffer that says it unpacks to more than its codec makes of so many bytes, or than there is memory for.
fn check_packed(bytes: &[u8], codec: CompressionType) -> Result<(), ArrowError> {
    let Some((prefix, packed)) = bytes.split_first_chunk::<PREFIX_BYTES>() else { return Ok(()) };
    let Ok(unpacked) = usize::try_from(i64::from_le_bytes(*prefix)) else { return Ok(()) };
    // A block of 128 KB that is one byte repeated takes four (RFC 8878, section 3.1.1.2); a byte of the length of a match
    // stands for 255 (LZ4 Block Format Description).
    let most = match codec {
        CompressionType::ZSTD => 32_768,
        _ => 255,
    };
    let can_be = unpacked <= packed.len().saturating_mul(most);
    if can_be && Vec::<u8>::new().try_reserve_exact(unpacked).is_ok() {
        return Ok(());
    }
    Err(damaged(&format!("a buffer has {} bytes that say they unpack to {unpacked}", packed.len())))
}

/// Reads so many bytes, and makes room for them as they come.
fn read_exactly(from: &mut impl Read, count: i64, bytes: &mut Vec<u8>) -> Result<(), ArrowError> {
    let Ok(count) = usize::try_from(count) else {
        return Err(damaged("a message has a negative length"));
    };
    bytes.reserve_exact(count.min(MAX_AHEAD_BYTES));
    let read = from.take(u64::try_from(count).unwrap_or(u64::MAX)).read_to_end(bytes)?;
    match read == count {
        true => Ok(()),
        false => Err(damaged("it ends in the middle of a message")),
    }
}

/// What is wrong with a file or a stream.
pub(super) fn damaged(reason: &str) -> ArrowError {
    ArrowError::IpcError(String::from(reason))
}
