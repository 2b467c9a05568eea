//! What a value is made of, as far as parts of it are moved away: so that all of the rest has a name.
//!
//! Fields are known from patterns without `..`, from the type of the variable, and from the structs and enums of the file. What is
//! known here is written as a pattern without `..`: so rustc sees to it that no field is forgotten.

use crate::ir::{Others, Way, WayStep};
use crate::syntax::outside::Definitions;
use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::{GenericArgument, Member, Pat, PatSlice, Path, PathArguments, PathSegment, Token, Type, TypePath};

/// A value, or a part of one.
#[derive(Default)]
pub(super) struct Shape {
    ty: Option<Type>,
    /// The moved parts that are all of it.
    pub(super) gone: Vec<usize>,
    /// Those that lie in it, and nobody knows where.
    pub(super) somewhere: Vec<usize>,
    /// What is in it, if it is a box.
    pub(super) content: Option<Box<Shape>>,
    /// What it may be made of.
    pub(super) cases: Vec<Case>,
}

/// A struct, a variant, a tuple, or an array: all of its fields.
pub(super) struct Case {
    pub(super) kind: Kind,
    pub(super) fields: Vec<(Member, Shape)>,
}

pub(super) enum Kind {
    Tuple,
    Named(Path),
    /// Some of the elements, and the rest as the field of this number.
    Elements(Option<usize>),
}

/// What is moved, and from where.
pub(super) struct Moved {
    pub(super) by: Mover,
    /// The numbers of the parts.
    pub(super) parts: Vec<usize>,
    pub(super) way: Way,
}

pub(super) enum Mover {
    /// All of the place is.
    Whole,
    /// The names of a pattern, each with the part's number.
    Pattern(Pat, Vec<(Ident, usize)>),
    /// `..place`.
    Others(Others),
}

