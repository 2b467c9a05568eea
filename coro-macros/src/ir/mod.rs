//! The intermediate representation: what a body does, in a form that every later pass can read without syntax trees.
//!
//! Two views of the same body stand side by side:
//!
//! - the *tree* ([`Block`], [`Step`], [`Node`], [`Code`]): the user's own structure, with suspension points. Scopes stay
//!   Rust scopes, so that rustc itself sees to drops, unwinding, `break` and `?`. Code generation follows it.
//! - the *flow* ([`Flow`]): blocks of events (a local is used, initialised, ends; the machine suspends) with edges. The
//!   analyses follow it.
//!
//! [`Code`] is a token template: the user's tokens with holes where a local is used, where the machine suspends, and
//! where control leaves the body. Data only: no algorithms here but the text dump.

mod call;
mod capture;
#[cfg(any(test, feature = "validate"))]
mod dump;
mod expansion;
mod flow;
mod local;
mod passing;
mod place;
mod step;
mod tree;
mod words;

pub(crate) use call::{Call, Receiver};
pub(crate) use capture::{Asked, Captured, CapturedPart, DoubtOfPart, Rebound};
pub(crate) use expansion::{Expansion, Jump};
pub(crate) use flow::{Event, Flow, FlowBlock};
pub(crate) use local::{Certain, Choice, Fields, Local};
pub(crate) use passing::{
    Chance, Families, Family, LastCall, Looks, Passing, have_own_types, may_all_be_typed_later,
    may_be_typed_later,
};
pub(crate) use place::{
    ByCall, How, Lie, MatchedPlace, Others, Part, PartPattern, Pattern, PatternName, PlaceUse, Projection,
    Way, WayStep, lie,
};
pub(crate) use step::{Binding, Step};
pub(crate) use words::{MatchWords, Mutable, Words, mutable};

use crate::index::{IndexVec, define_id};
use proc_macro2::{Delimiter, Ident, Span, TokenStream};

define_id!(
    /// A local: a variable of the user's, an argument, a temporary, or an awaited future.
    LocalId, "_"
);
define_id!(
    /// A suspension point.
    PointId, "p"
);
define_id!(
    /// One use of a local in code.
    UseId, "u"
);
define_id!(
    /// A type that is told in one place, and needed in another.
    LinkId, "l"
);
define_id!(
    /// A macro call that is believed to evaluate its arguments.
    CallId, "c"
);
define_id!(
    /// A run of code between two suspensions of the same block.
    SegmentId, "s"
);
define_id!(
    /// A block of the flow.
    FlowId, "bb"
);

/// A function's body.
pub(crate) struct Body {
    pub(crate) locals: IndexVec<LocalId, Local>,
    pub(crate) points: IndexVec<PointId, Point>,
    /// The arguments in order; each lives in the frame until the machine is first resumed.
    pub(crate) params: Vec<LocalId>,
    pub(crate) root: Block,
    pub(crate) flow: Flow,
    pub(crate) n_uses: usize,
    /// Uses of values in macro calls.
    pub(crate) doubtful_moves: Vec<UseId>,
    pub(crate) n_links: usize,
    pub(crate) n_calls: usize,
    /// `?` may leave it.
    pub(crate) questions: bool,
    /// The machine may be moved while it is suspended by a yield.
    pub(crate) may_move: bool,
}

impl Body {
    /// Whether the machine may be moved while it is suspended there.
    pub(crate) fn is_moved(&self, point: PointId) -> bool {
        self.may_move && self.points[point].future.is_none()
    }
}

/// What is known of a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Number {
    /// In bytes, if it is known.
    pub(crate) size: Option<usize>,
}

