//! What a program implements to have packets travel in another form.

use super::decoder::DecoderLimits;
use super::error::{DecodeError, EncodeError};
use super::message::Message;
use super::packet::Packet;

/// A form in which Socket.IO packets travel, other than the official text format.
///
/// One parser serves all clients of a server: [`Config::parser`](crate::Config::parser). Its clients need the counterpart of it, as their
/// option `parser`. Arguments are JSON text with attachments on the side, whatever travels: handlers, contracts and
/// [`Args::read`](crate::Args::read) never learn of the parser.
///
/// A panic while it encodes or decodes is an error like its own.
///
/// # Examples
/// A parser that says each packet as one JSON object, `{"type":2,"nsp":"/","data":["hello",1]}`, and knows no attachments:
/// ```
/// use serde_json::value::RawValue;
/// use wigwag::engine::Message;
/// use wigwag::parser::{Body, DecodeError, Decoder, DecoderLimits, Packet, Parser};
/// use wigwag::{Args, Config, EncodeError};
///
/// struct Json;
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Wire {
///     r#type: u8,
///     nsp: String,
///     #[serde(skip_serializing_if = "Option::is_none")]
///     id: Option<u64>,
///     #[serde(skip_serializing_if = "Option::is_none")]
///     data: Option<Box<RawValue>>,
/// }
///
/// impl Parser for Json {
///     fn encode(&self, packet: &Packet) -> Result<Vec<Message>, EncodeError> {
///         let (kind, id, data) = match &packet.body {
///             Body::Connect { data } => (0, None, data.as_deref().map(str::to_owned)),
///             Body::Disconnect => (1, None, None),
///             Body::Event { id, name, args } if args.attachments().is_empty() => {
///                 let name = serde_json::to_string(name.as_str()).unwrap_or_default();
///                 let comma = if args.json_list().is_empty() { "" } else { "," };
///                 (2, *id, Some(format!("[{name}{comma}{}]", args.json_list())))
///             }
///             Body::Ack { id, args } if args.attachments().is_empty() => {
///                 (3, *id, Some(format!("[{}]", args.json_list())))
///             }
///             Body::ConnectError { data } => (4, None, data.as_deref().map(str::to_owned)),
///             _ => return Err(EncodeError::Parser("JSON holds no attachments".to_owned())),
///         };
///         let data = data.and_then(|json| RawValue::from_string(json).ok());
///         let wire = Wire { r#type: kind, nsp: packet.namespace.to_string(), id, data };
///         let text = serde_json::to_string(&wire).map_err(|error| EncodeError::Parser(error.to_string()))?;
///         Ok(vec![text.into()])
///     }
///
///     fn decoder(&self, _: DecoderLimits) -> Box<dyn Decoder> {
///         Box::new(JsonDecoder)
///     }
/// }
///
/// struct JsonDecoder;
///
/// impl Decoder for JsonDecoder {
///     fn decode(&mut self, message: Message) -> Result<Option<Packet>, DecodeError> {
///         let text = message.as_text().ok_or(DecodeError::UnexpectedBinary)?;
///         let wire: Wire = serde_json::from_str(text).map_err(|_| DecodeError::InvalidJson)?;
///         let json = wire.data.as_deref().map(|data| data.get().into());
///         let array = || json.clone().ok_or(DecodeError::UnexpectedPayload);
///         let body = match wire.r#type {
///             0 => Body::Connect { data: json },
///             1 => Body::Disconnect,
///             2 => {
///                 let (name, args) = Args::of_named(array()?, Vec::new())?;
///                 Body::Event { id: wire.id, name, args }
///             }
///             3 => Body::Ack { id: wire.id, args: Args::from_json(array()?, Vec::new())? },
///             4 => Body::ConnectError { data: json },
///             byte => return Err(DecodeError::UnknownSocketType { byte }),
///         };
///         Ok(Some(Packet { namespace: wire.nsp.into(), body }))
///     }
/// }
///
/// let config = Config::new().parser(Json);
/// # let _ = config;
/// # let sent = Json.encode(&Packet { namespace: "/".into(), body: Body::Event { id: None, name: "hello".into(), args: Args::of(&(1,))? } })?;
/// # assert_eq!(sent, [r#"{"type":2,"nsp":"/","data":["hello",1]}"#.into()]);
/// # let packet = Json.decoder(DecoderLimits::default()).decode(sent[0].clone())?;
/// # assert!(matches!(packet, Some(Packet { body: Body::Event { name, .. }, .. }) if name == "hello"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Parser: Send + Sync + 'static {
    /// Encodes a packet as one or more messages, which are sent with nothing in between.
    ///
    /// It is called once for each packet, however many recipients it has.
    ///
    /// # Errors
    /// When this parser cannot say it: [`EncodeError::Parser`], in the parser's own words.
    fn encode(&self, packet: &Packet) -> Result<Vec<Message>, EncodeError>;

    /// Makes the decoder of one client. It has to keep to the limits.
    fn decoder(&self, limits: DecoderLimits) -> Box<dyn Decoder>;
}

/// Makes packets of the messages of one client.
///
/// Whatever it returns is checked before it has an effect: JSON that is none, reserved names of events and too many attachments are
/// errors like its own.
pub trait Decoder: Send {
    /// Decodes one message; returns a packet when it is complete.
    ///
    /// # Errors
    /// When the message is no packet. The session is over then: its sockets leave with the reason `forced close`.
    fn decode(&mut self, message: Message) -> Result<Option<Packet>, DecodeError>;

    /// The namespace of a packet that has begun and needs further messages. Only those who are in the namespace may begin one, and its next
    /// message has to come [in time](crate::Config::attachments_timeout).
    ///
    /// Default: `None`, for formats in which each packet is one message.
    fn awaiting(&self) -> Option<&str> {
        None
    }
}