impl Shape {
    /// What a value of the type is made of, where all this may be moved out of it.
    pub(super) fn of<'a>(
        ty: Option<&Type>,
        moved: impl Iterator<Item = &'a Moved>,
        known: &Definitions,
    ) -> Self {
        let mut shape = Shape { ty: ty.cloned(), ..Shape::default() };
        // What one does not tell of the fields, another one may.
        let later: Vec<_> = moved.filter(|moved| shape.add(&moved.way, moved, known).is_none()).collect();
        for moved in later {
            if shape.add(&moved.way, moved, known).is_none() {
                shape.somewhere.extend(&moved.parts);
            }
        }
        shape
    }

    /// The moved parts that lie in it where a name leads.
    pub(super) fn inside(&self) -> Vec<usize> {
        let fields = self.cases.iter().flat_map(|case| &case.fields).map(|(_, shape)| shape);
        let shapes = fields.chain(self.content.as_deref());
        let mut parts: Vec<usize> =
            shapes.flat_map(|shape| [shape.inside(), shape.gone.clone()].concat()).collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    /// Notes what is moved at the end of a way; nothing, if it is not known what else is there.
    fn add(&mut self, way: &[WayStep], moved: &Moved, known: &Definitions) -> Option<()> {
        match way.split_first() {
            None => match &moved.by {
                Mover::Whole => self.gone.extend(&moved.parts),
                Mover::Pattern(pat, names) => self.add_pattern(pat, names, known)?,
                Mover::Others(others) => {
                    let path = syn::parse2(others.path.clone()).ok()?;
                    let case = self.named(&path, None, known)?;
                    let taken = case.fields.iter_mut().filter(|(member, _)| !others.given.contains(member));
                    taken.for_each(|(_, shape)| shape.gone.extend(&moved.parts));
                }
            },
            // Nothing is moved out from behind a reference.
            Some(_) if matches!(self.ty, Some(Type::Reference(_))) => {}
            Some((step, onward)) if step.field == "*" => self.content().add(onward, moved, known)?,
            Some(_) if self.boxed().is_some() || self.content.is_some() => {
                self.content().add(way, moved, known)?;
            }
            Some((step, onward)) => self.field(step, known)?.add(onward, moved, known)?,
        }
        Some(())
    }

    /// What the type's box holds.
    fn boxed(&self) -> Option<&Type> {
        let Some(Type::Path(TypePath { qself: None, path })) = &self.ty else { return None };
        let last = path.segments.last().filter(|last| last.ident == "Box")?;
        let PathArguments::AngleBracketed(of) = &last.arguments else { return None };
        match of.args.first() {
            Some(GenericArgument::Type(ty)) if of.args.len() == 1 => Some(ty),
            _ => None,
        }
    }

    fn content(&mut self) -> &mut Shape {
        let ty = self.boxed().cloned();
        self.content.get_or_insert_with(|| Box::new(Shape { ty, ..Shape::default() }))
    }

    fn field(&mut self, step: &WayStep, known: &Definitions) -> Option<&mut Shape> {
        if self.cases.is_empty() {
            match self.ty.clone()? {
                Type::Tuple(ty) => self.tuple(ty.elems.len()),
                Type::Path(ty) => self.named(&without_arguments(&ty)?, None, known)?,
                _ => return None,
            };
        }
        let [case] = self.cases.as_mut_slice() else { return None };
        case.fields.iter_mut().find(|(member, _)| step.is(member)).map(|(_, shape)| shape)
    }

    fn add_pattern(&mut self, pat: &Pat, names: &[(Ident, usize)], known: &Definitions) -> Option<()> {
        match pat {
            Pat::Ident(bound) => {
                let (_, part) = names.iter().find(|(name, _)| *name == bound.ident)?;
                self.gone.push(*part);
            }
            // What is not bound stays.
            Pat::Wild(_) | Pat::Rest(_) | Pat::Lit(_) | Pat::Range(_) | Pat::Path(_) | Pat::Const(_) => {}
            Pat::Paren(pat) => self.add_pattern(&pat.pat, names, known)?,
            Pat::Type(pat) => self.add_pattern(&pat.pat, names, known)?,
            _ if matches!(self.ty, Some(Type::Reference(_))) => {}
            Pat::Tuple(pat) => {
                let len = match (rest_of(&pat.elems), &self.ty, self.cases.as_slice()) {
                    (None, ..) => pat.elems.len(),
                    (Some(_), Some(Type::Tuple(ty)), _) => ty.elems.len(),
                    (Some(_), _, [case]) => case.fields.len(),
                    (Some(_), ..) => return None,
                };
                self.tuple(len).add_elements(&pat.elems, names, known)?;
            }
            Pat::TupleStruct(pat) => {
                let all = rest_of(&pat.elems).is_none().then(|| numbered(pat.elems.len()));
                self.named(&pat.path, all, known)?.add_elements(&pat.elems, names, known)?;
            }
            Pat::Struct(pat) => {
                let members = || pat.fields.iter().map(|field| field.member.clone()).collect();
                let case = self.named(&pat.path, pat.rest.is_none().then(members), known)?;
                for field in &pat.fields {
                    let (_, shape) = case.fields.iter_mut().find(|(member, _)| *member == field.member)?;
                    shape.add_pattern(&field.pat, names, known)?;
                }
            }
            Pat::Slice(pat) => self.elements(pat)?.add_elements(&pat.elems, names, known)?,
            _ => return None,
        }
        Some(())
    }

    /// A tuple of that length.
    fn tuple(&mut self, len: usize) -> &mut Case {
        let types = match &self.ty {
            Some(Type::Tuple(ty)) if ty.elems.len() == len => ty.elems.iter().cloned().map(Some).collect(),
            _ => vec![None; len],
        };
        if self.cases.is_empty() {
            self.cases.push(Case::new(Kind::Tuple, numbered(len).into_iter().zip(types)));
        }
        &mut self.cases[0]
    }

    /// The struct or the variant that a path means in a pattern, with all its fields, or those that the file knows of.
    fn named(&mut self, path: &Path, all: Option<Vec<Member>>, known: &Definitions) -> Option<&mut Case> {
        let name = &path.segments.last()?.ident;
        let is_it = |case: &Case| match &case.kind {
            Kind::Named(path) => path.segments.last().is_some_and(|last| last.ident == *name),
            Kind::Tuple | Kind::Elements(_) => false,
        };
        if let Some(at) = self.cases.iter().position(is_it) {
            return self.cases.get_mut(at);
        }
        let (of, variant) = match path.segments.iter().collect::<Vec<&PathSegment>>().as_slice() {
            [of] => (&of.ident, None),
            [of, variant] => (&of.ident, Some(&variant.ident)),
            _ => (name, None),
        };
        let is_near = path.segments.len() == 1 + usize::from(variant.is_some());
        let all = all.or_else(|| known.members(of, variant).filter(|_| is_near))?;
        let written = match &self.ty {
            Some(Type::Path(ty)) if without_arguments(ty).is_some_and(|path| path.is_ident(of)) => ty.clone(),
            _ => TypePath { qself: None, path: of.clone().into() },
        };
        let fields = known.fields(&written, variant).filter(|_| is_near);
        let fields = all.into_iter().map(|member| {
            let of = fields.as_ref().and_then(|of| of.members().zip(of).find(|(name, _)| *name == member));
            (member, of.map(|(_, field)| field.ty.clone()))
        });
        self.cases.push(Case::new(Kind::Named(path.clone()), fields));
        self.cases.last_mut()
    }

    /// The elements that a pattern names, and what is between them.
    fn elements(&mut self, pat: &PatSlice) -> Option<&mut Case> {
        let (rest, len) = (rest_of(&pat.elems), pat.elems.len());
        if self.cases.is_empty() {
            let fields = numbered(len).into_iter().map(|member| (member, None));
            self.cases.push(Case::new(Kind::Elements(rest), fields));
        }
        let case = self.cases.first_mut()?;
        let is_alike =
            matches!(case.kind, Kind::Elements(other) if other == rest) && case.fields.len() == len;
        is_alike.then_some(case)
    }
}

