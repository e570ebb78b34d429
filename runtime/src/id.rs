//! Ids that nobody can guess.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// How long an id is. Official adapters tell ids from other room names by this length.
pub(crate) const ID_LEN: usize = 20;

/// 120 random bits as 20 characters of `[A-Za-z0-9_-]`.
///
/// # Errors
/// When the operating system has no randomness to give. No id is better than one that can be guessed.
pub(crate) fn random_id() -> Result<[u8; ID_LEN], getrandom::Error> {
    let mut bits = [0; 15];
    getrandom::fill(&mut bits)?;
    let mut id = [0; ID_LEN];
    // 15 bytes are exactly 20 characters of base64, so the slice is always long enough.
    let _ = URL_SAFE_NO_PAD.encode_slice(bits, &mut id);
    Ok(id)
}
