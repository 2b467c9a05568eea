//! Snapshots, with the feature `serde`: a suspended machine with a name is written out, read back elsewhere, and resumed.
//!
//! ```text
//!   { "fingerprint": 1234, "state": 3, "variables": { "n": 2 } }
//! ```
//!
//! What is read is typed first: the fingerprint has to be that of the machine's source, each variable is one that the machine has, at
//! most once, and is read as its type. Then the state and the variables have to go together: all that the machine holds in that state is
//! there, and nothing else. Only then is there a frame.

use super::describe::{Bytes, Framed};
use super::flags::Flags;
use core::fmt;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
pub use serde::de::{Deserialize, Deserializer, MapAccess};
use serde::de::{DeserializeSeed, Error as _, SeqAccess, Visitor};
pub use serde::ser::{Serialize, Serializer};
use serde::ser::{SerializeMap as _, SerializeStruct as _};

const FIELDS: &[&str] = &["fingerprint", "state", "variables"];

/// A machine that can be written out: what stands for its resume closure, and knows the frame.
///
/// # Safety
///
/// `write` reads what is in the frame only.
#[diagnostic::on_unimplemented(
    message = "this machine cannot be written out",
    note = "a machine with a name can, if it may be moved (an iterator, or a coroutine with `+ Unpin`), all that it keeps is \
            `Serialize`, and nothing of it may be lent to others (a variable that is dropped on some ways only must not be borrowed before)"
)]
pub unsafe trait WriteFrame {
    /// A fingerprint of the source.
    const FINGERPRINT: u64;

    /// Hands out the state's number, and gives each variable that the frame holds to the sink.
    ///
    /// # Errors
    ///
    /// Those of the sink.
    ///
    /// # Safety
    ///
    /// `frame` points to the frame of a machine with this body, and nobody resumes it meanwhile.
    unsafe fn write<S: Sink>(frame: *const (), sink: &mut S) -> Result<u8, S::Error>;
}

/// A machine that can be read back.
///
/// # Safety
///
/// `restore` sets the frame up if it says so.
#[diagnostic::on_unimplemented(
    message = "this machine cannot be read back",
    note = "a machine with a name can, if it may be moved (an iterator, or a coroutine with `+ Unpin`), all that it keeps is \
            `Deserialize`, and there is no `unsafe` in its body"
)]
pub unsafe trait ReadFrame<'de> {
    /// A fingerprint of the source.
    const FINGERPRINT: u64;
    /// What the variables are called.
    const NAMES: &'static [&'static str];
    /// The last state there is.
    const LAST: u8;
    /// The frame.
    type Image;
    /// Each variable, if it was there.
    type Variables;

    /// None of them.
    fn nothing() -> Self::Variables;

    /// Reads the value of a variable.
    ///
    /// # Errors
    ///
    /// Those of the format; and if it was there already.
    fn read<A: MapAccess<'de>>(
        variables: &mut Self::Variables,
        number: usize,
        map: &mut A,
    ) -> Result<(), A::Error>;

    /// Sets the frame up; `false` if the variables are not those of the state.
    fn restore(state: u8, variables: Self::Variables, frame: &mut MaybeUninit<Self::Image>) -> bool;
}

/// What can be read of a map.
#[diagnostic::on_unimplemented(
    message = "`{Self}`, which the machine keeps, cannot be read back",
    note = "it has to be `Deserialize`"
)]
pub trait Readable<'de>: Sized {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// Those of the format.
    fn read<A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error>;
}

impl<'de, T: Deserialize<'de>> Readable<'de> for T {
    fn read<A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error> {
        map.next_value()
    }
}

/// What variables are given to.
pub trait Sink {
    /// What goes wrong.
    type Error;

    /// A variable.
    ///
    /// # Errors
    ///
    /// Those of the format.
    fn put<T: Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), Self::Error>;

    /// A variable of which a part was moved away.
    fn partial(&self, name: &'static str) -> Self::Error;
}

