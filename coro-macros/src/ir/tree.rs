//! The blocks inside of constructs.

use super::{Arm, ArmBody, Block, Condition, Guard, Node};

impl Node {
    /// The blocks inside, in source order.
    pub(crate) fn blocks(&self) -> Vec<&Block> {
        match self {
            Node::Block(block) | Node::Chain(block) | Node::Loop { body: block, .. } => vec![block],
            Node::If { condition, then, otherwise, .. } => {
                let condition = match condition {
                    Condition::Code(_) => None,
                    Condition::Block(block) => Some(block),
                };
                condition.into_iter().chain([then]).chain(otherwise).collect()
            }
            Node::Match { arms, .. } => {
                let guards = arms.iter().filter_map(Arm::guard_block);
                // Guards are asked before any arm is run.
                guards.chain(arms.iter().filter_map(|arm| arm.body.block())).collect()
            }
        }
    }
}

impl ArmBody {
    pub(crate) fn block(&self) -> Option<&Block> {
        match self {
            ArmBody::Block(block) => Some(block),
            ArmBody::Code(_) => None,
        }
    }
}

impl Arm {
    pub(crate) fn guard_block(&self) -> Option<&Block> {
        match &self.guard {
            Some(Guard::Block(block)) => Some(block),
            Some(Guard::Code(_)) | None => None,
        }
    }
}