/// Where a local comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// An argument, as the machine was given it.
    Param,
    /// A variable of the user's; the argument it is initialised from, if that is all its pattern does.
    User(Option<LocalId>),
    /// The value of a subexpression, until the end of its statement.
    Temporary,
    /// A future while it is awaited.
    Future,
    /// A binding on its way from a pattern to its arm.
    Carrier,
    /// A variable outside of the machine, that it reaches by its address.
    Outer,
    /// What a call consumes, if it does, while its arguments are made: the local that it is made on, and the call's use of that.
    Receiver(LocalId, UseId),
}

impl Origin {
    /// The argument that a local of this origin is, as another variable of it; or the local itself.
    pub(crate) fn declared(self, local: LocalId) -> LocalId {
        match self {
            Origin::User(Some(param)) => param,
            Origin::User(None)
            | Origin::Param
            | Origin::Temporary
            | Origin::Future
            | Origin::Carrier
            | Origin::Outer
            | Origin::Receiver(..) => local,
        }
    }
}

/// A suspension point: `expression.await`, or `yield expression`.
pub(crate) struct Point {
    /// What is awaited; nothing, if a value is yielded.
    pub(crate) future: Option<LocalId>,
    /// The expression, shortened.
    pub(crate) text: String,
    /// A name for the state, made of what is awaited.
    pub(crate) name: String,
    /// Where the awaited expression begins.
    pub(crate) start: proc_macro2::Span,
    /// Where it is awaited.
    pub(crate) span: Span,
    /// For a macro call of which it is not known what it expands to.
    pub(crate) expansion: Option<Expansion>,
    /// What waits there for the arguments of a call: locals of [`Origin::Receiver`].
    pub(crate) receivers: Vec<LocalId>,
}

/// The name of a point that hands on what another machine yields.
pub(crate) const HANDS_ON: &str = "yield_from";

impl Point {
    /// What the user wrote there.
    pub(crate) fn full_text(&self) -> String {
        match (&self.future, &self.expansion) {
            (Some(_), None) => format!("{}.await", self.text),
            (Some(_), Some(_)) => self.text.clone(),
            (None, _) if self.name == HANDS_ON => format!("yield_from!({})", self.text),
            (None, _) => format!("yield_!({})", self.text),
        }
    }
}

/// A scope: its locals end with it, in reverse order.
#[derive(Clone)]
pub(crate) struct Block {
    pub(crate) label: Option<TokenStream>,
    /// `unsafe`, where the user's block has it.
    pub(crate) qualifier: TokenStream,
    /// The user's braces: their edition says when temporaries of the block's value end.
    pub(crate) span: Option<Span>,
    /// Items of the block: visible in all of it.
    pub(crate) items: TokenStream,
    pub(crate) steps: Vec<Step>,
    pub(crate) value: Option<Code>,
}

/// A construct that contains suspension points.
#[derive(Clone)]
pub(crate) enum Node {
    Block(Block),
    /// The links of an `if let`, which leave this labelled block with the value of one branch or the other.
    Chain(Block),
    If {
        keyword: Span,
        condition: Condition,
        then: Block,
        otherwise: Option<Block>,
    },
    /// With the locals that are declared in it, and in no loop inside: they are others each time.
    Loop {
        label: Option<TokenStream>,
        body: Block,
        own: Vec<LocalId>,
    },
    Match {
        scrutinee: Code,
        place: Option<PlaceUse>,
        arms: Vec<Arm>,
        words: MatchWords,
    },
}

/// What an `if` asks.
#[derive(Clone)]
pub(crate) enum Condition {
    Code(Code),
    Block(Block),
}

/// One arm of a match that suspends somewhere, or that may move parts of a place away.
#[derive(Clone)]
pub(crate) struct Arm {
    pub(crate) pattern: Pattern,
    /// The parts of the matched place that the names may move away.
    pub(crate) parts: Vec<Option<usize>>,
    /// It takes all that may be dropped of the matched place.
    pub(crate) takes: Option<UseId>,
    pub(crate) guard: Option<Guard>,
    /// What the names stand for that a guard mentions while it waits, if that stays in the matched value.
    pub(crate) lent: Option<Vec<Binding>>,
    /// The values that go from the pattern to the body.
    pub(crate) carriers: Vec<Binding>,
    /// It has another alternative of the pattern of the arm before: its names are of the same types.
    pub(crate) instead: bool,
    pub(crate) body: ArmBody,
    /// Where it ends for the user.
    pub(crate) end: Span,
}

