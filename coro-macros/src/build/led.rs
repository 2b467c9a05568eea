//! Fields that a closure without `move` uses as values, of variables of which nobody knows whether they hold their fields or lead to them.
//!
//! What is moved out of such a variable is one that it holds, or that a box of it does; what is copied is read where the variable leads.

use super::Builder;
use super::paths::FieldPath;
use crate::ir::Local;
use crate::syntax::edition::Edition;
use proc_macro2::Ident;
use std::collections::HashSet;
use syn::ext::IdentExt;
use syn::parse::Parser;

impl Builder<'_> {
    /// The variables whose fields the closure has by themselves: they are used elsewhere as well, so that rustc cannot be asked how the
    /// closure has them, and there is nothing else that it may have to be asked about.
    pub(super) fn led_apart(&self, paths: &[FieldPath], by_value: bool) -> HashSet<String> {
        if by_value || !self.awaits || self.edition == Edition::Before2021 {
            return HashSet::new();
        }
        let local = |path: &FieldPath| self.local_named(path);
        let is_doubtful = |local: &Local| {
            let Local { aggregate, copied, number, reference, .. } = local;
            !aggregate && !copied && number.is_none() && !reference
        };
        let mut roots = HashSet::new();
        for path in paths {
            if local(path).is_some_and(is_doubtful) && !path.is_looked_at() {
                roots.insert(path.root.clone());
            }
        }
        let is_taken_apart = |root: &String| {
            let of_it: Vec<&FieldPath> = paths.iter().filter(|path| path.root == *root).collect();
            of_it.iter().any(|path| path.is_moved())
                && of_it.iter().all(|path| path.is_apart(paths))
                && !self.is_alone(paths, of_it[0], 0)
        };
        if roots.iter().all(is_taken_apart) { roots } else { HashSet::new() }
    }

    /// The variable that a path leads from.
    fn local_named(&self, path: &FieldPath) -> Option<&Local> {
        let name: Ident = Ident::parse_any.parse_str(&path.root).ok()?;
        Some(&self.locals[self.names.get(&name)?])
    }
}

impl FieldPath {
    /// Whether it is a field that is used as a value.
    fn is_moved(&self) -> bool {
        self.is_value() && !self.members.is_empty()
    }

    /// Whether it is a field that is used as a value where it is used, or otherwise only, beside others.
    fn is_apart(&self, paths: &[FieldPath]) -> bool {
        let is_related = |other: &&FieldPath| other.is_in(self) || self.is_in(other);
        let is_alike = |other: &FieldPath| {
            other.is_value() == self.is_value() && (!self.is_value() || other.members == self.members)
        };
        !self.members.is_empty() && !self.is_taken && paths.iter().filter(is_related).all(is_alike)
    }
}
