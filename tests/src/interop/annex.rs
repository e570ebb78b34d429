//! The handler of the namespace `/annex`.

use wigwag_tests::contract::{Annex, annex};

/// Shouts.
#[derive(Debug)]
pub(crate) struct Hall;

impl Annex for Hall {
    async fn shout(&self, _cx: annex::Cx<Self>, text: String) -> String {
        text.to_uppercase()
    }
}