/// What an arm asks beside its pattern.
#[derive(Clone)]
pub(crate) enum Guard {
    Code(Code),
    /// It suspends.
    Block(Block),
}

/// The body of an arm.
#[derive(Clone)]
pub(crate) enum ArmBody {
    /// It suspends: its names are locals of its own.
    Block(Block),
    /// It does not: its names are variables.
    Code(Code),
}

/// The user's tokens, with holes.
#[derive(Clone, Default)]
pub(crate) struct Code {
    pub(crate) pieces: Vec<Piece>,
    /// May use variables of the code around it.
    pub(crate) inner: bool,
}

/// A piece of code.
#[derive(Clone)]
pub(crate) enum Piece {
    Tokens(TokenStream),
    Group(Delimiter, Span, Code),
    /// A local.
    Use {
        id: UseId,
        local: LocalId,
        ident: Ident,
        how: How,
    },
    /// A part of a local's value: moved away, or copied.
    Part {
        local: LocalId,
        ident: Ident,
        projection: Projection,
        part: usize,
        /// If nothing else of the value may be dropped.
        takes: Option<UseId>,
    },
    /// `local.field = value`, where the field may have been moved away.
    AssignPart {
        local: LocalId,
        ident: Ident,
        projection: Projection,
        equals: syn::Token![=],
        value: Box<Code>,
    },
    /// `Path { field: value, ..local }`.
    Update(Box<Update>),
    /// `local.field.method(arguments)` or `local.field(arguments)`: consumes the local if its type says so.
    Call(Box<Call>),
    /// `local = value`.
    Assign {
        local: LocalId,
        ident: Ident,
        equals: syn::Token![=],
        value: Box<Code>,
    },
    /// A closure or an `async` block, with what it captures.
    Capture {
        captures: Vec<Captured>,
        closure: Box<Code>,
        /// It is a closure: its types may be known only where it stands.
        in_place: bool,
    },
    /// What a temporary was told to expect, now that it is there: see [`Step::Expect`].
    Expected {
        link: LinkId,
        code: Box<Code>,
    },
    /// The body of a closure that captures nothing but a local: see [`Captured::asked`].
    Asked(LocalId, Box<Code>),
    /// A macro call that is believed by its name to evaluate its arguments, and what these use as values: what the call has left
    /// of that ends behind it.
    Believed {
        call: Box<Code>,
        id: CallId,
        uses: Vec<UsedUp>,
        span: Span,
    },
    /// The value of an awaited future; the machine may suspend here.
    Await(PointId),
    /// What the machine is resumed with after a yield.
    Resumed(PointId),
    /// The side of the macro call that the local is.
    Side(LocalId),
    /// A construct that may suspend.
    Nest(Box<Node>),
    Return(Span, Option<Box<Code>>),
    /// `value?`.
    Question(Span, Box<Code>),
}

/// A local that an argument of a macro call uses up.
#[derive(Clone, Copy)]
pub(crate) struct UsedUp {
    pub(crate) id: UseId,
    pub(crate) local: LocalId,
    /// Whatever its type is.
    pub(crate) surely: bool,
}

/// A struct that takes the fields it is not given from (a part of) a local.
#[derive(Clone)]
pub(crate) struct Update {
    pub(crate) local: LocalId,
    pub(crate) ident: Ident,
    pub(crate) projection: Projection,
    /// The part of the local that is taken.
    pub(crate) part: usize,
    /// If nothing else of the value may be dropped.
    pub(crate) takes: Option<UseId>,
    pub(crate) path: TokenStream,
    pub(crate) fields: Vec<(syn::Member, Code)>,
}
