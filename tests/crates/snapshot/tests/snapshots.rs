//! What is written out is what is read back; and what was not written out is refused.

use coro::{Coroutine as _, CoroutineState, Stated as _, yield_};
use coro_snapshot::{Maybe, Order, Steps, Sums, Twice, Ways, maybe, steps, sums, twice, ways};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_str, from_value, json, to_string, to_value};
use std::fmt::Debug;
use std::io::Write as _;
use std::pin::Pin;
use std::process::{Command, Output, Stdio};
use std::rc::Rc;

fn order() -> Order {
    Order { items: vec!["book".into(), "pen".into()], cents: 1500 }
}

fn again<M: Serialize + DeserializeOwned>(machine: &M) -> M {
    from_str(&to_string(machine).expect("it can be written")).expect("it can be read")
}

/// At each suspension point, before the first and after the last: what the machine read back does is what the first one does.
fn at_every_point<M>(make: impl Fn() -> M)
where
    M: Iterator<Item: PartialEq + Debug> + Serialize + DeserializeOwned + Debug,
{
    let all: Vec<M::Item> = make().collect();
    for taken in 0..=all.len() + 1 {
        let mut first = make();
        assert_eq!(first.by_ref().take(taken).count(), taken.min(all.len()));
        let second = again(&first);
        assert_eq!(format!("{first:?}"), format!("{second:?}"), "after {taken}");
        drop(first);
        let third = again(&second);
        drop(second);
        assert_eq!(third.collect::<Vec<_>>()[..], all[taken.min(all.len())..], "after {taken}");
    }
    // One that is read back at each step.
    let mut machine = make();
    for wanted in &all {
        machine = again(&machine);
        assert_eq!(machine.next().as_ref(), Some(wanted));
    }
    machine = again(&machine);
    assert!(machine.next().is_none() && again(&machine).next().is_none());
}

#[test]
fn round_trips() {
    at_every_point(|| steps(order(), true));
    at_every_point(|| steps(order(), false));
    at_every_point(|| maybe("held".into(), 3));
    at_every_point(|| maybe("held".into(), 1));
    at_every_point(|| twice(7));
    at_every_point(|| twice((String::from("a"), Some(1.5))));
    let pair = || (String::from("one"), String::from("two"));
    at_every_point(|| ways(true, "text".into(), pair()));
    at_every_point(|| ways(true, "text".into(), (String::new(), "long".into())));
}

/// As formats without names have it.
#[test]
fn as_a_list() {
    let mut machine: Steps = steps(order(), false);
    machine.next();
    let snapshot = to_value(&machine).expect("a value");
    let fields = ["fingerprint", "state", "variables"].map(|name| snapshot[name].clone());
    let list = Value::from(fields.to_vec());
    assert!(from_value::<Steps>(list.clone()).expect("the same").eq(machine));
    for other in tampered(&list) {
        let _ = from_value::<Steps>(other);
    }
    for many in 0..3 {
        let error = refused::<Steps>(Value::from(fields[..many].to_vec()));
        assert!(error.contains("invalid length"), "{error}");
    }
}

#[test]
fn a_coroutine() {
    let mut machine: Sums = sums(-5);
    machine = again(&machine);
    assert_eq!(Pin::new(&mut machine).start(), CoroutineState::Yielded(-5));
    for (given, sum) in [(1, -4), (10, 6)] {
        machine = again(&machine);
        assert_eq!(Pin::new(&mut machine).resume(given), CoroutineState::Yielded(sum));
    }
    machine = again(&machine);
    let end = CoroutineState::Complete("[1, 10, 4] from -5: 10".into());
    assert_eq!(Pin::new(&mut machine).resume(4), end);
    machine = again(&machine);
    assert!(machine.state().is_returned());
}

#[test]
fn what_is_partly_moved_away_cannot_be_written() {
    let mut machine: Ways = ways(false, "text".into(), ("one".into(), "two".into()));
    assert_eq!(machine.next(), Some(0));
    assert!(to_string(&machine).is_ok());
    assert_eq!(machine.next(), Some(3));
    let error = to_string(&machine).expect_err("a part is gone");
    assert!(error.to_string().contains("`pair` was moved away in part"), "{error}");
    assert_eq!(machine.next(), None);
    assert!(to_string(&machine).is_ok());
}

