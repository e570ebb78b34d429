//! The compilers that the output must mean the same to.

use std::{path::Path, process::Command};

use crate::root;

/// One release of the TypeScript compiler.
#[derive(Clone, Copy)]
pub(crate) struct Compiler {
    /// The folder of its npm package.
    package: &'static str,
    /// The project with the strictest flags that it knows.
    pub(crate) project: &'static str,
}

/// The oldest that is supported.
pub(crate) const V5_0: Compiler =
    Compiler { package: "typescript-5.0", project: "tsconfig.5.0.json" };
pub(crate) const V5_9: Compiler = Compiler { package: "typescript", project: "tsconfig.json" };
pub(crate) const V6_0: Compiler = Compiler { package: "typescript-6.0", project: "tsconfig.json" };
/// The first that is not written in TypeScript.
pub(crate) const V7_0: Compiler = Compiler { package: "typescript-7.0", project: "tsconfig.json" };

/// How a front end for browsers is compiled, where the project says how a program for Node is.
pub(crate) const IN_BROWSERS: [&str; 6] =
    ["--lib", "ES2022,DOM", "--module", "ESNext", "--moduleResolution", "Bundler"];

impl Compiler {
    /// What the compiler says about the project of these tests: nothing when it is content.
    pub(crate) fn check(self, flags: &[&str]) -> String {
        self.run(&root().join("tests/types").join(self.project), flags)
    }

    /// What the compiler says about a project.
    pub(crate) fn run(self, project: &Path, flags: &[&str]) -> String {
        let output = Command::new("node")
            .arg(root().join("tests/node_modules").join(self.package).join("bin/tsc"))
            .args(["--pretty", "false", "--project"])
            .arg(project)
            .args(flags)
            .output()
            .expect("node is needed");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let content = !said.contains("error TS");
        assert_eq!(output.status.success(), content, "{output:?}");
        said
    }
}
