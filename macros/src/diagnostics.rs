//! Faults of a declaration: collected, so that one run reports them all.

use std::{fmt::Display, mem};

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The faults found so far. As tokens, it is one `compile_error!` for each.
#[derive(Default)]
pub(crate) struct Faults {
    errors: Vec<syn::Error>,
    /// Whose faults are being looked for, as every message begins.
    subject: String,
}

impl Faults {
    /// Adds a fault that is shown under the tokens `at`: what is wrong, and how to repair it.
    pub(crate) fn add(&mut self, at: impl ToTokens, fault: impl Display, help: impl Display) {
        let message = self.message(fault, help);
        self.errors.push(syn::Error::new_spanned(at, message));
    }

    /// Adds a fault that is shown at one place.
    pub(crate) fn add_at(&mut self, at: Span, fault: impl Display, help: impl Display) {
        let message = self.message(fault, help);
        self.errors.push(syn::Error::new(at, message));
    }

    fn message(&self, fault: impl Display, help: impl Display) -> String {
        format!("{}{fault}\nhelp: {help}", self.subject)
    }

    /// Looks for faults of which each says that it is one of `subject`.
    pub(crate) fn about<T>(
        &mut self,
        subject: impl Display,
        look: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = mem::replace(&mut self.subject, format!("{subject}: "));
        let found = look(self);
        self.subject = outer;
        found
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }
}

impl ToTokens for Faults {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.errors.iter().map(syn::Error::to_compile_error));
    }
}

/// Collects the faults of one function, and shows the form that was expected with the first of them.
pub(crate) struct SignatureFaults<'a> {
    faults: &'a mut Faults,
    expected_form: Option<String>,
}

impl<'a> SignatureFaults<'a> {
    pub(crate) fn new(faults: &'a mut Faults, expected_form: String) -> Self {
        Self { faults, expected_form: Some(expected_form) }
    }

    /// Adds a fault that is not of the function's form.
    pub(crate) fn add_beside(
        &mut self,
        at: impl ToTokens,
        fault: impl Display,
        help: impl Display,
    ) {
        self.faults.add(at, fault, help);
    }

    pub(crate) fn add(&mut self, at: impl ToTokens, fault: impl Display, help: impl Display) {
        match self.expected_form.take() {
            Some(form) => self.faults.add(at, fault, format_args!("{help}\nexpected form: {form}")),
            None => self.faults.add(at, fault, help),
        }
    }
}