#[test]
fn a_panicked_machine_stays_panicked() {
    let mut machine = twice(Explosive(1));
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| machine.next()));
    assert!(caught.is_err() && machine.state().is_panicked());
    let machine: Twice<Explosive> = again(&machine);
    assert!(machine.state().is_panicked());
}

/// Its clones panic.
#[derive(Serialize, serde::Deserialize)]
struct Explosive(u32);

impl Clone for Explosive {
    fn clone(&self) -> Self {
        panic!("a clone of {}", self.0)
    }
}

/// Runs one step in a process of its own.
fn step(snapshot: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_step"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(snapshot.as_bytes()).expect("it reads");
    drop(input);
    child.wait_with_output().expect("it ends")
}

#[test]
fn each_step_in_another_process() {
    let mut snapshot = String::new();
    let mut said = Vec::new();
    while said.last().is_none_or(|last| last != "done") {
        let output = step(&snapshot);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("text");
        let (line, rest) = text.split_once('\n').expect("two lines");
        said.push(line.to_owned());
        rest.trim().clone_into(&mut snapshot);
        // What another process wrote, this one can read.
        let here: Steps = from_str(&snapshot).expect("a snapshot");
        assert_eq!(here.count(), 6_usize.saturating_sub(said.len()));
    }
    let wanted = [
        "charge 1500",
        "pack book",
        "1 left after book",
        "pack pen",
        "0 left after pen",
        "send express",
        "done",
    ];
    assert_eq!(said, wanted);
    let output = step(&snapshot.replace("\"state\":1", "\"state\":200"));
    assert!(!output.status.success());
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("`Steps` has no state 200"), "{words}");
}

/// The error of reading it.
fn refused<M: DeserializeOwned>(snapshot: Value) -> String {
    match from_value::<M>(snapshot) {
        Ok(_) => panic!("it was read"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn other_code_is_refused() {
    let machine = steps(order(), true);
    let mut snapshot = to_value(&machine).expect("a value");
    let fingerprint = snapshot["fingerprint"].as_u64().expect("a number");
    snapshot["fingerprint"] = json!(fingerprint ^ 1);
    let error = refused::<Steps>(snapshot);
    assert!(error.contains("different code") && error.contains(&format!("{fingerprint:#018x}")), "{error}");
    // A machine with the same variables.
    let error = refused::<Twice<String>>(to_value(twice2(String::new())).expect("a value"));
    assert!(error.contains("different code"), "{error}");
    // The same code elsewhere, and with other comments, is the same.
    let mut same: Twice<String> =
        from_value(to_value(same::twice(String::from("x"))).expect("a value")).expect("the same");
    assert_eq!(same.next().as_deref(), Some("x"));
}

#[coro::coroutine(type = Twice2)]
fn twice2<T: Clone>(value: T) -> impl Iterator<Item = T> {
    yield_!(value.clone());
    yield_!(value.clone());
    drop(value);
}

mod same {
    use coro::yield_;

    #[coro::coroutine(type = Again)]
    pub(super) fn twice<T: Clone>(value: T) -> impl Iterator<Item = T> {
        // Once,
        yield_!(value.clone());

        // and again.
        yield_!(value);
    }
}

/// All values that differ from a value in one place: changed, taken away, doubled, of another type.
fn tampered(value: &Value) -> Vec<Value> {
    let mut others = vec![Value::Null, json!(-1), json!(3), json!("text"), json!([]), json!({}), json!(1.5)];
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let mut without = fields.clone();
                without.remove(name);
                others.push(without.clone().into());
                without.insert(format!("{name}_"), field.clone());
                others.push(without.into());
                for other in tampered(field) {
                    let mut changed = fields.clone();
                    changed.insert(name.clone(), other);
                    others.push(changed.into());
                }
                let mut more = fields.clone();
                more.insert(String::from("another"), field.clone());
                others.push(more.into());
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                let mut without = items.clone();
                without.remove(number);
                others.push(without.into());
                for other in tampered(item) {
                    let mut changed = items.clone();
                    changed[number] = other;
                    others.push(changed.into());
                }
            }
        }
        Value::Number(number) => {
            let number = number.as_i64().unwrap_or_default();
            others.extend((0..12).map(|other| json!(other)));
            others.extend([json!(number.wrapping_add(1)), json!(u64::MAX), json!(255), json!(256)]);
        }
        Value::String(text) => others.extend([json!(format!("{text}x")), json!("")]),
        Value::Bool(value) => others.push(json!(!value)),
        Value::Null => {}
    }
    others
}

