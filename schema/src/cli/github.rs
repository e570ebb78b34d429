//! Annotations: lines by which GitHub Actions shows a fault where it is in the sources.

use std::fmt;

/// How much a fault is pushed forward.
#[derive(Clone, Copy)]
pub(super) enum Weight {
    Error,
    Warning,
    Notice,
}

/// A fault at a line of a file, as a [workflow command] of GitHub.
///
/// [workflow command]: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
pub(super) struct Annotation<'a> {
    pub(super) weight: Weight,
    /// From the root of the repository.
    pub(super) file: &'a str,
    /// From 1.
    pub(super) line: usize,
    pub(super) title: &'a str,
    pub(super) message: &'a str,
}

impl fmt::Display for Annotation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { weight, file, line, title, message } = self;
        let command = match weight {
            Weight::Error => "error",
            Weight::Warning => "warning",
            Weight::Notice => "notice",
        };
        let (file, title, message) = (property(file), property(title), data(message));
        write!(f, "::{command} file={file},line={line},title={title}::{message}")
    }
}

/// A command is one line; the percent sign escapes.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property ends at a comma, all of them at a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{Annotation, Weight};

    #[test]
    fn what_means_something_to_github_is_escaped() {
        let annotation = Annotation {
            weight: Weight::Error,
            file: "a,b:c.rs",
            line: 3,
            title: "100%, or so",
            message: "a: b,\r\n100%",
        };
        assert_eq!(
            annotation.to_string(),
            "::error file=a%2Cb%3Ac.rs,line=3,title=100%25%2C or so::a: b,%0D%0A100%25"
        );
    }
}
