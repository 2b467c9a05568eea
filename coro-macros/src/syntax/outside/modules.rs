//! Definitions in other files of the crate: those before a module's declaration, in the modules around it; those of modules with
//! `#[macro_use]`, or `#![macro_use]` inside; and those that are imported by a path within the crate.
//!
//! The compiler's command line names the first file. From there the declarations lead to the file of a call.

use super::super::edition::compiler_arguments;
use super::scan::{Declared, Import, Inner, Meaning};
use super::{File, file};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use syn::UseTree;

/// How many imports lead from one to the next.
const MOST_IMPORTS: usize = 8;

/// A file, and the rules in it.
type Definition = (PathBuf, Range<usize>);

/// What came of a search.
enum Found {
    Definition(Definition),
    /// There may be one.
    Unknown,
    Nothing,
}

/// A module that is a file.
struct Module {
    file: PathBuf,
    /// Where its modules are.
    folder: PathBuf,
    /// The module that declares it, and the place behind the declaration.
    around: Option<(Rc<Module>, usize)>,
}

/// The definition of what a name means at a place of a file.
pub(super) fn definition(path: &Path, place: usize, name: &str) -> Option<Definition> {
    let outside = match in_file(path, place, name) {
        Found::Definition(found) => return Some(found),
        Found::Unknown => return None,
        Found::Nothing => module_of(path)?,
    };
    match outside.around.as_ref().map_or(Found::Nothing, |(around, place)| around.in_scope(*place, name)) {
        Found::Definition(found) => Some(found),
        Found::Unknown => None,
        Found::Nothing if !file(path)?.may_import(name) => None,
        Found::Nothing => match file(path)?.outline().inner(place) {
            Some(inner) if inner.is_innermost(place) => outside.imported_inside(inner, name),
            Some(_) => None,
            None => outside.imported(name, 0),
        },
    }
}

/// The definition of what a path within the crate means at a place of a file.
pub(super) fn definition_behind(path: &Path, place: usize, words: &[String]) -> Option<Definition> {
    let relative = words.first()? != "crate";
    let module = module_of(path)?;
    if relative && file(path)?.outline().inner(place).is_some() {
        return None;
    }
    module.behind(words, 0)
}

/// What the file itself says, and its modules with `#[macro_use]`, or with `#![macro_use]` in them.
fn in_file(path: &Path, place: usize, name: &str) -> Found {
    let Some(here) = file(path) else { return Found::Unknown };
    if !here.may_define() {
        return Found::Nothing;
    }
    for meaning in here.outline().find(name, place) {
        let (module, says) = match meaning {
            Meaning::Macro(_, Some(rules)) => return Found::Definition((path.to_owned(), rules)),
            Meaning::Macro(_, None) | Meaning::Any => return Found::Unknown,
            Meaning::Module(module) => (module, true),
            Meaning::Inside(module) => (module, false),
        };
        let hands_out = |module: &Rc<Module>| file(&module.file).is_some_and(|file| file.hands_out());
        match module_of(path).and_then(|here| here.child(&module)) {
            Some(module) if says || hands_out(&module) => match in_file(&module.file, END, name) {
                Found::Nothing => {}
                found => return found,
            },
            None if says => return Found::Unknown,
            Some(_) | None => {}
        }
    }
    Found::Nothing
}

/// The place behind all that a file defines.
const END: usize = usize::MAX - 1;

impl Module {
    /// What is defined before a place of the module, or before the modules that it is in.
    fn in_scope(&self, place: usize, name: &str) -> Found {
        match (in_file(&self.file, place, name), &self.around) {
            (Found::Nothing, Some((around, place))) => around.in_scope(*place, name),
            (found, _) => found,
        }
    }

    /// The module of a declaration.
    fn declared(self: &Rc<Self>, declared: &Declared) -> Option<Rc<Self>> {
        let file = self.files(declared)?.into_iter().find(|file| file.is_file())?;
        self.declared_in(declared, file)
    }

