//! A changed place as a report shows it: its pictures of before and now with what has changed in them, and its tree. Plain data.

/// A page of a place that has changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shown<'a> {
    /// What a person would call the place.
    pub title: &'a str,
    /// In the baseline.
    pub was: Option<Picture<'a>>,
    /// Now.
    pub now: Option<Picture<'a>>,
    /// Role, name and state of what stands there, line by line.
    pub tree: Vec<(Line, String)>,
}

/// A masked picture.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Picture<'a> {
    /// The picture, as PNG.
    pub png: &'a [u8],
    /// Its width and height.
    pub size: (u32, u32),
    /// What has changed in it.
    pub marks: Vec<Mark>,
}

/// Where something that has changed stands in a picture: left, top, width and height, in percent of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// The step whose control it is.
    pub step: String,
    /// Where.
    pub share: [f64; 4],
}

/// What became of a line of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// It is as it was.
    Same,
    /// It is gone.
    Gone,
    /// It has come.
    Come,
}
