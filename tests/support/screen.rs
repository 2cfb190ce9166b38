//! As much of a terminal as it takes to know what a person has before them at the end.

use console::measure_text_width;

/// What stays on a screen of so many columns on which this was written, row by row.
pub(crate) fn screen(written: &str, columns: usize) -> Vec<String> {
    let mut screen = Screen { columns, rows: vec![Vec::new()], row: 0, column: 0 };
    let mut letters = written.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => screen.column = 0,
            '\n' => screen.down(1),
            '\u{7}' => {}
            '\u{1b}' => screen.obey(&mut letters),
            letter => screen.put(letter),
        }
    }
    screen.rows.iter().map(|row| row.iter().collect::<String>().trim_end().to_owned()).collect()
}

struct Screen {
    columns: usize,
    rows: Vec<Vec<char>>,
    row: usize,
    column: usize,
}

impl Screen {
    fn put(&mut self, letter: char) {
        let wide = measure_text_width(&letter.to_string());
        // Only what does not fit begins a new row, as terminals do.
        if self.column + wide > self.columns {
            self.down(1);
            self.column = 0;
        }
        let row = &mut self.rows[self.row];
        if row.len() <= self.column {
            row.resize(self.column + 1, ' ');
        }
        row[self.column] = letter;
        self.column += wide;
    }

    fn down(&mut self, by: usize) {
        self.row += by;
        if self.rows.len() <= self.row {
            self.rows.resize(self.row + 1, Vec::new());
        }
    }

    /// `CSI n letter`. Colours change nothing here.
    fn obey(&mut self, letters: &mut std::str::Chars<'_>) {
        let mut number = String::new();
        for letter in letters.skip_while(|letter| *letter == '[') {
            if letter.is_ascii_digit() || letter == ';' || letter == '?' {
                number.push(letter);
                continue;
            }
            let by = number.parse().unwrap_or(1);
            match letter {
                'A' => self.row = self.row.saturating_sub(by),
                'B' => self.down(by),
                'C' => self.column = (self.column + by).min(self.columns - 1),
                'D' => self.column = self.column.saturating_sub(by),
                'K' => self.rows[self.row].clear(),
                _ => {}
            }
            return;
        }
    }
}
