#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wigwag_fuzz::msgpack(input));
