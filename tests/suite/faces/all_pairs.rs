//! A small design in which every two values of two factors meet.

/// Rows of levels, one a factor (`counts` says how many levels each has), such that for any two factors each pair of their
/// levels stands in some row. Greedy and without chance: the same design each time.
pub(super) fn all_pairs(counts: &[usize]) -> Vec<Vec<usize>> {
    let mut missing = Vec::new();
    for (one, &ones) in counts.iter().enumerate() {
        for (other, &others) in counts.iter().enumerate().skip(one + 1) {
            let levels = (0..ones).flat_map(|level| (0..others).map(move |beside| (level, beside)));
            missing.extend(levels.map(|(level, beside)| ((one, level), (other, beside))));
        }
    }
    let mut rows = Vec::new();
    while let Some(&((one, level), (other, beside))) = missing.first() {
        let mut row = vec![None; counts.len()];
        (row[one], row[other]) = (Some(level), Some(beside));
        for factor in 0..counts.len() {
            if row[factor].is_some() {
                continue;
            }
            // The level that brings the most of what is missing, with what the row has already; of equals, another each row.
            let brought = |level: usize| {
                let meets = |a: (usize, usize), b: (usize, usize)| a == (factor, level) && row[b.0] == Some(b.1);
                missing.iter().filter(|(a, b)| meets(*a, *b) || meets(*b, *a)).count()
            };
            let turn = rows.len() % counts[factor];
            let best = (0..counts[factor]).max_by_key(|level| (brought(*level), (level + turn) % counts[factor]));
            row[factor] = best;
        }
        missing.retain(|(a, b)| row[a.0] != Some(a.1) || row[b.0] != Some(b.1));
        rows.push(row.into_iter().flatten().collect());
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::all_pairs;

    fn covers_all(counts: &[usize], rows: &[Vec<usize>]) -> bool {
        let pair =
            |one: usize, a: usize, other: usize, b: usize| rows.iter().any(|row| row[one] == a && row[other] == b);
        (0..counts.len()).all(|one| {
            (one + 1..counts.len())
                .all(|other| (0..counts[one]).all(|a| (0..counts[other]).all(|b| pair(one, a, other, b))))
        })
    }

    #[test]
    fn every_two_levels_meet_in_few_rows() {
        for (counts, most) in
            [(&[2, 2, 2][..], 5), (&[3, 2, 2, 2, 2][..], 9), (&[2; 14][..], 14), (&[4, 3, 3, 2, 2][..], 18)]
        {
            let rows = all_pairs(counts);
            assert!(covers_all(counts, &rows), "{counts:?}: {rows:?}");
            assert!(rows.len() <= most, "{counts:?}: {} rows", rows.len());
            assert!(rows.iter().all(|row| row.iter().zip(counts).all(|(level, count)| level < count)));
        }
    }

    #[test]
    fn the_least_designs() {
        assert!(all_pairs(&[]).is_empty());
        assert!(all_pairs(&[3]).is_empty(), "no pair to meet");
        assert_eq!(all_pairs(&[1, 1]), [[0, 0]]);
    }
}
