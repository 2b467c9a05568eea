//! The text dump of a frame.

use super::{Base, Frame, Layout, Part, RemainId};
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
        if !self.parts.is_empty() {
            let head: Vec<String> = self.head.iter().map(Layout::text).collect();
            let _ = writeln!(out, "head {}", if head.is_empty() { "nothing".into() } else { head.join(" ") });
        }
        for part in &self.parts {
            let _ = writeln!(out, "part {}", self.part_text(part));
        }
        let flagged: Vec<String> = self.flagged.iter().map(name).collect();
        let _ =
            writeln!(out, "flags {}", if flagged.is_empty() { "none".into() } else { flagged.join(", ") });
        out
    }

    fn part_text(&self, part: &Part) -> String {
        let base = match &part.base {
            Base::Head => match self.front {
                Some(front) => format!("{front:?} head"),
                None => String::from("head"),
            },
            Base::Waiting(id) => {
                format!("{:?} over {}", self.remains[*id].slot, self.left_text(self.remains[*id].below))
            }
            Base::Called(id) => self.left_text(Some(*id)),
            Base::Parts(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.part_text(part)).collect();
                format!("({})", parts.join(" or "))
            }
        };
        let future = part.future.map(|future| format!(", {future:?}")).unwrap_or_default();
        let rest = part.layout.as_ref().map_or(String::new(), |layout| format!(" beside {}", layout.text()));
        base + &future + &rest
    }

    fn left_text(&self, id: Option<RemainId>) -> String {
        let Some(id) = id else { return String::from("head") };
        let remaining = &self.remains[id];
        format!("({:?} if left) over {}", remaining.slot, self.left_text(remaining.below))
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
