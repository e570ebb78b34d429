//! Tokens to declarations.

use super::{
    ImportError,
    lex::{Kind, Token, tokens, unescaped},
    syntax::{Declaration, Docs, Form, Member, Module, Object, Param, Type},
};

/// Types that lie deeper in each other than this are refused.
const DEPTH_MAX: usize = 100;

/// Words that a statement can start with. Code that is passed over ends where one starts a line.
#[rustfmt::skip]
const STATEMENTS: &[&str] = &[
    "abstract", "async", "class", "const", "declare", "enum", "export", "function", "import",
    "interface", "let", "namespace", "type", "var",
];

/// Reads the declarations of types in a file. `file` is for messages.
///
/// # Errors
///
/// When such a declaration is not one that TypeScript knows. All other code is passed over.
pub(crate) fn parse(file: &str, text: &str) -> Result<Module> {
    let tokens = tokens(text);
    let mut parser = Parser { file, text, tokens: &tokens, at: 0, depth: 0 };
    let mut module = Module::default();
    while parser.peek().kind != Kind::End {
        parser.statement(&mut module)?;
    }
    Ok(module)
}

type Result<T, E = ImportError> = std::result::Result<T, E>;

struct Parser<'a> {
    file: &'a str,
    text: &'a str,
    tokens: &'a [Token<'a>],
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn statement(&mut self, module: &mut Module) -> Result<()> {
        let docs = docs(self.peek().docs);
        let start = self.at;
        while ["export", "declare", "default"].iter().any(|word| self.take_word(word)) {}
        let is_const_enum = self.is_word("const") && self.peek_at(1).text == "enum";
        self.at += usize::from(is_const_enum);
        let names_type = self.peek_at(1).kind == Kind::Word;
        let declared = match self.peek().text {
            "interface" if names_type => self.interface()?,
            "type" if names_type => self.alias()?,
            "enum" if names_type => self.enumeration()?,
            _ => {
                self.at = start;
                module.imports.extend(self.other());
                return Ok(());
            }
        };
        let (name, params, form) = declared;
        let merged = match (module.declarations.remove(&name).map(|other| other.form), form) {
            // Two declarations of one interface are one interface.
            (
                Some(Form::Interface { mut extends, mut object }),
                Form::Interface { extends: e, object: o },
            ) => {
                extends.extend(e);
                object.members.extend(o.members);
                object.index = object.index.or(o.index);
                Form::Interface { extends, object }
            }
            (_, form) => form,
        };
        module.declarations.insert(name, Declaration { docs, params, form: merged });
        Ok(())
    }

    /// Passes over a statement of another kind. Gives the file that it imports, if it does.
    fn other(&mut self) -> Option<String> {
        let is_import = self.is_word("import") || self.is_word("export");
        let (mut depth, mut imported) = (0_usize, None);
        loop {
            let token = self.next();
            match (token.kind, token.text) {
                (Kind::End, _) => break,
                (Kind::Sign, "(" | "[" | "{") => depth += 1,
                (Kind::Sign, ")" | "]" | "}") => depth = depth.saturating_sub(1),
                (Kind::Text, text) if is_import && depth == 0 => imported = Some(unescaped(text)),
                _ => {}
            }
            let next = self.peek();
            let starts = next.starts_line && STATEMENTS.contains(&next.text);
            if depth == 0 && (token.text == ";" || starts) {
                break;
            }
        }
        imported
    }

    fn interface(&mut self) -> Result<(String, Vec<String>, Form)> {
        self.next();
        let (name, params) = (self.word()?, self.type_params()?);
        let mut extends = Vec::new();
        if self.take_word("extends") {
            extends.push(self.ty()?);
            while self.take(",") {
                extends.push(self.ty()?);
            }
        }
        Ok((name, params, Form::Interface { extends, object: self.object()? }))
    }

    fn alias(&mut self) -> Result<(String, Vec<String>, Form)> {
        self.next();
        let (name, params) = (self.word()?, self.type_params()?);
        self.expect("=")?;
        let ty = self.ty()?;
        self.take(";");
        Ok((name, params, Form::Alias(ty)))
    }

    fn enumeration(&mut self) -> Result<(String, Vec<String>, Form)> {
        self.next();
        let name = self.word()?;
        self.expect("{")?;
        let mut members = Vec::new();
        while !self.take("}") {
            let member = self.key()?;
            let value = match self.take("=").then(|| self.next()) {
                Some(Token { kind: Kind::Text, text, .. }) => Some(unescaped(text)),
                _ => None,
            };
            while !self.is_sign("}") && !self.is_sign(",") && self.peek().kind != Kind::End {
                self.next();
            }
            members.push((member, value));
            self.take(",");
        }
        Ok((name, Vec::new(), Form::Enum(members)))
    }

    /// `<A, B extends C = D>`
    fn type_params(&mut self) -> Result<Vec<String>> {
        let mut params = Vec::new();
        if !self.take("<") {
            return Ok(params);
        }
        while !self.take(">") {
            params.push(self.word()?);
            if self.take_word("extends") {
                self.union()?;
            }
            if self.take("=") {
                self.union()?;
            }
            self.separator(">")?;
        }
        Ok(params)
    }

    fn object(&mut self) -> Result<Object> {
        self.expect("{")?;
        let mut object = Object::default();
        while !self.take("}") {
            self.member(&mut object)?;
            // Lines separate members, too.
            let _ = self.take(";") || self.take(",");
        }
        Ok(object)
    }

    fn member(&mut self, object: &mut Object) -> Result<()> {
        let docs = docs(self.peek().docs);
        let is_modifier = !matches!(self.peek_at(1).text, ":" | "?" | "(" | "<");
        if is_modifier {
            self.take_word("readonly");
        }
        if self.is_sign("[") && self.peek_at(2).text == ":" {
            self.at += 3;
            self.ty()?;
            self.expect("]")?;
            self.expect(":")?;
            object.index = Some(Box::new(self.ty()?));
            return Ok(());
        }
        let name = self.key()?;
        let optional = self.take("?");
        let ty = if self.is_sign("(") || self.is_sign("<") {
            let function = self.function_params()?;
            if self.take(":") {
                self.ty()?;
            }
            Type::Function(function)
        } else {
            self.expect(":")?;
            self.ty()?
        };
        object.members.push(Member { docs, name, optional, ty });
        Ok(())
    }

    fn ty(&mut self) -> Result<Type> {
        let start = self.at;
        let mut ty = self.union()?;
        if self.is_word("extends") && !self.peek().starts_line {
            self.next();
            self.union()?;
            self.expect("?")?;
            self.ty()?;
            self.expect(":")?;
            self.ty()?;
            ty = self.computed(start);
        }
        Ok(ty)
    }

    fn union(&mut self) -> Result<Type> {
        self.take("|");
        let mut members = vec![self.intersection()?];
        while self.take("|") {
            members.push(self.intersection()?);
        }
        Ok(one_or(members, Type::Union))
    }

    fn intersection(&mut self) -> Result<Type> {
        self.take("&");
        let mut members = vec![self.postfix()?];
        while self.take("&") {
            members.push(self.postfix()?);
        }
        Ok(one_or(members, Type::Intersection))
    }

    /// A type with the brackets behind it. Every type inside of another one comes through here.
    fn postfix(&mut self) -> Result<Type> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.error("the types lie too deep in each other"));
        }
        let start = self.at;
        let mut ty = self.prefix()?;
        while self.is_sign("[") && !self.peek().starts_line {
            self.next();
            if self.take("]") {
                ty = Type::Array(Box::new(ty));
                continue;
            }
            let key = self.ty()?;
            self.expect("]")?;
            ty = match key {
                Type::Text(key) => Type::Member(Box::new(ty), key),
                _ => self.computed(start),
            };
        }
        self.depth -= 1;
        Ok(ty)
    }

    fn prefix(&mut self) -> Result<Type> {
        let start = self.at;
        match self.peek().text {
            "readonly" if self.peek().kind == Kind::Word => {
                self.next();
                self.postfix()
            }
            "keyof" | "typeof" | "unique" | "infer" if self.peek_at(1).kind == Kind::Word => {
                self.next();
                self.postfix()?;
                Ok(self.computed(start))
            }
            _ => self.primary(),
        }
    }

    fn primary(&mut self) -> Result<Type> {
        let (start, token) = (self.at, self.peek());
        match (token.kind, token.text) {
            (Kind::Text, text) => {
                self.next();
                Ok(Type::Text(unescaped(text)))
            }
            (Kind::Template, _) => {
                self.next();
                Ok(Type::named("string"))
            }
            (Kind::Number, _) | (Kind::Sign, "-") => {
                self.next();
                if token.kind == Kind::Sign {
                    self.next();
                }
                Ok(Type::Literal(self.text_from(start)))
            }
            (Kind::Word, "true" | "false") => {
                self.next();
                Ok(Type::Literal(token.text.to_owned()))
            }
            (Kind::Sign, "{") if self.is_mapped() => {
                self.skip_brackets();
                Ok(self.computed(start))
            }
            (Kind::Sign, "{") => self.object().map(Type::Object),
            (Kind::Sign, "[") => self.tuple(),
            (Kind::Sign, "<") => self.function(),
            (Kind::Sign, "(") if self.is_function() => self.function(),
            (Kind::Sign, "(") => {
                self.next();
                let ty = self.ty()?;
                self.expect(")")?;
                Ok(ty)
            }
            (Kind::Word, "new") => {
                self.next();
                self.function()?;
                Ok(self.computed(start))
            }
            (Kind::Word, _) => self.reference(),
            _ => Err(self.error("a type is expected")),
        }
    }

    /// `Map<string, a.b.C>`
    fn reference(&mut self) -> Result<Type> {
        let mut name = self.word()?;
        while self.take(".") {
            name = format!("{name}.{}", self.word()?);
        }
        let mut args = Vec::new();
        if self.take("<") {
            while !self.take(">") {
                args.push(self.ty()?);
                self.separator(">")?;
            }
        }
        Ok(Type::Named(name, args))
    }

    fn tuple(&mut self) -> Result<Type> {
        let start = self.at;
        self.expect("[")?;
        let (mut items, mut is_computed) = (Vec::new(), false);
        while !self.take("]") {
            is_computed |= self.take("...");
            let is_labelled = self.peek().kind == Kind::Word
                && (self.peek_at(1).text == ":"
                    || (self.peek_at(1).text == "?" && self.peek_at(2).text == ":"));
            if is_labelled {
                self.next();
                is_computed |= self.take("?");
                self.expect(":")?;
            }
            items.push(self.ty()?);
            is_computed |= self.take("?");
            self.separator("]")?;
        }
        Ok(if is_computed { self.computed(start) } else { Type::Tuple(items) })
    }

    fn function(&mut self) -> Result<Type> {
        let params = self.function_params()?;
        self.expect("=>")?;
        // `value is T` and `asserts value`
        self.ty()?;
        if self.take_word("is") {
            self.ty()?;
        }
        Ok(Type::Function(params))
    }

    /// The parameters with the parentheses around them, and the type parameters before them.
    fn function_params(&mut self) -> Result<Vec<Param>> {
        self.type_params()?;
        self.expect("(")?;
        let mut params = Vec::new();
        while !self.take(")") {
            let rest = self.take("...");
            let name = if self.is_sign("{") || self.is_sign("[") {
                self.skip_brackets();
                "value".to_owned()
            } else {
                self.word()?
            };
            let optional = self.take("?");
            let ty = if self.take(":") { self.ty()? } else { Type::named("any") };
            params.push(Param { name, optional, rest, ty });
            self.separator(")")?;
        }
        Ok(params)
    }

    /// Whether the parenthesis here is that of a function and not of a type.
    fn is_function(&self) -> bool {
        let mut depth = 0_usize;
        for (at, token) in self.tokens.iter().enumerate().skip(self.at) {
            match (token.kind, token.text) {
                (Kind::Sign, "(") => depth += 1,
                (Kind::Sign, ")") => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return self.tokens.get(at + 1).is_some_and(|next| next.text == "=>");
            }
        }
        false
    }

    /// Whether the brace here is that of `{ [K in Keys]: T }`.
    fn is_mapped(&self) -> bool {
        let modifiers = usize::from(self.peek_at(1).text == "readonly");
        self.peek_at(1 + modifiers).text == "[" && self.peek_at(3 + modifiers).text == "in"
    }

    /// Passes over a bracket with what is in it.
    fn skip_brackets(&mut self) {
        let mut depth = 0_usize;
        loop {
            let token = self.next();
            match (token.kind, token.text) {
                (Kind::Sign, "(" | "[" | "{") => depth += 1,
                (Kind::Sign, ")" | "]" | "}") => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 || token.kind == Kind::End {
                return;
            }
        }
    }

    fn computed(&self, start: usize) -> Type {
        Type::Computed(self.text_from(start))
    }

    fn text_from(&self, start: usize) -> String {
        let start = self.tokens.get(start).map_or(0, |token| token.start);
        let text = self.text.get(start..self.peek().start).unwrap_or_default();
        text.trim_end().to_owned()
    }

    /// The name of a member.
    fn key(&mut self) -> Result<String> {
        let token = self.peek();
        match token.kind {
            Kind::Word | Kind::Number => {
                self.next();
                Ok(token.text.to_owned())
            }
            Kind::Text => {
                self.next();
                Ok(unescaped(token.text))
            }
            _ => Err(self.error("a name is expected")),
        }
    }

    fn word(&mut self) -> Result<String> {
        let token = self.peek();
        if token.kind != Kind::Word {
            return Err(self.error("a name is expected"));
        }
        self.next();
        Ok(token.text.to_owned())
    }

    /// A comma, which the last element may do without.
    fn separator(&mut self, end: &str) -> Result<()> {
        if self.take(",") || self.is_sign(end) {
            Ok(())
        } else {
            Err(self.error(&format!("`,` or `{end}` is expected")))
        }
    }

    fn expect(&mut self, sign: &str) -> Result<()> {
        if self.take(sign) { Ok(()) } else { Err(self.error(&format!("`{sign}` is expected"))) }
    }

    fn take(&mut self, sign: &str) -> bool {
        let is_here = self.is_sign(sign);
        self.at += usize::from(is_here);
        is_here
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_here = self.is_word(word);
        self.at += usize::from(is_here);
        is_here
    }

    fn is_sign(&self, sign: &str) -> bool {
        self.peek().kind == Kind::Sign && self.peek().text == sign
    }

    fn is_word(&self, word: &str) -> bool {
        self.peek().kind == Kind::Word && self.peek().text == word
    }

    fn next(&mut self) -> Token<'a> {
        let token = self.peek();
        self.at += usize::from(token.kind != Kind::End);
        token
    }

    fn peek(&self) -> Token<'a> {
        self.peek_at(0)
    }

    /// The token so many further; at last the end of the file.
    fn peek_at(&self, further: usize) -> Token<'a> {
        const END: Token<'static> =
            Token { kind: Kind::End, text: "", docs: None, start: 0, line: 0, starts_line: true };
        self.tokens.get(self.at + further).or_else(|| self.tokens.last()).copied().unwrap_or(END)
    }

    fn error(&self, fault: &str) -> ImportError {
        let token = self.peek();
        let found = match token.kind {
            Kind::End => "the end of the file".to_owned(),
            _ => format!("`{}`", token.text),
        };
        ImportError(format!("{}:{}: {fault}, and here is {found}", self.file, token.line))
    }
}

fn one_or(mut types: Vec<Type>, many: fn(Vec<Type>) -> Type) -> Type {
    match types.len() {
        1 => types.remove(0),
        _ => many(types),
    }
}

/// A comment without the stars at the start of its lines; its tags are for tools, but for one.
fn docs(comment: Option<&str>) -> Docs {
    let mut docs = Docs::default();
    for line in comment.unwrap_or_default().lines() {
        let line = line.trim();
        let line = line.strip_prefix('*').unwrap_or(line).trim();
        if let Some(note) = line.strip_prefix("@deprecated") {
            docs.deprecated = Some(note.trim().to_owned());
        } else if !line.starts_with('@') {
            docs.text += line;
            docs.text.push('\n');
        }
    }
    docs.text = docs.text.trim().to_owned();
    docs
}
