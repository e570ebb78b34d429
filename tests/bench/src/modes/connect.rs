//! Clients that come in over a WebSocket and stay: from TCP to the answer of the namespace.

use crate::{
    errand,
    fault::Fault,
    fleet::Fleet,
    modes::Measure,
    results::Measured,
    websocket::Opening,
    window::{Meter, Span, Target},
};

/// A number of connections; how long that takes is the server's affair.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Connect {
    /// Those that come before what is measured.
    pub(crate) warm_up: usize,
    pub(crate) connections: usize,
}

impl Measure for Connect {
    fn measure(&self, target: &Target, _span: &Span) -> Result<Measured, Fault> {
        let mut fleet = Fleet::new(target)?;
        let mut opening = Opening::new(self.warm_up);
        fleet.settle(&mut opening, Opening::awaited)?;
        let meter = Meter::start(target, opening.tally())?;
        opening.extend(self.connections);
        fleet.settle(&mut opening, Opening::awaited)?;
        let measured = meter.stop(opening.tally())?;
        errand::farewell(&mut fleet, self.warm_up + self.connections)?;
        Ok(measured)
    }
}