/// A value in a slot that may have been moved; it is `Copy`, so it is there all the same.
///
/// # Safety
///
/// The slot was given a value, and nobody writes to it meanwhile.
pub unsafe fn copy_in<'a, T: Copy>(slot: *const T) -> &'a T {
    // SAFETY: by contract.
    unsafe { &*slot }
}

/// Finds a value that is `Copy` in a slot; before [`IfNot`], for it needs one reference less.
pub trait IfCopy {
    /// What may be there.
    type Value;

    /// It, if it is `Copy`.
    fn __if_copy(&self) -> Option<&Self::Value>;
}

impl<T: Copy> IfCopy for &Bytes<T> {
    type Value = T;

    fn __if_copy(&self) -> Option<&T> {
        // SAFETY: there is a value, by the contract of `bytes`.
        Some(unsafe { &*self.slot() })
    }
}

/// What is not.
pub trait IfNot {
    /// What may be there.
    type Value;

    /// Nothing.
    fn __if_copy(&self) -> Option<&Self::Value> {
        None
    }
}

impl<T> IfNot for Bytes<T> {
    type Value = T;
}

/// What is left of an option whose value was moved away.
pub fn none_like<T>(_: *const Option<T>) -> Option<T> {
    None
}

/// How many there are.
struct Count<E>(usize, PhantomData<E>);

impl<E: serde::ser::Error> Sink for Count<E> {
    type Error = E;

    fn put<T: Serialize>(&mut self, _: &'static str, _: &T) -> Result<(), E> {
        self.0 += 1;
        Ok(())
    }

    fn partial(&self, name: &'static str) -> E {
        E::custom(format_args!("`{name}` was moved away in part: the machine cannot be written out here"))
    }
}

struct Map<M>(M);

impl<M: serde::ser::SerializeMap> Sink for Map<M> {
    type Error = M::Error;

    fn put<T: Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), M::Error> {
        self.0.serialize_entry(name, value)
    }

    fn partial(&self, name: &'static str) -> M::Error {
        Count::<M::Error>(0, PhantomData).partial(name)
    }
}

/// The variables of a frame, and how many there are.
struct Written<B>(*const (), usize, PhantomData<B>);

impl<B: WriteFrame> Serialize for Written<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = Map(serializer.serialize_map(Some(self.1))?);
        // SAFETY: `write_machine` holds a reference to the machine.
        unsafe { B::write(self.0, &mut map)? };
        map.0.end()
    }
}

/// Writes a machine out.
///
/// # Errors
///
/// Those of the format; and if the machine holds a value of which a part was moved away.
pub fn write_machine<M: Framed<Body: WriteFrame>, S: Serializer>(
    machine: &M,
    name: &'static str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let frame = machine.address();
    let mut count = Count::<S::Error>(0, PhantomData);
    // SAFETY: the frame is the machine's; it is resumed by an exclusive reference only.
    let state = unsafe { M::Body::write(frame, &mut count)? };
    let mut out = serializer.serialize_struct(name, FIELDS.len())?;
    out.serialize_field(FIELDS[0], &<M::Body as WriteFrame>::FINGERPRINT)?;
    out.serialize_field(FIELDS[1], &state)?;
    out.serialize_field(FIELDS[2], &Written::<M::Body>(frame, count.0, PhantomData))?;
    out.end()
}

/// Reads a machine's frame back.
///
/// # Errors
///
/// Those of the format; and if it is no snapshot of this very machine.
pub fn read_frame<'de, B: ReadFrame<'de>, D: Deserializer<'de>>(
    deserializer: D,
    name: &'static str,
) -> Result<MaybeUninit<B::Image>, D::Error> {
    deserializer.deserialize_struct(name, FIELDS, OfSnapshot::<B>(name, PhantomData))
}

/// What becomes of the frame of a machine that is pinned: none of them is a [`ReadFrame`], and so none is read.
pub fn never_read<F, M>(_: MaybeUninit<F>) -> M {
    unreachable!("machines that are pinned are not read back")
}

/// Reads one of the variables, which may not be there already.
///
/// # Errors
///
/// Those of the format; and if it is.
pub fn read_variable<'de, T: Readable<'de>, A: MapAccess<'de>>(
    variable: &mut Option<T>,
    name: &'static str,
    map: &mut A,
) -> Result<(), A::Error> {
    if variable.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *variable = Some(T::read(map)?);
    Ok(())
}

