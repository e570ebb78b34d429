//! The handler of the namespaces `/house/{floor}/{door}`.

use wigwag_tests::contract::{House, Locked, Noise, Visitor, Whereabouts, house};

/// What the protocol itself puts into the query of a handshake.
const PROTOCOL: [&str; 3] = ["EIO", "transport", "t"];

/// Opens every door but that of the vault.
#[derive(Debug)]
pub(crate) struct Porter;

impl House for Porter {
    type Session = Visitor;

    async fn connect(&self, cx: house::ConnectCx, visitor: Visitor) -> Result<Visitor, Locked> {
        let door = &cx.params().door;
        if door == "vault" {
            return Err(Locked::Locked { door: door.clone() });
        }
        Ok(visitor)
    }

    async fn whereabouts(&self, cx: house::Cx<Self>) -> Whereabouts {
        let handshake = cx.socket().handshake();
        Whereabouts {
            floor: cx.params().floor,
            door: cx.params().door.clone(),
            visitor: cx.session().name.clone(),
            query: handshake
                .queries()
                .filter(|(name, _)| !PROTOCOL.contains(&&**name))
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        }
    }
    async fn ring(&self, _cx: house::Cx<Self>, times: u8) -> Result<String, Noise> {
        let allowed = 3;
        if times > allowed { Err(Noise { allowed }) } else { Ok("ding".repeat(times.into())) }
    }
}
