//! The attribute macros of the crate `coro`: a small compiler from `async fn` to an explicit state machine.
//!
//! Data flows one way: tokens → `syntax` → `build` → `analysis` → `frame` → `codegen` → tokens; `expand` is
//! the driver. Only this file speaks `proc_macro`.
#![forbid(unsafe_code)]
// Matches over syntax and over the representation name every variant, also where two are treated alike.
#![allow(clippy::match_same_arms, clippy::single_match_else)]
// Facts about locals and the builder's modes are independent of each other.
#![allow(clippy::struct_excessive_bools)]
// Syntax trees are taken apart as they are lowered: functions own what they are given.
#![allow(clippy::needless_pass_by_value, clippy::large_enum_variant)]
#![allow(clippy::similar_names, clippy::needless_for_each)]

mod analysis;
mod build;
mod codegen;
mod diagnostics;
mod entry;
mod expand;
mod frame;
mod index;
mod ir;
mod syntax;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "validate"))]
mod validate;

use proc_macro::TokenStream;

/// Rewrites a function into an explicit state machine: an `async fn` into a future, with one state for each `.await`; a function that
/// yields into an iterator, a stream or a resumable coroutine.
///
/// ```text
/// #[coro::coroutine]
/// async fn greet(name: &str) -> usize {
///     println!("hello, {name}");
///     coro::time::sleep(Duration::from_millis(10)).await;
///     name.len()
/// }
/// ```
///
/// # Write it with its path
///
/// `#[coro::coroutine]`, always: rustc has an unstable built-in attribute that is called `coroutine`. After
/// `use coro::coroutine;` a bare `#[coroutine]` is an error (E0659, ambiguous name, or E0658, unstable feature), whatever the
/// import looks like. It can be imported under another name: `use coro::coroutine as machine;`.
///
/// # What it can stand on
///
/// - An `async fn`: free, associated, or a method with any receiver; with generics, `where` clauses, named and elided
///   lifetimes, `impl Trait` arguments, patterns as arguments, `unsafe`.
/// - A method in an impl of a trait that declares `fn f(..) -> impl Future<Output = ..>`.
/// - An impl block, inherent or of a trait: every `async fn` in it becomes a machine.
/// - A trait, or a method with a body in one. With `boxed`, the trait's methods without a body as well.
///
/// # Arguments
///
/// - `#[coro::coroutine(boxed)]`: the function returns `Pin<Box<dyn Future<Output = T> + Send + 'lifetime>>`, as traits that
///   are used as `dyn` want it, and as functions need that await themselves. The lifetime is the only one that the function
///   declares (also by `&`), or the one that it declares all others to outlive (`'a: 'c, 'b: 'c, T: 'c`); with none at all it
///   is `'static`, and if there is no such lifetime, the function gets one. Without std it needs the feature `alloc` of `coro`.
///   A machine that yields becomes `Box<dyn Iterator<Item = T> + Send + 'lifetime>`, `Pin<Box<dyn Stream<..> + ..>>` or
///   `Pin<Box<dyn Coroutine<..> + ..>>`, without `Pin` if it may be moved.
/// - `#[coro::coroutine(boxed_local)]`: the same without `Send`.
/// - `#[coro::coroutine(type = Name)]`: the function returns a struct of that name; see below.
/// - `#[coro::coroutine(crate = path::to::coro)]` says where the crate is, if it is not `::coro`.
///
/// On a block they hold for each function in it that does not carry the attribute with arguments of its own.
///
/// # Other attributes
///
/// Attribute macros that stand below this one on a function see the `async fn`, as they do natively: they are expanded first
/// (`#[tracing::instrument]`), so that they may stand in any order.
///
/// A function that is not `async` but comes to an `async` block, alone or as `Box::pin(async move { .. })`, is left as it is, and the
/// block becomes a machine (`co!`). That is what `#[async_trait]` makes of methods: the two attributes may stand in any order on a
/// trait or an impl block, and this one on single methods. So does the only `async` block of a function that has this attribute itself
/// (not in a closure): what `#[tokio::main]` and `#[tokio::test]` make of one, and those of `actix-web` and `async-std`.
/// (`#[rstest]` hands the attribute on to the functions that call the one it stands on: that one stays native.)
///
/// # Iterators, streams, coroutines
///
/// A function that is not `async` says with its result which machine it is. `yield_!(value)` suspends it; a bare `yield` is no
/// expression on stable Rust.
///
/// | result | machine |
/// |---|---|
/// | `impl Iterator<Item = T>` | an iterator, fused; may be moved |
/// | `impl Stream<Item = T>` | a stream (`futures_core::Stream`), fused: `yield_!` and `.await` in one body |
/// | `impl Coroutine<R, Yield = Y, Return = T>` | `start()`, then `resume(value)`, which `yield_!` evaluates to |
/// | the same `+ Unpin` | the same; may be moved |
/// | `Box<dyn Iterator<Item = T>>`, `Pin<Box<dyn Stream<Item = T>>>` and so on | the same, in a box |
///
/// ```text
/// #[coro::coroutine]
/// fn lines(text: &str) -> impl Iterator<Item = Result<u32, ParseIntError>> {
///     for line in text.lines() {
///         yield_!(Ok(line.parse()?));
///     }
/// }
/// ```
///
/// - Bounds beside the trait (`+ Send`, `+ 'a`, `use<..>`) mean what they always do. With `+ Clone` an iterator, or a coroutine with `+ Unpin`, can be
///   cloned in mid-run: each value that it holds is cloned, and the copy goes on by itself. Of a value that was taken apart (`drop(p.a)`, `let P { a, .. } = p;`) what is left is cloned, field
///   by field, if they are known: from patterns without `..`, and of tuples, and structs and enums of the file, whose type is known as for machines with a
///   name. Where nothing tells what the fields are, or one is not `Clone` by itself, cloning panics.
/// - A machine holds its arguments. Before the edition 2024, where an `impl Trait` captures no lifetime but those that it names, a function
///   with references says `-> impl Iterator<Item = T> + '_`, or `+ use<'_, T>` (E0700, which calls the lifetime `'arg0`).
/// - `?` and `return` end an iterator and a stream. What `?` leaves with is the last item: an iterator of `Result`s gives the error
///   once, and nothing after it. In a coroutine they give its result.
/// - `yield_from!(inner)` hands on what can be iterated over (in an iterator), a stream (in a stream), or another coroutine with the
///   same resume and yield types, to whose result it evaluates. Recursion goes through boxes (a result `Box<dyn Iterator<Item = T> +
///   '_>`, or `boxed`), at the cost of the depth for each item; `coro::recursive` walks it step by step, at the same cost for all.
/// - A coroutine starts without a value, for nothing could take it: `start()`, then `resume(value)`. If the value can carry nothing
///   (it has no size and nothing to drop), `resume` starts it as well.
/// - A panic poisons the machine: resumed after it, it panics. An iterator or a stream gives nothing for ever after its end.
/// - `size_hint` bounds the items by the yields on all ways from where the machine is: it is exact in a straight line and after the end;
///   a loop that yields has no upper bound, and one that nothing leaves but a panic has no lower one (`usize::MAX`). What `?` may leave
///   has no lower bound but 0. Nothing is asked of what a loop goes through.
/// - On an impl block, functions with such results become machines if they yield.
///
/// **Borrows across `yield_!`.** Streams and coroutines that are pinned may hold them. An iterator, and a coroutine with
/// `+ Unpin`, may be moved while it is suspended; what it holds may not be borrowed by anything else that it holds (E0505, E0502
/// or E0506, at the borrow and at the yield). Borrows of what arguments lead to are no such borrows: `for item in list.iter_mut()` of an argument
/// `list: &mut Vec<T>` is fine. Of an own `Vec`, take the items by `into_iter()`, or go through it by index.
/// What a `Box` holds is part of it for this: rustc lets nobody move a box whose content is borrowed. Borrow it outside (an argument
/// `text: &str`), or take the content out of the box.
///
/// # Where it is
///
/// A machine tells where it is: `machine.state()`, with the trait `coro::Stated` in scope, is unresumed, suspended (at a point with
/// a number, the awaited or yielded expression as text, the file, the line and the column), returned or panicked. It can be asked
/// through references, boxes and pins; a machine that is never asked pays nothing. The declared result has the trait as one more
/// bound, `impl Future<Output = T> + Stated`, where nobody else has to keep to it: not in a trait. In an impl of one the method says more
/// than the trait does, to who knows the type that implements it; a generic caller asks for it where the trait is
/// declared (`fn f(&self) -> impl Future<Output = T> + Stated`). Iterators and streams are declared to be fused in the same way
/// (`FusedIterator`, `FusedStream`). A method with the attribute of its own may be a trait's, and is left
/// alone: write `pub` (or `pub(self)`), or give the attribute to the whole impl block. With `boxed` there is a `dyn Future` in the box,
/// which tells nothing: put the machine into a box yourself, `Box::pin(f())`, and keep its type.
///
/// # A machine with a name
///
/// With `type = Name` the function returns `struct Name<..>`, with the function's generics, lifetimes (those without a name first) and
/// visibility: for the field of a struct, for an associated type.
///
/// ```text
/// #[coro::coroutine(type = Leaves)]
/// fn leaves(tree: &Tree) -> impl Iterator<Item = &Leaf> {
///     let mut stack: Vec<&Tree> = vec![tree];
///     while let Some(tree) = stack.pop() {
///         match tree {
///             Tree::Leaf(leaf) => yield_!(leaf),
///             Tree::Fork(left, right) => stack.extend([&**right, &**left]),
///         }
///     }
/// }
///
/// impl<'a> IntoIterator for &'a Tree {
///     type Item = &'a Leaf;
///     type IntoIter = Leaves<'a>;
///     fn into_iter(self) -> Leaves<'a> {
///         leaves(self)
///     }
/// }
/// ```
///
/// The struct implements what the declared result does: `Future`, `Iterator`, `Stream` or `Coroutine`, `Clone` with `+ Clone`, and other
/// bounds are held to; `coro::Stated`; and `Debug`, which shows the state and the variables that will be used again, `_` for one that
/// is not `Debug` (whether a type parameter is, is not known). Variables that something else may refer to are left out.
///
/// What it keeps while it is suspended needs types:
///
/// - A written one: `let x: Type = ..`. In a function with one lifetime, that is what `&` without one means; otherwise lifetimes
///   have to be written as well.
/// - One that follows: from an argument, or another such variable; from a literal with a suffix, a text, `x as T`, numbers that are
///   added or compared, ranges, tuples, arrays, `Type { .. }`, `Type(..)`, `Some(x)`, `Box::new(x)`, `String::new()`, `Vec::<T>::new()`,
///   `T::default()`; from the fields of structs and the variants of enums that the same file defines (`&shop.items`, `tree.left.as_deref()`,
///   `Node::Fork(left, right)`); and from the usual methods of the standard library on a value that has a type: `.len()`, `.clone()`,
///   `.collect::<T>()`, `.pop()`, `.iter()` and `.chars()` of an argument, `.rev()`, `.enumerate()`, `.peekable()` and the like. A number without a suffix takes its type from what it is yielded as, compared
///   with, indexed with or assigned to, and so do those in `vec![0; n]`; one that only has to do with others of its kind (`let mut n =
///   0;`, `n += 1`, `n < 3`) is an `i32`, or an `f64`. Of a list, a range or such an iterator, the items of a `for` loop have a type,
///   and so has what `Some(..)` holds.
/// - For anything else there is an error that names the variable. A future that is awaited is a variable in this: `let wait: Sleep =
///   sleep(..); wait.await`. One without a name for its type goes into a box: `Pin<Box<dyn Future<Output = T>>>`.
///
/// A type that is taken for granted, and is another one, is an error of rustc's. What borrows from a variable of the function itself
/// has no type that could be written, and cannot be kept. The function stands in a module: a struct has no room in an impl block.
///
/// With the feature `serde` of `coro`, iterators and movable coroutines with a name are `Serialize` and `Deserialize` if what they keep
/// is: a suspended machine is written out, read back in another process, and goes on there. In a snapshot are the state's number, the
/// variables by their names, and a fingerprint of the function (of its words; not of comments, and not of what it calls). A snapshot of
/// other code is refused with an error, and so is one whose variables are not those of its state: each is read as its type, and only if
/// all are there, and no others, there is a machine. That their values go together is for who keeps snapshots to see to: a machine
/// that was given other ones does what the function does with these. With `unsafe` in its body it cannot be read back, for that may
/// rely on more than types; nor if it keeps a `&'static` reference, which nothing that is read can be (keep a `String`, or a `const`). Ranges
/// are `Serialize`, and the standard library's iterators over lists are not: go through a list by index, `for at in 0..list.len()`. A value of which a part was moved away cannot be written (an error, when it is tried).
///
/// # What it becomes
///
/// The function loses its `async` and returns `impl Future<Output = T> + Stated`, which captures what the native one captures. Inside
/// are the body as it was, in a closure that never runs, for rustc to check; a frame with a slot for each value that is kept
/// while the machine is suspended; and a closure that resumes it. There is no allocation and no `async` block.
///
/// ```text
///   let a = f();        the frame               the resume closure
///   g(&a).await;        ┌───────────────────┐   state 0 ─ a = f(); future = g(&a) ┐
///   h(a)                │ state: 0, 1, 2, 3 │   state 3 ───────────────────────── ┤
///                       │ a        ◄──────┐ │                                     ▼
///                       │ future ── borrows │                poll future ─ pending: state = 3, return
///                       └───────────────────┘                                     │ ready
///                                                              drop future; h(a); state = 1, return
/// ```
///
/// States 0, 1 and 2 are: not yet polled, returned, panicked; the `.await`s follow in the order of the source. Dropping a
/// suspended machine drops what is alive, in the order in which the native one does. `cargo expand` shows all of it, and
/// `examples/hello-expanded.rs` in the repository tells it step by step; `tests/expand` has a dozen more to read.
///
/// Errors and lints in the body come from the closure that never runs: with the codes, at the places and mostly in the words that
/// rustc and clippy have natively. The machine is silent, and it compiles in crates with `#![forbid(unsafe_code)]`, for its
/// `unsafe` is not the user's text. A function that is wrong for certain (`self.n += 1` with `&self`, `self.name.unwrap()` of a field that the file shows to be an `Option<String>`) is left as it was
/// written. A few errors are reported a second time, at the same place: a move or a change of what a reference leads to, where its type is not seen (`let r = list(); r.push(1)`), a borrow of a temporary that is gone.
///
/// # Macros
///
/// An attribute is given calls of macros as they are written. It knows the standard library's by name. Macros that the body defines
/// by `macro_rules!`, or, for an `async fn`, the crate that it stands in, are expanded with the body: they may move variables, wait,
/// leave and bind names as natively, and cost nothing. (Each token says where it stands; so the file is read, and the definition
/// that rustc would take is looked for: in the file, before the declarations of the modules around it, in modules with
/// `#[macro_use]` (also inside, `#![macro_use]`), and where the file imports it from by a path within the crate, `use crate::macros::check;`.
/// The check has the call as well, in code that is not reached: the macro is used.) What is not certain is left to rustc, as a nested future: a definition under a `#[cfg]` other than of features and tests, one that mentions a name which the function binds, a
/// function that itself comes from a macro, a value that is a closure or an `async` block, what is imported by a `*` (but for `use super::*`, in the file) or inside of a block, macros of other crates. One
/// thing is not seen: another macro, called between a definition and the function, that defines one of the same name.
///
/// Another crate's macro with the name of one of the standard library's is known by an import of that name in the file, and by its path in the call.
/// One that `#[macro_use] extern crate` brings is not: what it leaves out of its arguments is dropped behind the call, not at the end of its scope; and
/// if it does not evaluate an argument that waits again when the machine is resumed, the machine panics. Call such a macro by its path.
///
/// A `format_args!` that waits (`log(format_args!("{n}")).await`) refers to temporaries that only rustc can keep: a nested future holds them.
///
/// What the arms of a `select!` do (tokio's, that of `futures`, and others of their grammar) is taken out of the call: it may move
/// variables and wait, in states of the machine. `futures::select!` borrows futures that are given by their names, tokio's moves
/// them in: the path, the arms or the imports of the file tell which it is. Futures that use a field as a value (also blocks), or that a method of a
/// variable makes which is not mentioned afterwards, are made before the call, also of `join!` and `try_join!`: they may move the field, and consume the variable.
///
#[doc = include_str!("limits.md")]
#[proc_macro_attribute]
pub fn coroutine(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::coroutine(arguments.into(), &item.into()).into()
}

