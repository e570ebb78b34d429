use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde::ser::{Error as _, SerializeSeq as _, Serializer};
use serde_json::json;
use serde_json::value::RawValue;

use super::{Numbers, Unwritable, write};

/// Checks that `value` is written as serde_json does, whatever is said about numbers.
#[track_caller]
fn check<T: Serialize>(value: T, expected: &str) {
    assert_eq!(serde_json::to_string(&value).unwrap(), expected, "serde_json");
    for numbers in [Numbers::Lenient, Numbers::Exact] {
        let mut json = b"before".to_vec();
        write(&mut json, &value, numbers).unwrap();
        assert_eq!(String::from_utf8(json).unwrap(), format!("before{expected}"), "{numbers:?}");
    }
}

/// Checks that `value` is refused at `path`, and written as `lenient` when numbers do not matter.
#[track_caller]
fn check_number<T: Serialize>(value: T, path: &str, message: &str, lenient: &str) {
    check_fault(Numbers::Exact, &value, path, message);
    let mut json = Vec::new();
    write(&mut json, &value, Numbers::Lenient).unwrap();
    assert_eq!(String::from_utf8(json).unwrap(), lenient);
    assert_eq!(serde_json::to_string(&value).unwrap(), lenient);
}

#[track_caller]
fn check_fault<T: Serialize>(numbers: Numbers, value: &T, path: &str, message: &str) {
    // What stands there already is none of the value.
    let mut json = br#"["name",{"x":[0,"#.to_vec();
    let expected = Unwritable { path: path.to_owned(), message: message.to_owned() };
    assert_eq!(write(&mut json, value, numbers), Err(expected));
}

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
struct Newtype<T>(T);

#[derive(Serialize)]
struct Pair<A, B>(A, B);

#[derive(Serialize)]
struct Fields<T> {
    id: u32,
    value: T,
}

#[derive(Serialize)]
struct Flat<T> {
    first: u8,
    #[serde(flatten)]
    rest: T,
}

#[derive(Serialize)]
enum External<T> {
    Unit,
    Newtype(T),
    Tuple(u8, T),
    Struct { id: u8, value: T },
}

#[derive(Serialize)]
#[serde(tag = "kind")]
enum Internal<T> {
    Unit,
    Newtype(Fields<T>),
    Struct { value: T },
    Variant(External<T>),
}

