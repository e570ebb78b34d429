//! Generated files of a project.

use std::path::PathBuf;

use crate::Api;

/// The APIs of a project and the files that are generated from them.
#[derive(Clone, Debug, Default)]
pub struct Project {
    apis: Vec<(Api, Outputs)>,
}

/// The files to generate for one API.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    asyncapi: Option<PathBuf>,
    schema: Option<PathBuf>,
    typescript: Option<PathBuf>,
}

impl Project {
    /// A project without APIs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an API with the files to generate from it.
    #[must_use]
    pub fn api(mut self, api: Api, outputs: Outputs) -> Self {
        self.apis.push((api, outputs));
        self
    }
}

impl From<Api> for Project {
    fn from(api: Api) -> Self {
        let outputs = Outputs::new()
            .asyncapi("api/asyncapi.json")
            .schema("api/schema.json")
            .typescript("api/client.gen.ts");
        Self::new().api(api, outputs)
    }
}

impl Outputs {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the AsyncAPI document.
    #[must_use]
    pub fn asyncapi(mut self, path: impl Into<PathBuf>) -> Self {
        self.asyncapi = Some(path.into());
        self
    }

    /// Adds the JSON Schema 2020-12 bundle.
    #[must_use]
    pub fn schema(mut self, path: impl Into<PathBuf>) -> Self {
        self.schema = Some(path.into());
        self
    }

    /// Adds the TypeScript client.
    #[must_use]
    pub fn typescript(mut self, path: impl Into<PathBuf>) -> Self {
        self.typescript = Some(path.into());
        self
    }
}
