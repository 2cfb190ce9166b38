//! What the walk tests stand on: a practice site, the real program, and a look at the processes of this machine.

mod display;
mod grid;
mod held_driver;
mod http;
mod moments;
mod person;
mod practice;
mod processes;
mod screen;
mod seat;
mod site;
mod turn;
mod walk;
mod walked;

#[path = "../../src/secret/canary.rs"]
#[allow(unreachable_pub, reason = "it is the library's own file, included here")]
mod canary;

pub(crate) use canary::{forms_in, token as canary_token};
pub(crate) use display::Display;
pub(crate) use grid::{Grid, on_path};
pub(crate) use held_driver::HeldDriver;
pub(crate) use http::http_client;
pub(crate) use moments::{Moments, Victim};
pub(crate) use person::Person;
pub(crate) use practice::{Practice, assert_no_token_leaks};
pub(crate) use processes::{command_lines, eventually, naming, signal, within};
pub(crate) use screen::screen;
pub(crate) use seat::Left;
pub(crate) use site::Site;
pub(crate) use turn::side_by_side;
pub(crate) use walk::{Walk, Walking};
pub(crate) use walked::{Walked, files_under};