#[derive(Serialize)]
#[serde(tag = "kind", content = "content")]
enum Adjacent<T> {
    Unit,
    Newtype(T),
    Tuple(u8, T),
    Struct { value: T },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Untagged<T> {
    Unit,
    Newtype(T),
    Tuple(u8, T),
    Struct { value: T },
}

#[test]
fn scalars() {
    check((true, false, ()), "[true,false,null]");
    check(
        (i8::MIN, i16::MIN, i32::MIN, u8::MAX, u16::MAX, u32::MAX),
        "[-128,-32768,-2147483648,255,65535,4294967295]",
    );
    check(
        (0_u64, -1_i64, 9_007_199_254_740_991_u64, -9_007_199_254_740_991_i64),
        "[0,-1,9007199254740991,-9007199254740991]",
    );
    check((7_i128, -7_i128, 7_u128), "[7,-7,7]");
    check(
        (0.0, -0.0, 1.0, 0.1_f32, 0.1, 1e21, 5e-324, f64::MAX),
        "[0.0,-0.0,1.0,0.1,0.1,1e+21,5e-324,1.7976931348623157e+308]",
    );
    check(
        ('a', '"', '😀', "\u{0}\n\"\\/é\u{2028}"),
        "[\"a\",\"\\\"\",\"😀\",\"\\u0000\\n\\\"\\\\/é\u{2028}\"]",
    );
    check((None::<u8>, Some(1), Some(None::<u8>)), "[null,1,null]");
    // Written piece by piece.
    check(format_args!("{}-\"{}", 1, 2), r#""1-\"2""#);
}

#[test]
fn structures() {
    check((Unit, Newtype(1), Pair(1, "b"), Newtype(Newtype(()))), r#"[null,1,[1,"b"],null]"#);
    check((Vec::<u8>::new(), [1], [[0; 0]; 2]), "[[],[1],[[],[]]]");
    check(
        Fields { id: 1, value: Fields { id: 2, value: [()] } },
        r#"{"id":1,"value":{"id":2,"value":[null]}}"#,
    );
    check(BTreeMap::<u8, u8>::new(), "{}");
    check(Flat { first: 1, rest: Fields { id: 2, value: 3 } }, r#"{"first":1,"id":2,"value":3}"#);
    check(Flat { first: 1, rest: BTreeMap::from([("a", 1)]) }, r#"{"first":1,"a":1}"#);
    check(
        json!({ "a": [1, -1, 1.5, null, true, "x", {}], "b": {} }),
        r#"{"a":[1,-1,1.5,null,true,"x",{}],"b":{}}"#,
    );
    check(serde_bytes(&[1, 2]), "[1,2]");
}

/// Bytes as serde's own method for them is given.
fn serde_bytes(bytes: &[u8]) -> impl Serialize {
    struct AsBytes<'a>(&'a [u8]);
    impl Serialize for AsBytes<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(self.0)
        }
    }
    AsBytes(bytes)
}

#[test]
fn enums() {
    check(
        [
            External::Unit,
            External::Newtype(1),
            External::Tuple(1, 2),
            External::Struct { id: 1, value: 2 },
        ],
        r#"["Unit",{"Newtype":1},{"Tuple":[1,2]},{"Struct":{"id":1,"value":2}}]"#,
    );
    check(
        [
            Internal::Unit,
            Internal::Newtype(Fields { id: 1, value: 2 }),
            Internal::Struct { value: 3 },
        ],
        r#"[{"kind":"Unit"},{"kind":"Newtype","id":1,"value":2},{"kind":"Struct","value":3}]"#,
    );
    check(
        [
            Internal::Variant(External::Tuple(1, 2)),
            Internal::Variant(External::Struct { id: 1, value: 2 }),
        ],
        r#"[{"kind":"Variant","Tuple":[1,2]},{"kind":"Variant","Struct":{"id":1,"value":2}}]"#,
    );
    check(
        [
            Adjacent::Unit,
            Adjacent::Newtype(1),
            Adjacent::Tuple(1, 2),
            Adjacent::Struct { value: 3 },
        ],
        r#"[{"kind":"Unit"},{"kind":"Newtype","content":1},{"kind":"Tuple","content":[1,2]},{"kind":"Struct","content":{"value":3}}]"#,
    );
    check(
        [
            Untagged::Unit,
            Untagged::Newtype(1),
            Untagged::Tuple(1, 2),
            Untagged::Struct { value: 3 },
        ],
        r#"[null,1,[1,2],{"value":3}]"#,
    );
}

#[test]
fn keys() {
    check(BTreeMap::from([("a\"b", 1), ("c", 2)]), r#"{"a\"b":1,"c":2}"#);
    check(BTreeMap::from([(i64::MIN, 1), (7, 2)]), r#"{"-9223372036854775808":1,"7":2}"#);
    check(BTreeMap::from([(u128::MAX, ())]), r#"{"340282366920938463463374607431768211455":null}"#);
    check(BTreeMap::from([('a', BTreeMap::from([(true, 1)]))]), r#"{"a":{"true":1}}"#);
    #[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
    enum Key {
        One,
        #[serde(rename = "2")]
        Two,
    }
    check(BTreeMap::from([(Key::One, 1), (Key::Two, 2)]), r#"{"One":1,"2":2}"#);
}

#[test]
fn text_that_is_json_already() {
    let raw = |json: &str| RawValue::from_string(json.to_owned()).unwrap();
    check(raw(r#"{ "a": [1.0] }"#), r#"{ "a": [1.0] }"#);
    check(Fields { id: 1, value: raw("[ ]") }, r#"{"id":1,"value":[ ]}"#);
    check([raw("1"), raw("\"x\"")], r#"[1,"x"]"#);
    check(Internal::Struct { value: raw("null") }, r#"{"kind":"Struct","value":null}"#);
    check((raw("1"), "text"), r#"[1,"text"]"#);
    check_number(
        vec![raw("9007199254740993")],
        "[0]",
        "the integer 9007199254740993 is beyond ±9007199254740991, where JavaScript rounds",
        "[9007199254740993]",
    );
}

#[test]
fn integers_that_javascript_would_round_are_refused() {
    let message = |integer: &str| {
        format!("the integer {integer} is beyond ±9007199254740991, where JavaScript rounds")
    };
    check_number(1_u64 << 53, "", &message("9007199254740992"), "9007199254740992");
    check_number(-(1_i64 << 53), "", &message("-9007199254740992"), "-9007199254740992");
    check_number(u64::MAX, "", &message("18446744073709551615"), "18446744073709551615");
    check_number(i64::MIN, "", &message("-9223372036854775808"), "-9223372036854775808");
    check_number(u128::MAX, "", &message(&u128::MAX.to_string()), &u128::MAX.to_string());
    check_number(i128::MIN, "", &message(&i128::MIN.to_string()), &i128::MIN.to_string());
    check_number(
        json!([1_u64 << 60]),
        "[0]",
        &message("1152921504606846976"),
        "[1152921504606846976]",
    );
}

#[test]
fn what_is_no_number_is_refused() {
    check_number(f64::NAN, "", "NaN is no number in JSON", "null");
    check_number(f32::NAN, "", "NaN is no number in JSON", "null");
    check_number(Some(f64::INFINITY), "", "inf is no number in JSON", "null");
    check_number([f32::NEG_INFINITY], "[0]", "-inf is no number in JSON", "[null]");
}

/// A number that is refused, in each place that serde treats differently.
#[test]
fn path_leads_to_the_value() {
    const MESSAGE: &str = "NaN is no number in JSON";
    const NAN: f64 = f64::NAN;
    check_number(vec![vec![0.0], vec![0.0, NAN]], "[1][1]", MESSAGE, "[[0.0],[0.0,null]]");
    check_number(
        Fields { id: 1, value: vec![Fields { id: 2, value: NAN }] },
        "value[0].value",
        MESSAGE,
        r#"{"id":1,"value":[{"id":2,"value":null}]}"#,
    );
    check_number(Pair("a,[{\"", NAN), "[1]", MESSAGE, r#"["a,[{\"",null]"#);
    check_number(
        BTreeMap::from([("a", 1.0), ("b\"]", NAN)]),
        "b\"]",
        MESSAGE,
        r#"{"a":1.0,"b\"]":null}"#,
    );
    check_number(
        BTreeMap::from([(7, BTreeMap::from([("x", NAN)]))]),
        "7.x",
        MESSAGE,
        r#"{"7":{"x":null}}"#,
    );
    check_number(
        Flat { first: 1, rest: Fields { id: 2, value: NAN } },
        "value",
        MESSAGE,
        r#"{"first":1,"id":2,"value":null}"#,
    );
    check_number([External::Newtype(NAN)], "[0].Newtype", MESSAGE, r#"[{"Newtype":null}]"#);
    check_number(External::Tuple(1, NAN), "Tuple[1]", MESSAGE, r#"{"Tuple":[1,null]}"#);
    check_number(
        External::Struct { id: 1, value: NAN },
        "Struct.value",
        MESSAGE,
        r#"{"Struct":{"id":1,"value":null}}"#,
    );
    check_number(
        Internal::Newtype(Fields { id: 1, value: NAN }),
        "value",
        MESSAGE,
        r#"{"kind":"Newtype","id":1,"value":null}"#,
    );
    check_number(
        Internal::Struct { value: NAN },
        "value",
        MESSAGE,
        r#"{"kind":"Struct","value":null}"#,
    );
    // serde collects the content of these before it writes it.
    check_number(
        Internal::Variant(External::Tuple(1, NAN)),
        "Tuple[1]",
        MESSAGE,
        r#"{"kind":"Variant","Tuple":[1,null]}"#,
    );
    check_number(
        Internal::Variant(External::Struct { id: 1, value: NAN }),
        "Struct.value",
        MESSAGE,
        r#"{"kind":"Variant","Struct":{"id":1,"value":null}}"#,
    );
    check_number(
        Adjacent::Tuple(1, NAN),
        "content[1]",
        MESSAGE,
        r#"{"kind":"Tuple","content":[1,null]}"#,
    );
    check_number(Untagged::Struct { value: NAN }, "value", MESSAGE, r#"{"value":null}"#);
}

struct Failing;

impl Serialize for Failing {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("no"))
    }
}

/// Writes one element and then fails.
struct HalfWritten;

impl Serialize for HalfWritten {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut elements = serializer.serialize_seq(None)?;
        elements.serialize_element("one")?;
        elements.serialize_element(&Failing)?;
        elements.end()
    }
}

#[test]
fn implementations_may_fail_anywhere() {
    for numbers in [Numbers::Lenient, Numbers::Exact] {
        check_fault(numbers, &Failing, "", "no");
        check_fault(numbers, &Fields { id: 1, value: Some(Failing) }, "value", "no");
        check_fault(numbers, &[HalfWritten], "[0][1]", "no");
        check_fault(numbers, &BTreeMap::from([("k", Failing)]), "k", "no");
    }
}

#[test]
fn keys_that_are_no_text_are_refused_at_their_object() {
    for numbers in [Numbers::Lenient, Numbers::Exact] {
        let keyed = |key: Vec<u8>| Fields { id: 1, value: HashMap::from([(key, 1)]) };
        check_fault(numbers, &keyed(vec![1]), "value", "key must be a string");
        let keyed = [BTreeMap::from([(Some([1; 2]), 1)])];
        check_fault(numbers, &keyed, "[0]", "key must be a string");
    }
}
