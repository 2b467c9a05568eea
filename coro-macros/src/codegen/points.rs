//! Which suspension points are in a piece of the tree: the first and the last of them, which stand for all between.

use super::names::{Names, ours};
use super::number;
use crate::ir::{Block, Code, Condition, Node, Piece, PointId, Step};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The first and the last suspension point of a piece of the tree.
pub(super) type Points = Option<(PointId, PointId)>;

pub(super) fn value_points(block: &Block) -> Points {
    block.value.as_ref().and_then(code_points)
}

pub(super) fn block_points(block: &Block) -> Points {
    let steps = block.steps.iter().filter_map(step_points);
    steps.chain(value_points(block)).reduce(|(first, _), (_, last)| (first, last))
}

pub(super) fn step_points(step: &Step) -> Points {
    match step {
        Step::Let { code, .. } | Step::Unpack { code, .. } | Step::Do(code, _) | Step::Yield { code, .. } => {
            code_points(code)
        }
        // What never runs does not suspend.
        Step::Declare { .. } | Step::End(_) | Step::Receive(_) | Step::Expect { .. } => None,
    }
}

pub(super) fn code_points(code: &Code) -> Points {
    code.pieces.iter().filter_map(piece_points).reduce(|(first, _), (_, last)| (first, last))
}

fn piece_points(piece: &Piece) -> Points {
    match piece {
        Piece::Tokens(_) | Piece::Use { .. } | Piece::Part { .. } | Piece::Side(_) => None,
        Piece::Group(_, _, code) => code_points(code),
        Piece::Expected { code, .. } | Piece::Asked(_, code) | Piece::Believed { call: code, .. } => {
            code_points(code)
        }
        Piece::Update(update) => {
            let values = update.fields.iter().filter_map(|(_, value)| code_points(value));
            values.reduce(|(first, _), (_, last)| (first, last))
        }
        Piece::Call(call) => {
            call.arguments.iter().filter_map(code_points).reduce(|(first, _), (_, last)| (first, last))
        }
        Piece::Assign { value, .. }
        | Piece::AssignPart { value, .. }
        | Piece::Capture { closure: value, .. }
        | Piece::Question(_, value) => code_points(value),
        Piece::Await(point) | Piece::Resumed(point) => Some((*point, *point)),
        Piece::Nest(node) => node_points(node),
        Piece::Return(_, value) => value.as_deref().and_then(code_points),
    }
}

fn node_points(node: &Node) -> Points {
    let head = match node {
        Node::Match { scrutinee, .. } => code_points(scrutinee),
        Node::If { condition: Condition::Code(code), .. } => code_points(code),
        Node::Block(_) | Node::Chain(_) | Node::If { .. } | Node::Loop { .. } => None,
    };
    let blocks = node.blocks().into_iter().filter_map(block_points);
    head.into_iter().chain(blocks).reduce(|(first, _), (_, last)| (first, last))
}

/// `at == 0`. (A literal in `quote!` is a text to be parsed.)
pub(super) fn in_course(at: &Ident) -> TokenStream {
    let course = number(0);
    quote!(#at == #course)
}

/// Whether what is asked is to be run: it is reached in the ordinary course, or the machine is suspended inside of it.
pub(super) fn fresh(names: &Names, points: Points) -> TokenStream {
    let at = ours("at");
    match points {
        None => in_course(&at),
        Some((_, last)) => {
            let last = names.state(last);
            quote!(#at <= #last)
        }
    }
}
