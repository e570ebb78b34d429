#[derive(
    ::wigwag::__private::serde::Serialize,
    ::wigwag::__private::serde::Deserialize,
    ::wigwag::__private::schemars::JsonSchema
)]
#[serde(crate = "::wigwag::__private::serde", rename_all = "camelCase")]
#[schemars(crate = "::wigwag::__private::schemars")]
/// What an author may say.
#[derive(Clone, Debug)]
pub struct Draft {
    pub text: String,
    #[serde(rename = "re")]
    pub reply_to: Option<u32>,
    #[schemars(extend("x-wigwag-numbers" = true))]
    pub levels: Vec<u8>,
    /// Where all the pieces are.
    #[schemars(transform = ::wigwag::__private::check_map_key::<Piece>)]
    pub pieces: HashMap<Piece, BTreeMap<String, Vec<Place>>>,
    #[serde(with = "pairs")]
    pub marks: HashMap<(u8, u8), Mark>,
}
