//! What the accounts of a roster must be, whatever its format.

use std::collections::HashMap;

use super::{
    column::Column,
    oddity::oddity,
    place::Faults,
    record::{Cell, Record},
    row::{Given, Roster, Row},
};
use crate::secret::Slug;

/// Checks all accounts, each by itself and against the others.
pub(super) fn check(records: &[Record], given: Given, faults: &mut Faults<'_>) -> Roster {
    let mut roster = Roster::default();
    let mut ids: HashMap<String, (String, usize)> = HashMap::new();
    let mut meant: HashMap<[Option<String>; 3], usize> = HashMap::new();
    for record in records {
        let sound = record.cells.iter().filter(|(column, cell)| !told_odd(*column, cell, faults)).count();
        let all_sound = sound == record.cells.len();
        let line = faults.line(record.at);
        match record.cell(Column::Id) {
            None if faults.no_ids => {}
            None => faults.at(
                record.place_of(Column::Id),
                "the id is missing",
                Some("give each account a short name such as acme-berlin"),
            ),
            Some(id) if oddity(Column::Id, &id.text).is_none() => {
                check_id(id, faults);
                if let Some((other, before)) = ids.insert(id.text.to_lowercase(), (id.text.clone(), line)) {
                    let message = if other == id.text {
                        format!("the id \"{other}\" is on line {before} already")
                    } else {
                        format!("\"{}\" comes to the same credentials file as \"{other}\" on line {before}", id.text)
                    };
                    faults.at(id.span.clone(), message, Some("give each account an id of its own"));
                }
            }
            Some(_) => {}
        }
        if !given.app && record.cell(Column::App).is_none() {
            let hint = "fill in the column app, or give one for all with --app";
            faults.at(record.place_of(Column::App), "no app is named", Some(hint));
        }
        if given.needs_business && !given.business && record.cell(Column::Business).is_none() {
            let hint = "fill in the column business, or give one for all with --business";
            faults.at(
                record.place_of(Column::Business),
                "the scenario needs a business, and none is named",
                Some(hint),
            );
        }
        choices(record, faults);
        let row = row(record, line);
        if all_sound {
            let lower = |text: &Option<String>| text.as_ref().map(|text| text.to_lowercase());
            let key = [lower(&row.app), lower(&row.business), lower(&row.system_user)];
            if let Some(before) = meant.insert(key, line) {
                roster.warnings.push(format!(
                    "line {line} (\"{}\") asks for the same app, business and system user as line {before}: each gets a token of its own",
                    row.id
                ));
            }
        }
        roster.rows.push(row);
    }
    roster
}

/// Whether a value is what a spreadsheet made of another one; then that is told.
fn told_odd(column: Column, cell: &Cell, faults: &mut Faults<'_>) -> bool {
    let odd = oddity(column, &cell.text);
    if let Some((message, hint)) = &odd {
        faults.at(cell.span.clone(), message.clone(), Some(hint));
    }
    odd.is_some()
}

fn check_id(id: &Cell, faults: &mut Faults<'_>) {
    let Err(error) = Slug::parse(&id.text) else { return };
    let words = error.to_string();
    let why = words.split("; give").next().unwrap_or_default().to_owned();
    let proposal = proposal(&id.text);
    let hint = if proposal.is_empty() {
        "a short name such as acme-berlin".to_owned()
    } else {
        format!("it names files: write {proposal}, say")
    };
    faults.at(id.span.clone(), why, Some(&hint));
}

/// What could stand instead of an id that is none.
fn proposal(id: &str) -> String {
    let letters = id.to_lowercase();
    let words = letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let proposal = words.collect::<Vec<_>>().join("-");
    if Slug::parse(&proposal).is_ok() { proposal } else { String::new() }
}

/// Values of few choices, and names that name something of ours.
fn choices(record: &Record, faults: &mut Faults<'_>) {
    if let Some(role) = record.cell(Column::Role)
        && !["admin", "employee"].contains(&role.text.to_lowercase().as_str())
    {
        faults.at(role.span.clone(), format!("\"{}\" is no role", role.text), Some("a role is admin or employee"));
    }
    if let Some(session) = record.cell(Column::Session)
        && Slug::parse(&session.text).is_err()
    {
        let hint = "a sign-in is called as in `tokenwright login NAME`: small letters, digits, '-', '_' and '.'";
        faults.at(session.span.clone(), format!("\"{}\" cannot name a sign-in", session.text), Some(hint));
    }
    if let Some(language) = record.cell(Column::Language)
        && !is_tag(&language.text)
    {
        let message = format!("\"{}\" is not a language tag", language.text);
        faults.at(language.span.clone(), message, Some("like en, es or pt-BR"));
    }
    if let Some(number) = record.cell(Column::PhoneNumber)
        && !["first", "only"].contains(&number.text.as_str())
        && oddity(Column::PhoneNumber, &number.text).is_none()
        && number.text.bytes().filter(u8::is_ascii_digit).count() < 5
    {
        let message = format!("\"{}\" is no phone number", number.text);
        faults.at(number.span.clone(), message, Some("first, only, a number as people write it, or its ID"));
    }
}

fn is_tag(tag: &str) -> bool {
    tag.split('-').enumerate().all(|(at, part)| {
        let length = if at == 0 { 2..=3 } else { 1..=8 };
        length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

fn row(record: &Record, line: usize) -> Row {
    let value = |column| record.value(column);
    Row {
        id: value(Column::Id).unwrap_or_default(),
        app: value(Column::App),
        business: value(Column::Business),
        system_user: value(Column::SystemUser),
        role: value(Column::Role).map(|role| role.to_lowercase()),
        session: value(Column::Session),
        language: value(Column::Language),
        phone_number: value(Column::PhoneNumber),
        line,
    }
}
