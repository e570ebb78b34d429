//! Damage to inputs that make sense: the short way of fuzzing, which every toolchain can run.

/// Marsaglia's 64-bit xorshift: the same damage for the same seed, which must not be zero.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// Starts from a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The upper bits are the better ones, and small seeds fill them last.
        ((self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) % bound as u64) as usize
    }
}

/// Bytes that mean something to one of the parsers.
const TELLING: &[u8] =
    b"0123456789-,/[]{}\":\\ub=\x1e ;&%\r\n\x00\x7e\x7f\x80\x81\x82\x88\x89\xc1\xc3\xff";

/// An input: one of the seeds with some damage, or bytes from nowhere.
pub fn input(random: &mut Random, seeds: &[&[u8]]) -> Vec<u8> {
    if seeds.is_empty() || random.below(8) == 0 {
        let len = random.below(400);
        return (0..len).map(|_| random.below(256) as u8).collect();
    }
    let mut input = seeds[random.below(seeds.len())].to_vec();
    for _ in 0..=random.below(6) {
        damage(random, &mut input, seeds);
    }
    input
}

fn damage(random: &mut Random, input: &mut Vec<u8>, seeds: &[&[u8]]) {
    let byte = match random.below(2) {
        0 => TELLING[random.below(TELLING.len())],
        _ => random.below(256) as u8,
    };
    let at = random.below(input.len() + 1);
    match random.below(6) {
        0 => input.insert(at, byte),
        1 => input.truncate(at),
        2 => input.extend_from_slice(seeds[random.below(seeds.len())]),
        _ if at == input.len() => input.push(byte),
        3 => input[at] = byte,
        4 => input[at] ^= 1 << random.below(8),
        _ => drop(input.remove(at)),
    }
}