/// Whatever is changed: an error, or a machine that is in the state that is said, and runs.
fn survives<M>(make: impl Fn() -> M) -> (usize, usize)
where
    M: Iterator + Serialize + DeserializeOwned + Debug,
{
    let (mut read, mut refused) = (0, 0);
    for taken in 0..9 {
        let mut machine = make();
        let _ = machine.by_ref().take(taken).count();
        let Ok(snapshot) = to_value(&machine) else { continue };
        for other in tampered(&snapshot) {
            let state = other["state"].as_u64();
            match from_value::<M>(other.clone()) {
                Ok(machine) => {
                    read += 1;
                    assert_eq!(to_value(&machine).expect("a value")["state"].as_u64(), state, "{other}");
                    assert!(!format!("{machine:?}").is_empty());
                    // A changed number may be an index that is too large, which is a panic.
                    let run = std::panic::AssertUnwindSafe(|| machine.take(20).count());
                    let _ = std::panic::catch_unwind(run);
                }
                Err(_) => refused += 1,
            }
        }
        // Cut off anywhere.
        let text = to_string(&machine).expect("text");
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert!(from_str::<M>(&text[..end]).is_err(), "{}", &text[..end]);
        }
    }
    (read, refused)
}

#[test]
fn whatever_is_changed_it_is_an_error_or_a_machine() {
    let (read, refused) = survives(|| steps(order(), true));
    assert!(read > 50 && refused > 500, "{read} {refused}");
    let (read, refused) = survives(|| maybe("held".into(), 1));
    assert!(read > 10 && refused > 100, "{read} {refused}");
    let pair = || (String::from("one"), String::from("two"));
    survives(|| ways(true, "text".into(), pair()));
    survives(|| ways(false, "text".into(), pair()));
    survives(|| twice(vec![1, 2]));
}

/// As a derive says it: what is generic is read for the lifetime of what it is read from.
#[derive(Serialize, serde::Deserialize)]
struct Saved<T: Clone> {
    note: String,
    machine: Twice<T>,
}

#[test]
fn in_a_generic_struct() {
    let mut saved = Saved { note: "half".into(), machine: twice(String::from("x")) };
    saved.machine.next();
    let mut saved = again(&saved);
    assert_eq!(
        (saved.note.as_str(), saved.machine.next(), saved.machine.next()),
        ("half", Some("x".into()), None)
    );
}

/// What it keeps may borrow from what it is read from, for as long as that lives.
#[test]
fn texts_are_borrowed_from_the_snapshot() {
    let mut machine = twice("borrowed");
    machine.next();
    let snapshot = to_string(&machine).expect("text");
    let machine: Twice<&str> = from_str(&snapshot).expect("a machine");
    assert_eq!(machine.collect::<Vec<_>>(), ["borrowed"]);
    // An escape cannot be borrowed.
    let escaped = snapshot.replace("borrowed", "b\\u006frrowed");
    assert!(from_str::<Twice<&str>>(&escaped).is_err());
}

