//! `place += value`: which of the two is evaluated first depends on whether the operator is overloaded.

use core::any::TypeId;
use core::marker::PhantomData;
use core::mem;

/// The type of the target of a compound assignment. It holds nothing, and says nothing about threads.
pub struct Target<T>(PhantomData<fn() -> T>);

impl<T> Target<T> {
    /// Of a type that is yet to be told.
    #[inline(always)]
    pub fn unknown() -> Self {
        Target(PhantomData)
    }
}

/// Whether a compound assignment to something of this type is a call of an operator's function: it is, unless the type is
/// one of the language's own numbers, or `bool`.
///
/// (An operand that is a reference to a number makes it a call as well; that is not told.)
#[inline(always)]
pub fn is_overloaded<T>(_: &Target<T>) -> bool {
    let ty = type_id::<T>();
    let primitives = [
        TypeId::of::<u8>(),
        TypeId::of::<u16>(),
        TypeId::of::<u32>(),
        TypeId::of::<u64>(),
        TypeId::of::<u128>(),
        TypeId::of::<usize>(),
        TypeId::of::<i8>(),
        TypeId::of::<i16>(),
        TypeId::of::<i32>(),
        TypeId::of::<i64>(),
        TypeId::of::<i128>(),
        TypeId::of::<isize>(),
        TypeId::of::<f32>(),
        TypeId::of::<f64>(),
        TypeId::of::<bool>(),
    ];
    !primitives.contains(&ty)
}

/// The target of a compound assignment, which is of the type that was asked about.
#[inline(always)]
pub fn told<'a, T>(_: &Target<T>, target: &'a mut T) -> &'a mut T {
    target
}

/// The id of a type that may hold lifetimes: of the type with all of them `'static`.
fn type_id<T>() -> TypeId {
    trait Named {
        fn id(&self) -> TypeId
        where
            Self: 'static;
    }
    impl<T> Named for PhantomData<T> {
        fn id(&self) -> TypeId
        where
            Self: 'static,
        {
            TypeId::of::<T>()
        }
    }
    let named: &dyn Named = &PhantomData::<T>;
    // SAFETY: lifetimes are erased when the function of the object is chosen, and the object holds no data.
    unsafe { mem::transmute::<&dyn Named, &(dyn Named + 'static)>(named) }.id()
}
