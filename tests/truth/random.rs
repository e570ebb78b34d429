//! Randomness that is the same in every run.

/// Where the random numbers of one value start.
#[derive(Clone, Copy)]
pub(crate) struct Seed(u64);

impl Seed {
    /// What all seeds are made of.
    pub(crate) fn root() -> u64 {
        let seed = std::env::var("WIGWAG_SEED").map_or(Ok(0), |seed| seed.parse());
        seed.expect("WIGWAG_SEED is a number")
    }

    /// The seed of one of the values that belong to `name`.
    pub(crate) fn of(name: &str, index: u64) -> Self {
        let seed = Self(Self::root()).mixed(index);
        name.bytes().fold(seed, |seed, byte| seed.mixed(byte.into()))
    }

    fn mixed(self, number: u64) -> Self {
        let mut random = Random(self.0 ^ number);
        Self(random.next())
    }

    pub(crate) fn random(self) -> Random {
        Random(self.0)
    }

    pub(crate) fn bytes(self, count: usize) -> Vec<u8> {
        let mut random = self.random();
        (0..count).map(|_| random.next() as u8).collect()
    }
}

/// SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    pub(crate) fn pick<'a, T>(&mut self, options: &'a [T]) -> Option<&'a T> {
        (!options.is_empty()).then(|| &options[self.below(options.len())])
    }

    /// True once in `count` times.
    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}
