//! Values whose wire form is their own, in every place that serde treats differently, in both directions and both formats.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{args, encode_event};
use crate::{Binary, I64, U64, U128};

/// Two values of a type, and what each of them is in JSON.
trait Sample: Serialize + DeserializeOwned + Clone + PartialEq + Debug {
    const JSON: [&str; 2];
    const ATTACHMENTS: &[&[u8]] = &[];

    fn zero() -> Self;
    fn one() -> Self;
}

impl Sample for Binary {
    const JSON: [&str; 2] =
        [r#"{"_placeholder":true,"num":0}"#, r#"{"_placeholder":true,"num":1}"#];
    const ATTACHMENTS: &[&[u8]] = &[b"zero", b"one"];

    fn zero() -> Self {
        Self::from(b"zero".as_slice())
    }

    fn one() -> Self {
        Self::from(b"one".as_slice())
    }
}

impl Sample for U64 {
    const JSON: [&str; 2] = [r#""0""#, r#""18446744073709551615""#];

    fn zero() -> Self {
        Self(0)
    }

    fn one() -> Self {
        Self(u64::MAX)
    }
}

impl Sample for I64 {
    const JSON: [&str; 2] = [r#""-9223372036854775808""#, r#""9223372036854775807""#];

    fn zero() -> Self {
        Self(i64::MIN)
    }

    fn one() -> Self {
        Self(i64::MAX)
    }
}

impl Sample for U128 {
    const JSON: [&str; 2] = [r#""7""#, r#""340282366920938463463374607431768211455""#];

    fn zero() -> Self {
        Self(7)
    }

    fn one() -> Self {
        Self(u128::MAX)
    }
}

/// Checks that `value` is sent as `json`, in which `0` and `1` in angle brackets stand for the samples, and that it is read from that.
#[track_caller]
fn check<V: Sample, T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, json: &str) {
    let n_values = json.matches('<').count();
    let attachments = V::ATTACHMENTS.get(..n_values).unwrap_or_default();
    let json = json.replace("<0>", V::JSON[0]).replace("<1>", V::JSON[1]);

    let encoded = encode_event("/", None, "e", &(&value,)).unwrap();
    let head =
        if attachments.is_empty() { "2".to_owned() } else { format!("5{}-", attachments.len()) };
    let packet = format!("{head}[\"e\",{json}]");
    assert_eq!(encoded.frame.payload(), format!("4{packet}").as_bytes());
    assert!(
        encoded.attachments.iter().map(|frame| frame.payload()).eq(attachments.iter().copied())
    );
    assert_eq!(args(&packet, attachments).read::<(T,)>().as_ref(), Ok(&(value,)));

    #[cfg(feature = "msgpack")]
    msgpack::check(&(args(&packet, attachments).read::<(T,)>().unwrap()), &json);
}

/// The format in which binary data stands amid the rest.
#[cfg(feature = "msgpack")]
mod msgpack {
    use bytes::Bytes;

    use super::*;
    use crate::codec::format::Format;
    use crate::codec::packet::Body;
    use crate::codec::{DecoderLimits, Message, Msgpack};