    fn declared_in(self: &Rc<Self>, declared: &Declared, file: PathBuf) -> Option<Rc<Self>> {
        let around = Some((Rc::clone(self), declared.place));
        (declared.there == Some(true)).then_some(())?;
        Some(Rc::new(Module { folder: self.folder_of(declared)?, file, around }))
    }

    /// Where the modules of a module are.
    fn folder_of(&self, declared: &Declared) -> Option<PathBuf> {
        Some(match &declared.path {
            Some(path) => self.file.parent()?.join(path).parent()?.to_owned(),
            None => self.folder.join(declared.name.trim_start_matches("r#")),
        })
    }

    /// The files that a declaration may mean.
    fn files(&self, declared: &Declared) -> Option<Vec<PathBuf>> {
        Some(match &declared.path {
            Some(path) => vec![self.file.parent()?.join(path)],
            None => {
                let folder = self.folder_of(declared)?;
                vec![folder.with_extension("rs"), folder.join("mod.rs")]
            }
        })
    }

    /// The only module of that name.
    fn child(self: &Rc<Self>, name: &str) -> Option<Rc<Self>> {
        let here = file(&self.file)?;
        let named = |declared: &&Declared| declared.name == name && declared.there != Some(false);
        let mut declared = here.outline().modules.iter().filter(named);
        let first = declared.next()?;
        declared.next().is_none().then(|| self.declared(first))?
    }

    /// The module of a file, in this one.
    fn find(self: Rc<Self>, path: &Path) -> Option<Rc<Self>> {
        if self.file == path {
            return Some(self);
        }
        let here = file(&self.file)?;
        let modules = &here.outline().modules;
        let is_file = |declared: &&Declared| {
            self.files(declared).is_some_and(|files| files.iter().any(|file| file == path))
        };
        if let Some(declared) = modules.iter().find(is_file) {
            return self.declared_in(declared, path.to_owned());
        }
        modules.iter().find_map(|declared| {
            let leads = path.starts_with(self.folder_of(declared)?);
            leads.then(|| self.declared(declared))??.find(path)
        })
    }

    /// What the module imports under a name, by a path in the crate.
    fn imported(self: &Rc<Self>, name: &str, depth: usize) -> Option<Definition> {
        let here = file(&self.file).filter(|here| here.may_import(name))?;
        match paths(&here, &here.outline().imports, name)?.as_slice() {
            // For others to import.
            [path] if path.len() == 1 => match self.in_scope(END, &path[0]) {
                Found::Definition(found) => Some(found),
                Found::Unknown | Found::Nothing => None,
            },
            [path] if depth < MOST_IMPORTS => self.behind(path, depth + 1),
            _ => None,
        }
    }

    /// What a module in the file of this one imports under a name. By `use super::*`, it has what this one has.
    fn imported_inside(self: &Rc<Self>, inner: &Inner, name: &str) -> Option<Definition> {
        let here = file(&self.file)?;
        match paths(&here, &inner.imports, name)?.as_slice() {
            [] => {
                let everything = paths(&here, &inner.imports, "*")?;
                matches!(everything.as_slice(), [path] if path == &["super", "*"]).then_some(())?;
                self.imported(name, 0)
            }
            [path] => {
                let (first, rest) = path.split_first()?;
                let from_here = match first.as_str() {
                    "crate" => "crate",
                    "super" => "self",
                    _ => return None,
                };
                let words: Vec<String> =
                    std::iter::once(from_here.to_owned()).chain(rest.iter().cloned()).collect();
                self.behind(&words, 1)
            }
            _ => None,
        }
    }

    /// What a path means in the module.
    fn behind(self: &Rc<Self>, path: &[String], depth: usize) -> Option<Definition> {
        let (name, modules) = path.split_last()?;
        let (first, rest) = modules.split_first()?;
        let mut module = match first.as_str() {
            "crate" => root()?,
            "self" => Rc::clone(self),
            "super" => Rc::clone(&self.around.as_ref()?.0),
            name => self.child(name)?,
        };
        for name in rest {
            module = match name.as_str() {
                "super" => Rc::clone(&module.around.as_ref()?.0),
                name => module.child(name)?,
            };
        }
        module.imported(name, depth).or_else(|| module.exported(name))
    }

