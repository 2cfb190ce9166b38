//! How a person points at a control.

/// How a person points at a control. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Locator {
    /// The kind of control, leniently: what a person would use it as.
    pub control: Option<Control>,
    /// An exact ARIA role, native equivalents included.
    pub role: Option<String>,
    /// Its name or its text.
    pub name: Option<Name>,
    /// How the name must match.
    pub matching: Matching,
    /// `dialog`, `page` (outside of every dialog), or the name of a region.
    pub within: Option<String>,
    /// In the smallest group that holds this text and a candidate.
    pub near: Option<Name>,
    /// The group of `near` may hold only one text that begins so: the group is one card, not the list of cards.
    pub single: Option<Name>,
    /// Of several such groups those that have this, too, be it as words or as the ID in the address of a link.
    pub rather: Option<Name>,
    /// The first such control after this text in reading order.
    pub after: Option<Name>,
    /// The heading of the group that it stands in.
    pub under: Option<Name>,
    /// Headings of other groups: what stands under one of them, and not under `under`, is none of it.
    pub not_under: Option<Name>,
    /// Its state.
    pub state: State,
    /// Which of several matches; `None`: there must be one.
    pub which: Option<Which>,
    /// Line in its file.
    pub line: usize,
}

/// The kinds of control, as a person sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Something that is clicked: a native button, a link, a `div` with a role, a row.
    Button,
    /// Something that is typed into.
    Field,
    /// Something from which one option is chosen.
    Picker,
    /// Something that is on or off.
    Check,
    /// An option in an open picker or menu.
    Option,
    /// Any text that is visible, a control or not.
    Text,
    /// A button that opens a menu, with or without a name.
    Menu,
}

/// A name to match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// A label key.
    Label(String),
    /// Literal words; placeholders allowed.
    Literal(String),
    /// A regular expression on the folded name.
    Pattern(String),
}

/// How a name must match. Always without case, accents, surplus white space and a closing colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Matching {
    /// The whole name.
    #[default]
    Whole,
    /// The whole name, but a number may follow ("Apps 1", "All apps (3)").
    Counted,
    /// The name begins so.
    Starts,
    /// The name has these words in it, at word boundaries.
    Contains,
}

/// State of a control; `None`: whatever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// On.
    pub checked: Option<bool>,
    /// Unfolded.
    pub expanded: Option<bool>,
    /// Selected.
    pub selected: Option<bool>,
    /// Greyed.
    pub disabled: Option<bool>,
}

/// Which of several matches, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The first.
    First,
    /// The last.
    Last,
}
