//! What a running server sends.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use schemars::JsonSchema;
use serde_json::Value;
use wigwag_schema::Validator;

use crate::codec::EncodeError;
use crate::sync::lock;

/// What is done about arguments, acknowledgements and refusals of a contract that are not what its document says. See the
/// [module](crate::audit), and [`Config::audit`](crate::Config::audit).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Audit {
    /// Nobody looks. The default of release builds.
    Off,
    /// They are sent, and logged as errors with the namespace, the event and the path.
    Log,
    /// They are not sent, as if they could not be encoded: whoever waits for an acknowledgement gets the error `wigwag.internal` where the
    /// acknowledgement has a place for it, a client that is refused is refused without the data, and everybody who is told of errors is
    /// told of [`EncodeError::Contract`]. The default of debug builds.
    Refuse,
}

impl Default for Audit {
    /// [`Refuse`](Self::Refuse) where debug assertions are on, otherwise [`Off`](Self::Off).
    fn default() -> Self {
        if cfg!(debug_assertions) { Self::Refuse } else { Self::Off }
    }
}

/// Compares what belongs to one event with its schemas.
#[derive(Debug, Clone, Copy)]
pub struct Auditor {
    audit: Audit,
    /// As the contract has it: `/chat/{room}`.
    namespace: &'static str,
    event: &'static str,
}

impl Auditor {
    pub(crate) fn new(audit: Audit, namespace: &'static str, event: &'static str) -> Self {
        Self { audit, namespace, event }
    }

    /// Compares what was written for a `T`, the argument with this index if it is one.
    ///
    /// # Errors
    /// When it is not what the schema says, and must not be sent.
    #[inline]
    pub(crate) fn check<T: JsonSchema + ?Sized>(
        self,
        index: Option<usize>,
        json: &[u8],
    ) -> Result<(), EncodeError> {
        match self.audit {
            Audit::Off => Ok(()),
            Audit::Log | Audit::Refuse => self.compare(Validator::of_sent::<T>, index, json),
        }
    }

    fn compare(
        self,
        validator: MakeValidator,
        index: Option<usize>,
        json: &[u8],
    ) -> Result<(), EncodeError> {
        // What is nested too deep to be read here is not looked at.
        let Ok(value) = serde_json::from_slice::<Value>(json) else { return Ok(()) };
        let Err(mismatch) = cached(validator).check(&value) else { return Ok(()) };
        let error = EncodeError::contract(index, mismatch.path(), mismatch.message());
        if self.audit == Audit::Refuse {
            return Err(error);
        }
        let Self { namespace, event, .. } = self;
        tracing::error!(namespace, event, %error, "sent all the same");
        Ok(())
    }
}

/// [`Validator::of_sent`] of some type.
type MakeValidator = fn() -> Validator;

/// The validator of a type, made once. Should the compiler have merged the functions of two types, they make the same one.
fn cached(make: MakeValidator) -> Arc<Validator> {
    static VALIDATORS: LazyLock<Mutex<HashMap<usize, Arc<Validator>>>> =
        LazyLock::new(Mutex::default);
    let key = make as usize;
    if let Some(validator) = lock(&VALIDATORS).get(&key) {
        return Arc::clone(validator);
    }
    // Made without the lock: implementations of `JsonSchema` are anybody's.
    let validator = Arc::new(make());
    Arc::clone(lock(&VALIDATORS).entry(key).or_insert(validator))
}
