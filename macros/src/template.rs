//! Names with placeholders: `topic:{0}`, `/chat/{room}`.

/// The fixed parts of a name, one before each placeholder and one after the last.
pub(crate) struct Template {
    pub(crate) fixed: Vec<String>,
    /// What stands in the braces.
    pub(crate) placeholders: Vec<String>,
}

impl Template {
    /// Reads a template; `None` when a brace is not closed, not opened, or opened twice.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut template = Self { fixed: Vec::new(), placeholders: Vec::new() };
        let mut rest = text;
        while let Some((fixed, after)) = rest.split_once('{') {
            let (placeholder, after) = after.split_once('}')?;
            template.fixed.push(fixed.to_owned());
            template.placeholders.push(placeholder.to_owned());
            rest = after;
        }
        template.fixed.push(rest.to_owned());
        let parts = template.fixed.iter().chain(&template.placeholders);
        (!parts.into_iter().any(|part| part.contains(['{', '}']))).then_some(template)
    }

    /// What every name begins with.
    pub(crate) fn prefix(&self) -> &str {
        self.fixed.first().map_or("", String::as_str)
    }

    /// Whether two placeholders stand side by side: where one ends could not be told.
    pub(crate) fn has_neighbours(&self) -> bool {
        self.between().any(String::is_empty)
    }

    /// The fixed parts between placeholders.
    fn between(&self) -> impl Iterator<Item = &String> {
        self.fixed.iter().take(self.placeholders.len()).skip(1)
    }

    /// Whether a name can be one of both.
    pub(crate) fn may_meet(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.prefix(), other.prefix());
        match (self.placeholders.is_empty(), other.placeholders.is_empty()) {
            (true, true) => ours == theirs,
            (true, false) => ours.starts_with(theirs),
            (false, true) => theirs.starts_with(ours),
            (false, false) => ours.starts_with(theirs) || theirs.starts_with(ours),
        }
    }
}
