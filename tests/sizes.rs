//! A machine is never larger than the native future, and little more than half of it over the shapes that async code has.

#[path = "sizes/shapes.rs"]
mod shapes;

#[test]
fn never_larger_than_native() {
    for shapes::Row { name, native, machine } in shapes::rows() {
        assert!(machine <= native, "{name}: {machine} bytes, natively {native}");
    }
}

#[test]
fn little_more_than_half_on_the_geometric_mean() {
    let mean = shapes::geometric_mean(&shapes::rows());
    assert!(mean < 0.56, "{mean}");
}

/// What only awaits its argument is the argument and the state.
#[test]
fn wrapper_is_its_argument() {
    let rows = shapes::rows();
    let size = |name: &str| rows.iter().find(|row| row.name == name).expect("a shape").machine;
    let word = size_of::<usize>();
    assert_eq!(size("only awaits its argument"), size_of_val(&shapes::after([0_u64; 8])) + word);
    assert_eq!(size("1 KiB through 5 levels"), size("1 KiB kept") + 4);
}
