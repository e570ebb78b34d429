//! Valid input with random damage: whatever comes in, decoders answer, and what they accept holds
//! together.

use bytestring::ByteString;

use crate::codec::decoder::{DecoderLimits, TextDecoder};
use crate::codec::engine_packet::decode_text;
use crate::codec::message::Message;
use crate::fuzz::packets::exercise;

const SEEDS: &[&[u8]] = &[
    b"40",
    b"40/admin,{\"token\":\"x\"}",
    b"41/admin,",
    b"42[\"hi\",1,\"two\",{\"a\":[null,true,-1.5e3]}]",
    "42/é,17[\"n\\u00e9\\\"\",\"😀\"]".as_bytes(),
    b"437[{\"ok\":true}]",
    b"44{\"message\":\"no\"}",
    b"451-[\"b\",{\"_placeholder\":true,\"num\":0}]\x1ebAQIDBA==\x1e42[\"next\"]",
    b"462-/a,9[{\"num\":1,\"_placeholder\":true},[{\"_placeholder\":true,\"num\":0}]]\x1ebYQ==\x1ebYg==",
    b"2probe\x1e3\x1e5\x1e6\x1e1",
];

/// Bytes that mean something to one of the parsers.
const TELLING: &[u8] = b"0123456789-,/[]{}\":\\ub=\x1e \x00\x7f\x80\xc3\xff";

/// Marsaglia's xorshift: repeatable, and random enough to do damage.
struct XorShift(u64);

impl XorShift {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }
}

fn damage(random: &mut XorShift, input: &mut Vec<u8>) {
    for _ in 0..=random.below(3) {
        let byte = TELLING[random.below(TELLING.len())];
        let at = random.below(input.len() + 1);
        match random.below(5) {
            0 => input.insert(at, byte),
            1 => input.truncate(at),
            2 => input.extend_from_slice(random.pick(SEEDS)),
            _ if at == input.len() => input.push(byte),
            3 => input[at] = byte,
            _ => drop(input.remove(at)),
        }
    }
}

#[test]
fn decoders_survive_random_damage() {
    let mut random = XorShift(0x9e37_79b9_7f4a_7c15);
    for _ in 0..20_000 {
        let mut body = random.pick(SEEDS).to_vec();
        damage(&mut random, &mut body);
        exercise(&body);
    }
}

#[test]
fn decoders_survive_every_flipped_bit_and_every_prefix() {
    for seed in SEEDS {
        for at in 0..seed.len() {
            exercise(&seed[..at]);
            for bit in 0..8 {
                let mut body = seed.to_vec();
                body[at] ^= 1 << bit;
                exercise(&body);
            }
        }
    }
}

#[test]
fn decoders_survive_random_text() {
    let mut random = XorShift(0x2545_f491_4f6c_dd1d);
    for _ in 0..20_000 {
        let len = random.below(24);
        let bytes = (0..len).map(|_| TELLING[random.below(TELLING.len())]).collect::<Vec<_>>();
        let text = ByteString::from(String::from_utf8_lossy(&bytes).into_owned());
        let _ = decode_text(text.clone());
        let _ = TextDecoder::new(DecoderLimits::default()).decode(Message::text(&*text));
    }
}
