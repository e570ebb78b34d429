use std::collections::HashMap;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::*;

/// A number and its text, in every way that leads from the one to the other.
#[track_caller]
fn check<T>(number: T, text: &str)
where
    T: Copy
        + Debug
        + Display
        + PartialEq
        + FromStr<Err = ParseDecimalError>
        + Serialize
        + DeserializeOwned,
{
    assert_eq!(number.to_string(), text);
    assert_eq!(text.parse(), Ok(number));
    assert_eq!(serde_json::to_string(&number).unwrap(), format!("\"{text}\""));
    assert_eq!(serde_json::from_str::<T>(&format!("\"{text}\"")).unwrap(), number);
}

#[test]
fn numbers_are_decimal_strings() {
    check(U64(0), "0");
    check(U64(9_007_199_254_740_993), "9007199254740993");
    check(U64(u64::MAX), "18446744073709551615");
    check(I64(0), "0");
    check(I64(i64::MIN), "-9223372036854775808");
    check(I64(i64::MAX), "9223372036854775807");
    check(U128(u128::MAX), "340282366920938463463374607431768211455");
}

#[track_caller]
fn check_refused<T: DeserializeOwned + Debug + FromStr>(texts: &[&str]) {
    for text in texts {
        assert!(text.parse::<T>().is_err(), "{text:?}");
        assert!(serde_json::from_str::<T>(&format!("\"{text}\"")).is_err(), "{text:?}");
    }
}

#[test]
fn other_spellings_and_numbers_out_of_range_are_refused() {
    let never = [
        "", " ", "00", "01", "-0", "-00", "-01", "+0", "+1", " 1", "1 ", "1.0", "1e3", "0x1",
        "1_000", "٣", "--1",
    ];
    check_refused::<U64>(&never);
    check_refused::<I64>(&never);
    check_refused::<U128>(&never);
    check_refused::<U64>(&["-1", "18446744073709551616"]);
    check_refused::<I64>(&["9223372036854775808", "-9223372036854775809"]);
    check_refused::<U128>(&["-1", "340282366920938463463374607431768211456"]);
}

#[test]
fn errors_say_what_is_expected() {
    let error = |json| serde_json::from_str::<U64>(json).unwrap_err().to_string();
    let expected =
        "expected a string with a whole number from 0 to 18446744073709551615 at line 1 column";
    assert_eq!(error("7"), format!("invalid type: integer `7`, {expected} 1"));
    assert_eq!(error(r#""07""#), format!("invalid value: string \"07\", {expected} 4"));
    assert_eq!(
        "07".parse::<I64>().unwrap_err().to_string(),
        "not a whole number from -9223372036854775808 to 9223372036854775807, written without leading zeros",
    );
}

#[test]
fn they_are_keys_of_maps() {
    let ages = HashMap::from([(U64(u64::MAX), 7)]);
    let json = r#"{"18446744073709551615":7}"#;
    assert_eq!(serde_json::to_string(&ages).unwrap(), json);
    assert_eq!(serde_json::from_str::<HashMap<U64, u32>>(json).unwrap(), ages);
    assert!(serde_json::from_str::<HashMap<U64, u32>>(r#"{"07":7}"#).is_err());
}

#[test]
fn they_are_numbers_to_the_program() {
    assert!(U64(9) < U64(10));
    assert!(I64(-10) < I64(-9));
    assert_eq!(u64::from(U64::from(7)), 7);
    assert_eq!(format!("{:>4}|{:?}", I64(-7), U128(7)), "  -7|U128(7)");
}

#[test]
fn the_schema_names_the_format() {
    let mut generator = SchemaGenerator::default();
    let expected = [
        json!({"type": "string", "format": "uint64-string", "pattern": "^(0|[1-9][0-9]{0,19})$"}),
        json!({"type": "string", "format": "int64-string", "pattern": "^(0|-?[1-9][0-9]{0,18})$"}),
        json!({"type": "string", "format": "uint128-string", "pattern": "^(0|[1-9][0-9]{0,38})$"}),
    ];
    assert_eq!(generator.subschema_for::<U64>(), expected[0]);
    assert_eq!(generator.subschema_for::<I64>(), expected[1]);
    assert_eq!(generator.subschema_for::<U128>(), expected[2]);
}
