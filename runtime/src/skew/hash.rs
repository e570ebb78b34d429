//! The hash by which contracts are told apart.

use std::fmt;
use std::str::FromStr;

/// The hash of everything in an API that shows on the wire: two clients of one hash are the same to a server. See
/// [`Document::hash`](wigwag_schema::Document::hash) for what is part of it; the generated TypeScript has it as its constant `contract`.
///
/// ```
/// use wigwag::ContractHash;
///
/// let hash: ContractHash = "00f3a1c0b5d2e4f6".parse()?;
/// assert_eq!(hash.to_string(), "00f3a1c0b5d2e4f6");
/// assert!("8f3a1c".parse::<ContractHash>().is_err());
/// # Ok::<(), wigwag::ParseContractHashError>(())
/// ```
///
/// # Wire
/// 16 hexadecimal digits, in the query parameter `wigwag` of the handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContractHash(u64);

/// The text is no [`ContractHash`]: it has not exactly 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseContractHashError;

/// How many digits a hash has.
const DIGITS: usize = 16;

impl FromStr for ContractHash {
    type Err = ParseContractHashError;

    fn from_str(text: &str) -> Result<Self, ParseContractHashError> {
        // A number may begin with a sign, a hash may not.
        if text.len() != DIGITS || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(ParseContractHashError);
        }
        u64::from_str_radix(text, 16).map(Self).map_err(|_| ParseContractHashError)
    }
}

impl fmt::Display for ContractHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:01$x}", self.0, DIGITS)
    }
}

impl fmt::Display for ParseContractHashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the hash of a contract has {DIGITS} hexadecimal digits")
    }
}

impl std::error::Error for ParseContractHashError {}