/// A state machine as an expression, for places where a function is too much: what [`macro@coroutine`] makes of a function, of a
/// block that captures variables.
///
/// | written | what it is |
/// |---|---|
/// | `co!(async { .. })` | a `Future` |
/// | `co!(iter { .. })` | an `Iterator`, fused; may be moved |
/// | `co!(stream { .. })` | a `Stream`, fused |
/// | `co!(coroutine { .. })` | a `Coroutine`, pinned |
///
/// ```text
/// let large = co!(iter {
///     for line in &lines {
///         if line.len() > limit {
///             yield line.trim();
///         }
///     }
/// });
/// ```
///
/// In the block the word `yield` works itself, as an expression; `yield_!` and `yield_from!` do as well. `return`, `?` and control flow
/// are what they are in a function with the attribute. Types of items, results and resume values are inferred, as those of native blocks are; where
/// nothing says them, `Ok::<_, Error>(value)` does. `co!(crate = path::to::coro, iter { .. })` says where the crate is, if it is not `::coro`.
///
/// # What it captures
///
/// What it captures it holds, or borrows, until it ends or is dropped. With `move` (`co!(iter move { .. })`) it takes all that it
/// mentions, by value: so it can be returned, or sent to another thread.
///
/// Without, it borrows what it can, exclusively if it has to, and takes what it uses as a value: `for x in list`, `f(x)`,
/// `list.into_iter()`, a captured `x` that is yielded. Fields are captured apart (`self.list`), if nothing else of their variable is
/// used. All that is as with native blocks and closures but for this:
///
/// - **A variable that a method consumes** is known by the method's name (`into_..`, `unwrap..`, `expect..`, adapters of iterators).
///   Others are an error, E0507: say `move`, or take the variable first, `let x = x;`.
/// - **What is `Copy` and used as a value** is copied, not borrowed, unless it is assigned to.
/// - **By value, whole variables are taken**, and with `move` so is one of which only a field is used.
/// - **`self`**, if more than fields of it is used, is taken: in a method with `&mut self`, it is gone afterwards. Write `let this =
///   &mut *self;` before.
/// - **Through a smart pointer** (`guard.list.push(1)`), the whole variable is borrowed.
/// - **It has a destructor**: what it borrows is borrowed to the end of its scope, also if nothing uses it (E0505). `drop` it first.
/// - **An iterator may be moved**: what it has taken cannot be borrowed across a `yield` (E0505 or E0506), what it borrows can. Without `move`,
///   or after `let list = &list;`, there is no such limit.
/// - **A closure that it yields or returns** has a type of its own in each copy of the body: put it in a box.
/// - **A closure that is called in foreign macros only** is not seen. Mention it before: `let f = &f;`.
///
/// An attribute on a function around it, and a block around it, see it as they see a closure: it takes or borrows their variables.
#[proc_macro]
pub fn co(block: TokenStream) -> TokenStream {
    expand::co(block.into()).into()
}

