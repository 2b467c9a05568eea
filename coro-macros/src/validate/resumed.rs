//! A yield and where the machine goes on stand together.

use super::{Checked, ensure};
use crate::ir::{Code, Condition, Node, Piece, PointId, Step};

/// What follows a yield begins with what the machine is resumed with. (Temporaries without a value yet may be declared there.)
pub(super) fn check(step: &Step, rest: &[Step], value: Option<&Code>) -> Checked {
    let Step::Yield { point, .. } = step else { return Ok(()) };
    let next = rest.iter().find(|step| !matches!(step, Step::Declare { .. })).map_or(value, step_code);
    ensure(next.is_some_and(|code| resumes(code, *point)), || {
        format!("what follows the yield at {point:?} does not begin there")
    })
}

fn resumes(code: &Code, point: PointId) -> bool {
    code.pieces.iter().any(|piece| match piece {
        Piece::Resumed(resumed) => *resumed == point,
        Piece::Group(_, _, code) => resumes(code, point),
        Piece::Expected { code, .. } | Piece::Asked(_, code) | Piece::Believed { call: code, .. } => {
            resumes(code, point)
        }
        Piece::Update(update) => update.fields.iter().any(|(_, value)| resumes(value, point)),
        Piece::Call(call) => call.arguments.iter().any(|argument| resumes(argument, point)),
        Piece::Assign { value, .. } | Piece::AssignPart { value, .. } | Piece::Question(_, value) => {
            resumes(value, point)
        }
        Piece::Capture { closure, .. } => resumes(closure, point),
        Piece::Return(_, value) => value.as_deref().is_some_and(|value| resumes(value, point)),
        Piece::Nest(node) => node_resumes(node, point),
        Piece::Tokens(_) | Piece::Use { .. } | Piece::Part { .. } | Piece::Side(_) | Piece::Await(_) => false,
    })
}

fn node_resumes(node: &Node, point: PointId) -> bool {
    match node {
        Node::Match { scrutinee, .. } => resumes(scrutinee, point),
        Node::If { condition: Condition::Code(code), .. } => resumes(code, point),
        Node::Block(_) | Node::Chain(_) | Node::If { .. } | Node::Loop { .. } => false,
    }
}

/// What a step evaluates.
pub(super) fn step_code(step: &Step) -> Option<&Code> {
    match step {
        Step::Let { code, .. } | Step::Unpack { code, .. } | Step::Do(code, _) | Step::Yield { code, .. } => {
            Some(code)
        }
        Step::Declare { .. } | Step::End(_) | Step::Receive(_) | Step::Expect { .. } => None,
    }
}
