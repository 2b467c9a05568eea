//! The text dump of the facts.

use super::{Class, Facts, Ownership};
use crate::index::{BitSet, Id};
use crate::ir::{Body, LocalId};
use std::fmt::Write;

impl Facts {
    /// The facts as text; the body says what its locals are called.
    pub(crate) fn dump(&self, body: &Body) -> String {
        let mut out = String::from("class\n");
        for (id, class) in self.class.iter() {
            let class = match class {
                Class::Native => "native",
                Class::Stack => "stack",
                Class::Frame => "frame",
                Class::Outer => "outside",
            };
            let parted = if self.parted.contains(id) { ", parted" } else { "" };
            let alive = if self.ends_alive.contains(id) { ", ends alive" } else { "" };
            let _ = writeln!(out, "  {id:?} {}: {class}{parted}{alive}", body.locals[id].name);
        }
        out.push_str("held\n");
        for (id, held) in self.held.iter() {
            let held: Vec<String> = held
                .iter()
                .map(|(local, ownership)| {
                    let ownership = match ownership {
                        Ownership::Owned => "owned",
                        Ownership::Maybe => "maybe",
                        Ownership::Bytes => "bytes",
                    };
                    format!("{local:?} {ownership}")
                })
                .collect();
            let _ = writeln!(out, "  {id:?}: {}", held.join(", "));
        }
        let again: Vec<String> = (0..body.n_uses)
            .map(crate::ir::UseId::new)
            .filter(|id| self.live_after.contains(*id))
            .map(|id| format!("{id:?}"))
            .collect();
        let _ = writeln!(out, "used again after {}", again.join(" "));
        out.push_str("in use together\n");
        for (id, others) in self.conflicts.iter() {
            let others = later(body, id, others);
            if !others.is_empty() {
                let _ = writeln!(out, "  {id:?} with {}", others.join(" "));
            }
        }
        out
    }
}

/// Each pair is told once.
fn later(body: &Body, id: LocalId, others: &BitSet<LocalId>) -> Vec<String> {
    let later = body.locals.ids().filter(|other| *other > id && others.contains(*other));
    later.map(|other| format!("{other:?}")).collect()
}