/// Part of what [`macro@coroutine`] makes of a function with `#[cfg]`s in it.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn __decided(decision: TokenStream, item: TokenStream) -> TokenStream {
    expand::decided(decision.into(), item.into()).into()
}

/// Runs an `async fn main` on a runtime with workers, as many as the machine can run at a time.
///
/// ```text
/// #[coro::main]
/// async fn main() -> std::io::Result<()> {
///     let task = coro::spawn(async { 42 });
///     println!("{}", task.await.unwrap());
///     Ok(())
/// }
/// ```
///
/// The body is a native future, polled by the main thread; with `#[coro::coroutine]` below this attribute it becomes a machine.
/// When it ends the program ends: tasks that have not are cancelled, and the hook `on_shutdown` is called.
///
/// # Settings
///
/// They are named as the methods of `coro::runtime::Builder`, and mean the same:
/// `#[coro::main(workers = 4, thread_name = "web", max_blocking_threads = 8)]`.
///
/// - `current_thread`, `multi_thread`, `workers = 4`, `pin_workers`, `pin_workers_to = [0, 2]`; or `flavor = "current_thread"`, `flavor = "multi_thread"`,
///   `worker_threads = 4`, as tokio says it
/// - `thread_name = "web"`, or `thread_name = |n| format!("web-{n}")`; `thread_stack_size = 1 << 20`
/// - `max_blocking_threads = 8`, `blocking_keep_alive = Duration::from_secs(1)`
/// - `events_per_turn = 256`, `polls_per_turn = 31`
/// - `low_priority_delay = Duration::from_millis(10)`, `low_priority_workers = 1`
/// - `unhandled_panic = report`, `ignore` or `shut_down`, also between quotation marks
/// - `on_thread_start = || println!("a worker")`, `on_thread_stop`, `on_thread_park`, `on_thread_unpark`, and
///   `on_shutdown = path::to::function`: a hook is a closure, or the path of a function
/// - `watchdog = Duration::from_millis(100)`, `on_slow_poll = |poll| eprintln!("{poll}")`, `no_watchdog`
/// - `crate = path::to::coro`, if the crate is not `::coro`
#[cfg(not(test))] // rustc takes it for the main function of the tests.
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    entry::expand(entry::Entry::Main, arguments.into(), &item.into()).into()
}

/// Makes an `async fn` a test, on a runtime of its own, which runs it on the test's thread.
///
/// ```text
/// #[coro::test]
/// async fn adds() {
///     assert_eq!(coro::spawn(async { 1 + 1 }).await.unwrap(), 2);
/// }
///
/// #[coro::test(workers = 2)]
/// #[should_panic]
/// async fn on_two_workers() {
///     panic!();
/// }
/// ```
///
/// The settings are those of [`main`](macro@main), and two of the clock: with `pause` the test begins with a clock that stands
/// still, with `auto_advance` with one that jumps to the next timer when nothing else can go on (`coro::time`). For the latter
/// tokio's word is `start_paused = true`.
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    entry::expand(entry::Entry::Test, arguments.into(), &item.into()).into()
}
