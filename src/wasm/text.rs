//! Answers as JSON text, which JavaScript reads in one go.
//!
//! To make each object there and set each of its fields from here takes longer, and a twentieth more of the module. What
//! `serde_json` would write is the same, but of what may fail; of what is written here nothing can.

use core::fmt::{Display, Formatter, Result as Formatted};

use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer,
};

use crate::json::write_string;
use crate::message::Piece;

/// Why an answer cannot be written: for no reason.
#[derive(Debug)]
pub(super) enum Never {}

impl Display for Never {
    fn fmt(&self, _: &mut Formatter<'_>) -> Formatted {
        match *self {}
    }
}

impl core::error::Error for Never {}

impl Error for Never {
    fn custom<T: Display>(_: T) -> Self {
        core::arch::wasm32::unreachable()
    }
}

/// A text that is being written. What is called for every field is kept from being written to each.
pub(super) struct Text(String);

impl Text {
    pub(super) fn of(value: &impl Serialize) -> String {
        let mut text = Self(String::new());
        match value.serialize(&mut text) {
            Ok(()) => text.0,
        }
    }

    #[inline(never)]
    fn raw(&mut self, piece: &str) {
        self.0.push_str(piece);
    }

    #[inline(never)]
    fn string(&mut self, string: &str) {
        write_string(string, &mut self.0);
    }

    #[inline(never)]
    fn whole(&mut self, number: i64) {
        number.add_to(&mut self.0);
    }

    /// What stands before the next one of a list, or of the fields of an object.
    #[inline(never)]
    fn next(&mut self) {
        if !matches!(self.0.as_bytes().last(), Some(b'[' | b'{')) {
            self.0.push(',');
        }
    }

    #[inline(never)]
    fn key(&mut self, key: &str) {
        self.next();
        self.string(key);
        self.0.push(':');
    }
}

/// Whole numbers: others there are none of in answers.
macro_rules! whole {
    ($($name:ident: $kind:ty),*) => {
        $(fn $name(self, number: $kind) -> Result<(), Never> {
            self.whole(i64::from(number));
            Ok(())
        })*
    };
}

impl Serializer for &mut Text {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Self;
    type SerializeTuple = Impossible<(), Never>;
    type SerializeTupleStruct = Impossible<(), Never>;
    type SerializeTupleVariant = Impossible<(), Never>;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), Never>;

    whole!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32);

    fn serialize_u64(self, number: u64) -> Result<(), Never> {
        self.whole(i64::try_from(number).unwrap_or(i64::MAX));
        Ok(())
    }

    fn serialize_bool(self, truth: bool) -> Result<(), Never> {
        self.raw(if truth { "true" } else { "false" });
        Ok(())
    }

    #[expect(clippy::disallowed_types, reason = "no answer has one, and the trait asks for it")]
    fn serialize_f32(self, _: f32) -> Result<(), Never> {
        self.serialize_unit()
    }

    #[expect(clippy::disallowed_types, reason = "no answer has one, and the trait asks for it")]
    fn serialize_f64(self, _: f64) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_char(self, character: char) -> Result<(), Never> {
        self.string(character.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), Never> {
        self.string(text);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_none(self) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Never> {
        self.raw("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Never> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.raw("{");
        self.key(variant);
        value.serialize(&mut *self)?;
        self.raw("}");
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Never> {
        self.raw("[");
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Never> {
        core::arch::wasm32::unreachable()
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Never> {
        core::arch::wasm32::unreachable()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Never> {
        core::arch::wasm32::unreachable()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Never> {
        self.raw("{");
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Never> {
        self.raw("{");
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Never> {
        core::arch::wasm32::unreachable()
    }
}

impl SerializeSeq for &mut Text {
    type Ok = ();
    type Error = Never;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.next();
        value.serialize(&mut **self)
    }
    fn end(self) -> Result<(), Never> {
        self.raw("]");
        Ok(())
    }
}

impl SerializeMap for &mut Text {
    type Ok = ();
    type Error = Never;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        self.next();
        key.serialize(&mut **self)
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.raw(":");
        value.serialize(&mut **self)
    }
    fn end(self) -> Result<(), Never> {
        self.raw("}");
        Ok(())
    }
}

impl SerializeStruct for &mut Text {
    type Ok = ();
    type Error = Never;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.key(key);
        value.serialize(&mut **self)
    }
    fn end(self) -> Result<(), Never> {
        self.raw("}");
        Ok(())
    }
}