impl Case {
    fn new(kind: Kind, fields: impl Iterator<Item = (Member, Option<Type>)>) -> Self {
        let fields = fields.map(|(member, ty)| (member, Shape { ty, ..Shape::default() }));
        Case { kind, fields: fields.collect() }
    }

    /// Notes what the patterns of its fields move, of which `..` leaves some out.
    fn add_elements(
        &mut self,
        elems: &Punctuated<Pat, Token![,]>,
        names: &[(Ident, usize)],
        known: &Definitions,
    ) -> Option<()> {
        let all_named = matches!(self.kind, Kind::Elements(_));
        let left_out = if all_named { 0 } else { (self.fields.len() + 1).checked_sub(elems.len())? };
        let rest = rest_of(elems).unwrap_or(elems.len());
        for (at, pat) in elems.iter().enumerate() {
            let at = if at > rest && !all_named { at + left_out - 1 } else { at };
            if at != rest || all_named {
                let (_, shape) = self.fields.get_mut(at)?;
                shape.add_pattern(pat, names, known)?;
            }
        }
        Some(())
    }
}

fn numbered(len: usize) -> Vec<Member> {
    (0..len).map(Member::from).collect()
}

/// Where `..` stands, or `name @ ..`.
fn rest_of(elems: &Punctuated<Pat, Token![,]>) -> Option<usize> {
    elems.iter().position(|pat| match pat {
        Pat::Rest(_) => true,
        Pat::Ident(name) => name.subpat.as_ref().is_some_and(|(_, pat)| matches!(**pat, Pat::Rest(_))),
        _ => false,
    })
}

/// The type's name as a pattern has it, if it is one of this module.
fn without_arguments(ty: &TypePath) -> Option<Path> {
    let segment = ty.path.segments.first().filter(|_| ty.qself.is_none() && ty.path.segments.len() == 1)?;
    Some(segment.ident.clone().into())
}
