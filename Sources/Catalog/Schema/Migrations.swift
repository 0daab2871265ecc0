package import SQL

/// The schema's history: only ever longer, never edited.
package enum Migrations {
    package static let all: [Migration] = [
        datasets, tokens, labelsets, runs, views, quarantine, collection, refs, deletions, quotas,
        commitObjects, ledger, mixtures,
    ]
}
