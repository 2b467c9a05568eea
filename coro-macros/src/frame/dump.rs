//! The text dump of a frame.

use super::{Frame, Layout};
use crate::ir::{Body, LocalId};
use std::fmt::Write;

impl Frame {
    /// The frame as text; the body says what its locals are called.
    pub(crate) fn dump(&self, body: &Body) -> String {
        let name = |local: &LocalId| format!("{local:?} {}", body.locals[*local].name);
        let mut out = String::from("slots\n");
        for (id, slot) in self.slots.iter() {
            let locals: Vec<String> = slot.locals.iter().map(name).collect();
            let _ = writeln!(out, "  {id:?}: {}", locals.join(", "));
        }
        let layout: Vec<String> = self.layout.iter().map(Layout::text).collect();
        let _ =
            writeln!(out, "layout {}", if layout.is_empty() { "nothing".into() } else { layout.join(" ") });
        let flagged: Vec<String> = self.flagged.iter().map(name).collect();
        let _ =
            writeln!(out, "flags {}", if flagged.is_empty() { "none".into() } else { flagged.join(", ") });
        out
    }
}

impl Layout {
    fn text(&self) -> String {
        let list = |parts: &[Layout]| parts.iter().map(Layout::text).collect::<Vec<_>>().join(" ");
        match self {
            Layout::Leaf(slot) => format!("{slot:?}"),
            Layout::Both(parts) => format!("both({})", list(parts)),
            Layout::Either(parts) => format!("either({})", list(parts)),
        }
    }
}
