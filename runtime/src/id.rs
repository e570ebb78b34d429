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
    fill(&mut bits)?;
    let mut id = [0; ID_LEN];
    // 15 bytes are exactly 20 characters of base64, so the slice is always long enough.
    let _ = URL_SAFE_NO_PAD.encode_slice(bits, &mut id);
    Ok(id)
}

#[cfg(not(test))]
fn fill(bits: &mut [u8]) -> Result<(), getrandom::Error> {
    getrandom::fill(bits)
}

#[cfg(test)]
fn fill(bits: &mut [u8]) -> Result<(), getrandom::Error> {
    if tests::fill_from_seed(bits) { Ok(()) } else { getrandom::fill(bits) }
}

#[cfg(test)]
pub(crate) use tests::SeededIds;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    thread_local! {
        static NEXT: Cell<Option<u64>> = const { Cell::new(None) };
    }

    /// While it lives, the ids that this thread makes are the same for the same seed.
    pub(crate) struct SeededIds(());

    impl SeededIds {
        pub(crate) fn from(seed: u64) -> Self {
            NEXT.set(Some(seed << 32));
            Self(())
        }
    }

    impl Drop for SeededIds {
        fn drop(&mut self) {
            NEXT.set(None);
        }
    }

    pub(super) fn fill_from_seed(bits: &mut [u8]) -> bool {
        let Some(next) = NEXT.get() else { return false };
        NEXT.set(Some(next.wrapping_add(1)));
        // Multiplied, so that any part of the bytes tells ids apart: some names are made of the first of them.
        for (chunk, salt) in bits.chunks_mut(8).zip(1..) {
            let mixed = (next + salt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            chunk.copy_from_slice(&mixed.to_be_bytes()[..chunk.len()]);
        }
        true
    }
}
