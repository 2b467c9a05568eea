//! The alternatives of a pattern, wherever they are in it.

use syn::Pat;

/// The patterns without alternatives that the pattern stands for, in the order in which they are tried: the last place changes
/// first; so many at most.
pub(crate) fn alternatives(pat: &Pat, most: usize) -> Vec<Pat> {
    if let Pat::Or(or) = pat {
        return or.cases.iter().flat_map(|case| alternatives(case, most)).take(most).collect();
    }
    let mut cases = vec![pat.clone()];
    for place in 0..parts_mut(&mut pat.clone()).len() {
        let choices =
            parts_mut(&mut pat.clone()).get(place).map(|part| alternatives(part, most)).unwrap_or_default();
        let with = |case: &Pat, choice: &Pat| {
            let mut case = case.clone();
            parts_mut(&mut case).into_iter().skip(place).take(1).for_each(|part| part.clone_from(choice));
            case
        };
        let chosen = cases.iter().flat_map(|case| choices.iter().map(move |choice| with(case, choice)));
        cases = chosen.take(most).collect();
    }
    cases
}

/// The patterns that the pattern is made of.
fn parts_mut(pat: &mut Pat) -> Vec<&mut Pat> {
    match pat {
        Pat::Ident(pat) => pat.subpat.iter_mut().map(|(_, pat)| &mut **pat).collect(),
        Pat::Paren(pat) => vec![&mut *pat.pat],
        Pat::Reference(pat) => vec![&mut *pat.pat],
        Pat::Slice(pat) => pat.elems.iter_mut().collect(),
        Pat::Struct(pat) => pat.fields.iter_mut().map(|field| &mut *field.pat).collect(),
        Pat::Tuple(pat) => pat.elems.iter_mut().collect(),
        Pat::TupleStruct(pat) => pat.elems.iter_mut().collect(),
        _ => Vec::new(),
    }
}
