//! The compilers that the output must mean the same to.

use std::{path::Path, process::Command, time::Duration};

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
        self.output(Command::new("node"), project, flags)
    }

    /// The same, and how long processors were at work for it.
    ///
    /// A shell of its own has waited for no other process, so that what others do at the same time is not counted.
    pub(crate) fn timed(self, project: &Path, flags: &[&str]) -> (String, Duration) {
        let mut shell = Command::new("sh");
        shell.args(["-c", r#""$0" "$@"; status=$?; times; exit $status"#, "node"]);
        let mut said = self.output(shell, project, flags);
        // Of the shell, then of what it waited for: `0m0.00s 0m0.00s`, in user mode and in the kernel.
        let times = said.split_off(said.trim_end().rfind('\n').unwrap());
        let work = times.split_whitespace().map(|time| {
            let (minutes, seconds) = time.trim_end_matches('s').split_once('m').unwrap();
            Duration::from_secs(60 * minutes.parse::<u64>().unwrap())
                + Duration::from_secs_f64(seconds.parse().unwrap())
        });
        (said, work.sum())
    }

    /// What `node` says that runs this compiler.
    fn output(self, mut node: Command, project: &Path, flags: &[&str]) -> String {
        let output = node
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
