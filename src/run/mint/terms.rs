//! What the regime is told, and what it says: looks at the page, events, decisions, endings.

use std::time::Duration;

/// How long is waited.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// For the answer: the time of a step.
    pub(super) answer: Duration,
    /// For a person; `None`: there is none.
    pub(super) person: Option<Duration>,
}

/// What the page says besides, in the words of the scenario's interruptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Notice {
    /// Which interruption.
    pub(super) number: usize,
    /// What it asks for.
    pub(super) asks: Ask,
}

/// What a notice asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ask {
    /// The console says in its own words that it did not do what was asked.
    Refusal,
    /// Something that only a person can do.
    Person,
    /// The walk would stop for it. Here it says no more than why nothing came.
    Stop,
}

/// What one look at the page came to. Values are known by numbers: their letters are nobody's business here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is an observation of its own")]
pub(super) struct Sight {
    /// Values that can be read and look like what was made.
    pub(super) values: Vec<u32>,
    /// A value stands where the token should, and is not understood.
    pub(super) odd: bool,
    /// The page shows where the answer will stand, or says that it has made something.
    pub(super) result: bool,
    /// The page's own Copy can be pressed.
    pub(super) copy: bool,
    /// What else it says.
    pub(super) notices: Vec<Notice>,
    /// Whether a dialog is open.
    pub(super) dialog: bool,
    /// Whether the page is visibly at work on what was asked.
    pub(super) at_work: bool,
    /// Whether it is another document than the one that was clicked.
    pub(super) replaced: bool,
    /// Whether the click was kept from the page for certain: it was about to fall on something else.
    pub(super) kept: bool,
    /// How long the page has looked so.
    pub(super) quiet: Duration,
}

/// What Graph says of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worth {
    /// It is a token.
    Live,
    /// It is none that Graph takes.
    Dead,
    /// Graph said nothing about it.
    Open,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// The page was looked at. `awake`: how long that took, without the time in which nobody ran.
    Looked {
        /// How long it took.
        awake: Duration,
        /// What was seen.
        sight: Sight,
    },
    /// The page could not be looked at: it was being replaced, or a box of the browser lay over it.
    Blind {
        /// How long it took.
        awake: Duration,
    },
    /// A person was told, Copy was pressed, or a while was waited.
    Did {
        /// How long it took.
        awake: Duration,
    },
    /// The run is to end.
    Interrupted,
    /// The value is on the disk.
    Stored(u32),
    /// It is not.
    NotStored(u32),
    /// Graph was asked about the value.
    Answered(u32, Worth),
}

/// What a person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// To do what this notice says.
    Notice(Notice),
    /// To make room: the value cannot be stored.
    Room,
    /// To look at the page: what it shows is not understood, or is nothing that Graph takes.
    Look,
    /// That Graph does not answer, and the dialog stays open until it does.
    Graph,
}

/// How it ends without a token that is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The console refused, in its own words: nothing was made.
    Refused(Notice),
    /// Values are stored, and none is proved.
    Unproved,
    /// The value can be read and cannot be stored.
    NotStored,
    /// The run was told to end; what could be read until then is stored.
    Interrupted,
    /// The page asks for somebody who is not there, or did not come.
    Notice(Notice),
    /// Something shows that is not understood.
    Odd,
    /// The place for the token is there, and empty.
    Empty,
    /// The page that was to show it is gone, or shows nothing.
    Nothing,
}

/// What is done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// Look at the page.
    Look,
    /// Press the page's own Copy, which is a way of reading.
    Copy,
    /// Store this value before anything else.
    Store(u32),
    /// Ask Graph about this value.
    Prove(u32),
    /// Wait a moment.
    Rest(Duration),
    /// Tell a person, and go on.
    Tell(Need),
    /// Say that the person is done.
    Thank,
    /// The commit was not made, and may be made again.
    Again,
    /// The token is proved: the dialog may be closed.
    Close,
    /// It is over.
    End(Ending),
}