    #[track_caller]
    pub(super) fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(
        args: &(T,),
        json: &str,
    ) {
        let format = Format::Parser(std::sync::Arc::new(Msgpack));
        let encoded = format.encode_event("/", None, "e", args, None).unwrap();
        assert!(encoded.attachments.is_empty());
        let message = Message::Binary(Bytes::copy_from_slice(encoded.frame.payload()));
        let packet = format.decoder(DecoderLimits::default()).decode(message).unwrap().unwrap();
        let Body::Event { args: read, .. } = packet.body else { panic!("no event") };
        assert_eq!(read.json_list(), json);
        assert_eq!(read.read::<(T,)>().as_ref(), Ok(args));
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct File<V> {
    name: String,
    data: V,
}

fn file<V: Sample>() -> File<V> {
    File { name: "f".to_owned(), data: V::zero() }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Newtype<V>(V);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct Transparent<V> {
    only: V,
}

fn plain_places<V: Sample>() {
    check::<V, _>(V::zero(), "<0>");
    check::<V, _>(file::<V>(), r#"{"name":"f","data":<0>}"#);
    check::<V, _>(Newtype(V::zero()), "<0>");
    check::<V, _>(Transparent { only: V::zero() }, "<0>");
    check::<V, _>((1, V::zero(), "x".to_owned()), r#"[1,<0>,"x"]"#);
}

fn options_and_sequences<V: Sample>() {
    check::<V, _>(Some(V::zero()), "<0>");
    check::<V, _>(vec![None, Some(V::zero())], "[null,<0>]");
    check::<V, _>(vec![V::zero(), V::one()], "[<0>,<1>]");
    check::<V, _>([V::zero(), V::one()], "[<0>,<1>]");
    check::<V, _>(vec![vec![], vec![V::zero()]], "[[],[<0>]]");
}

fn maps<V: Sample>() {
    check::<V, _>(
        BTreeMap::from([("a".to_owned(), V::zero()), ("b".to_owned(), V::one())]),
        r#"{"a":<0>,"b":<1>}"#,
    );
    check::<V, _>(HashMap::from([(7, Some(V::zero()))]), r#"{"7":<0>}"#);
}

fn externally_tagged<V: Sample>() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Part<V> {
        Raw(V),
        Pair(V, V),
        File { data: V },
    }
    check::<V, _>(Part::Raw(V::zero()), r#"{"Raw":<0>}"#);
    check::<V, _>(Part::Pair(V::zero(), V::one()), r#"{"Pair":[<0>,<1>]}"#);
    check::<V, _>(Part::File { data: V::zero() }, r#"{"File":{"data":<0>}}"#);
}

fn internally_tagged<V: Sample>() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind")]
    enum Part<V> {
        Data { data: V },
        File(File<V>),
    }
    check::<V, _>(Part::Data { data: V::zero() }, r#"{"kind":"Data","data":<0>}"#);
    check::<V, _>(Part::File(file::<V>()), r#"{"kind":"File","name":"f","data":<0>}"#);
}

fn adjacently_tagged<V: Sample>() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind", content = "content")]
    enum Part<V> {
        Raw(V),
        File { data: V },
    }
    check::<V, _>(Part::Raw(V::zero()), r#"{"kind":"Raw","content":<0>}"#);
    check::<V, _>(Part::File { data: V::zero() }, r#"{"kind":"File","content":{"data":<0>}}"#);
}

fn untagged<V: Sample>() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Part<V> {
        Number(u32),
        Raw(V),
        Both { text: String, data: V },
    }
    check::<V, Part<V>>(Part::Number(7), "7");
    check::<V, _>(Part::Raw(V::zero()), "<0>");
    check::<V, _>(
        Part::Both { text: "t".to_owned(), data: V::zero() },
        r#"{"text":"t","data":<0>}"#,
    );
}

fn flattened<V: Sample>() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Upload<V> {
        id: u32,
        #[serde(flatten)]
        file: File<V>,
        #[serde(flatten)]
        rest: BTreeMap<String, V>,
    }
    let rest = BTreeMap::from([("a".to_owned(), V::one())]);
    check::<V, _>(
        Upload { id: 1, file: file(), rest },
        r#"{"id":1,"name":"f","data":<0>,"a":<1>}"#,
    );

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind")]
    enum Choice<V> {
        Data { data: V },
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Chosen<V> {
        id: V,
        #[serde(flatten)]
        choice: Option<Choice<V>>,
    }
    let choice = Some(Choice::Data { data: V::one() });
    check::<V, _>(Chosen { id: V::zero(), choice }, r#"{"id":<0>,"kind":"Data","data":<1>}"#);
}

fn recursive<V: Sample>() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Tree<V> {
        value: V,
        children: Vec<Self>,
    }
    let leaf = Tree { value: V::one(), children: vec![] };
    let tree = Tree { value: V::zero(), children: vec![leaf] };
    check::<V, _>(tree, r#"{"value":<0>,"children":[{"value":<1>,"children":[]}]}"#);
}

/// One test for each kind of place and each type.
macro_rules! in_every_place {
    ($($module:ident: $value:ty),*) => {$(
        mod $module {
            use super::*;

            in_every_place! {
                $value: plain_places options_and_sequences maps externally_tagged internally_tagged adjacently_tagged untagged flattened
                recursive
            }
        }
    )*};
    ($value:ty: $($place:ident)*) => {$(
        #[test]
        fn $place() {
            super::$place::<$value>();
        }
    )*};
}

in_every_place!(binary: Binary, u64: U64, i64: I64, u128: U128);

#[test]
fn whole_numbers_are_keys_of_maps() {
    check::<U64, _>(BTreeMap::from([(U64(0), 1), (U64(u64::MAX), 2)]), "{<0>:1,<1>:2}");
    check::<I64, _>(BTreeMap::from([(I64(i64::MIN), 1)]), "{<0>:1}");
    check::<U128, _>(HashMap::from([(U128(u128::MAX), U128(7))]), "{<1>:<0>}");

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Scores {
        round: u32,
        #[serde(flatten)]
        by_player: HashMap<U64, u32>,
    }
    let by_player = HashMap::from([(U64(u64::MAX), 7)]);
    check::<U64, _>(Scores { round: 1, by_player }, r#"{"round":1,<1>:7}"#);
}

#[test]
fn a_number_in_place_of_its_text_has_its_path() {
    let error = args(r#"2["e",{"name":"f","data":7}]"#, &[]).read::<(File<U64>,)>().unwrap_err();
    assert_eq!(error.path(), "[0].data");
    let expected = "expected a string with a whole number from 0 to 18446744073709551615";
    assert_eq!(error.message(), format!("invalid type: integer `7`, {expected}"));
}