/// The flags of a frame that is read back: what is there.
pub fn flags_of<const BYTES: usize, const N: usize>(there: [bool; N]) -> Flags<BYTES> {
    Flags::of(there)
}

struct OfSnapshot<B>(&'static str, PhantomData<B>);

impl<'de, B: ReadFrame<'de>> OfSnapshot<B> {
    fn check<E: serde::de::Error>(&self, fingerprint: u64) -> Result<(), E> {
        if fingerprint == B::FINGERPRINT {
            return Ok(());
        }
        Err(E::custom(format_args!(
            "the snapshot is of different code: its fingerprint is {fingerprint:#018x}, and that of `{}` is {:#018x}",
            self.0,
            B::FINGERPRINT
        )))
    }

    fn frame<E: serde::de::Error>(
        &self,
        state: u8,
        variables: B::Variables,
    ) -> Result<MaybeUninit<B::Image>, E> {
        if state > B::LAST {
            return Err(E::custom(format_args!(
                "`{}` has no state {state}: its last is {}",
                self.0,
                B::LAST
            )));
        }
        let mut frame = MaybeUninit::uninit();
        if B::restore(state, variables, &mut frame) {
            Ok(frame)
        } else {
            Err(E::custom(format_args!("the variables are not what `{}` holds in state {state}", self.0)))
        }
    }
}

impl<'de, B: ReadFrame<'de>> Visitor<'de> for OfSnapshot<B> {
    type Value = MaybeUninit<B::Image>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a snapshot of the machine `{}`", self.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let missing =
            |number: usize| A::Error::invalid_length(number, &"a fingerprint, a state and variables");
        self.check(list.next_element()?.ok_or_else(|| missing(0))?)?;
        let state = list.next_element()?.ok_or_else(|| missing(1))?;
        let variables = list.next_element_seed(OfVariables::<B>(PhantomData))?.ok_or_else(|| missing(2))?;
        self.frame(state, variables)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut fingerprint, mut state, mut variables) = (None, None, None);
        while let Some(number) = map.next_key_seed(OneOf(FIELDS))? {
            let twice = match number {
                0 => fingerprint.is_some(),
                1 => state.is_some(),
                _ => variables.is_some(),
            };
            if twice {
                return Err(A::Error::duplicate_field(FIELDS[number]));
            }
            match number {
                0 => {
                    let given = map.next_value()?;
                    self.check(given)?;
                    fingerprint = Some(given);
                }
                1 => state = Some(map.next_value()?),
                _ => variables = Some(map.next_value_seed(OfVariables::<B>(PhantomData))?),
            }
        }
        fingerprint.ok_or_else(|| A::Error::missing_field(FIELDS[0]))?;
        let state = state.ok_or_else(|| A::Error::missing_field(FIELDS[1]))?;
        let variables = variables.ok_or_else(|| A::Error::missing_field(FIELDS[2]))?;
        self.frame(state, variables)
    }
}

struct OfVariables<B>(PhantomData<B>);

impl<'de, B: ReadFrame<'de>> DeserializeSeed<'de> for OfVariables<B> {
    type Value = B::Variables;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<B::Variables, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, B: ReadFrame<'de>> Visitor<'de> for OfVariables<B> {
    type Value = B::Variables;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of variables")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<B::Variables, A::Error> {
        let mut variables = B::nothing();
        while let Some(number) = map.next_key_seed(Variable(B::NAMES))? {
            B::read(&mut variables, number, &mut map)?;
        }
        Ok(variables)
    }
}

/// The number of a variable in a list of them. It is the key of a map, and so a text: formats that do not describe themselves know of
/// no other names than those of fields.
struct Variable(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Variable {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(OneOf(self.0))
    }
}

/// The number of a name in a list of them.
struct OneOf(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for OneOf {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for OneOf {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<usize, E> {
        let number = self.0.iter().position(|known| *known == name);
        number.ok_or_else(|| E::unknown_field(name, self.0))
    }
}