#[test]
fn the_state_says_which_variables_there_are() {
    let mut machine: Maybe = maybe("held".into(), 3);
    let unresumed = to_value(&machine).expect("a value");
    assert_eq!(unresumed["variables"], json!({ "text": "held", "many": 3 }));
    machine.next();
    let mut suspended = to_value(&machine).expect("a value");
    // It was dropped: with more than one, nothing is held.
    assert_eq!(suspended["variables"], json!({ "iter": { "start": 1, "end": 3 } }));
    for state in 0..=255 {
        suspended["state"] = json!(state);
        let read = from_value::<Maybe>(suspended.clone());
        assert_eq!(read.is_ok(), state == 3, "{state}");
    }
    suspended["state"] = json!(3);
    suspended["variables"]["many"] = json!(1);
    let error = refused::<Maybe>(suspended.clone());
    assert!(error.contains("the variables are not what `Maybe` holds in state 3"), "{error}");
    suspended["variables"] = json!({});
    assert!(refused::<Maybe>(suspended).contains("not what `Maybe` holds"));
    // Twice the same.
    let text = to_string(&machine).expect("text");
    let twice = text.replace(r#""variables":{"#, r#""variables":{"iter":{"start":1,"end":3},"#);
    let error = from_str::<Maybe>(&twice).expect_err("a variable twice").to_string();
    assert!(error.contains("duplicate field `iter`"), "{error}");
    let twice = text.replace(r#""state":3"#, r#""state":3,"state":3"#);
    assert!(from_str::<Maybe>(&twice).is_err());
}

#[test]
fn what_is_read_back_is_dropped_once() {
    use serde::{Deserialize, Deserializer, Serializer};
    use std::cell::Cell;

    thread_local!(static LIVE: Cell<i64> = const { Cell::new(0) });

    struct Counted;
    impl Counted {
        fn new() -> Self {
            LIVE.set(LIVE.get() + 1);
            Counted
        }
    }
    impl Drop for Counted {
        fn drop(&mut self) {
            LIVE.set(LIVE.get() - 1);
        }
    }
    impl Clone for Counted {
        fn clone(&self) -> Self {
            Counted::new()
        }
    }
    impl Serialize for Counted {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_unit()
        }
    }
    impl<'de> Deserialize<'de> for Counted {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            <()>::deserialize(deserializer).map(|()| Counted::new())
        }
    }

    #[coro::coroutine(type = Holding)]
    fn holding(first: Counted, many: u32) -> impl Iterator<Item = u32> {
        let held: Counted = first;
        let more: Vec<Counted> = vec![Counted::new(), Counted::new()];
        if many == 0 {
            drop(held);
        }
        for n in 0..2 {
            yield_!(n);
        }
        assert_eq!(more.len(), 2);
    }

    for many in [0, 1] {
        for taken in 0..4 {
            let mut machine = holding(Counted::new(), many);
            let _ = machine.by_ref().take(taken).count();
            let before = LIVE.get();
            let other = again(&machine);
            assert_eq!(LIVE.get(), 2 * before, "{many} {taken}");
            for other in tampered(&to_value(&machine).expect("a value")) {
                let _ = from_value::<Holding>(other);
            }
            assert_eq!(LIVE.get(), 2 * before, "{many} {taken}");
            drop(machine);
            assert_eq!(other.count(), 2_usize.saturating_sub(taken));
            assert_eq!(LIVE.get(), 0, "{many} {taken}");
        }
    }
}

#[test]
fn one_that_holds_what_cannot_be_written_is_as_any_other() {
    #[coro::coroutine(type = Local)]
    fn local(count: Rc<u32>, unwritable: Vec<fn() -> u32>) -> impl Iterator<Item = u32> {
        let kept: Vec<fn() -> u32> = unwritable;
        yield_!(*count);
        yield_!(kept[0]());
    }
    let machine: Local = local(Rc::new(1), vec![|| 2]);
    assert_eq!(machine.collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn what_was_copied_from_is_there_still() {
    #[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
    struct Point(u32, u32);

    #[coro::coroutine(type = Copies)]
    fn copies(point: Point, many: u32) -> impl Iterator<Item = u32> {
        for n in 0..many {
            if n % 2 == 1 {
                let Point(x, _) = { point };
                yield_!(x + n);
            } else {
                yield_!(n);
            }
        }
    }
    at_every_point(|| copies(Point(70, 71), 5));

    let mut machine = copies(Point(70, 71), 5);
    let _ = machine.by_ref().take(3).count();
    let mut written = to_value(&machine).expect("a value");
    let gone = written["variables"].as_object_mut().and_then(|variables| variables.remove("point"));
    assert_eq!(gone, Some(json!([70, 71])));
    assert!(from_value::<Copies>(written).is_err());
}