    /// What the first module defines, or what `#[macro_export]` has put there from others.
    fn exported(&self, name: &str) -> Option<Definition> {
        if self.around.is_some() {
            return None;
        }
        let rules = |path: PathBuf| Some((file(&path)?.outline().exported(name)?, path));
        let mut found = exporting_files().into_iter().filter_map(rules);
        match (found.next(), in_file(&self.file, END, name)) {
            (Some((rules, path)), _) => found.next().is_none().then_some((path, rules)),
            (None, Found::Definition(found)) => Some(found),
            (None, Found::Unknown | Found::Nothing) => None,
        }
    }

    /// The files of the module and of those in it that may export a macro, as far as it is certain that they are there.
    fn exporting(self: &Rc<Self>, files: &mut Vec<PathBuf>) {
        let Some(here) = file(&self.file) else { return };
        files.extend(here.text.contains("macro_export").then(|| self.file.clone()));
        let modules = here.outline().modules.iter().filter_map(|declared| self.declared(declared));
        modules.for_each(|module| module.exporting(files));
    }
}

/// The paths that imports of a file give a name to; `*` is what they import all of. Nothing, if that is not certain.
fn paths(here: &File, imports: &[Import], name: &str) -> Option<Vec<Vec<String>>> {
    let mut paths = Vec::new();
    for (import, there) in imports {
        let text = &here.text[import.clone()];
        if *there == Some(false) || !text.contains(name) {
            continue;
        }
        let import: syn::ItemUse = syn::parse_str(&format!("use {text}")).ok()?;
        let known = paths.len();
        leaves(&import.tree, name, &mut Vec::new(), &mut paths);
        if import.leading_colon.is_some() || there.is_none() && paths.len() > known {
            return None;
        }
    }
    Some(paths)
}

/// The paths that an import gives a name to.
fn leaves(tree: &UseTree, name: &str, around: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let mut leaf = |imported: String| paths.push(around.iter().cloned().chain([imported]).collect());
    match tree {
        UseTree::Name(imported) if imported.ident == name => leaf(imported.ident.to_string()),
        UseTree::Rename(renamed) if renamed.rename == name => leaf(renamed.ident.to_string()),
        UseTree::Glob(_) if name == "*" => leaf(name.to_owned()),
        UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_) => {}
        UseTree::Path(path) => {
            around.push(path.ident.to_string());
            leaves(&path.tree, name, around, paths);
            around.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, name, around, paths)),
    }
}

/// The crate's first file.
pub(super) fn first_file() -> Option<PathBuf> {
    thread_local! {
        static ROOT: Option<PathBuf> = {
            let is_source = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
            let named = compiler_arguments().filter(|argument| !argument.starts_with('-'));
            named.map(PathBuf::from).find(is_source)
        };
    }
    ROOT.with(Clone::clone)
}

/// The module that it is.
fn root() -> Option<Rc<Module>> {
    let file = first_file()?;
    Some(Rc::new(Module { folder: file.parent()?.to_owned(), file, around: None }))
}

/// The files of the crate that may export a macro.
fn exporting_files() -> Vec<PathBuf> {
    thread_local! {
        static FILES: RefCell<Option<Vec<PathBuf>>> = const { RefCell::new(None) };
    }
    let look = || {
        let mut files = Vec::new();
        root().into_iter().for_each(|root| root.exporting(&mut files));
        files
    };
    FILES.with_borrow_mut(|files| files.get_or_insert_with(look).clone())
}

/// The module that a file is, if the declarations lead there.
fn module_of(path: &Path) -> Option<Rc<Module>> {
    thread_local! {
        static MODULES: RefCell<HashMap<PathBuf, Option<Rc<Module>>>> = RefCell::default();
    }
    if let Some(known) = MODULES.with_borrow(|known| known.get(path).cloned()) {
        return known;
    }
    let module = root().and_then(|root| root.find(path));
    MODULES.with_borrow_mut(|known| known.insert(path.to_owned(), module.clone()));
    module
}
