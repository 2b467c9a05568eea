//! Formats that do not describe themselves, as those in bytes: whoever reads says what comes.

use coro::yield_;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde_json::{Error, Value, from_str, to_string, to_value};

/// A value of which nothing is told: what has a name has a place instead, and what is neither a field nor asked for by its type is
/// refused.
struct Mute(Value);

impl IntoDeserializer<'_, Error> for Mute {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn untold<T>() -> Result<T, Error> {
    Err(Error::custom("the format does not tell what comes"))
}

/// What may be asked for, and what not.
macro_rules! typed {
    ($($asked:ident)*; $($not:ident)*) => {
        $(fn $asked<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.0.$asked(visitor)
        })*
        $(fn $not<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            untold()
        })*
    };
}

impl<'de> Deserializer<'de> for Mute {
    type Error = Error;

    typed! {
        deserialize_bool deserialize_u8 deserialize_u32 deserialize_u64 deserialize_i64 deserialize_str deserialize_string;
        deserialize_any deserialize_identifier deserialize_ignored_any deserialize_i8 deserialize_i16 deserialize_i32
        deserialize_u16 deserialize_f32 deserialize_f64 deserialize_char deserialize_bytes deserialize_byte_buf
        deserialize_option deserialize_unit
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::Array(items) = self.0 else { return untold() };
        visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Mute)))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::Object(entries) = self.0 else { return untold() };
        let entries = entries.into_iter().map(|(key, value)| (Mute(Value::String(key)), Mute(value)));
        visitor.visit_map(MapDeserializer::new(entries))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let values = fields.iter().map(|field| Mute(self.0[field].clone()));
        visitor.visit_seq(SeqDeserializer::new(values))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, _: V) -> Result<V::Value, Error> {
        untold()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, _: V) -> Result<V::Value, Error> {
        untold()
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        untold()
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        _: V,
    ) -> Result<V::Value, Error> {
        untold()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        untold()
    }
}

#[coro::coroutine(type = Named)]
fn named(names: Vec<String>, last: String) -> impl Iterator<Item = String> {
    let mut at: usize = 0;
    while at < names.len() {
        yield_!(format!("{at}: {}", names[at]));
        at += 1;
    }
    yield_!(last);
}

/// The variables of a snapshot are a map with texts for keys, and no fields: so they can be read.
#[test]
fn variables_are_keys_of_a_map() {
    for taken in 0..4 {
        let mut machine = named(vec!["a".into(), "b".into()], "c".into());
        assert_eq!(machine.by_ref().take(taken).count(), taken);
        let snapshot = to_value(&machine).expect("a value");
        let again = Named::deserialize(Mute(snapshot)).expect("it can be read");
        assert!(again.eq(machine), "after {taken}");
    }
}

#[coro::coroutine(type = Counted)]
fn counted(to: u32) -> impl Iterator<Item = String> {
    let word = "item";
    let mut n: u32 = 0;
    while n < to {
        yield_!(format!("{word} {n}"));
        n += 1;
    }
}

/// One that keeps a text of its own can be written out; what was read is no `&'static str`, and that is an error only if it is read back.
#[test]
fn a_text_of_its_own_is_written() {
    let mut machine = counted(2);
    assert_eq!(machine.next().as_deref(), Some("item 0"));
    let snapshot: Value = from_str(&to_string(&machine).expect("it can be written")).expect("a value");
    assert_eq!(snapshot["variables"]["word"], "item");
    assert_eq!(machine.next().as_deref(), Some("item 1"));
}

#[coro::coroutine(type = Alike)]
fn alike(at: u32, state: u32) -> impl Iterator<Item = u32> {
    let from: u32 = at;
    {
        let at: u32 = from + 1;
        yield_!(state);
        yield_!(at);
    }
    yield_!(at);
}

/// Variables have the names in a snapshot that they have in the source, whatever the machine calls its own: it was `at_2`.
#[test]
fn variables_keep_their_names() {
    let keys = |machine: &Alike| {
        let snapshot = to_value(machine).expect("a value");
        snapshot["variables"].as_object().expect("a map").keys().cloned().collect::<Vec<_>>()
    };
    let mut machine = alike(1, 2);
    assert_eq!(keys(&machine), ["at", "state"]);
    machine.next();
    assert_eq!(keys(&machine), ["at", "at_2"]);
    let again: Alike = from_str(&to_string(&machine).expect("it can be written")).expect("it can be read");
    assert!(again.eq([2, 1]));
}
